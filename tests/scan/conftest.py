"""Scanners that are played by a script, so that their ends, good and bad, can be chosen."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Played:
    """A scanner on a PATH of its own; `calls` are the arguments of each call so far."""

    folder: Path
    name: str

    @property
    def environment(self) -> dict[str, str]:
        return {"PATH": f"{self.folder}{os.pathsep}/usr/bin{os.pathsep}/bin", "HOME": str(self.folder)}

    @property
    def calls(self) -> list[list[str]]:
        log = self.folder / f"{self.name}.calls"
        return [line.split("\x1f")[:-1] for line in log.read_text().splitlines()] if log.exists() else []


@pytest.fixture
def play(tmp_path: Path):
    """Put a scanner on a PATH that prints `output` and `words`, and ends with `code`; `script` runs before."""

    def install(name: str, output: str = "", words: str = "", code: int = 0, script: str = "") -> Played:
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.out").write_text(output)
        (folder / f"{name}.err").write_text(words)
        program, here = folder / name, shlex.quote(str(folder / name))
        program.write_text(
            "#!/bin/sh\n"
            f"printf '%s\\037' \"$@\" >> {here}.calls; echo >> {here}.calls\n"
            f"{script}\ncat {here}.err >&2; cat {here}.out; exit {code}\n"
        )
        program.chmod(0o755)
        return Played(folder, name)

    return install


@pytest.fixture
def trivy_report() -> str:
    """What Trivy 0.74 printed about the image of `real.py` with its ignore file naming CVE-2022-28391, shortened."""
    return (HERE / "trivy.json").read_text()


@pytest.fixture
def grype_report() -> str:
    """What Grype 0.121 printed about the same image, with an ignore rule for the same vulnerability, shortened."""
    return (HERE / "grype.json").read_text()
