"""Calls of package managers."""

from __future__ import annotations

import pytest

from seatrial.dockerfile import parse
from seatrial.dockerfile.packages import invocations


def calls(run: str) -> list[tuple[str, str, str, list[str]]]:
    commands = parse(f"FROM a\nRUN {run}\n").commands
    return [(c.family, c.tool, c.verb, [word.value for word in c.operands]) for c in invocations(commands)]


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("apt-get -o A=b -t sid install -y x y", ("apt", "apt-get", "install", ["x", "y"])),
        ("sudo apt update", ("apt", "apt", "update", [])),
        ("pip3.12 install -r a.txt -c b.txt x", ("pip", "pip3.12", "install", ["x"])),
        ("python3 -m pip install --index-url http://x y", ("pip", "pip", "install", ["y"])),
        ("uv pip install --system x", ("pip", "uv", "install", ["x"])),
        ("uv sync --frozen", ("uv", "uv", "sync", [])),
        ("yarn global add x", ("yarn", "yarn", "add", ["x"])),
        ("yarn", ("yarn", "yarn", "", [])),
        ("micromamba install -n base -c nvidia x", ("conda", "micromamba", "install", ["x"])),
        ("apk add --virtual .deps x", ("apk", "apk", "add", ["x"])),
        ("dnf install --setopt=a=b --enablerepo x y", ("dnf", "dnf", "install", ["y"])),
    ],
)
def test_what_is_asked_of_which(run: str, expected: tuple[str, str, str, list[str]]):
    assert calls(run) == [expected]


@pytest.mark.parametrize("run", ["python -m venv x", "echo apt-get install x", "uvx pip", "piper install"])
def test_what_is_no_call_of_one(run: str):
    assert calls(run) == []
