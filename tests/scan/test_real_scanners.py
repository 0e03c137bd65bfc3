"""The real Trivy and Grype, where they are installed, on an image made here and without any network.

Their databases are made by hand, each with the same two vulnerabilities: `trivy.db.gz` is a bbolt file as trivy-db
lays it out (schema 2), `grype-database.sql` the tables of Grype's schema 6. No advisory in them is complete.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
from datetime import date
from pathlib import Path

import pytest

from seatrial.location import Position
from seatrial.scan.ignores import Ignore
from seatrial.scan.run import scan
from tests.scan.registry import Content, serve

HERE = Path(__file__).parent
TODAY = date(2026, 11, 25)
SITE = "usr/lib/python3.11/site-packages/requests-2.19.0.dist-info"
FILES = {
    "etc/os-release": 'ID=alpine\nVERSION_ID=3.19.0\nNAME="Alpine Linux"\n',
    "etc/alpine-release": "3.19.0\n",
    "lib/apk/db/installed": "P:busybox\nV:1.36.0-r0\nA:x86_64\nL:GPL-2.0\no:busybox\n\n",
    f"{SITE}/METADATA": "Metadata-Version: 2.1\nName: requests\nVersion: 2.19.0\n\n",
    f"{SITE}/RECORD": "",
    # In two parts, so that nobody's scanner takes this file for one with a secret.
    "app/settings.env": "AWS_ACCESS_KEY_ID=AKIA" + "QYLPMN5HFIQR7XYA\n",
}


def archive(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


@pytest.fixture
def image(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An archive as `docker save` writes it, in the current folder."""
    monkeypatch.chdir(tmp_path)
    layer = archive({name: text.encode() for name, text in FILES.items()})
    digest = f"sha256:{hashlib.sha256(layer).hexdigest()}"
    config = {"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": [digest]}, "config": {}}
    manifest = [{"Config": "config.json", "RepoTags": ["example/app:1.0"], "Layers": ["layer.tar"]}]
    parts = {
        "config.json": json.dumps(config).encode(),
        "layer.tar": layer,
        "manifest.json": json.dumps(manifest).encode(),
    }
    Path("app.tar").write_bytes(archive(parts))
    return "app.tar"


def environment(tmp_path: Path, **variables: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(tmp_path), **variables}


@pytest.fixture
def trivy(tmp_path: Path) -> dict[str, str]:
    if not shutil.which("trivy"):
        pytest.skip("trivy is not installed")
    folder = tmp_path / "trivy" / "db"
    folder.mkdir(parents=True)
    (folder / "trivy.db").write_bytes(gzip.decompress((HERE / "trivy.db.gz").read_bytes()))
    times = {"NextUpdate": "2099-01-01T00:00:00Z", "UpdatedAt": "2026-11-25T00:00:00Z"}
    (folder / "metadata.json").write_text(json.dumps({"Version": 2, "DownloadedAt": times["UpdatedAt"], **times}))
    quiet = {"TRIVY_SKIP_VERSION_CHECK": "true", "TRIVY_DISABLE_TELEMETRY": "true"}
    cache = str(tmp_path / "trivy")
    return environment(tmp_path, TRIVY_CACHE_DIR=cache, TRIVY_SKIP_DB_UPDATE="true", **quiet)


@pytest.fixture
def grype(tmp_path: Path) -> dict[str, str]:
    if not shutil.which("grype"):
        pytest.skip("grype is not installed")
    folder = tmp_path / "grype" / "6"
    folder.mkdir(parents=True)
    database = sqlite3.connect(folder / "vulnerability.db")
    database.executescript((HERE / "grype-database.sql").read_text())
    database.close()
    (folder / "import.json").write_text(
        json.dumps({"digest": "xxh64:0", "source": "test", "client_version": "v6.1.10"})
    )
    return environment(
        tmp_path,
        GRYPE_CHECK_FOR_APP_UPDATE="false",
        GRYPE_DB_AUTO_UPDATE="false",
        GRYPE_DB_CACHE_DIR=str(tmp_path / "grype"),
        GRYPE_DB_VALIDATE_AGE="false",
        GRYPE_DB_VALIDATE_BY_HASH_ON_START="false",
    )


def rows(report) -> list[tuple[str, str, str, str]]:
    (found,) = report.images
    assert not found.error, found.error
    return [(one.severity.value, one.id, one.package, one.fixed_in) for one in found.vulnerabilities]


def test_trivy_finds_what_is_in_its_database(image: str, trivy):
    report = scan([image], scanner="trivy", environment=trivy, today=TODAY)
    assert rows(report) == [
        ("critical", "CVE-2018-18074", "requests", "2.20.0"),
        ("high", "CVE-2022-28391", "busybox", "1.36.1-r2"),
    ]
    assert report.images[0].system == "alpine 3.19.0"


def test_grype_finds_what_is_in_its_database(image: str, grype):
    report = scan([image], scanner="grype", environment=grype, today=TODAY)
    assert rows(report) == [
        ("critical", "CVE-2018-18074", "requests", "2.20.0"),
        ("high", "CVE-2022-28391", "busybox", "1.36.1-r2"),
        ("negligible", "CVE-2020-99999", "busybox", ""),
    ]
    assert report.images[0].system == "alpine 3.19.0"


def test_trivy_finds_secrets(image: str, trivy):
    report = scan([image], scanner="trivy", secrets=True, environment=trivy, today=TODAY)
    assert [(one.id, one.file, one.line) for one in report.images[0].secrets] == [
        ("aws-access-key-id", "/app/settings.env", 1)
    ]


@pytest.mark.parametrize("name", ["trivy", "grype"])
def test_a_threshold_of_the_users_own_configuration_does_not_decide(image: str, name: str, request):
    variables = request.getfixturevalue(name)
    variables |= {"TRIVY_EXIT_CODE": "7", "TRIVY_SEVERITY": "LOW", "GRYPE_FAIL_ON_SEVERITY": "low"}
    assert rows(scan([image], scanner=name, environment=variables, today=TODAY))


@pytest.mark.parametrize("name", ["trivy", "grype"])
def test_one_ignore_list_for_both(image: str, name: str, request):
    ignores = [Ignore(id="GHSA-x84v-xcm2-53pg", reason="no redirects", position=Position("seatrial.toml", 1, 1))]
    variables = request.getfixturevalue(name)
    report = scan([image], scanner=name, ignores=ignores, environment=variables, today=TODAY)
    assert [one.problem.id for one in report.images[0].ignored] == ["CVE-2018-18074"]
    assert "CVE-2018-18074" not in [one[1] for one in rows(report)]


def test_what_the_scanners_ignore_by_themselves_is_told(image: str, request):
    Path(".trivyignore").write_text("CVE-2022-28391\n")
    Path(".grype.yaml").write_text("ignore: [{vulnerability: CVE-2022-28391, reason: no netstat}]\n")
    for name in ("trivy", "grype"):
        report = scan([image], scanner=name, environment=request.getfixturevalue(name), today=TODAY)
        assert [one.problem.id for one in report.images[0].ignored] == ["CVE-2022-28391"]


@pytest.mark.parametrize("name", ["trivy", "grype"])
def test_what_is_no_archive(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request):
    monkeypatch.chdir(tmp_path)
    Path("bad.tar").write_text("junk")
    report = scan(["bad.tar"], scanner=name, environment=request.getfixturevalue(name), today=TODAY)
    assert "bad.tar: it is no image that the scanner can read" in str(report.images[0].error)


@pytest.mark.parametrize("name", ["trivy", "grype"])
def test_no_database(name: str, image: str, tmp_path: Path, request):
    variables = request.getfixturevalue(name)
    variables |= {"TRIVY_CACHE_DIR": str(tmp_path / "none"), "GRYPE_DB_CACHE_DIR": str(tmp_path / "none")}
    report = scan([image], scanner=name, environment=variables, today=TODAY)
    assert "its database of vulnerabilities is missing" in str(report.images[0].error)


@pytest.mark.parametrize("name", ["trivy", "grype"])
def test_a_registry_that_cannot_be_reached(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request):
    monkeypatch.chdir(tmp_path)
    # Nobody listens on the discard port of this machine; an image of that registry is asked for over the network.
    variables = request.getfixturevalue(name) | {"DOCKER_HOST": "unix:///nowhere.sock"}
    report = scan(["127.0.0.1:9/chat:1"], scanner=name, environment=variables, today=TODAY)
    assert "the registry cannot be reached" in str(report.images[0].error)


@pytest.fixture
def registry():
    """An address, and the digest of the image `chat:1`, which for arm64 has a newer busybox and no Python packages."""
    newer = {**FILES, "lib/apk/db/installed": FILES["lib/apk/db/installed"].replace("1.36.0-r0", "1.36.1-r9")}
    small = {name: text for name, text in newer.items() if not name.startswith("usr/")}
    layers = {"amd64": FILES, "arm64": small}
    content = Content(
        {name: archive({path: text.encode() for path, text in of.items()}) for name, of in layers.items()}
    )
    with serve(content) as address:
        yield address, content.index


@pytest.mark.parametrize("name", ["trivy", "grype"])
def test_an_image_of_a_registry_by_digest_and_platform(name: str, registry, tmp_path: Path, monkeypatch, request):
    monkeypatch.chdir(tmp_path)
    address, index = registry
    variables = request.getfixturevalue(name)
    image = f"{address}/chat@{index}"
    for platform, fixed in (("linux/amd64", ["2.20.0", "1.36.1-r2"]), ("linux/arm64", [])):
        report = scan([image], scanner=name, platform=platform, environment=variables, today=TODAY)
        assert [one[3] for one in rows(report) if one[3]] == fixed


@pytest.mark.parametrize("name", ["trivy", "grype"])
@pytest.mark.parametrize(
    ("image", "platform", "message"),
    [
        ("closed:1", "", "the registry does not let it in"),
        ("chat:2", "", "the registry has no such image"),
        ("search:1", "", "the registry has no such image"),
        ("chat:1", "linux/s390x", "the image does not exist for this platform"),
    ],
)
def test_what_a_registry_refuses(name, image, platform, message, registry, tmp_path: Path, monkeypatch, request):
    monkeypatch.chdir(tmp_path)
    variables = request.getfixturevalue(name)
    report = scan([f"{registry[0]}/{image}"], scanner=name, platform=platform, environment=variables, today=TODAY)
    assert message in str(report.images[0].error)
