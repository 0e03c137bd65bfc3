"""Writing results: data to standard output, words about the work to standard error."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from seatrial.cli.options import Format

API_VERSION = "seatrial/v1"


def write(text: str) -> None:
    """Data, to standard output, as it is."""
    sys.stdout.write(text)
    sys.stdout.flush()


def say(text: str = "") -> None:
    """A line about the work, to standard error, so that standard output stays data."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201  the one place that prints


def next_steps(*commands: str) -> None:
    """What a user would do now."""
    for number, command in enumerate(commands):
        say(f"{'next: ' if number == 0 else '      '}{command}")


def write_document(document: Any, form: Format) -> None:
    """A document of `documents.py` as JSON or YAML."""
    import msgspec

    if form == "json":
        text = msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"
    else:
        import yaml

        text = yaml.safe_dump(msgspec.to_builtins(document), sort_keys=False, allow_unicode=True, width=120)
    write(text)


def console(*, to_stderr: bool = False) -> Console:
    """A rich console that honours NO_COLOR and prints plain lines when it is not a terminal."""
    from rich.console import Console

    return Console(stderr=to_stderr, highlight=False, soft_wrap=True)
