"""Edits of manifests in place: nothing changes but the characters that an edit is about.

Comments, blank lines, quotes, indentation, the order of keys, line endings and a byte order mark stay. What comes out
is read again, and when it does not say exactly what the edits ask, nothing is edited: a wrong edit would be worse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.edit import replace_text
from seatrial.manifests.edit_change import CannotEditError, changed, gather
from seatrial.manifests.read import read_document
from seatrial.manifests.split import Slice, split

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from seatrial.edit import Edit, Replacement
    from seatrial.manifests.edit_change import Change
    from seatrial.manifests.edit_tree import Tree

__all__ = ["CannotEditError", "apply_edits"]
BYTE_ORDER_MARK = "\ufeff"


def apply_edits(text: str, edits: Mapping[int, Sequence[Edit]]) -> str:
    """The text of a YAML or JSON file with its documents edited.

    All paths mean the document as it was. A missing key or item that is to be removed or renamed is none to do; a
    missing parent becomes a mapping, or a list below an index. The last of several edits of one value wins.

    Args:
        text: the file; a byte order mark may lead it.
        edits: number of the document, as `split` counts and `Resource.source` has it → its edits, with paths that
            start at the document. Empty documents and text before the first `---` count.

    Raises:
        CannotEditError: the text does not allow one of the edits; the error says which.

    """
    body = text.removeprefix(BYTE_ORDER_MARK)
    parts = [text[: len(text) - len(body)]]
    done = 0
    waiting = {number for number, asked in edits.items() if asked}
    for number, part in enumerate(split(body)):
        if number in waiting:
            waiting.remove(number)
            parts += body[done : part.start], _edit_document(part, edits[number])
            done = part.start + len(part.text)
    if waiting:
        raise CannotEditError((), f"there is no document {min(waiting)} in the file")
    return "".join((*parts, body[done:]))


def _edit_document(part: Slice, edits: Sequence[Edit]) -> str:
    try:
        return _edited(part, edits)
    except RecursionError:
        raise CannotEditError((), "the values are nested too deep") from None


def _edited(part: Slice, edits: Sequence[Edit]) -> str:
    before, faults = read_document(part, "")
    if before is None:
        raise CannotEditError((), faults[0].message if faults else "the document is empty")
    change = gather(edits)
    wanted = repr(changed(before, change, ()))
    try:
        after = replace_text(part.text, _changes(part.text, change, before))
    except ValueError:
        raise CannotEditError((), "the edits overlap in the text") from None
    read, _ = read_document(Slice(after, part.start, part.line, after.count("\n") + 1), "")
    # Also the order of keys, and 1 apart from 1.0 and true.
    if repr(read) != wanted:
        raise CannotEditError((), "the document is written in a way that cannot be edited in place")
    return after


def _changes(text: str, change: Change, before: object) -> Sequence[Replacement]:
    from seatrial.manifests.edit_block import BlockEditor

    tree = _parse(text)
    if tree.top is None:
        raise CannotEditError((), "the document is empty")
    editor = BlockEditor(text, tree)
    editor.edit_document(tree.top, change, before)
    return editor.changes


def _parse(text: str) -> Tree:
    import yaml

    from seatrial.manifests.edit_tree import parse_places

    try:
        return parse_places(text)
    except yaml.YAMLError:
        pass
    try:
        # JSON may be indented with tabs, which stand for one blank as well; elsewhere it has none.
        if text.lstrip()[:1] in ("{", "["):
            return parse_places(text.replace("\t", " "))
    except yaml.YAMLError:
        pass
    raise CannotEditError((), "the document cannot be read with the places of its values")
