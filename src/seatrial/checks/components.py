"""The control plane's own programs, run as static pods: which one a container is, and the flags it is started with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from seatrial.checks.rule import Hit
from seatrial.checks.view import sequence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from seatrial.checks.view import Container
    from seatrial.finding import Severity

API_SERVER, CONTROLLER_MANAGER, SCHEDULER, ETCD = "kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"
NAMES = frozenset({API_SERVER, CONTROLLER_MANAGER, SCHEDULER, ETCD})
WEAK_CIPHERS = ("_RC4_", "_3DES_", "_CBC_", "TLS_RSA_")
"""Parts of the names of cipher suites without forward secrecy or with known attacks."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag as it is written; the value of a flag alone is `true`."""

    value: str
    field: str


@dataclass(frozen=True, slots=True)
class Setting:
    """What a flag has to be.

    Attributes:
        flag: its name without dashes.
        holds: whether a value is right; it is asked for None where the flag is absent.
        wrong: what is wrong where it is not, behind the program's name.
        fix: what to write.
        severity: where it differs from the rule's.

    """

    flag: str
    holds: Callable[[str | None], bool]
    wrong: str
    fix: str
    severity: Severity | None = None


def given(value: str | None) -> bool:
    """The flag is there and not empty."""
    return bool(value)


def absent(value: str | None) -> bool:
    """The flag is not there."""
    return value is None


def equal(*wanted: str | None) -> Callable[[str | None], bool]:
    """The flag is one of these; None stands for an absent one whose default is right."""
    return lambda value: value in wanted


def component(container: Container) -> str:
    """The program that a container runs, or `""`."""
    words = container.spec.get("command") or container.spec.get("args")
    first = words[0] if isinstance(words, list) and words else None  # pyright: ignore[reportUnknownVariableType]
    name = first.rpartition("/")[2] if isinstance(first, str) else ""
    return name if name in NAMES else ""


def flags(container: Container) -> Mapping[str, Flag]:
    """The flags a container's program is started with; the last of several wins, as in its parser."""
    return _flags(_Words(container))


class _Words:
    """The words of a container's command line, compared by identity: many rules ask for the same."""

    __slots__ = ("container",)

    def __init__(self, container: Container) -> None:
        self.container = container

    def __hash__(self) -> int:
        return id(self.container)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Words) and other.container is self.container


@lru_cache(maxsize=8)
def _flags(words: _Words) -> Mapping[str, Flag]:
    found: dict[str, Flag] = {}
    waiting = ""
    for word, field in _words(words.container):
        if isinstance(word, str) and word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            found[name] = Flag(value if equals else "true", field)
            waiting = "" if equals else name
        elif waiting:
            found[waiting] = Flag(str(word), field)
            waiting = ""
    return found


def _words(container: Container) -> Iterator[tuple[Any, str]]:
    for group in ("command", "args"):
        for index, word in enumerate(sequence(container.spec.get(group))):
            yield word, f"{container.path}.{group}[{index}]"


def broken(container: Container, program: str, settings: Sequence[Setting]) -> Iterator[Hit]:
    """The settings that do not hold in a container that runs the program."""
    if component(container) != program:
        return
    written = flags(container)
    for setting in settings:
        flag = written.get(setting.flag)
        if not setting.holds(flag.value if flag else None):
            field = flag.field if flag else f"{container.path}.{'command' if container.spec.get('command') else 'args'}"
            yield Hit(field, f"{program} {setting.wrong}", setting.fix, severity=setting.severity)
