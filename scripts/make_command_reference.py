"""Write docs/reference/commands.md and exit-codes.md from the program itself. Run after changing a command."""

from __future__ import annotations

import ast
import inspect
from itertools import pairwise
from pathlib import Path
from typing import Any

import typer

from seatrial.cli import exit_codes
from seatrial.cli.main import EPILOG, HELP, build

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
COMMANDS = f"""# Commands

{HELP} `seatrial COMMAND --help` says the same as this page.

- Results go to standard output, words about the work to standard error: `seatrial render | kubectl apply -f -` is safe.
- `FILE` is a cluster file or a folder with a `cluster.yaml`; `-` is standard input. Files that it includes or reads
  secrets from are relative to it.
- `-o json` and `-o yaml` print one document of a [documented shape](output/README.md), also when something goes wrong.
- The [exit codes](exit-codes.md) are the same everywhere.
- `NO_COLOR` and `TERM=dumb` are honoured; without a terminal, progress is plain lines.
- `seatrial --install-completion` lets the shell complete commands, options, places, contexts, clusters and rules.
"""
EXIT_CODES = """# Exit codes

| Code | Name | Meaning |
|---|---|---|
"""


def commands_page() -> str:
    """Every command with its usage, arguments, options and defaults."""
    group: Any = typer.main.get_command(build())
    sections = [section(name, command) for name, command in group.commands.items()]
    return "\n".join([COMMANDS, *sections])


def section(name: str, command: Any) -> str:
    """One command."""
    context = command.context_class(command, info_name=f"seatrial {name}", parent=None)
    usage = " ".join([f"seatrial {name}", *command.collect_usage_pieces(context)])
    text = inspect.cleandoc(command.help or "")
    lines = [f"## {name}", "", text, "", "```", usage, "```", ""]
    rows = [row(parameter, context) for parameter in command.get_params(context) if parameter.name != "help"]
    if rows:
        lines += ["| Argument or option | Default | Meaning |", "|---|---|---|", *rows, ""]
    return "\n".join(lines)


def row(parameter: Any, context: Any) -> str:
    """One argument or option, from the two columns that `--help` prints."""
    names, meaning = parameter.get_help_record(context)
    meaning, _, default = meaning.partition("  [default: ")
    shown = f"`{default.rstrip(']')}`" if default else ""
    return f"| `{names.replace('|', '/').replace(' <str>', '')}` | {shown} | {meaning} |"


def exit_codes_page() -> str:
    """The table of `ExitCode`; Python forgets the docstrings of members, the source has them."""
    tree = ast.parse(inspect.getsource(exit_codes))
    body = next(node for node in tree.body if isinstance(node, ast.ClassDef)).body
    rows: list[str] = []
    for member, text in pairwise(body):
        if isinstance(member, ast.Assign) and isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant):
            name = ast.unparse(member.targets[0])
            meaning = " ".join(str(text.value.value).split())
            rows.append(f"| {exit_codes.ExitCode[name].value} | {name.lower().replace('_', ' ')} | {meaning} |\n")
    return EXIT_CODES + "".join(rows)


def pages() -> dict[str, str]:
    """File name → text."""
    return {"commands.md": commands_page() + f"\n{EPILOG}\n", "exit-codes.md": exit_codes_page()}


def main() -> None:
    """Write the pages."""
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(FOLDER / name)


if __name__ == "__main__":
    main()
