"""Cron schedules, by the grammar of Kubernetes' CronJob (robfig/cron v3 with its standard parser)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.spec import codes
from seatrial.spec.jobs import Schedule
from seatrial.spec.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.location import SpecPath
    from seatrial.spec.semantics.scene import Scene

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
FIELDS: tuple[tuple[str, int, int, dict[str, int]], ...] = (
    ("minute", 0, 59, {}),
    ("hour", 0, 23, {}),
    ("day of month", 1, 31, {}),
    ("month", 1, 12, {name: number for number, name in enumerate(MONTHS, 1)}),
    ("day of week", 0, 6, {name: number for number, name in enumerate(DAYS)}),
)
PART = re.compile(
    r"(?:(?P<all>[*?])|(?P<low>[a-z]{3}|[0-9]{1,2})(?:-(?P<high>[a-z]{3}|[0-9]{1,2}))?)(?:/(?P<step>[0-9]{1,2}))?"
)
LONGEST_MONTH = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}


def check_schedules(scene: Scene) -> Iterator[Problem]:
    for name, job in scene.cluster.jobs.items():
        path: SpecPath = ("jobs", name, "schedule")
        if isinstance(job.schedule, Schedule):
            yield from _cron((*path, "cron"), job.schedule.cron)
            yield from _zone((*path, "time_zone"), job.schedule.time_zone)
        elif job.schedule:
            yield from _cron(path, job.schedule)


def _cron(path: SpecPath, cron: str) -> Iterator[Problem]:
    if cron.startswith("@"):
        return
    for text, (what, lowest, highest, names) in zip(cron.split(), FIELDS, strict=True):
        for part in text.lower().split(","):
            wrong = _wrong(part, lowest, highest, names)
            if wrong:
                message = f"{text!r} cannot be the {what}: {wrong}"
                fix = f"write {lowest}-{highest}, *, a list 1,2, a range 1-5 or a step */15"
                yield Problem(codes.SCHEDULE, path, message, fix)
                break


def _wrong(part: str, lowest: int, highest: int, names: dict[str, int]) -> str:
    match = PART.fullmatch(part)
    if not match:
        return f"{part!r} cannot be read"
    if match["step"] is not None and not int(match["step"]):
        return "a step of 0"
    if match["all"]:
        return ""
    ends = [names.get(text, int(text) if text.isdecimal() else -1) for text in (match["low"], match["high"]) if text]
    outside = [end for end in ends if not lowest <= end <= highest]
    if outside:
        return f"{part} is outside {lowest}-{highest}"
    return f"{part} runs backwards" if ends != sorted(ends) else ""


def _zone(path: SpecPath, name: str) -> Iterator[Problem]:
    """Its shape only: which zones exist, the cluster's time zone data says. Kubernetes refuses `Local` and `TZ=`."""
    if (
        not re.fullmatch(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*", name)
        or name == "Local"
        or name.startswith("TZ")
    ):
        yield Problem(
            codes.SCHEDULE, path, f"{name!r} is not a time zone", "write one such as Etc/UTC or Europe/Berlin"
        )
