"""What is mended is mended where it stands, once, and breaks nothing else."""

from __future__ import annotations

import os

import pytest

from seatrial.checks.selection import select
from seatrial.cli.review import Check

DEPLOYMENT = """\
# my app
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}   # the name
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web   # main
          image: example.com/web:1.0
          livenesProbe: {httpGet: {path: /, port: 80}}
          resources:
            requests: {nvidia.com/gpu: 1}
"""
DOCKERFILE = "FROM python:3.12\nMAINTAINER me\nRUN apt install -y git\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbf" + DEPLOYMENT.replace("\n", "\r\n").encode())
    (tmp_path / "Dockerfile").write_text(DOCKERFILE, encoding="utf-8")
    (tmp_path / "Dockerfile").chmod(0o640)
    return tmp_path


def mended(folder):
    check = Check([str(folder)], select, place=None)
    fixed, after = check.mend(check.run())
    check.write(fixed.texts)
    return fixed, after


def test_only_what_is_wrong_changes(folder):
    fixed, after = mended(folder)
    text = (folder / "a.yaml").read_bytes()
    expected = DEPLOYMENT.replace("livenesProbe", "livenessProbe").replace(
        "gpu: 1}\n", "gpu: 1}\n            limits:\n              nvidia.com/gpu: 1\n"
    )
    assert text == b"\xef\xbb\xbf" + expected.replace("\n", "\r\n").encode()
    left = {(finding.code, finding.field) for finding in after.findings}
    assert not left & {(finding.code, finding.field) for finding in fixed.findings}
    assert "apt-get" in (folder / "Dockerfile").read_text(encoding="utf-8")
    assert os.stat(folder / "Dockerfile").st_mode & 0o777 == 0o640  # noqa: PTH116  as the user sees it


def test_mending_twice_changes_nothing(folder):
    mended(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    fixed, _ = mended(folder)
    assert fixed.texts == {}
    assert before == {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_gpu_workload_keeps_what_it_gets(folder):
    mended(folder)
    text = (folder / "a.yaml").read_text(encoding="utf-8-sig")
    for invented in ("readinessProbe", "runAsUser", "memory", "replicas", "priorityClassName"):
        assert invented not in text


def test_what_cannot_be_edited_is_said(tmp_path):
    text = DEPLOYMENT.replace("{nvidia.com/gpu: 1}", "&asked {nvidia.com/gpu: 1}").replace(
        "resources:", "resources: &r"
    )
    (tmp_path / "a.yaml").write_text(text + "x: *r\n", encoding="utf-8")
    check = Check([str(tmp_path)], select, place=None)
    fixed, _ = check.mend(check.run())
    assert [finding.code for finding, _ in fixed.refused] == ["AI001"]
