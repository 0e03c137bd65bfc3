"""`seatrial scan` as it is called, with a scanner that is played."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
import yaml
from jsonschema import Draft202012Validator

from seatrial.cli.documents import Error, Scan
from seatrial.cli.schemas import schemas

REPORTS = Path(__file__).parents[1] / "scan"
IMAGE = "registry.example.com/vision/classifier:1.4.2"
CLEAN = '{"SchemaVersion": 2, "ArtifactName": "x"}'


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Put a scanner first on the PATH; without one played, there is none."""
    folder = tmp_path / "bin"
    folder.mkdir()
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in ("cat", "sh"):
        (tools / tool).symlink_to(f"/bin/{tool}")
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{tools}")

    def install(name: str = "trivy", output: str | None = None, script: str = "") -> None:
        (folder / "out").write_text((REPORTS / f"{name}.json").read_text() if output is None else output)
        (folder / name).write_text(f"#!/bin/sh\n{script}\ncat {folder}/out\n")
        (folder / name).chmod(0o755)

    return install


def test_text(seatrial, play):
    play("grype")
    answer = seatrial("scan", "chat:1", "--fail-on", "unknown")
    assert answer.code == 1
    assert answer.out == (
        "chat:1 (alpine 3.19.0)\n"
        "severity    vulnerability   package   installed  fixed in  what it is\n"
        "critical    CVE-2018-18074  requests  2.19.0     2.20.0    Insufficiently Protected Credentials in Requests\n"
        "negligible  CVE-2020-99999  busybox   1.36.0-r0  -         Nobody mends this\n\n"
    )
    said = answer.err.splitlines()
    assert said[0] == "scanning chat:1 …"
    assert said[1].startswith("scanning chat:1: 1 critical, 1 negligible; 1 ignored (")
    assert said[2] == "1 critical, 1 negligible in 1 image with grype"
    assert said[3].endswith("scan chat:1 --only-fixed")


def test_what_the_gate_lets_pass_is_counted_and_not_listed(seatrial, play):
    play("grype")
    answer = seatrial("scan", "chat:1")
    assert answer.code == 1
    assert "CVE-2020-99999" not in answer.out
    assert "1 critical, 1 negligible in 1 image with grype (1 below high not shown)" in answer.err


@pytest.mark.parametrize("name", ["trivy", "grype"])
@pytest.mark.parametrize("form", ["json", "yaml"])
def test_documents(seatrial, play, name, form):
    play(name)
    answer = seatrial("scan", "chat:1", "--secrets" if name == "trivy" else "--only-fixed", "-o", form)
    Draft202012Validator(schemas()["Scan"]).validate(yaml.safe_load(answer.out))
    document = msgspec.convert(yaml.safe_load(answer.out), Scan)
    assert (document.scanner, document.passed, document.failed, answer.code) == (name, False, 0, 1)
    (image,) = document.images
    assert [one.id for one in image.vulnerabilities] == ["CVE-2018-18074"]
    assert [one.id for one in image.ignored] == ["CVE-2022-28391"]
    assert (len(image.secrets), image.unsupported) == ((1, True) if name == "trivy" else (0, False))
    assert image.without_fix == (1 if name == "grype" else 0)


def test_no_value_of_a_secret_is_printed(seatrial, play):
    play(output=(REPORTS / "trivy.json").read_text().replace("*" * 20, "AKIA-and-the-rest"))
    for form in ("text", "json", "yaml"):
        answer = seatrial("scan", "chat:1", "--secrets", "-o", form)
        assert "aws-access-key-id" in answer.out
        assert "AKIA-and-the-rest" not in answer.out + answer.err


def test_clean(seatrial, play):
    play(output=CLEAN)
    answer = seatrial("scan", "chat:1")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err.endswith("nothing found in 1 image with trivy\n")


@pytest.mark.parametrize(
    "arguments", [(), ("cluster.yaml",), (".",), ("-f", "cluster.yaml"), ("--on", "prod"), ("-",)], ids=str
)
def test_the_images_of_a_cluster_file(seatrial, play, cluster_file: Path, arguments):
    play()
    answer = seatrial("scan", *arguments, "-o", "json", stdin=cluster_file.read_bytes())
    document = msgspec.convert(answer.document, Scan)
    line = cluster_file.read_text().splitlines().index(f"    image: {IMAGE}") + 1
    assert [(image.image, [at.line for at in image.named_at]) for image in document.images] == [(IMAGE, [line])]


def test_a_cluster_file_and_images_together(seatrial, play, cluster_file: Path):
    play(output=CLEAN)
    answer = seatrial("scan", "chat:1", "cluster.yaml", IMAGE, "-o", "json")
    assert [image["image"] for image in answer.document["images"]] == ["chat:1", IMAGE]


def test_where_an_image_is_named_is_shown(seatrial, play, cluster_file: Path):
    play()
    assert f"{IMAGE} (alpine 3.19.0)\n    cluster.yaml:" in seatrial("scan").out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("Chat:1",), "'Chat:1' is not an image"),
        (("./nowhere.tar",), "there is no image at ./nowhere.tar"),
        (("nowhere.yaml",), "there is no file nowhere.yaml"),
        ((), "there is no file cluster.yaml"),
        (("chat:1", "--scanner", "grype"), "grype is not installed; take trivy, which is"),
        (("chat:1", "--timeout", "5"), "is not a duration"),
    ],
)
def test_what_cannot_be_run(seatrial, play, arguments, message):
    play()
    answer = seatrial("scan", *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert message in answer.err


def test_no_scanner(seatrial, play):
    answer = seatrial("scan", "chat:1", "-o", "json")
    document = msgspec.convert(answer.document, Error)
    assert (answer.code, document.exit_code) == (2, 2)
    assert document.message.startswith("neither trivy nor grype is installed")
    assert "brew install trivy" in document.fix
    assert "brew install trivy" in answer.err


def test_an_image_that_could_not_be_scanned_decides_nothing(seatrial, play):
    play("grype", script='case "$*" in *bad*) echo "[0000] ERROR no space left on device" >&2; exit 1;; esac')
    answer = seatrial("scan", "bad:1", "chat:1")
    assert answer.code == 2
    assert "CVE-2018-18074" in answer.out
    assert "seatrial: grype could not scan bad:1: the disk is full; free some space, or set TMPDIR" in answer.err
    assert "in 1 of 2 images with grype" in answer.err
    document = msgspec.convert(seatrial("scan", "bad:1", "chat:1", "-o", "json").document, Scan)
    assert (document.passed, document.failed) == (False, 1)
    assert document.images[0].error == "grype could not scan bad:1: the disk is full"


def test_ignore_lists(seatrial, play, home: Path):
    play()
    (home / "seatrial.toml").write_text(
        '[[scan.ignore]]\nid = "CVE-2018-18074"\nreason = "no redirects"\nuntil = 2999-01-01\n'
        '[[scan.ignore]]\nid = "CVE-1999-1"\nreason = "old"\nuntil = 2000-01-01\n'
        '[[scan.ignore]]\nid = "CVE-1999-2"\nreason = "gone"\n'
    )
    (home / ".trivyignore").write_text("aws-access-key-id\n")
    answer = seatrial("scan", "chat:1", "--secrets")
    assert answer.code == 0
    assert "chat:1: nothing found; 3 ignored" in answer.err
    assert "seatrial.toml:5:1: warning SCAN002 ignoring CVE-1999-1 has expired on 2000-01-01" in answer.err
    assert "seatrial.toml:9:1: info SCAN003 nothing that was scanned has CVE-1999-2; remove the entry" in answer.err
    document = msgspec.convert(seatrial("scan", "chat:1", "--secrets", "-o", "json").document, Scan)
    assert {one.id: one.by for one in document.images[0].ignored} == {
        "CVE-2022-28391": ".trivyignore",
        "CVE-2018-18074": "seatrial.toml:1",
        "aws-access-key-id": ".trivyignore:1",
    }
    assert [note.code for note in document.notes] == ["SCAN002", "SCAN003"]


def test_an_ignore_list_with_mistakes_stops_the_scan(seatrial, play, home: Path):
    play()
    (home / "seatrial.toml").write_text('[[scan.ignore]]\nid = "CVE-1"\n')
    answer = seatrial("scan", "chat:1")
    assert (answer.code, answer.out) == (2, "")
    assert "seatrial.toml:1:1: error SCAN001 this entry has no reason" in answer.err


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 130)])
def test_an_interrupt_ends_the_scanner(home: Path, play, number: signal.Signals, code: int):
    os.mkfifo(home / "begun")
    os.mkfifo(home / "never")
    play(script="echo $$ > begun\nexec cat never")
    with subprocess.Popen(
        [sys.executable, "-m", "seatrial", "scan", "chat:1"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        scanner = int((home / "begun").read_text())  # blocks until the scanner runs
        process.send_signal(number)
        _, words = process.communicate(timeout=60)
    assert process.returncode == code
    assert b"interrupted" in words
    assert b"Traceback" not in words
    with pytest.raises(ProcessLookupError):
        os.kill(scanner, 0)
