"""The sentence below each field, read from the source of its class.

pydantic can do this itself (`use_attribute_docstrings`), but does it for every class at import: 60 of 210 milliseconds.
"""

from __future__ import annotations

import ast
import inspect
import sys
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seatrial.spec.fields import Section


def sentences(section: type[Section]) -> dict[str, str]:
    """Python name of each field → its documentation; those of base classes included."""
    found: dict[str, str] = {}
    for base in reversed(section.__mro__):
        found.update(_module(base.__module__).get(base.__name__, {}) if base.__module__.startswith("seatrial.") else {})
    return found


@cache
def _module(name: str) -> dict[str, dict[str, str]]:
    tree = ast.parse(inspect.getsource(sys.modules[name]))
    return {node.name: _attributes(node) for node in tree.body if isinstance(node, ast.ClassDef)}


def _attributes(node: ast.ClassDef) -> dict[str, str]:
    found: dict[str, str] = {}
    for statement, after in zip(node.body, node.body[1:], strict=False):
        if not (isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)):
            continue
        if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) and isinstance(after.value.value, str):
            found[statement.target.id] = inspect.cleandoc(after.value.value)
    return found
