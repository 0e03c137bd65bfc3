from __future__ import annotations

import pytest

from seatrial.checks.rule import CONTAINERS, DOCKERFILES, Rule
from seatrial.edit import Replacement
from seatrial.finding import Finding, Severity
from seatrial.location import Position
from seatrial.report.report import Report
from seatrial.resource import ResourceKey

WEB = ResourceKey("apps", "Deployment", "shop", "web")
DOCKERFILE = "FROM debian\nRUN apt-get install curl\n"
PAGE = """Containers {are} <good>.

## What it does
Looks.

## Why
A bad | container `breaks` @everybody. It does.

## Fix
Make it good.
"""
HOSTILE = "a\r\n::error::b ]]> <x/> |&| %0A \x1b[31m\x00\u202e \U0001f600 \\ `code` @you #1 [l](u) {0} \ud800 \uffff"
RULES = (
    Rule("POD900", "good-containers", Severity.ERROR, CONTAINERS, lambda _: (), PAGE, ("KSV-1", "CKV_2")),
    Rule("DOCK900", "good-lines", Severity.WARNING, DOCKERFILES, lambda _: (), "Lines are good.\n\n## Why\nThey are."),
    Rule("SEC900", "silent", Severity.ERROR, CONTAINERS, lambda _: (), PAGE),
)


def pod(message: str, position: Position | None, **more) -> Finding:
    given = {"severity": Severity.ERROR, "fix": "write a tag", "why": "it breaks", "aliases": ("KSV-1", "CKV_2")} | more
    return Finding(
        code="POD900",
        message=message,
        position=position,
        resource=WEB,
        field="spec.template.spec.containers[0].image",
        **given,
    )


@pytest.fixture
def report() -> Report:
    """Everything that a format has to get right at once."""
    mended = Finding(
        code="DOCK900",
        severity=Severity.WARNING,
        message="curl has no version",
        fix="write curl=8",
        position=Position("./build/Dockerfile", 2, 21),
        field="RUN",
        replace=(Replacement(32, 36, "curl=8"), Replacement(36, 36, " # ü")),
    )
    return Report(
        findings=(
            pod("the cluster runs an image without a tag", None),
            pod("an absolute file", Position("/srv/a b/web.yaml", 3, 7)),
            mended,
            pod("the image has no tag", Position("deploy/web.yaml", 3, 7)),
            pod("the image has no digest", Position("deploy/web.yaml", 3, 7), severity=Severity.INFO),
            pod(HOSTILE, Position("deploy/ü%:, [1]\\`|\n\udcff.yaml", 9, 1), fix=HOSTILE, why=HOSTILE),
            Finding(
                code="MAN009", severity=Severity.WARNING, message="the file is empty", position=Position("x", 1, 1)
            ),
        ),
        rules=RULES,
        texts={
            "./build/Dockerfile": DOCKERFILE,
            "clean.yaml": "kind: List\n",
            "deploy/web.yaml": "spec:\n  containers:\n\t    - image: 漢\x1b\n",
        },
        resources=3,
        dockerfiles=1,
    )
