"""Whole scans with a scanner that is played: what it is asked, and what becomes of whatever it does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from seatrial.duration import Duration
from seatrial.location import Position
from seatrial.scan.errors import ScanError
from seatrial.scan.ignores import Ignore
from seatrial.scan.report import Level
from seatrial.scan.run import scan

TODAY = date(2026, 11, 25)
CLEAN = '{"SchemaVersion": 2, "ArtifactName": "x"}'


def ids(report, image: int = 0) -> list[str]:
    return [problem.id for problem in report.images[image].problems]


def test_trivy(play, trivy_report):
    played = play("trivy", trivy_report)
    report = scan(["chat:1"], secrets=True, platform="linux/arm64", environment=played.environment, today=TODAY)
    assert (report.scanner, ids(report)) == ("trivy", ["aws-access-key-id", "CVE-2018-18074"])
    assert [one.id for one in report.images[0].secrets] == ["aws-access-key-id"]
    assert report.images[0].unsupported
    (call,) = played.calls
    assert call[:2] == ["image", "--format=json"]
    assert call[-2:] == ["--", "chat:1"]
    assert {"--scanners=vuln,secret", "--platform=linux/arm64", "--timeout=1800s", "--exit-code=0"} <= set(call)


def test_grype(play, grype_report):
    played = play("grype", grype_report)
    report = scan(["registry:2"], platform="linux/arm64", environment=played.environment, today=TODAY)
    assert (report.scanner, ids(report)) == ("grype", ["CVE-2018-18074", "CVE-2020-99999"])
    sources = "--from=docker,podman,containerd,registry"
    assert played.calls == [["--output=json", "--fail-on=", sources, "--platform=linux/arm64", "--", "registry:2"]]


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("trivy", ["--input=chat.tar"]),
        ("grype", ["--from=docker-archive,oci-archive,oci-dir", "--", "chat.tar"]),
    ],
)
def test_archives(play, name, last, trivy_report, grype_report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    Path("chat.tar").touch()
    played = play(name, trivy_report if name == "trivy" else grype_report)
    assert not scan(["chat.tar"], environment=played.environment, today=TODAY).failed
    assert played.calls[0][-len(last) :] == last


def test_trivy_is_taken_where_both_are_there(play, grype_report):
    play("grype", grype_report)
    played = play("trivy", CLEAN)
    assert scan(["chat:1"], environment=played.environment, today=TODAY).scanner == "trivy"
    assert scan(["chat:1"], scanner="grype", environment=played.environment, today=TODAY).scanner == "grype"


@pytest.mark.parametrize(
    ("installed", "options", "message", "fix"),
    [
        ((), {}, "neither trivy nor grype is installed", "brew install trivy"),
        ((), {"scanner": "grype"}, "grype is not installed", "go install github.com/anchore/grype/cmd/grype@latest"),
        (("trivy",), {"scanner": "grype"}, "grype is not installed", "take trivy, which is"),
        (("grype",), {"secrets": True}, "grype is installed, and does not look for secrets", "install trivy"),
        (("grype",), {"secrets": True, "scanner": "grype"}, "grype does not look for secrets", "take trivy"),
        (("trivy",), {"scanner": "clair"}, "there is no scanner 'clair'", "take trivy or grype"),
    ],
)
def test_a_scanner_that_is_missing(play, tmp_path: Path, installed, options, message, fix):
    for name in installed:
        play(name)
    environment = {"PATH": str(tmp_path / "bin")}
    with pytest.raises(ScanError) as raised:
        scan(["chat:1"], environment=environment, today=TODAY, **options)
    assert message in raised.value.message
    assert fix in raised.value.fix


@pytest.mark.parametrize(
    ("play_with", "message"),
    [
        ({"output": CLEAN[:-9]}, "what trivy printed about chat:1 is no JSON, or was cut short"),
        ({"output": ""}, "what trivy printed about chat:1 is no JSON, or was cut short"),
        ({"output": "[" * 100_000}, "what trivy printed about chat:1 is no JSON, or was cut short"),
        ({"output": '{"matches": []}'}, "what trivy printed about chat:1 is not its report"),
        (
            {"output": CLEAN, "code": 1, "words": "FATAL boom"},
            "trivy could not scan chat:1: it ended with code 1: boom",
        ),
        ({"script": "kill -9 $$"}, "trivy could not scan chat:1: it was killed"),
        ({"script": "kill -TERM $$"}, "trivy could not scan chat:1: it was ended by signal 15"),
    ],
)
def test_a_scanner_that_fails_is_an_error_of_that_image(play, play_with, message):
    report = scan(["chat:1"], environment=play("trivy", **play_with).environment, today=TODAY)
    assert report.images[0].error
    assert message in str(report.images[0].error)
    assert report.images[0].problems == ()
    assert report.failed == report.images


def test_one_image_that_fails_does_not_hide_the_others(play, trivy_report):
    played = play("trivy", trivy_report, script='case "$*" in *bad*) echo "FATAL no" >&2; exit 1;; esac')
    report = scan(["bad:1", "chat:1", "bad:2"], environment=played.environment, today=TODAY)
    assert [bool(image.error) for image in report.images] == [True, False, True]
    assert ids(report, 1) != []


def test_a_program_that_cannot_be_run(play):
    played = play("trivy")
    (played.folder / "trivy").write_text("#!/nowhere/sh\n")
    report = scan(["chat:1"], environment=played.environment, today=TODAY)
    assert "trivy cannot be run: no such file or directory" in str(report.images[0].error)


def test_one_that_takes_too_long(play, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("seatrial.scan.run.MORE_SECONDS", 0.0)
    played = play("trivy", script="while :; do :; done")
    report = scan(["chat:1"], timeout=Duration.parse("200ms"), environment=played.environment, today=TODAY)
    assert "trivy did not finish with chat:1 in 200ms" in str(report.images[0].error)


def test_an_image_is_scanned_once(play):
    played = play("trivy", CLEAN)
    report = scan(["a:1", "b:1", "a:1"], environment=played.environment, today=TODAY)
    assert [image.image for image in report.images] == ["a:1", "b:1"]
    assert len(played.calls) == 2


def test_what_is_ignored_does_not_count(play, trivy_report):
    position = Position("seatrial.toml", 1, 1)
    ignores = [
        Ignore(id="GHSA-x84v-xcm2-53pg", reason="no redirects", position=position),
        Ignore(id="aws-access-key-id", reason="a sample", until=date(2026, 11, 24), position=position),
    ]
    environment = play("trivy", trivy_report).environment
    report = scan(["chat:1"], secrets=True, ignores=ignores, environment=environment, today=TODAY)
    assert ids(report) == ["aws-access-key-id"]
    assert {one.problem.id: one.by for one in report.images[0].ignored} == {
        "CVE-2022-28391": ".trivyignore",
        "CVE-2018-18074": "seatrial.toml:1",
    }
    assert [note.code for note in report.notes] == ["SCAN002"]
    assert [problem.id for problem in report.at_or_above(Level.CRITICAL)] == ["aws-access-key-id"]


def test_what_nothing_mends_is_counted_apart(play, grype_report):
    environment = play("grype", grype_report).environment
    report = scan(["chat:1"], only_fixed=True, environment=environment, today=TODAY)
    assert ids(report) == ["CVE-2018-18074"]
    assert report.images[0].without_fix == 1


def test_a_secret_counts_whatever_is_fixed(play, trivy_report):
    environment = play("trivy", trivy_report).environment
    report = scan(["chat:1"], only_fixed=True, secrets=True, environment=environment, today=TODAY)
    assert "aws-access-key-id" in ids(report)


def test_the_gate(play, grype_report):
    report = scan(["chat:1"], environment=play("grype", grype_report).environment, today=TODAY)
    counted = {level: len(report.at_or_above(level)) for level in Level}
    assert counted == {"critical": 1, "high": 1, "medium": 1, "low": 1, "negligible": 2, "unknown": 2}
