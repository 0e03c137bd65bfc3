"""Writing results: data to standard output, words about the work to standard error."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from seatrial.cli.options import Format

GAP = "  "


def write(text: str) -> None:
    """Data, to standard output, as it is."""
    sys.stdout.write(text)
    sys.stdout.flush()


def say(text: str = "") -> None:
    """A line about the work, to standard error, so that standard output stays data."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201  the one place that prints


def next_steps(*commands: str) -> None:
    """What a user would do now, as their shell understands it."""
    for number, command in enumerate(commands):
        first, _, rest = command.partition(" ")
        called = own_name() if first == "seatrial" else first
        say(f"{'next: ' if number == 0 else '      '}{called} {rest}".rstrip())


def own_name() -> str:
    """How this shell calls us: in a fresh clone `.venv/bin` is not on the PATH."""
    import shlex
    import shutil
    from pathlib import Path

    if shutil.which("seatrial"):
        return "seatrial"
    beside = Path(sys.executable).with_name("seatrial")
    if not beside.exists():
        return f"{shlex.quote(sys.executable)} -m seatrial"
    here = Path.cwd()
    return shlex.quote(str(beside.relative_to(here) if beside.is_relative_to(here) else beside))


def write_document(document: Any, form: Format) -> None:
    """A document of `documents.py` as JSON or YAML, to standard output."""
    write(document_text(document, form))


def document_text(document: Any, form: Format) -> str:
    """A document of `documents.py` as JSON or YAML."""
    import msgspec

    values: dict[str, Any] = msgspec.to_builtins(document)
    # As every Kubernetes document begins; msgspec puts inherited fields last.
    values = {"apiVersion": values["apiVersion"], "kind": values["kind"]} | values
    if form == "json":
        from seatrial.report.json_text import json_text

        return json_text(values)
    import yaml

    return yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=120)


def console(*, to_stderr: bool = False) -> Console:
    """A rich console that honours NO_COLOR and TERM, and never breaks a line: the terminal or the reader does."""
    from rich.console import Console

    return Console(stderr=to_stderr, highlight=False, soft_wrap=True, markup=False, emoji=False)


def print_table(screen: Console, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Columns as wide as what is in them, whatever the width of the terminal: `cut` and `awk` can read them."""
    from rich.text import Text

    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    for number, row in enumerate((headings, *rows)):
        line = GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        screen.print(Text(line, style="" if number else "bold"))


def named(file: str | None) -> str:
    """The file as it is written in a command to run next; nothing for the default."""
    import shlex

    return f" {shlex.quote(file)}" if file else ""
