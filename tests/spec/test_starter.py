from __future__ import annotations

from typing import get_args

import pytest

from seatrial.spec.load import load
from seatrial.spec.starter import Kind, StarterError, starter

KINDS = get_args(Kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", ["local", "prod"])
def test_a_starter_has_no_findings(kind: str, place: str) -> None:
    loaded = load(starter(kind, "mine"), place=place)
    assert loaded.findings == ()
    assert loaded.cluster
    assert loaded.cluster.name == "mine"


@pytest.mark.parametrize("kind", KINDS)
def test_a_starter_is_short_and_commented(kind: str) -> None:
    lines = starter(kind).splitlines()
    assert lines[0].startswith("# ")
    assert len(lines) < 90
    assert sum("# " in line for line in lines) >= 6


@pytest.mark.parametrize(("kind", "name"), [("games", ""), ("inference", "My Cluster"), ("inference", "x" * 41)])
def test_what_is_no_starter_is_refused(kind: str, name: str) -> None:
    with pytest.raises(StarterError) as caught:
        starter(kind, name)
    assert caught.value.fix
