"""What holds for any bytes that are read as manifests; hypothesis and the fuzzer both ask it."""

from __future__ import annotations

from typing import Any

from seatrial.manifests.dialect import is_json
from seatrial.manifests.locate import Locator
from seatrial.manifests.read import _read_slowly, read_document, read_file

MOST = 200
"""Fields of a file whose positions are asked."""


def hold(source: str | bytes) -> None:
    """Read the source and compare what is said about it from all sides."""
    file = read_file("f", source)
    rows = file.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for finding in file.findings:
        assert finding.message
        assert finding.position
        assert finding.position.line >= 1
        assert finding.position.column >= 1
        # Behind the last character is where something may be missing.
        assert not file.text or finding.position.line <= len(rows) + 1, finding
    assert "".join(part.text for part in file.slices) in file.text or "\n..." in file.text
    for part in file.slices:
        assert file.text[part.start :].startswith(part.text)
        _agree(part)
    locator = Locator({"f": file.slices})
    asked = 0
    for resource in file.resources:
        assert is_json(resource.manifest)
        for path in _paths(resource.manifest, resource.source):
            position = locator.locate(path)
            assert position
            assert 1 <= position.line <= len(rows) + 1
            asked += 1
            if asked > MOST:
                break


def _agree(part: Any) -> None:
    """Both ways of reading give the same value."""
    fast, fast_faults = read_document(part, "f")
    slow, slow_faults = _read_slowly(part, "f")
    if not fast_faults and not slow_faults and isinstance(fast, (dict, list)):
        assert repr(fast) == repr(slow), (fast, slow)


def _paths(value: Any, path: tuple[str | int, ...]) -> Any:
    yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from _paths(child, (*path, key))
