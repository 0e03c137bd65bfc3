"""Bytes or text of a file → text that YAML can read, or findings that say why not."""

from __future__ import annotations

import codecs
import re

from seatrial.finding import Finding, Severity
from seatrial.location import Position
from seatrial.spec import codes

LARGEST_FILE = 5 * 2**20
"""Bytes; a file of 1,000 services has about half a megabyte."""
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
SHOWN = 10


def decode(source: str | bytes, file: str, *, largest: int = LARGEST_FILE) -> tuple[str, tuple[Finding, ...]]:
    """The text of a file of at most `largest` bytes, without byte order mark; empty where it cannot be read."""
    if len(source) > largest:
        message = f"the file has {len(source) / 2**20:.1f} MiB; the limit is {largest // 2**20} MiB"
        return "", (
            _finding(codes.TOO_LARGE, file, 1, 1, message, "split it with `include:`, or is this another file?"),
        )
    if isinstance(source, bytes):
        utf16 = source.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        try:
            text = source.decode("utf-16" if utf16 else "utf-8-sig")
        except UnicodeDecodeError as error:
            line, column = _place(source[: error.start].decode("utf-8", "replace"))
            message = f"the byte 0x{source[error.start]:02x} is not {'UTF-16' if utf16 else 'UTF-8'}"
            return "", (_finding(codes.ENCODING, file, line, column, message, "save the file as UTF-8 text"),)
    else:
        text = source.removeprefix("\ufeff")
    return text, tuple(_unprintable(text, file))


def _unprintable(text: str, file: str) -> list[Finding]:
    found: list[Finding] = []
    for match in UNPRINTABLE.finditer(text):
        line, column = _place(text[: match.start()])
        message = f"the control character U+{ord(match[0]):04X} cannot stand in a YAML file"
        fix = 'remove it, or write it as an escape such as "\\u0007" in double quotes'
        found.append(_finding(codes.ENCODING, file, line, column, message, fix))
        if len(found) == SHOWN:
            break
    return found


def _place(before: str) -> tuple[int, int]:
    """Line and column after this text; a line ends in LF, CRLF or CR alone."""
    lines = before.replace("\r\n", "\n").replace("\r", "\n")
    return lines.count("\n") + 1, len(lines) - lines.rfind("\n")


def _finding(code: str, file: str, line: int, column: int, message: str, fix: str) -> Finding:
    return Finding(code=code, severity=Severity.ERROR, message=message, fix=fix, position=Position(file, line, column))
