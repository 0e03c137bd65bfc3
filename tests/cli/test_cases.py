"""Golden cases: each file of tests/cases/cli holds one command line and everything it prints, run among `files/`.

`SEATRIAL_UPDATE_GOLDEN=1 pytest tests/cli/test_cases.py` rewrites them; a new case is a file with its first line.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from pathlib import Path

import pytest

CASES = Path(__file__).parents[1] / "cases" / "cli"


@pytest.mark.parametrize("case", sorted(CASES.glob("*.txt")), ids=lambda path: path.stem)
def test_case(case: Path, seatrial, home: Path):
    shutil.copytree(CASES / "files", home, dirs_exist_ok=True)
    line = case.read_text(encoding="utf-8").partition("\n")[0]
    program, *arguments = shlex.split(line.removeprefix("$ "))
    assert program == "seatrial"
    stdin = (home / "cluster.yaml").read_bytes() if "-" in arguments else b""
    answer = seatrial(*arguments, stdin=stdin)
    # How many rules and resources there are is for other tests to say.
    said = re.sub(r"in \d+ resources under \d+ rules", "in N resources under N rules", answer.err)
    told = re.sub(r'"(resourcesChecked|rulesRun)": \d+', r'"\1": 0', answer.out)
    text = f"{line}\n{told}--- standard error\n{said}--- exit code {answer.code}\n"
    if os.environ.get("SEATRIAL_UPDATE_GOLDEN"):
        case.write_text(text, encoding="utf-8")
    assert text == case.read_text(encoding="utf-8")
