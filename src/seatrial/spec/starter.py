"""Commented files to start from."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Literal, get_args

from seatrial.errors import SeatrialError

Kind = Literal["inference", "training", "platform"]
NAME = re.compile(r"[a-z]([-a-z0-9]{0,38}[a-z0-9])?")


class StarterError(SeatrialError):
    """There is no such starter, or the cluster cannot have this name."""


def starter(kind: str, name: str = "") -> str:
    """A short complete `cluster.yaml` with comments.

    Args:
        kind: `inference`, `training` or `platform`.
        name: the cluster's name; default: the kind.

    Raises:
        StarterError: another kind, or not a name.

    """
    kinds = get_args(Kind)
    if kind not in kinds:
        raise StarterError(f"there is no starter {kind}", fix=f"write one of {', '.join(kinds)}")
    if name and not NAME.fullmatch(name):
        fix = "write at most 40 lower-case letters, digits and dashes, a letter first"
        raise StarterError(f"{name!r} cannot be the name of a cluster", fix=fix)
    text = (files("seatrial.spec") / "starters" / f"{kind}.yaml").read_text(encoding="utf-8")
    return text.replace(f"\nname: {kind}\n", f"\nname: {name or kind}\n", 1)
