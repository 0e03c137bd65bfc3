"""A program that misbehaves is a reason in words, and leaves nothing running."""

from __future__ import annotations

import os

import pytest

from seatrial.gather.programs import ProgramFailedError, Programs


@pytest.fixture
def script(tmp_path):
    def make(body):
        path = tmp_path / "program"
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)
        return str(path)

    return make


def programs(**limits):
    return Programs({"PATH": os.environ["PATH"], "GREETING": "hello"}, **limits)


def test_what_it_prints(script):
    assert programs().run([script('echo "$GREETING $1"'), "a b; c"]) == b"hello a b; c\n"


def test_found_on_the_path_that_is_given(script, tmp_path):
    script("true")
    assert Programs({"PATH": str(tmp_path)}).find("program") == str(tmp_path / "program")
    assert Programs({"PATH": str(tmp_path)}).find("helm") == ""
    assert Programs({}).find("sh") == ""


@pytest.mark.parametrize(
    ("body", "limits", "reason"),
    [
        ("echo it is broken >&2; exit 3", {}, "it is broken"),
        ("exit 3", {}, "it ended with exit code 3"),
        ("cat /dev/zero", {"largest": 1000}, "it prints more than 1000 bytes"),
        ("exec tail -f /dev/null", {"seconds": 0.05}, "it took longer than 0.05 seconds"),
        # The one that it started holds its output open.
        ("tail -f /dev/null & wait", {"seconds": 0.05}, "it took longer than 0.05 seconds"),
        ("tail -f /dev/null & exit 0", {"seconds": 0.05}, "it took longer than 0.05 seconds"),
        # It has closed its output and goes on.
        ("exec >&-; while :; do :; done", {"seconds": 0.05}, "it took longer than 0.05 seconds"),
    ],
)
def test_failures_say_why(script, body, limits, reason):
    with pytest.raises(ProgramFailedError, match=f"^{reason}$"):
        programs(**limits).run([script(body)])


def test_only_the_end_of_many_words_is_kept(script):
    with pytest.raises(ProgramFailedError, match=r"the reason$") as failed:
        programs().run([script("head -c 1000000 /dev/zero | tr '\\0' x >&2; echo the reason >&2; exit 1")])
    assert len(str(failed.value)) <= 2**16


def test_what_cannot_be_started(tmp_path):
    with pytest.raises(ProgramFailedError, match="cannot be started: no such file"):
        programs().run([str(tmp_path / "gone")])


def test_a_program_that_is_none(tmp_path):
    path = tmp_path / "program"
    path.write_bytes(b"\x7fELF")
    path.chmod(0o755)
    with pytest.raises(ProgramFailedError, match="cannot be started"):
        programs().run([str(path)])
