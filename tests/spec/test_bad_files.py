"""Every file in `bad/` and what is said about it: `file:line:column`, severity, code, message, fix.

`SEATRIAL_UPDATE_GOLDEN=1` writes the expectations anew; read the difference before it is committed.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from seatrial.spec.codes import CODES
from seatrial.spec.load import load

if TYPE_CHECKING:
    from seatrial.finding import Finding

BAD = sorted((Path(__file__).parent / "bad").glob("*.yaml"))
ENVIRONMENT = {"REPLICAS": "many", "PRIORITY": "s3cr3t-value", "NAMES": "a"}


def line(finding: Finding) -> str:
    return f"{finding.position}: {finding.severity} {finding.code}: {finding.message}\n    {finding.fix}\n"


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_says_what_is_wrong_where_and_what_to_write(path: Path) -> None:
    findings = load(path.read_bytes(), file=path.name, environment=ENVIRONMENT).findings
    said = "".join(map(line, findings))
    expected = path.with_suffix(".txt")
    if os.environ.get("SEATRIAL_UPDATE_GOLDEN"):
        expected.write_text(said)
    assert said == expected.read_text()
    assert findings
    for finding in findings:
        assert finding.position
        assert finding.position.file == path.name
        assert finding.code in CODES
        assert finding.message
        assert finding.fix
        assert not finding.message.endswith(".")
        assert "Input should" not in finding.message
        assert "s3cr3t" not in str(finding)
