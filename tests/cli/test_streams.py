"""What a terminal, a pipe and a full disk see; in processes of their own, because it is about how they end."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
PLATFORM = str(EXAMPLES / "platform")


def run(*arguments, **options):
    environment = {**os.environ, **options.pop("environment", {})}
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True} | options
    return subprocess.run([sys.executable, "-m", "seatrial", *arguments], check=False, env=environment, **options)


def test_the_module_runs_like_the_command():
    done = run("--version")
    assert (done.returncode, done.stdout.split()[0]) == (0, "seatrial")


def test_the_next_command_can_be_pasted_where_ours_is_not_on_the_path():
    done = run("cost", PLATFORM, environment={"PATH": "/usr/bin:/bin"})
    line = next(line for line in done.stderr.splitlines() if line.startswith("next: "))
    command = shlex.split(line.removeprefix("next: "))
    ours = command[: command.index("up")]
    assert subprocess.run([*ours, "--version"], stdout=subprocess.PIPE, check=False).returncode == 0


@pytest.mark.parametrize("command", ["render", "check", "schema"])
def test_a_full_disk_is_one_sentence(command):
    with Path("/dev/full").open("w") as full:
        done = run(command, *([] if command == "schema" else [PLATFORM]), stdout=full, environment={"HF_TOKEN": ""})
    if command == "check":  # nothing wrong, so nothing to print there
        assert done.returncode == 0
        return
    assert done.returncode == 2
    assert done.stderr.startswith("seatrial: the disk is full")
    assert done.stderr.count("\n") == 1


def test_a_reader_that_goes_is_no_failure():
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = run("render", PLATFORM, stdout=writing)
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")


def test_lines_are_not_broken_at_the_width_of_a_terminal():
    done = run("cost", PLATFORM, environment={"COLUMNS": "40"})
    rows = done.stdout.splitlines()
    assert rows[1].startswith("cpu   m7i.4xlarge")
    assert rows[2].startswith("gpu   g6.12xlarge")
    assert all(row == row.rstrip() for row in rows)


@pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_colour_where_it_is_not_wanted(environment):
    done = run("check", "--list", environment=environment | {"FORCE_COLOR": ""})
    assert "\x1b" not in done.stdout


def test_a_closed_standard_input_asks_nothing():
    done = run("reset", "--name", "nowhere", stdin=subprocess.DEVNULL)
    assert done.returncode == 4
    assert "--yes" in done.stderr
