from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from seatrial.scan.process import run

FOREVER = "while :; do read -r line < fifo; done"


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A program that says its number and then waits for ever; asked to end, it does what `trap` says."""
    monkeypatch.chdir(tmp_path)
    os.mkfifo("fifo")

    def write(trap: str = "exit 0") -> str:
        program = tmp_path / "child"
        program.write_text(f"#!/bin/sh\ntrap '{trap}' TERM\necho $$ > number\n{FOREVER}\n")
        program.chmod(0o755)
        return str(program)

    return write


def test_both_outputs_and_the_code():
    done = run(["sh", "-c", "echo data; echo word >&2; exit 7"], {"PATH": "/usr/bin:/bin"}, seconds=30)
    assert (done.code, done.output, done.words) == (7, b"data\n", "word\n")


def test_more_than_a_pipe_holds_on_both():
    script = "import sys; sys.stderr.write('e' * 300_000); sys.stdout.write('o' * 300_000)"
    done = run([sys.executable, "-c", script], {}, seconds=60)
    assert (len(done.output), len(done.words)) == (300_000, 300_000)


def test_nothing_is_read_from_our_own_input():
    assert run(["cat"], {"PATH": "/usr/bin:/bin"}, seconds=30).output == b""


def test_the_environment_is_what_is_given():
    done = run(["env"], {"PATH": "/usr/bin:/bin", "DOCKER_CONFIG": "/x"}, seconds=30)
    assert b"DOCKER_CONFIG=/x" in done.output
    assert b"HOME=" not in done.output


def test_words_that_are_no_text_are_kept_readable():
    assert run(["sh", "-c", r"printf '\377x' >&2"], {"PATH": "/usr/bin:/bin"}, seconds=30).words == "\ufffdx"


def ended(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize("trap", ["exit 0", ""], ids=["obeys", "does-not-listen"])
def test_one_that_takes_too_long_is_ended(child, trap: str):
    with pytest.raises(TimeoutError):
        run([child(trap)], {"PATH": "/usr/bin:/bin"}, seconds=0.5, grace=0.2)
    assert ended(int(Path("number").read_text()))


def test_an_interrupt_ends_the_child_too(child, monkeypatch: pytest.MonkeyPatch):
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess.Popen, "communicate", interrupted)
    started: list[subprocess.Popen[bytes]] = []
    begin = subprocess.Popen.__init__

    def remember(self: subprocess.Popen[bytes], *args: object, **kwargs: object) -> None:
        started.append(self)
        begin(self, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(subprocess.Popen, "__init__", remember)
    with pytest.raises(KeyboardInterrupt):
        run([child()], {"PATH": "/usr/bin:/bin"}, seconds=60)
    assert started[0].returncode in {0, -signal.SIGTERM}


def test_one_that_cannot_be_started():
    with pytest.raises(FileNotFoundError):
        run(["./nowhere"], {}, seconds=1)


def test_an_interrupt_while_the_child_is_started_ends_it_too(child, monkeypatch: pytest.MonkeyPatch):
    begin, started = subprocess.Popen.__init__, list[subprocess.Popen[bytes]]()

    def interrupted(self: subprocess.Popen[bytes], *args: object, **kwargs: object) -> None:
        begin(self, *args, **kwargs)  # type: ignore[arg-type]
        started.append(self)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(subprocess.Popen, "__init__", interrupted)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            run([child()], {"PATH": "/usr/bin:/bin"}, seconds=60)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)
    assert started[0].returncode is not None
