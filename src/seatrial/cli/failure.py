"""Whatever goes wrong, as one sentence, its fix, and a documented exit code."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from seatrial.cli.exit_codes import ExitCode
from seatrial.errors import SeatrialError
from seatrial.finding import has_errors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from seatrial.cli.documents import Error
    from seatrial.finding import Finding

AGAIN = "run the same command again to continue"


class FoundProblemsError(SeatrialError):
    """Findings that stop a command before it has done anything.

    Args:
        findings: all of them, warnings included.
        subject: what has them, `cluster.yaml` or `the plan`.
        fix: what to do.
        code: how the command exits.

    """

    def __init__(
        self,
        findings: Sequence[Finding],
        subject: str,
        *,
        fix: str = "mend what is listed above and run the same command again",
        code: ExitCode = ExitCode.COULD_NOT_RUN,
    ) -> None:
        from seatrial.cli.findings import summarise

        super().__init__(f"{subject} has {summarise(findings)}; nothing was done", fix=fix)
        assert has_errors(findings)
        self.findings = tuple(findings)
        self.exit_code = code


class ConsentError(SeatrialError):
    """The user has not said yes, or must decide something first; nothing was written."""

    exit_code = ExitCode.NEEDS_CONSENT


class InterruptionError(SeatrialError):
    """Ctrl-C: whatever was written stays, and the next run goes on from there."""

    exit_code = ExitCode.INTERRUPTED

    def __init__(self) -> None:
        super().__init__("interrupted", fix=AGAIN)


@dataclass(frozen=True, slots=True)
class Failure:
    """How a command ends that could not do its work."""

    message: str
    fix: str = ""
    code: ExitCode = ExitCode.COULD_NOT_RUN
    findings: tuple[Finding, ...] = ()

    def __str__(self) -> str:
        return "; ".join(part for part in (clause(self.message), clause(self.fix)) if part)


def explain_failure(error: BaseException) -> Failure:
    """The failure behind an exception."""
    if isinstance(error, FoundProblemsError):
        return Failure(error.message, error.fix, ExitCode(error.exit_code), error.findings)
    if isinstance(error, SeatrialError):
        return Failure(error.message, error.fix, ExitCode(error.exit_code))
    if isinstance(error, (typer.Abort, KeyboardInterrupt)):
        return explain_failure(InterruptionError())
    if isinstance(error, OSError):
        return _of_system(error)
    if (usage := getattr(error, "format_message", None)) is not None:  # an unknown option, a missing argument
        context = getattr(error, "ctx", None)
        message = usage().replace("Value error, ", "").removesuffix(".")
        return Failure(message, f"try: {context.command_path if context else 'seatrial'} --help")
    return Failure(
        f"a bug in Seatrial: {type(error).__name__}: {error}",
        "please report it with the output of the same command under SEATRIAL_TRACEBACK=1",
    )


def is_bug(error: BaseException) -> bool:
    return explain_failure(error).message.startswith("a bug")


def error_document(failure: Failure) -> Error:
    from seatrial.cli.documents import Error
    from seatrial.cli.findings import finding_item

    return Error(
        message=clause(failure.message),
        fix=clause(failure.fix),
        exit_code=failure.code,
        findings=[finding_item(finding) for finding in failure.findings],
    )


def _of_system(error: OSError) -> Failure:
    where = f": {os.fsdecode(error.filename)}" if error.filename else ""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return Failure(f"the disk is full{where}", f"free some space and {AGAIN}")
    return Failure(f"{(error.strerror or str(error)).lower()}{where}")


def clause(text: str) -> str:
    """Ready to stand behind `seatrial:` or `;`: no capital of a sentence's first word, no full stop."""
    first, _, _ = text.partition(" ")
    small = first[:1].lower() + text[1:] if first == first.capitalize() else text
    return small.removesuffix(".")
