"""The values of a file's Secrets, from the environment and from files beside it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from seatrial.cli.source import STANDARD_INPUT
from seatrial.finding import Finding, Severity

if TYPE_CHECKING:
    from seatrial.cli.source import Source
    from seatrial.spec.settings import SecretSource


def read_secrets(source: Source) -> tuple[dict[tuple[str, str], str], tuple[Finding, ...]]:
    """(secret, key) → value, and a finding for each that could not be read.

    On the local cluster nothing real runs, so a missing value is a warning there and an error anywhere else.
    """
    folder = Path() if source.name == STANDARD_INPUT else Path(source.name).parent
    values: dict[tuple[str, str], str] = {}
    missing: list[Finding] = []
    for name, secret in source.cluster.secrets.items():
        for key, origin in secret.values.items():
            value, trouble = _read(origin, folder)
            if value is not None:
                values[name, key] = value
                continue
            missing.append(
                Finding(
                    code="SECRET001",
                    severity=Severity.WARNING if source.place == "local" else Severity.ERROR,
                    message=f"secrets.{name}.values.{key}: {trouble}",
                    fix="set it, or declare the secret `existing: true`",
                    position=source.loaded.sources.locate(("secrets", name, "values", key)),
                    why="the pods that read it would start without it" if source.place != "local" else "",
                )
            )
    return values, tuple(missing)


def _read(origin: SecretSource, folder: Path) -> tuple[str | None, str]:
    """The value, or why there is none."""
    if origin.env is not None:
        return os.environ.get(origin.env), f"the environment variable {origin.env} is not set"
    path = folder / (origin.file or "")
    try:
        return path.read_text(encoding="utf-8"), ""
    except UnicodeDecodeError:
        return None, f"{path} is not text"
    except OSError as error:
        return None, f"{path} cannot be read: {(error.strerror or str(error)).lower()}"
