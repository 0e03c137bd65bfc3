"""libyaml's events → plain data and positions.

Not by PyYAML: its constructor reads YAML 1.1 (`NO` is a boolean), keeps the last of two equal keys without a word,
recurses as deep as the text says, and expands aliases without a limit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from seatrial.finding import Finding, Severity
from seatrial.location import Position, SpecPath
from seatrial.spec import codes
from seatrial.spec.lines import shown_at, shown_rows
from seatrial.spec.scalars import Scalar, resolve
from seatrial.spec.syntax import explain_syntax

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import yaml

    from seatrial.spec.positions import Spot

DEEPEST = 64
"""Nested values; a patch of a pod's container is at 12."""
MOST_ALIASED = 100_000
"""Values that aliases may add: a thousand services can share a hundred each, a bomb cannot go off."""
MERGE_KEY = "<<"
TAGS = "tag:yaml.org,2002:"


class BrokenError(Exception):
    """Reading cannot go on."""

    def __init__(self, code: str, message: str, fix: str, position: Position) -> None:
        super().__init__(message)
        self.code = code
        self.finding = Finding(code=code, severity=Severity.ERROR, message=message, fix=fix, position=position)


@dataclass(slots=True)
class _Frame:
    """A collection that is being read."""

    container: dict[str, Any] | list[Any]
    path: SpecPath
    anchor: str | None
    start: tuple[int, int]
    key: str | None = None
    merges: list[Any] = field(default_factory=list[Any])


@dataclass(frozen=True, slots=True)
class _Anchor:
    value: Any
    path: SpecPath
    values: tuple[int, int]
    keys: tuple[int, int]


class Builder:
    """Puts one document together from libyaml's events, without recursion."""

    def __init__(
        self,
        file: str,
        *,
        rows: Sequence[int] = (),
        anchors: frozenset[str] = frozenset(),
        aliased: int = 0,
        resolver: Callable[[str], Scalar] = resolve,
    ) -> None:
        """Prepare to read a text.

        Args:
            file: its name, for positions.
            rows: the row of each of its lines in the whole text, where it is a part of one.
            anchors: names of all anchors of the whole text.
            aliased: values that aliases have added already.
            resolver: what a plain scalar means; raises ValueError, whose message says what to write instead.

        """
        self.file = file
        self.aliased = aliased
        self.broken: set[str] = set()
        """Top-level keys with a value that stands for nothing."""
        self.foreign = False
        """Whether the text uses an anchor that only another part of the whole text defines."""
        self._known = anchors
        self._rows = rows
        self._shown: list[tuple[int, int]] = []
        self._resolver = resolver
        self.root: Any = None
        self.values: list[tuple[SpecPath, Spot]] = []
        self.keys: list[tuple[SpecPath, Spot]] = []
        self.findings: list[Finding] = []
        self._anchors: dict[str, _Anchor] = {}
        self._stack: list[_Frame] = []

    def read(self, text: str) -> Builder:
        """Read the first document of the text.

        Raises:
            BrokenError: the rest cannot be read.

        """
        import yaml

        self._shown = shown_rows(text)
        try:
            # libyaml takes UTF-8; PyYAML would encode a str first anyway.
            for event in yaml.parse(text.encode(), Loader=yaml.CSafeLoader):
                if not self._take(yaml, event):
                    break
        except yaml.MarkedYAMLError as error:
            message, fix, line, column = explain_syntax(error, text)
            where = Position(*self._written(line - 1, column - 1))
            raise BrokenError(codes.SYNTAX, message, fix, where) from error
        except yaml.YAMLError as error:
            fix = "save the file as UTF-8 text"
            raise BrokenError(codes.ENCODING, str(error), fix, Position(self.file, 1, 1)) from error
        return self

    def _take(self, events: Any, event: Any) -> bool:
        """Take in one event; whether to go on."""
        kind = cast("type[Any]", type(event))
        if kind is events.ScalarEvent:
            self._scalar(event)
        elif kind is events.MappingStartEvent:
            self._open(event, {})
        elif kind is events.SequenceStartEvent:
            self._open(event, [])
        elif kind in (events.MappingEndEvent, events.SequenceEndEvent):
            self._close()
        elif kind is events.AliasEvent:
            self._alias(event)
        elif kind is events.DocumentStartEvent and self.values:
            message = "a second document starts here; a cluster is one document"
            fix = "merge the two, or put the second into a file of its own and `include:` it"
            self._report(codes.DOCUMENT, message, fix, event)
            return False
        return True

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        frame = self._stack[-1] if self._stack else None
        if frame and type(frame.container) is dict and frame.key is None:
            self._key(frame, event)
            return
        mark = (len(self.values), len(self.keys))
        path = self._place(event)
        value = self._resolve(event)
        if event.anchor:
            self._anchors[event.anchor] = self._anchor(value, path, mark)
        self._put(value)

    def _key(self, frame: _Frame, event: yaml.ScalarEvent) -> None:
        key = event.value
        path = (*frame.path, key)
        if key in frame.container and key != MERGE_KEY:
            first = Position(*next(spot for known, spot in reversed(self.keys) if known == path))
            message = f"the key {key} stands here twice, first in line {first.line}"
            self._report(
                codes.DUPLICATE_KEY, message, f"keep one of the two, or rename one (the first is at {first})", event
            )
        if event.anchor:
            self._anchors[event.anchor] = _Anchor(key, path, (0, 0), (0, 0))
        self.keys.append((path, self._spot(event)))
        frame.key = key

    def _resolve(self, event: yaml.ScalarEvent) -> Scalar:
        text: str = event.value
        tag: str | None = event.tag
        if tag and tag != "!" and tag != TAGS + "str":
            if not tag.startswith(TAGS) or tag.removeprefix(TAGS) not in ("int", "float", "bool", "null"):
                return self._refuse_tag(tag, event, text)
        elif tag or not event.implicit[0]:
            return text
        try:
            return self._resolver(text)
        except ValueError as error:
            message, _, fix = str(error).partition("; ")
            self._report(codes.SCALAR, message, fix, event)
            return text

    def _refuse_tag(self, tag: str, event: yaml.Event, value: Any) -> Any:
        shown = tag.replace(TAGS, "!!")
        self._report(
            codes.SCALAR,
            f"the tag {shown} means nothing here",
            "remove it; text, numbers and booleans need none",
            event,
        )
        return value

    def _open(self, event: yaml.CollectionStartEvent, container: dict[str, Any] | list[Any]) -> None:
        if len(self._stack) >= DEEPEST:
            message = f"values are nested more than {DEEPEST} deep"
            raise BrokenError(codes.TOO_LARGE, message, "write them flatter", self._position(event))
        frame = self._stack[-1] if self._stack else None
        if frame and type(frame.container) is dict and frame.key is None:
            message = "a key must be text, and this is a list or a mapping"
            fix = "put text templates such as {{ name }} in quotes, and keys on a line of their own"
            raise BrokenError(codes.SYNTAX, message, fix, self._position(event))
        tag = event.tag
        if tag and tag not in ("!", TAGS + ("map" if type(container) is dict else "seq")):
            self._refuse_tag(tag, event, None)
        start = (len(self.values), len(self.keys))
        path = self._place(event)
        self._stack.append(_Frame(container, path, event.anchor, start))

    def _close(self) -> None:
        frame = self._stack.pop()
        for merged in frame.merges:
            self._merge(frame, merged)
        if frame.anchor:
            self._anchors[frame.anchor] = self._anchor(frame.container, frame.path, frame.start)
        self._put(frame.container)

    def _alias(self, event: yaml.AliasEvent) -> None:
        name = str(event.anchor)
        anchor = self._anchors.get(name)
        if anchor is None and name in self._known:
            self.foreign = True
            anchor = _Anchor(None, (), (0, 0), (0, 0))
        elif anchor is None:
            inside = any(frame.anchor == event.anchor for frame in self._stack)
            message = f"*{event.anchor} stands for " + ("a value that contains itself" if inside else "nothing")
            fix = (
                "write the value out" if inside else f"define it above with &{event.anchor}, or put the text in quotes"
            )
            self._report(codes.SYNTAX, message, fix, event)
            self.broken.update(str(key) for frame in self._stack[:1] for key in [frame.key] if key)
            anchor = _Anchor(None, (), (0, 0), (0, 0))
        frame = self._stack[-1] if self._stack else None
        if frame and type(frame.container) is dict and frame.key is None:
            key = str(anchor.value)
            self.keys.append(((*frame.path, key), self._spot(event)))
            frame.key = key
            return
        path = self._place(event)
        self._copy_positions(anchor, path, event)
        self._put(anchor.value)

    def _merge(self, frame: _Frame, merged: Any) -> None:
        """`<<`: what the mapping does not say itself; of several mappings the first that says it."""
        for source in merged if isinstance(merged, list) else [merged]:  # pyright: ignore[reportUnknownVariableType]  # YAML holds anything
            if isinstance(source, dict):
                container: Any = frame.container
                for key, value in source.items():  # pyright: ignore[reportUnknownVariableType]
                    container.setdefault(key, value)

    def _copy_positions(self, anchor: _Anchor, path: SpecPath, event: yaml.Event) -> None:
        """The values below an alias stand where the anchor wrote them."""
        values, keys = self.values[slice(*anchor.values)], self.keys[slice(*anchor.keys)]
        self.aliased += len(values)
        if self.aliased > MOST_ALIASED:
            message = f"aliases add more than {MOST_ALIASED:,} values"
            raise BrokenError(codes.TOO_LARGE, message, "write the values out", self._position(event))
        depth = len(anchor.path)
        if MERGE_KEY in path[-2:]:
            path = path[:-1] if path[-1] == MERGE_KEY else path[:-2]
        merged = [((*path, *known[depth:]), where) for known, where in values if len(known) > depth]
        self.values.extend(merged)
        self.keys.extend(((*path, *known[depth:]), where) for known, where in keys if len(known) > depth)

    def _anchor(self, value: Any, path: SpecPath, start: tuple[int, int]) -> _Anchor:
        return _Anchor(value, path, (start[0], len(self.values)), (start[1], len(self.keys)))

    def _place(self, event: yaml.Event) -> SpecPath:
        """The path of the value that starts with this event, noted with its position."""
        if self._stack:
            frame = self._stack[-1]
            path = (*frame.path, len(frame.container) if frame.key is None else frame.key)
        else:
            path = ()
        self.values.append((path, self._spot(event)))
        return path

    def _put(self, value: Any) -> None:
        if not self._stack:
            self.root = value
            return
        frame = self._stack[-1]
        if type(frame.container) is list:
            frame.container.append(value)
            return
        container: Any = frame.container
        if frame.key == MERGE_KEY:
            frame.merges.append(value)
        elif frame.key in container and isinstance(value, dict) and isinstance(container[frame.key], dict):
            container[frame.key] = {**container[frame.key], **value}  # reported twice; nothing in it is called missing
        else:
            container[frame.key] = value
        frame.key = None

    def _spot(self, event: yaml.Event) -> Spot:
        mark: Any = event.start_mark
        return self._written(mark.line, mark.column)

    def _written(self, row: int, column: int) -> Spot:
        """Where a character stands for the user, from its row and column in libyaml's count."""
        row, column = shown_at(self._shown, row, column)
        if self._rows:
            row = self._rows[row] if row < len(self._rows) else self._rows[-1] + 1
        return self.file, row + 1, column + 1

    def _position(self, event: yaml.Event) -> Position:
        return Position(*self._spot(event))

    def _report(self, code: str, message: str, fix: str, event: yaml.Event) -> None:
        self.findings.append(
            Finding(code=code, severity=Severity.ERROR, message=message, fix=fix, position=self._position(event))
        )
