"""What a rule is: one file in `rules/` with a docstring that is its page, and one decorated function."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.view import Container, Object, Pod
    from seatrial.dockerfile.view import Dockerfile
    from seatrial.edit import Edit, Replacement
    from seatrial.finding import Severity

Looked = TypeVar("Looked", "Container", "Pod", "Object", "Inventory", "Dockerfile")
HEADINGS = ("What it does", "Why", "Bad", "Good", "Fix", "References")
"""What every rule's docstring explains, in this order."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a rule does not hold.

    Attributes:
        field: path inside the object, `spec.template.spec.hostPID`; also where an absent field belongs. In a Dockerfile
            the instruction's keyword.
        message: what is wrong, one sentence without a full stop.
        fix: what to write instead, one sentence without a full stop.
        object: the object concerned; only rules over the whole set have to name it.
        severity: where this hit is worse or milder than the rule is.
        edits: the change of the object that `--fix` makes; only where the right value is known from context.
        at: line and column from 1, where the text has no fields: Dockerfiles.
        replace: the change of such a text that `--fix` makes.

    """

    field: str
    message: str
    fix: str
    object: Object | None = None
    severity: Severity | None = None
    edits: tuple[Edit, ...] = ()
    at: tuple[int, int] | None = None
    replace: tuple[Replacement, ...] = ()


@dataclass(frozen=True, slots=True)
class Scope(Generic[Looked]):
    """What a rule is called with, and for which kinds; no kinds means all."""

    name: str
    kinds: tuple[str, ...] = ()


OBJECT = "object"
CONTAINERS: Scope[Container] = Scope("container")
PODS: Scope[Pod] = Scope("pod")
EVERYTHING: Scope[Inventory] = Scope("set")
DOCKERFILES: Scope[Dockerfile] = Scope("Dockerfile")


def objects(*kinds: str) -> Scope[Object]:
    """Objects of these kinds; of every kind if none is named."""
    return Scope(OBJECT, kinds)


@dataclass(frozen=True, slots=True)
class Rule:
    """A check with its name and page.

    Attributes:
        code: stable identifier, `POD001`.
        name: what holds where the rule is satisfied, `run-as-non-root`.
        severity: of every finding of the rule.
        scope: what `check` is called with.
        check: yields a hit for each place where the rule does not hold.
        page: the docstring of the rule's file, Markdown.
        aliases: the identifiers under which other checkers know it, as their tools print them.
        covers: rows of `peers.json`, the concepts of other checkers that this rule is one of.
        opt_in: an opinion: it runs only where a profile, the settings or the command line ask for it.
        live: it reads what only a cluster knows, such as `status`, and runs only on one.
        absence: it takes what is not in the set for missing, so a hit is milder where the set may be a part of a whole.

    """

    code: str
    name: str
    severity: Severity
    scope: Scope[Any]
    check: Callable[[Any], Iterable[Hit]] = field(repr=False)
    page: str = field(repr=False)
    aliases: tuple[str, ...] = ()
    covers: tuple[int, ...] = ()
    opt_in: bool = False
    live: bool = False
    absence: bool = False

    @property
    def title(self) -> str:
        return self.page.partition("\n")[0].rstrip(".")

    @property
    def sections(self) -> Mapping[str, str]:
        """The text under each heading of the page."""
        return _sections(self.page)

    @property
    def why(self) -> str:
        """What happens if it stays: the first sentence under `Why`."""
        return _first_sentence(self.sections.get("Why", ""))


@cache
def _sections(page: str) -> Mapping[str, str]:
    parts = ("\n" + page).split("\n## ")[1:]
    return {heading: body.strip() for heading, _, body in (part.partition("\n") for part in parts)}


@cache
def _first_sentence(paragraph: str) -> str:
    return " ".join(paragraph.split()).partition(". ")[0].removesuffix(".")


def rule(
    code: str,
    name: str,
    severity: Severity,
    scope: Scope[Looked],
    *,
    aliases: str = "",
    covers: tuple[int, ...] = (),
    opt_in: bool = False,
    live: bool = False,
    absence: bool = False,
) -> Callable[[Callable[[Looked], Iterable[Hit]]], Rule]:
    """Make the function below a rule; `aliases` are separated by spaces, the rest is as `Rule` has it."""

    def decorate(check: Callable[[Looked], Iterable[Hit]]) -> Rule:
        page = sys.modules[check.__module__].__doc__ or ""
        known_as = tuple(aliases.split())
        return Rule(code, name, severity, scope, check, page, known_as, covers, opt_in, live, absence)

    return decorate
