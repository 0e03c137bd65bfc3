"""A project's files as a value, so that what is written depends on nothing else."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from seatrial.dockerfile.write.decisions import ProjectError

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_THE_PROGRAM = ("tests", "test", "docs", "doc", "examples", "benchmarks", "node_modules")


@dataclass(frozen=True, slots=True)
class Folder:
    """What stands in a project.

    Attributes:
        name: of the folder, for the image's name.
        texts: contents by path, `src/app.py`, with `/` on every system.
        others: paths of the files whose contents do not matter: weights, notebooks, keys.

    """

    name: str
    texts: Mapping[str, str]
    others: frozenset[str] = field(default_factory=frozenset[str])

    def has(self, path: str) -> bool:
        return path in self.texts or path in self.others

    def programs(self) -> Iterator[str]:
        """The Python files that could be what runs, in order of their path: no tests, no examples."""
        for path in sorted(self.texts):
            parents = path.split("/")[:-1]
            name = path.rpartition("/")[2]
            is_test = name.startswith("test_") or name in {"conftest.py", "setup.py", "noxfile.py"}
            hidden = any(part in NOT_THE_PROGRAM or part.startswith(".") for part in parents)
            if name.endswith(".py") and not is_test and not hidden:
                yield path

    def where(self, path: str, needle: str, *, after: str = "") -> str:
        """`path:line` of the first line with `needle` as a whole word, below the line `after`; else the path alone."""
        found = re.compile(rf"(?<![\w-]){re.escape(needle)}(?![\w-])", re.IGNORECASE)
        reached = not after
        for number, line in enumerate(self.texts.get(path, "").splitlines(), start=1):
            if reached and found.search(line):
                return f"{path}:{number}"
            reached = reached or line.strip() == after
        return path


def read_toml(folder: Folder, path: str) -> Mapping[str, Any]:
    """The tables of a TOML file; none if there is no such file.

    Raises:
        ProjectError: it is not TOML.

    """
    try:
        return tomllib.loads(folder.texts.get(path, ""))
    except tomllib.TOMLDecodeError as error:
        what = str(error)
        raise ProjectError(f"{path} is not TOML: {what[:1].lower()}{what[1:]}", fix="correct that line") from error


def table(value: object, *keys: str) -> Mapping[str, Any]:
    """The table under these keys; an empty one where something else, or nothing, is written."""
    for key in keys:
        value = cast("Mapping[str, object]", value).get(key) if isinstance(value, Mapping) else None
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def texts(value: object) -> tuple[str, ...]:
    """The strings of an array; what is no string is left out."""
    items = cast("list[object]", value) if isinstance(value, list) else []
    return tuple(item for item in items if isinstance(item, str))
