"""What the documentation shows is what happens: console blocks are run, relative links lead somewhere."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *ROOT.glob("docs/**/*.md"), *ROOT.glob("changelog.d/*.md")])
NEEDS_A_CLUSTER = {"up", "apply", "diff", "status", "delete", "down", "reset", "logs"}
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
NEXT = re.compile(r"^next: .*\n(?: {6}.*\n)*", re.MULTILINE)
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def sessions(page: Path) -> list[tuple[str, str]]:
    """(command, what it prints) for each command of the page's console blocks."""
    found: list[tuple[str, str]] = []
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


def runnable(command: str) -> bool:
    words = shlex.split(command)
    return words[0] == "seatrial" and words[1] not in NEEDS_A_CLUSTER


CASES = [(page, *each) for page in PAGES for each in sessions(page) if runnable(each[0])]


@pytest.mark.parametrize(("page", "command", "output"), CASES, ids=[f"{c[0].name}-{c[1]}" for c in CASES])
def test_console_blocks_show_what_is_printed(page: Path, command: str, output: str, tmp_path: Path):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    for file in page.parent.glob("*.yaml"):
        shutil.copy(file, tmp_path)
    words = shlex.split(command)
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=tmp_path,
        env={**os.environ, "NO_COLOR": "1", "HF_TOKEN": "x", "TRACKING_API_KEY": "x"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    # How a command to run next is called depends on where it is installed.
    printed = NEXT.sub("", done.stdout)
    assert printed.strip() == output.strip()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_links_lead_somewhere(page: Path):
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    targets = [target.partition("#")[0] for target in LINK.findall(text) if "://" not in target]
    missing = [target for target in targets if target and not (page.parent / target).exists()]
    assert missing == []


def test_every_command_is_in_the_reference():
    from seatrial.cli.main import command_modules

    reference = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    for module in command_modules():
        assert module.command.__doc__
        assert f"## {module.__name__.rpartition('.')[2]}\n" in reference


def test_every_option_says_what_it_is_for():
    reference = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    rows = [line for line in reference.splitlines() if line.startswith("| `")]
    assert rows
    assert [row for row in rows if not row.rstrip(" |").split("|")[-1].strip()] == []
