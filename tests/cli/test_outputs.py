"""`-o FORMAT[=FILE]`, and findings on a terminal."""

from __future__ import annotations

import io
import json
import os
import re
import stat

import pytest
from rich.console import Console

from seatrial.cli.findings import MANY, print_report
from seatrial.cli.options import Format
from seatrial.cli.outputs import Output, OutputError, known_formats, parse_outputs, printed_format, write_outputs
from seatrial.finding import Finding, Severity
from seatrial.location import Position
from seatrial.report.report import Report
from seatrial.resource import ResourceKey


def finding(line: int = 2, column: int = 3, file: str = "web.yaml", code: str = "POD900") -> Finding:
    key = ResourceKey("", "Pod", "", "web")
    place = Position(file, line, column)
    return Finding(code=code, severity=Severity.ERROR, message="it is bad", position=place, resource=key, why="it ends")


REPORT = Report(findings=(finding(),), texts={"web.yaml": "a: 1\n  b: 2\n"})


def shown(report: Report, *, terminal: bool = True) -> str:
    screen = io.StringIO()
    print_report(report, Console(file=screen, force_terminal=terminal, color_system=None, soft_wrap=True, width=80))
    return screen.getvalue()


@pytest.mark.parametrize(
    ("given", "outputs"),
    [
        (None, [Output("text")]),
        (["sarif"], [Output("sarif")]),
        (["text", "sarif=out.sarif"], [Output("text"), Output("sarif", "out.sarif")]),
        (["json=a=b.json", "junit=./b.xml"], [Output("json", "a=b.json"), Output("junit", "./b.xml")]),
    ],
)
def test_outputs_are_read(given, outputs, home):
    assert list(parse_outputs(given)) == outputs


@pytest.mark.parametrize(
    ("given", "message", "fix"),
    [
        (["sarfi"], "there is no format 'sarfi'", "did you mean sarif?"),
        (["SARIF=x"], "there is no format 'SARIF'", "did you mean sarif?"),
        (["out.sarif"], "there is no format 'out.sarif'", "write -o sarif=out.sarif"),
        (["?"], "there is no format '?'", f"there are {', '.join(known_formats())}"),
        (["sarif="], "-o sarif= names no file", "write -o sarif=FILE, or -o sarif"),
        (
            ["text", "json"],
            "both text and json would go to standard output",
            "give a file to one of them: -o json=FILE",
        ),
        (["json=a", "sarif=./a"], "two formats would go to ./a", "give each its own file"),
        (["json=none/a"], "there is no folder none for none/a", "make it first, or name another"),
        (["json=."], ". is a folder", "name a file in it"),
    ],
)
def test_what_cannot_be_is_refused(given, message, fix, home):
    with pytest.raises(OutputError) as error:
        parse_outputs(given)
    assert (error.value.message, error.value.fix) == (message, fix)


def test_errors_take_the_form_of_standard_output():
    assert printed_format(["sarif=a", "json"]) is Format.JSON
    assert printed_format(["json=a", "text"]) is Format.TEXT
    assert printed_format(None) is Format.TEXT


def test_several_outputs_in_one_run(home, capfd):
    write_outputs(REPORT, parse_outputs(["text", "sarif=a.sarif", "json=a.json"]))
    assert capfd.readouterr().out.startswith("web.yaml:2:3: error POD900 it is bad\n")
    assert json.loads((home / "a.sarif").read_bytes())["runs"][0]["results"][0]["ruleId"] == "POD900"
    assert json.loads((home / "a.json").read_bytes())["errors"] == 1
    assert sorted(path.name for path in home.iterdir()) == ["a.json", "a.sarif"]


def test_a_file_keeps_its_mode_and_its_link(home):
    (home / "real").write_text("old")
    (home / "real").chmod(0o640)
    (home / "link").symlink_to("real")
    write_outputs(REPORT, [Output("gitlab", "link")])
    assert (home / "link").is_symlink()
    assert stat.S_IMODE((home / "real").stat().st_mode) == 0o640
    assert json.loads((home / "real").read_bytes())[0]["check_name"] == "POD900"


def test_a_device_is_written_not_replaced(home):
    write_outputs(REPORT, [Output("sarif", "/dev/null")])
    with open("/dev/null", "rb") as device:  # noqa: PTH123
        assert stat.S_ISCHR(os.fstat(device.fileno()).st_mode)
        assert device.read() == b""


def test_a_file_that_cannot_be_written_is_left_as_it_was(home, monkeypatch):
    (home / "out").write_text("old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OutputError, match="out cannot be written: no space left on device"):
        write_outputs(REPORT, [Output("gitlab", "out")])
    assert [(path.name, path.read_text()) for path in home.iterdir()] == [("out", "old")]


def test_a_terminal_shows_the_line_and_the_place():
    assert shown(REPORT) == (
        "web.yaml:2:3: error POD900 it is bad\n    Pod web\n    it ends\n    2 |   b: 2\n      |   ^\n"
    )


def test_a_pipe_has_no_source_and_no_colour():
    assert shown(REPORT, terminal=False) == "web.yaml:2:3: error POD900 it is bad\n    Pod web\n    it ends\n"


def test_files_are_apart_on_a_terminal():
    report = Report(findings=(finding(), finding(file="a.yaml"), finding(3)))
    assert [line for line in shown(report).split("\n") if ":" in line or not line] == [
        "a.yaml:2:3: error POD900 it is bad",
        "",
        "web.yaml:2:3: error POD900 it is bad",
        "web.yaml:3:3: error POD900 it is bad",
        "",
    ]


@pytest.mark.parametrize(
    ("line", "column", "source", "mark"),
    [
        ("\t\tb: 2", 3, "  b: 2", 2),
        ("漢字: 2", 3, "漢字: 2", 4),
        ("\x1b[2J: 2", 2, "\\x1b[2J: 2", 4),
        ("b", 9, "b", 1),
        ("x" * 500, 400, "x" * 160, 80),
        ("b\r", 1, "b", 0),
    ],
)
def test_the_mark_is_below_the_character(line: str, column: int, source: str, mark: int):
    report = Report(findings=(finding(1, column),), texts={"web.yaml": line})
    *_, above, below = shown(report).rstrip("\n").split("\n")
    assert (above, below) == (f"    1 | {source}", f"      | {' ' * mark}^")


@pytest.mark.parametrize("line", [0, 7])
def test_a_line_that_is_not_there_is_not_shown(line: int):
    assert " | " not in shown(Report(findings=(finding(line),), texts=REPORT.texts))


@pytest.mark.parametrize("terminal", [True, False])
def test_many_findings_are_counted_by_rule(terminal: bool):  # noqa: FBT001
    found = [finding(number, file=f"{number % 3}.yaml") for number in range(1, MANY)]
    few = shown(Report(findings=tuple(found)), terminal=terminal)
    many = shown(Report(findings=(finding(code="AI900"), *found)), terminal=terminal)
    assert "findings  files" not in few
    assert many.split("\n")[-4:-1] == [
        "findings  files  severity  rule",
        f"{MANY - 1:>8}      3  error     POD900",
        "       1      1  error     AI900",
    ]


def test_nothing_in_a_finding_reaches_the_terminal_as_a_command():
    bad = Finding(code="X", severity=Severity.INFO, message="\x1b]0;x\x07\nfake.yaml:1:1: error", fix="\u202e\ud800")
    for terminal in (True, False):
        assert re.findall(r"[^\n -~]", shown(Report(findings=(bad,)), terminal=terminal)) == []
        assert shown(Report(findings=(bad,)), terminal=terminal).count("\n") == 1
