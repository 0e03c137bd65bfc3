"""Which Python the image gets: what the project says, what its pinned packages have wheels for, or a default."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from seatrial.dockerfile.write.decisions import Caution, ProjectError
from seatrial.dockerfile.write.distributions import OLDEST_WITH_WHEELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PREFERRED = ("3.13", "3.12", "3.11", "3.10", "3.14")
"""Versions with an image `python:X-slim-trixie`, the first that fits is taken. 3.13 leads because it is the newest for
which torch, tensorflow and vllm all have wheels (their package indexes, 2026-11)."""
ENDED = ("3.10",)
"""Versions without security fixes (PEP 619: until October 2026)."""
CLAUSE = re.compile(r"(===|==|~=|!=|>=|<=|>|<|\^|~)?\s*v?(\d+(?:\.\d+)*)(\.\*)?")


@dataclass(frozen=True, slots=True)
class Constraint:
    """`>=3.11,<3.14` or `3.12.4`, and where it is written; `exact` where a bare version means that one."""

    text: str
    where: str
    exact: bool = False


@dataclass(frozen=True, slots=True)
class ChosenPython:
    """A version `3.13`, the sentence why, and `file:line`."""

    version: str
    why: str
    where: str
    cautions: tuple[Caution, ...] = ()


def choose_python(
    wish: str, constraints: Iterable[Constraint], versions: Mapping[str, tuple[str, str]]
) -> ChosenPython:
    """The version for the image.

    Args:
        wish: what the user asked for; wins.
        constraints: what the project's files say, the most specific file first.
        versions: exact version and `file:line` by distribution.

    Raises:
        ProjectError: no version fits.

    """
    if wish:
        match = re.fullmatch(r"3\.\d+", ".".join(wish.split(".")[:2]))
        if match is None:
            raise ProjectError(f"{wish!r} is no version of Python", fix=f"write one such as {PREFERRED[0]}")
        return ChosenPython(match[0], "you asked for it", "", _ended(match[0], ""))
    given = tuple(constraints)
    allowed = [version for version in PREFERRED if all(fits(version, constraint) for constraint in given)]
    if not allowed:
        said = ", ".join(f"{constraint.where} {constraint.text}" for constraint in given)
        fix = "let the files agree on one of them, or choose with --python"
        raise ProjectError(f"none of Python {', '.join(sorted(PREFERRED, key=parts))} fits {said}", fix=fix)
    too_new = {version: _without_wheels(version, versions) for version in allowed}
    version = next((version for version in allowed if not too_new[version]), allowed[-1])
    blame = next((too_new[each] for each in allowed if too_new[each]), None)
    said = next((each for each in given if not fits(PREFERRED[0], each)), given[0] if given else None)
    if blame and version != allowed[0]:
        why, where = f"the newest that {blame[0]} has wheels for", blame[1]
    elif said:
        why, where = f"{said.where.partition(':')[0]} says {said.text}", said.where
    else:
        why, where = "nothing says which; torch, tensorflow and vllm all have wheels for it", ""
    return ChosenPython(version, why, where, _ended(version, where))


def fits(version: str, constraint: Constraint) -> bool:
    """Whether some patch of this minor version satisfies the constraint; what cannot be read forbids nothing."""
    alternatives = re.split(r"\|\|?", constraint.text)
    return any(
        all(_clause_fits(version, clause, exact=constraint.exact) for clause in re.split(r"[,\s]+(?=[\^~<>=!\d])", one))
        for one in alternatives
    )


def parts(version: str) -> tuple[int, ...]:
    """`3.12.4` as numbers, to compare; what follows the numbers is left out."""
    found = re.match(r"\d+(?:\.\d+)*", version)
    return tuple(int(part) for part in found[0].split(".")) if found else ()


def _clause_fits(version: str, clause: str, *, exact: bool) -> bool:
    match = CLAUSE.fullmatch(clause.strip().replace("python", ""))
    if match is None:
        return True
    minor, wanted = parts(version), parts(match[2])
    cut, patch = wanted[:2], wanted[2:]
    same = minor[: len(cut)] == cut
    compatible = minor[0] == cut[0] and minor >= cut
    return {
        "===": same,
        "==": same,
        "~": same,
        "~=": same if patch else compatible,
        "^": compatible,
        "!=": bool(patch) or not same,
        ">=": minor >= cut,
        ">": minor > cut or (same and bool(patch)),
        "<": minor < cut or (minor == cut and any(patch)),
        "<=": minor <= cut or same,
    }[match[1] or ("==" if exact else "^")]


def _without_wheels(version: str, versions: Mapping[str, tuple[str, str]]) -> tuple[str, str] | None:
    """The distribution, as `torch 2.1.0` with its place, whose version is older than this Python."""
    for name, oldest in OLDEST_WITH_WHEELS.items():
        if name in versions and version in oldest:
            exact, where = versions[name]
            if not oldest[version] or parts(exact) < parts(oldest[version]):
                return f"{name} {exact}", where
    return None


def _ended(version: str, where: str) -> tuple[Caution, ...]:
    if version not in ENDED and parts(version) >= parts(ENDED[0]):
        return ()
    return (Caution(f"Python {version} gets no security fixes any more", f"move to {PREFERRED[0]}", where),)
