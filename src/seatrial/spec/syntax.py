"""libyaml's complaints in plain words: what is wrong, and its usual cause."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.spec.lines import yaml_lines

if TYPE_CHECKING:
    import yaml

Explanation = tuple[str, str]
QUOTE = "put it in quotes"
TOKEN = re.compile(
    r"""(?<=[\s:,\[{])"(?:\\.|[^"\\])*"|(?<=[\s:,\[{])'[^']*'|(?:^|(?<=\s))#[^\n]*|[\[\]{}]""", re.MULTILINE
)
BLOCK = (
    ("cannot start any token", "text cannot start with {here}", QUOTE),
    ("alphabetic or numeric", "text cannot start with & or *", QUOTE),
    (
        "block sequence entries are not allowed",
        "a list item cannot start on the line of its key",
        "put `- item` on the next line, or write [item]",
    ),
    (
        "document start",
        "this does not continue what is above it",
        "start every top-level key in the first column, and look for a bracket too many",
    ),
    ("expected ':'", "this line is not `key: value`", "put a colon and a space behind the key"),
    ("escape character", "\\{after} is not an escape", "write \\\\ for a backslash, or use single quotes"),
    (
        "comment or line break",
        "text cannot follow | or > on the same line",
        "start the text on the next line, indented, or put it in quotes",
    ),
    ("scanning a tag", "text cannot start with !", QUOTE),
    ("tag handle", "text cannot start with !", QUOTE),
    ("YAML document", "a % line at the start of a file is a YAML directive that cannot be read", "remove it"),
    ("directive", "a % line at the start of a file is a YAML directive that cannot be read", "remove it"),
)
"""Part of libyaml's message, message, fix."""


def explain_syntax(error: yaml.MarkedYAMLError, text: str) -> tuple[str, str, int, int]:
    """Message, fix, line and column (from 1, as YAML counts lines) of a syntax error."""
    lines = yaml_lines(text)
    mark, context = error.problem_mark, error.context_mark
    row, column = (mark.line, mark.column) if mark else (0, 0)
    opened = (context.line, context.column) if context else (row, column)
    problem = f"{error.context or ''} {error.problem or ''}"
    line = lines[row] if row < len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "a tab indents this line", "indent with spaces; YAML allows no tabs", row + 1, line.index("\t") + 1
    if "unexpected end of stream" in problem or "document indicator" in problem:
        return (
            "the quote that opens here is never closed",
            "close it at the end of the text",
            opened[0] + 1,
            opened[1] + 1,
        )
    if "flow" in problem:
        message, fix = _flow(problem, line, column)
        if "flow node" in problem:  # the brackets around it are not named
            opened = _last_open(lines, row, column) or opened
            bracket = lines[opened[0]][opened[1] : opened[1] + 1] if opened[0] < len(lines) else ""
            kind = "list" if bracket == "[" else "mapping"
            message, fix = (
                f"the {kind} that opens here is not closed",
                "add the missing bracket, or quote the text in it",
            )
        return message, fix, opened[0] + 1, opened[1] + 1
    message, fix = _block(problem, lines, row, column, opened[1])
    return message, fix, row + 1, column + 1


def _last_open(lines: list[str], row: int, column: int) -> tuple[int, int] | None:
    """The last bracket before a place that nothing closes; brackets in quotes and comments do not count."""
    opened: list[int] = []
    text = "\n".join([*lines[:row], lines[row][:column] if row < len(lines) else ""])
    for match in TOKEN.finditer(text):
        if match[0] in ("[", "{"):
            opened.append(match.start())
        elif match[0] in ("]", "}") and opened:
            opened.pop()
    if not opened:
        return None
    before = text[: opened[-1]]
    return before.count("\n"), opened[-1] - before.rfind("\n") - 1


def _flow(problem: str, line: str, column: int) -> Explanation:
    close, kind = ("]", "list") if "sequence" in problem else ("}", "mapping")
    open_ = "[" if close == "]" else "{"
    if column and line[column - 1 : column + 1].strip(" ") and line[column : column + 1] == ":":
        return (
            f"a colon in the {kind} that opens here is not followed by a space",
            "write `key: value`, or quote the text",
        )
    return (
        f"the {kind} that opens here with {open_} is not closed",
        f"add the missing {close} or a comma between two values",
    )


def _block(problem: str, lines: list[str], row: int, column: int, indent: int) -> Explanation:
    if "mapping values are not allowed" in problem:
        return _second_colon(lines, row, column)
    if "expected key" in problem or "'-' indicator" in problem:
        return _not_a_sibling(lines, row, column, indent)
    line = lines[row] if row < len(lines) else ""
    here, after = line[column : column + 1], line[column + 1 : column + 2]
    for part, message, fix in BLOCK:
        if part in problem:
            return message.format(here=here or line[column - 1 : column], after=after), fix
    return (
        f"the text is not YAML here ({problem.strip()})",
        "check the quotes, colons and indentation of this line and the one above",
    )


def _second_colon(lines: list[str], row: int, column: int) -> Explanation:
    line = lines[row] if row < len(lines) else ""
    before = line[:column]
    if re.match(r"\s*(- )?[^:]*: ", before):
        return (
            "a second colon followed by a space in one line",
            "put the value in quotes, or break the line after the first key",
        )
    above = next((earlier for earlier in reversed(lines[:row]) if earlier.strip()), "")
    if above and not above.rstrip().endswith(":") and _indent(line) > _indent(above):
        return (
            "this line is indented deeper than the one above, which has a value already",
            f"indent it by {_indent(above)} spaces, or move the value above to a key of its own",
        )
    return "a colon where none can be", "check the line above: a key needs a colon and a space, `key: value`"


def _not_a_sibling(lines: list[str], row: int, column: int, indent: int) -> Explanation:
    line = lines[row] if row < len(lines) else ""
    if column > _indent(line):
        here = line[column : column + 1]
        if here in ("]", "}"):
            return f"this {here} closes nothing", "remove it, or add the bracket that opens"
        return "text follows a value that has ended", "put the whole value in quotes, doubling quotes inside it"
    above = next((_indent(earlier) for earlier in reversed(lines[:row]) if earlier.strip()), indent)
    if above == _indent(line):
        return "a key and a list item stand on one level", "write all of them as `key: value`, or all as `- item`"
    return (
        f"this line is indented by {_indent(line)} spaces, which fits no line above",
        f"indent it by {above} spaces like the line above" + (f", or by {indent}" if indent != above else ""),
    )


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
