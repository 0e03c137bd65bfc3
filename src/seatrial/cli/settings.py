"""`seatrial.toml` on the disk: the nearest from the working directory upward, or the one that is named."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from seatrial.checks.settings import FILE
from seatrial.cli.source import UnreadableFileError, read_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from seatrial.checks.baseline import Baseline
    from seatrial.checks.selection import Profile, Selection
    from seatrial.checks.settings import Resolved, Settings


def find_settings(config: str | None) -> Path | None:
    """The settings file: the one that is named, else the nearest upward; None if there is none."""
    if config:
        return Path(config)
    return next((folder / FILE for folder in (Path.cwd(), *Path.cwd().parents) if (folder / FILE).is_file()), None)


def load_settings(config: str | None = None, *, rules: str | None = None, baseline: str | None = None) -> Settings:
    """The settings, with the paths in them as this process can open them; the user's own rules are loaded.

    Args:
        config: the file that the user names.
        rules: a folder of rules named on the command line, which counts instead of that of the file.
        baseline: a baseline file, in the same way.

    Raises:
        UnreadableFileError: a named file is not there.
        FoundProblemsError: the file has faults.
        CustomRuleError: a rule of the user's cannot be loaded.

    """
    from seatrial.checks.settings import Settings, read_settings
    from seatrial.cli.failure import FoundProblemsError

    path, settings, folder = find_settings(config), Settings(), Path()
    if path:
        folder = Path(os.path.relpath(path.parent))
        text = read_bytes(path).decode(errors="replace")
        name = os.path.relpath(path)
        settings, faults = read_settings(
            text, name, folder=path.parent.resolve().as_posix(), here=Path.cwd().resolve().as_posix()
        )
        if faults:
            raise FoundProblemsError(faults, name)
    settings = replace(
        settings,
        exclude=tuple(_excluded(settings.exclude, folder)),
        rules=rules or (str(folder / settings.rules) if settings.rules else ""),
        baseline=baseline or (str(folder / settings.baseline) if settings.baseline else ""),
    )
    if settings.rules:
        from seatrial.gather.custom_rules import use_rules_of

        use_rules_of(Path(settings.rules))
    return settings


def _excluded(patterns: Sequence[str], folder: Path) -> list[str]:
    """The patterns as seen from here, and absolute, because paths are named both ways."""
    found: list[str] = []
    for pattern in patterns:
        bare = pattern.rstrip("/")
        found += [bare] if "/" not in bare else [str(folder / bare), str(folder.resolve() / bare)]
    return found


def resolved(settings: Settings) -> Resolved:
    """The settings by the codes of rules.

    Raises:
        FoundProblemsError: they name a rule that does not exist.

    """
    from seatrial.checks.settings import resolve
    from seatrial.cli.failure import FoundProblemsError

    by_code = resolve(settings)
    if by_code.faults:
        raise FoundProblemsError(by_code.faults, settings.toml.name)
    return by_code


def select_from(
    settings: Settings, *, profile: Profile | None = None, only: Sequence[str] | frozenset[str] = (), live: bool = False
) -> Selection:
    """The rules that the settings and the command line choose; what the command line says counts first.

    Raises:
        FoundProblemsError: the settings name a rule that does not exist.

    """
    from seatrial.checks.selection import Profile, select

    chosen = profile or settings.profile or Profile.PRODUCTION
    return select(chosen, severities=resolved(settings).severities, only=only, live=live)


def rule_settings(settings: Settings) -> Mapping[str, Mapping[str, object]]:
    """`[check.settings.CODE]` by the code of the rule; no rule is imported where there is none."""
    return resolved(settings).tables if settings.tables else {}


def load_baseline(settings: Settings) -> Baseline | None:
    """The known findings, None if no baseline is named.

    Raises:
        UnreadableFileError: the file is not there.
        UnreadableBaselineError: it is no baseline.

    """
    if not settings.baseline:
        return None
    from seatrial.checks.baseline import read_baseline

    path = Path(settings.baseline)
    if not path.exists():
        raise UnreadableFileError(
            f"there is no file {path}", fix=f"write it with: seatrial check --write-baseline {path}"
        )
    return read_baseline(read_bytes(path).decode(errors="replace"), str(path))
