"""The commands as a user calls them, in this process: arguments in, exit code and both outputs back."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from seatrial.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

INFERENCE = """\
seatrial: v1
name: vision
pools:
  system: {instance: m7i.2xlarge, nodes: 3}
  l4: {instance: g6.12xlarge, nodes: 2}
places:
  prod: {eks: {region: us-east-1}}
teams:
  ai: {members: {engineer: [data-engineer]}}
services:
  classifier:
    team: ai
    image: registry.example.com/vision/classifier:1.4.2
    replicas: 2
    resources: {cpu: 2..4, memory: 8Gi, gpu: 1 l4}
"""


@dataclass(frozen=True)
class Answer:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        return json.loads(self.out)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user with nothing set up, in an empty folder of theirs, with a terminal of 80 columns that is not one."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM", "SEATRIAL_TRACEBACK", "HF_TOKEN", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("KUBECONFIG", "kubeconfig")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return folder


@pytest.fixture
def seatrial(home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    def run(*arguments: str, stdin: str | bytes = b"") -> Answer:
        data = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr(sys, "argv", ["seatrial", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return Answer(int(ended.value.code or 0), out, err)

    return run


@pytest.fixture
def cluster_file(home: Path) -> Path:
    """A small valid file under the default name."""
    path = home / "cluster.yaml"
    path.write_text(INFERENCE)
    return path
