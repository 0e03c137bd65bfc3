"""The `seatrial` command: finds its commands, and is the last line between a problem and the user."""

from __future__ import annotations

import errno
import importlib
import os
import pkgutil
import sys
from typing import TYPE_CHECKING, NoReturn

import typer

from seatrial.cli import commands
from seatrial.cli.exit_codes import ExitCode
from seatrial.errors import SeatrialError

if TYPE_CHECKING:
    from types import ModuleType

EPILOG = "Start with: seatrial init, then seatrial up. A file is given as argument; the default is cluster.yaml."


def command_modules() -> list[ModuleType]:
    """One module a command, in the order of `ORDER` in each: the order of the journey."""
    names = sorted(module.name for module in pkgutil.iter_modules(commands.__path__))
    found = [importlib.import_module(f"{commands.__name__}.{name}") for name in names]
    return sorted(found, key=lambda module: (module.ORDER, module.__name__))


def build() -> typer.Typer:
    app = typer.Typer(
        name="seatrial",
        help="One file describes an AI cluster on Kubernetes. Seatrial compiles it, checks it, and runs it.",
        epilog=EPILOG,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    for module in command_modules():
        app.command(name=module.__name__.rpartition(".")[2].rstrip("_"))(module.command)
    return app


def main() -> NoReturn:
    """Run, and turn whatever happens into one sentence and a documented exit code."""
    try:
        # Outside its standalone mode typer returns the code of an Exit instead of raising it.
        code = ExitCode(build()(standalone_mode=False) or ExitCode.OK)
    except (typer.Abort, KeyboardInterrupt):
        code = fail("interrupted; run the same command again to continue", ExitCode.INTERRUPTED)
    except SeatrialError as error:
        code = fail(error.message, ExitCode(error.exit_code), fix=error.fix)
    except BrokenPipeError:
        # The reader (head, less) has gone: not our failure. Point stdout elsewhere, or Python complains while it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = ExitCode.OK
    except OSError as error:
        code = fail(explain_os_error(error), ExitCode.COULD_NOT_RUN)
    except Exception as error:  # noqa: BLE001  the last line: no traceback reaches a user
        code = unexpected(error)
    sys.exit(code)


def fail(message: str, code: ExitCode, *, fix: str = "") -> ExitCode:
    print(f"seatrial: {message}" + (f"; {fix}" if fix else ""), file=sys.stderr)  # noqa: T201  the command's own error channel
    return code


def explain_os_error(error: OSError) -> str:
    where = f": {error.filename}" if error.filename else ""
    if error.errno == errno.ENOSPC:
        return f"the disk is full{where}; free some space and run the same command again"
    return f"{(error.strerror or str(error)).lower()}{where}"


def unexpected(error: Exception) -> ExitCode:
    usage = getattr(error, "format_message", None)
    if usage is not None:  # a usage error: unknown option, missing argument
        context = getattr(error, "ctx", None)
        hint = f"try: {context.command_path} --help" if context else "try: seatrial --help"
        return fail(usage(), ExitCode.COULD_NOT_RUN, fix=hint)
    if os.environ.get("SEATRIAL_TRACEBACK"):
        raise error
    return fail(
        f"a bug in Seatrial: {type(error).__name__}: {error}",
        ExitCode.COULD_NOT_RUN,
        fix="please report it with the output of the same command under SEATRIAL_TRACEBACK=1",
    )


if __name__ == "__main__":
    main()
