from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from seatrial.catalog import table

ROOT = Path(__file__).parents[2]
LISTS = ROOT.parent / "shared" / "data" / "instances"


@pytest.mark.shared
@pytest.mark.skipif(not LISTS.is_dir(), reason="needs the published lists in ../shared")
@pytest.mark.parametrize("name", ["instances", "prices"])
def test_the_script_writes_what_is_shipped(name: str, tmp_path: Path) -> None:
    runpy.run_path(str(ROOT / "scripts" / "make_catalogue.py"))["main"](LISTS, tmp_path)
    assert (tmp_path / f"{name}.csv").read_bytes() == (table.FOLDER / f"{name}.csv").read_bytes()


def test_the_architecture_of_an_azure_size_is_in_its_name() -> None:
    arm_or_amd = runpy.run_path(str(ROOT / "scripts" / "make_catalogue.py"))["arm_or_amd"]
    assert arm_or_amd("Standard_D4ps_v5") == "arm64"
    assert arm_or_amd("Standard_E96-24pds_v6") == "arm64"
    assert arm_or_amd("Standard_D4s_v5") == "amd64"
    assert arm_or_amd("Standard_PB6s") == "amd64"
