"""Where the file comes from, and what it names."""

from __future__ import annotations

import os
from base64 import b64encode

import pytest


def test_a_folder_means_its_cluster_yaml(seatrial, cluster_file, home):
    (home / "vision").mkdir()
    cluster_file.rename(home / "vision" / "cluster.yaml")
    assert seatrial("check", "vision").code == 0
    assert seatrial("check", "-f", "vision").code == 0
    assert "seatrial up vision" in seatrial("check", "vision").err


def test_the_same_from_standard_input(seatrial, cluster_file):
    assert seatrial("render", "-", stdin=cluster_file.read_bytes()).out == seatrial("render").out


def test_includes_are_relative_to_the_file(seatrial, cluster_file, home):
    (home / "deep").mkdir()
    whole = cluster_file.read_text()
    teams = "teams:\n  ai: {members: {engineer: [data-engineer]}}\n"
    assert teams in whole
    (home / "deep" / "teams.yaml").write_text(teams)
    (home / "deep" / "cluster.yaml").write_text(whole.replace(teams, "include: [teams.yaml]\n"))
    assert seatrial("check", "deep").code == 0
    (home / "deep" / "teams.yaml").unlink()
    missing = seatrial("check", "deep")
    assert missing.code == 1
    assert "teams.yaml cannot be read" in missing.out


def test_secret_files_are_relative_to_the_file_and_stay_secret(seatrial, cluster_file, home):
    folder = home / "deep"
    folder.mkdir()
    secrets = "    secrets: [hub]\nsecrets:\n  hub: {values: {TOKEN: {file: token.txt}}}\n"
    (folder / "cluster.yaml").write_text(cluster_file.read_text() + secrets)
    assert "token.txt cannot be read" in seatrial("check", "deep").out
    (folder / "token.txt").write_text("open-sesame")
    assert seatrial("check", "deep").out == ""
    masked = seatrial("render", "deep").out
    assert "open-sesame" not in masked
    assert b64encode(b"open-sesame").decode() not in masked
    assert b64encode(b"open-sesame").decode() in seatrial("render", "deep", "--show-secrets").out


def test_a_missing_secret_stops_an_apply_but_not_the_local_cluster(seatrial, cluster_file):
    secrets = '    secrets: [hub]\nsecrets:\n  hub: {values: {TOKEN: {env: "NO_SUCH_VARIABLE"}}}\n'
    cluster_file.write_text(cluster_file.read_text() + secrets)
    assert "warning SECRET001" in seatrial("check").out
    assert "error SECRET001" in seatrial("check", "--on", "prod").out
    assert seatrial("apply", "--on", "prod", "--context", "nowhere").code == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read(seatrial, cluster_file):
    cluster_file.chmod(0)
    answer = seatrial("check")
    assert answer.code == 2
    assert "permission denied" in answer.err


def test_init_writes_what_check_accepts(seatrial, home):
    for kind in ("inference", "training", "platform"):
        written = seatrial("init", kind, "-f", f"{kind}.yaml", "--name", "mine")
        assert (written.code, written.out) == (0, "")
        checked = seatrial("check", f"{kind}.yaml")
        assert (checked.code, checked.out) == (0, "")
        assert seatrial("init", kind, "-f", f"{kind}.yaml").code == 2
        assert seatrial("init", kind, "-f", f"{kind}.yaml", "--force").code == 0


def test_a_bug_is_reported_as_one(seatrial, cluster_file, monkeypatch):
    def broken(*arguments, **options):
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("seatrial.cli.prepare.examine_loaded", broken)
    answer = seatrial("check")
    assert answer.code == 2
    assert answer.err.startswith("seatrial: a bug in Seatrial: ZeroDivisionError: by zero; ")
