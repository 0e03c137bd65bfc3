"""Golden files: what each format makes of one report that has everything in it.

`SEATRIAL_UPDATE_GOLDEN=1 pytest tests/report/test_golden.py` rewrites them.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from seatrial import __version__
from seatrial.cli.outputs import rendered
from seatrial.report.discovery import list_formats

CASES = Path(__file__).parents[1] / "cases" / "report"


@pytest.mark.parametrize("name", [*list_formats(), "text", "json"])
def test_golden(name: str, report):
    text = rendered(report, name).replace(f'"version": "{__version__}"', '"version": "VERSION"')
    case = CASES / f"all.{name}"
    if os.environ.get("SEATRIAL_UPDATE_GOLDEN"):
        case.write_bytes(text.encode())
    assert text.encode() == case.read_bytes()
