"""What a user can meet that is not a problem in their own file. Everything else is a bug."""


class SeatrialError(Exception):
    """Something outside went wrong; `str()` is one sentence for the user.

    Args:
        message: what is wrong, one sentence.
        fix: what the user can do about it, one sentence; printed after the message.

    """

    exit_code = 2

    def __init__(self, message: str, *, fix: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix
