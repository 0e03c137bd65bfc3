"""What readers of a format rely on, for findings with anything in them."""

from __future__ import annotations

import json
import posixpath
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from seatrial.edit import replace_text
from seatrial.finding import Finding, Severity
from seatrial.location import Position
from seatrial.report.characters import encodable, visible
from seatrial.report.discovery import list_formats, render
from seatrial.report.report import Report
from seatrial.resource import ResourceKey

SCHEMA = json.loads((Path(__file__).parents[1] / "cases" / "report" / "sarif-schema-2.1.0.json").read_text())
VALIDATOR = Draft4Validator(SCHEMA)
anything = st.text(st.characters(exclude_categories=()), max_size=40)
keys = st.builds(ResourceKey, anything, anything, anything, anything)
# The file system's names hold what is no UTF-8 as low surrogates.
names = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\udc80\udcff"), min_size=1, max_size=40)
positions = st.builds(Position, names, st.integers(0, 10**6), st.integers(0, 10**6))
findings = st.builds(
    Finding,
    code=st.from_regex(r"[A-Z]{2,4}[0-9]{3}", fullmatch=True),
    severity=st.sampled_from(Severity),
    message=anything,
    fix=anything,
    why=anything,
    position=st.none() | positions,
    resource=st.none() | keys,
    field=anything,
    aliases=st.lists(anything, max_size=2).map(tuple),
)
reports = st.builds(lambda found: Report(findings=tuple(found)), st.lists(findings, max_size=5))


def sarif(report: Report):
    return json.loads(render("sarif", report).encode())


@given(reports)
def test_sarif_obeys_its_schema(report):
    VALIDATOR.validate(sarif(report))


def test_sarif_of_everything_obeys_its_schema(report):
    VALIDATOR.validate(sarif(report))


def test_the_schema_refuses_what_is_no_sarif(report):
    log = sarif(report)
    log["runs"][0]["results"][3]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    assert not VALIDATOR.is_valid(log)


@given(reports)
def test_every_sarif_region_has_a_start_and_every_result_its_rule(report):
    [run] = sarif(report)["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [f.code for f in report.findings]
    for result in run["results"]:
        for where in result.get("locations", ()):
            if "physicalLocation" in where:
                region = where["physicalLocation"]["region"]
                assert min(region["startLine"], region["startColumn"]) >= 1
                assert re.fullmatch(r"[A-Za-z0-9/._~%:-]+", where["physicalLocation"]["artifactLocation"]["uri"])


def test_sarif_fixes_are_the_replacements(report):
    finding = next(finding for finding in report.findings if finding.replace)
    text = report.texts[finding.position.file]
    [change] = [
        fix["artifactChanges"][0] for result in sarif(report)["runs"][0]["results"] for fix in result.get("fixes", ())
    ]
    lines, changed = text.splitlines(keepends=True), text
    for replacement in reversed(change["replacements"]):
        region = replacement["deletedRegion"]
        start = sum(map(len, lines[: region["startLine"] - 1])) + region["startColumn"] - 1
        end = sum(map(len, lines[: region["endLine"] - 1])) + region["endColumn"] - 1
        changed = changed[:start] + replacement["insertedContent"]["text"] + changed[end:]
    assert changed == replace_text(text, finding.replace) != text


@given(reports)
def test_sarif_and_gitlab_fingerprints_are_unique(report):
    marks = [result["partialFingerprints"]["seatrial/v1"] for result in sarif(report)["runs"][0]["results"]]
    assert [issue["fingerprint"] for issue in json.loads(render("gitlab", report))] == marks
    assert len(set(marks)) == len(report.findings)


@given(reports)
def test_gitlab_has_what_it_requires(report):
    for issue in json.loads(render("gitlab", report).encode()):
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert issue["location"]["path"]
        assert issue["location"]["lines"]["begin"] >= 1
        assert issue["description"] is not None
        assert issue["check_name"]


@given(reports)
def test_junit_counts_what_it_holds(report):
    # A parser that reads bytes, as CI systems do.
    suites = ET.fromstring(render("junit", report).encode())
    cases = suites.findall("testsuite/testcase")
    failures, skipped = suites.findall("testsuite/testcase/failure"), suites.findall("testsuite/testcase/skipped")
    notes = sum(finding.severity is Severity.INFO for finding in report.findings)
    assert (len(cases), len(failures), len(skipped)) == (len(report.findings), len(report.findings) - notes, notes)
    for element in (suites, *suites.findall("testsuite")):
        held = (element.findall(f".//{name}") for name in ("testcase", "failure", "skipped"))
        assert [element.get(name) for name in ("tests", "failures", "skipped")] == [str(len(found)) for found in held]


def test_junit_passes_a_file_without_findings(report):
    suites = ET.fromstring(render("junit", report).encode())
    [suite] = [suite for suite in suites if suite.get("name") == "clean.yaml"]
    assert [len(case) for case in suite] == [0]


def read_command(line: str):
    """A workflow command as the runner reads it."""
    command, told, message = re.fullmatch(r"::(\w+) (.*?)::(.*)", line, re.DOTALL).groups()
    properties = dict(part.split("=", 1) for part in told.split(","))

    def unescaped(text: str) -> str:
        signs = {"%25": "%", "%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ","}
        return re.sub("%(?:25|0D|0A|3A|2C)", lambda match: signs[match[0]], text)

    return command, {name: unescaped(value) for name, value in properties.items()}, unescaped(message)


@given(reports)
def test_github_commands_are_read_back_as_they_were_meant(report):
    lines = render("github", report).split("\n")
    assert lines.pop() == ""
    ordered = sorted(report.findings, key=lambda finding: finding.severity.rank)
    for line, finding in zip(lines, ordered, strict=True):
        command, properties, message = read_command(line)
        assert command == {"error": "error", "warning": "warning", "info": "notice"}[finding.severity]
        assert message.startswith(visible(finding.message))
        assert properties["title"] == finding.code
        if finding.position:
            assert properties["file"] == encodable(posixpath.normpath(finding.position.file))
            assert properties["line"] == str(finding.position.line)
        else:
            assert properties.keys() == {"title"}


@given(reports)
def test_markdown_has_one_row_a_finding_that_nothing_breaks(report):
    lines = render("markdown", report).split("\n")
    rows = [line for line in lines if line.startswith(("| error", "| warning", "| info"))]
    assert len(rows) == len(report.findings)
    assert all(len(re.findall(r"(?<!\\)(?:\\\\)*\|", re.sub(r"`+ ?.*?`+ ?(?=<br>| \|)", "", row))) == 5 for row in rows)


def test_markdown_fits_into_a_comment(report):
    many = Report(findings=report.findings * 1_500, rules=report.rules)
    text = render("markdown", many)
    assert len(text) < 65_536
    assert "more; `seatrial check` lists them all" in text
    assert "| warning" not in text, "errors go first"


@pytest.mark.parametrize("name", list_formats())
def test_no_findings_are_said_too(name: str):
    empty = {"github": "", "gitlab": "[]\n", "markdown": "### Seatrial: no findings\n"}
    text = render(name, Report(findings=()))
    assert text == empty.get(name, text)
    if name == "sarif":
        assert json.loads(text)["runs"][0]["results"] == []
    if name == "junit":
        assert ET.fromstring(text.encode()).get("tests") == "0"


@pytest.mark.parametrize("name", list_formats())
def test_ten_thousand_hostile_findings_are_all_told(name: str, report):
    many = Report(findings=report.findings * 1_429, rules=report.rules, texts=report.texts)
    text = render(name, many)
    text.encode()
    counted = {
        "sarif": text.count('"ruleIndex"'),
        "gitlab": text.count('"check_name"'),
        "junit": text.count("<testcase") - 1,
        "github": len(text.splitlines()),
        "markdown": text.count("\n| error")
        + int(re.search(r"and ([\d,]+) more", text + "and 0 more")[1].replace(",", "")),
    }
    assert counted[name] == len(many.findings) == 10_003
