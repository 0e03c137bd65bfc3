"""The formats there are: every file in `formats/`, found by being there, and imported when it is asked for."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING

from seatrial.report import formats as folder

if TYPE_CHECKING:
    from seatrial.report.report import Report


def list_formats() -> tuple[str, ...]:
    """The names of all formats."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(folder.__path__)))


def render(name: str, report: Report) -> str:
    """The report in a format; the same bytes for the same report.

    Args:
        name: one of `list_formats()`.
        report: what to tell.

    """
    return import_module(f"{folder.__name__}.{name}").render(report)
