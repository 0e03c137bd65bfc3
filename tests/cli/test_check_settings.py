"""What `check` does with the settings, the baseline and the rules of a user, from the disk to the findings."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from seatrial.checks.baseline import write_baseline
from seatrial.checks.rulebook import find_rules, use_rules
from seatrial.checks.selection import Profile
from seatrial.cli.failure import FoundProblemsError
from seatrial.cli.review import Check
from seatrial.cli.settings import find_settings, load_baseline, load_settings, select_from
from seatrial.cli.source import UnreadableFileError

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostPID: true, containers: [{name: a, image: a}]}\n"
IGNORE = "[[check.ignore]]\nrules = ['POD007']\nreason = 'it watches'\n"
RULE = '''"""No pod is named a.

## Why
Names say what things are.
"""

from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity


@rule("ACME001", "telling-name", Severity.WARNING, objects("Pod"))
def check(pod):
    if pod.name == "a":
        yield Hit("metadata.name", "the name says nothing", "say what it is")
'''


@pytest.fixture(autouse=True)
def no_rules_left():
    yield
    use_rules(())


@pytest.fixture
def repository(home: Path) -> Path:
    (home / "deep").mkdir()
    (home / "deep" / "pod.yaml").write_text(POD)
    return home


def codes(*paths: str, only=("POD007",), today=None, **options):
    settings = load_settings(**options)
    check = Check(
        list(paths), lambda: select_from(settings, only=frozenset(only)), place=None, policy=settings,
        baseline=load_baseline(settings), today=today,
    )  # fmt: skip
    reviewed = check.run()
    return [finding.code for finding in reviewed.findings], reviewed


def test_the_nearest_file_upward_counts(repository, monkeypatch):
    assert find_settings(None) is None
    (repository / "seatrial.toml").write_text("")
    monkeypatch.chdir(repository / "deep")
    assert find_settings(None) == Path.cwd().parent / "seatrial.toml"
    (repository / "deep" / "seatrial.toml").write_text("")
    assert find_settings(None) == Path.cwd() / "seatrial.toml"
    assert find_settings("other.toml") == Path("other.toml")
    with pytest.raises(UnreadableFileError, match=r"other\.toml"):
        load_settings("other.toml")


def test_entries_hide_and_paths_begin_at_the_file(repository, monkeypatch):
    assert codes("deep")[0] == ["POD007"]
    (repository / "seatrial.toml").write_text(IGNORE + "paths = ['deep/*']\nuntil = 2027-01-01\n")
    hidden, reviewed = codes("deep", today=date(2027, 1, 1))
    assert (hidden, reviewed.hidden) == ([], 1)
    assert codes("deep", today=date(2027, 1, 2))[0] == ["POD007", "IGN004"]
    monkeypatch.chdir(repository / "deep")
    assert codes("pod.yaml")[0] == codes(str(repository / "deep" / "pod.yaml"))[0] == []
    (repository / "seatrial.toml").write_text(IGNORE + "paths = ['other/*']\n")
    assert codes("pod.yaml")[0] == ["POD007"]


def test_a_file_with_faults_stops_everything(repository):
    (repository / "seatrial.toml").write_text("[check]\nprofile = 'x'\nfail-on = 'y'\n")
    with pytest.raises(FoundProblemsError) as error:
        load_settings()
    assert [str(fault.position) for fault in error.value.findings] == ["seatrial.toml:2:1", "seatrial.toml:3:1"]
    (repository / "seatrial.toml").write_text("[check.severity]\nPOD007X = 'off'\n")
    with pytest.raises(FoundProblemsError) as error:
        select_from(load_settings())
    assert [str(fault.position) for fault in error.value.findings] == ["seatrial.toml:2:1"]


def test_severities_and_profile(repository):
    (repository / "seatrial.toml").write_text("[check]\nprofile = 'baseline'\n[check.severity]\nhost-pid = 'info'\n")
    settings = load_settings()
    assert select_from(settings).severities["POD007"].value == "info"
    assert select_from(settings).codes < select_from(settings, profile=Profile.ALL).codes
    (repository / "seatrial.toml").write_text("[check.severity]\nPOD007 = 'off'\n")
    assert "POD007" not in select_from(load_settings(), profile=Profile.ALL).codes


@pytest.mark.parametrize("pattern", ["deep", "deep/", "deep/*", "pod.yaml", "*/pod.*"])
def test_what_is_excluded_is_not_read(repository, monkeypatch, pattern):
    (repository / "other.yaml").write_text(POD)
    (repository / "seatrial.toml").write_text(f"[check]\nexclude = ['{pattern}']\n")
    assert codes(".")[1].files == codes(str(repository))[1].files == 1
    (repository / "deep" / "more.yaml").write_text(POD)
    monkeypatch.chdir(repository / "deep")
    assert codes("..")[1].files == (2 if "pod" in pattern else 1)


def test_others_are_honoured_unless_the_file_says_no(repository):
    annotated = POD.replace("{name: a}", "{name: a, annotations: {ignore-check.kube-linter.io/host-pid: why}}", 1)
    (repository / "deep" / "pod.yaml").write_text(annotated)
    assert codes("deep")[0] == []
    (repository / "seatrial.toml").write_text("[check]\nhonour-others = false\n")
    assert codes("deep")[0] == ["POD007"]


def test_a_baseline_of_the_file_begins_at_the_file(repository, monkeypatch):
    _, reviewed = codes("deep")
    (repository / "known.json").write_text(write_baseline(reviewed.findings))
    (repository / "seatrial.toml").write_text("[check]\nbaseline = 'known.json'\n")
    left, reviewed = codes("deep")
    assert (left, reviewed.known, reviewed.mended) == ([], 1, 0)
    monkeypatch.chdir(repository / "deep")
    assert codes("pod.yaml")[0] == []
    monkeypatch.chdir(repository)
    (repository / "deep" / "pod.yaml").write_text(POD.replace("hostPID: true, ", ""))
    assert codes("deep")[1].mended == 1
    with pytest.raises(UnreadableFileError, match=r"missing\.json"):
        codes("deep", baseline="missing.json")


def test_rules_of_the_user_run_beside_ours(repository):
    (repository / "rules").mkdir()
    (repository / "rules" / "name.py").write_text(RULE)
    (repository / "seatrial.toml").write_text("[check]\nrules = 'rules'\n[check.severity]\ntelling-name = 'error'\n")
    found, reviewed = codes("deep", only=())
    assert {"ACME001", "POD007"} <= set(found)
    (name,) = [finding for finding in reviewed.findings if finding.code == "ACME001"]
    assert (str(name.position), name.severity.value) == ("deep/pod.yaml:3:12", "error")
    assert find_rules("telling-name")
    assert codes("deep", only=("ACME001",), rules="rules")[0] == ["ACME001"]


def test_a_fix_leaves_what_is_ignored(repository):
    (repository / "seatrial.toml").write_text(IGNORE)
    settings = load_settings()
    check = Check(["deep"], lambda: select_from(settings, only=frozenset({"POD007"})), place=None, policy=settings)
    fixed, after = check.mend(check.run())
    assert (dict(fixed.texts), after.findings) == ({}, ())
