"""Which commands a RUN holds."""

from __future__ import annotations

import pytest

from seatrial.dockerfile import parse


def commands(run: str) -> list[str]:
    return [" ".join(word.value for word in command.words) for command in parse(f"FROM a\nRUN {run}\n").commands]


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        ("a b && c | d; e || f & g", ["a b", "c", "d", "e", "f", "g"]),
        ("A=1 B='x y' c > /dev/null 2>&1 d", ["c d"]),
        ("if a; then b; elif c; then d; else e; fi", ["a", "b", "c", "d", "e"]),
        ("for x in a b; do c $x; done", ["c $x"]),
        ("for x in a \\\n b; \\\n do c; done && d", ["c", "d"]),
        ("while read -r x; do y; done < z", ["read -r x", "y"]),
        ('case "$A" in amd64|x86) b;; *) c;; esac; d', ["b", "c", "d"]),
        ("(a && b) || { c; }", ["a", "b", "c"]),
        ("f() { a; }; f", ["a", "f"]),
        ("echo 'a && b' \"c; d\"", ["echo a && b c; d"]),
        ("echo $(a | b) `c`", ["echo $(a | b) `c`", "a", "b", "c"]),
        ('echo "$(a "$(b)")"', ["echo $(a $(b))", "a $(b)", "b"]),
        ("echo $((1 + 2)) ${x:-$(y)}", ["echo $((1 + 2)) ${x:-$(y)}", "y"]),
        ("[[ a && b < c ]] && d", ["[[ a b c ]]", "d"]),
        ("echo $(case $(a) in x) b;; (y) c;; esac; d) | e", ["echo $(case $(a) in x) b;; (y) c;; esac; d)", *"abcde"]),
        ("a # b && c", ["a"]),
        ("bash -ec 'a && b'", ["bash -ec a && b", "a", "b"]),
        ('["apt-get", "install", "x"]', ["apt-get install x"]),
        ('["sh", "-c", "a; b"]', ["sh -c a; b", "a", "b"]),
        ("echo a>b", ["echo a"]),
        ("diff <(a) <(b)", ["diff <(a) <(b)", "a", "b"]),
        ("set -eux; \\\n  # why\n  a", ["set -eux", "a"]),
        ("! a", ["a"]),
        ("time a", ["a"]),
    ],
)
def test_commands(run: str, expected: list[str]):
    assert sorted(commands(run)) == sorted(expected)


def test_the_script_of_a_heredoc():
    assert commands("<<EOF\na\nb && c\ncat <<X\nnot this\nX\nd\nEOF") == ["a", "b", "c", "cat", "d"]
    assert commands("bash -e <<'EOF'\na\nEOF") == ["bash -e", "a"]
    assert commands("<<EOF\n#!/usr/bin/env python3\nimport os\nEOF") == []
    assert commands("<<EOF\n#!/bin/sh -e\na\nEOF") == ["a"]
    assert commands("<<EOF\n#!/usr/bin/env -S bash -e\na\nEOF") == ["a"]
    assert commands("python3 <<EOF\nimport os\nEOF") == ["python3"]


def test_shells_that_are_no_posix_shell_are_left_alone():
    assert not parse('FROM a\nSHELL ["pwsh", "-c"]\nRUN a; b\n').commands
    assert not parse("FROM mcr.microsoft.com/windows/servercore:ltsc2022\nRUN a & b\n").commands


@pytest.mark.parametrize(
    ("run", "name"),
    [
        ("sudo -u x apt-get update", "apt-get"),
        ("env A=1 /usr/bin/apt-get update", "apt-get"),
        ("DEBIAN_FRONTEND=noninteractive apt-get update", "apt-get"),
        ("timeout -k 5 10 apt-get update", "apt-get"),
        ("sudo", "sudo"),
    ],
)
def test_what_is_run_behind_a_wrapper(run: str, name: str):
    assert parse(f"FROM a\nRUN {run}\n").commands[0].name == name


def test_operators_around_a_command():
    found = [
        (c.name, c.before, c.after, c.condition) for c in parse("FROM a\nRUN a && b | c; if d; then e; fi\n").commands
    ]
    assert found == [
        ("a", "", "&&", False),
        ("b", "&&", "|", False),
        ("c", "|", ";", False),
        ("d", ";", ";", True),
        ("e", ";", ";", False),
    ]


def test_places_within_substitutions_heredocs_and_quoted_scripts():
    file = parse("FROM a\nRUN x $(y) \\\n  \"`z`\"\nRUN bash -c 'u' <<E\nE\nRUN <<E\n\tv\nE\n")
    places = {command.name: file.position(command.words[0].start) for command in file.commands}
    assert places == {"x": (2, 5), "y": (2, 9), "z": (3, 5), "bash": (4, 5), "u": (4, 14), "v": (7, 2)}


@pytest.mark.parametrize(
    ("run", "message", "column"),
    [
        ("echo 'a", "a single quote is not closed", 10),
        ('echo "a', "a double quote is not closed", 10),
        ("echo $(a", "a parenthesis is not closed", 11),
        ("echo ${a", "a brace is not closed", 11),
        ("echo `a", "a backtick is not closed", 10),
    ],
)
def test_what_no_shell_can_read(run: str, message: str, column: int):
    file = parse(f"FROM a\nRUN {run}\n")
    faults = [(fault.message, file.position(fault.at)) for fault in file.instructions[1].script.faults]
    assert faults == [(message, (2, column))]
