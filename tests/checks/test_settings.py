"""`seatrial.toml`: what it says, and everything that is wrong with it at once, with its line."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from seatrial.checks.extents import Chosen, path_matches, seen_from
from seatrial.checks.ignores import apply_ignores
from seatrial.checks.rulebook import find_rules, list_rules
from seatrial.checks.selection import Profile
from seatrial.checks.settings import ENTRY_KEYS, KEYS, read_settings, resolve
from seatrial.finding import Finding, Severity
from seatrial.location import Position
from seatrial.resource import ResourceKey
from seatrial.scan.ignore_files import read_seatrial_toml

ROOT = Path(__file__).parents[2]

WHOLE = """\
[check]
profile = "gpu"
fail-on = "warning"
kubernetes = "1.36"
exclude = ["charts/*/tests/*"]
rules = "rules"
baseline = "known.json"
honour-others = false

[check.severity]
POD007 = "warning"
no-host-network = "off"
DL3004 = "info"

[[check.ignore]]
rules = ["POD007", "CKV_K8S_14"]
paths = ["charts/**"]
objects = ["Deployment/web", "kube-system/*"]
reason = "they watch the nodes"
until = 2027-01-01

[check.settings.DOCK001]
anything = {a = [1]}

[scan]
[[scan.ignore]]
id = "not looked at here"
"""


def test_a_whole_file():
    settings, faults = read_settings(WHOLE, "seatrial.toml", folder="/a", here="/a/b")
    assert faults == ()
    assert (settings.profile, settings.fail_on, settings.kubernetes) == (Profile.GPU, Severity.WARNING, "1.36")
    assert settings.exclude == ("charts/*/tests/*",)
    assert (settings.rules, settings.baseline, settings.honour_others) == ("rules", "known.json", False)
    assert settings.severities == {"POD007": Severity.WARNING, "no-host-network": None, "DL3004": Severity.INFO}
    (entry,) = settings.entries
    assert (entry.identifiers, entry.reason, entry.until) == (
        ("POD007", "CKV_K8S_14"),
        "they watch the nodes",
        date(2027, 1, 1),
    )
    assert entry.extent == Chosen(("charts/**",), ("Deployment/web", "kube-system/*"), "/a", "/a/b")
    assert entry.position == Position("seatrial.toml", 15, 1)
    assert settings.tables == {"DOCK001": {"anything": {"a": [1]}}}


def test_names_of_rules_become_codes():
    settings, _ = read_settings(WHOLE, "seatrial.toml")
    resolved = resolve(settings)
    assert resolved.faults == ()
    (sudo,), (network,) = find_rules("DL3004"), find_rules("no-host-network")
    assert resolved.severities == {"POD007": Severity.WARNING, network.code: None, sudo.code: Severity.INFO}
    assert list(resolved.tables) == ["DOCK001"]


def test_a_code_says_more_than_an_identifier_of_several_rules():
    several = next(alias for rule in list_rules() for alias in rule.aliases if len(find_rules(alias)) > 1)
    code = find_rules(several)[0].code
    for lines in (f'{code} = "error"\n{several} = "info"', f'{several} = "info"\n{code} = "error"'):
        settings, faults = read_settings(f"[check.severity]\n{lines}\n", "f")
        severities = resolve(settings).severities
        assert faults == ()
        assert severities[code] is Severity.ERROR
        assert set(severities.values()) == {Severity.ERROR, Severity.INFO}


def test_rules_that_do_not_exist():
    settings, _ = read_settings('[check.severity]\n\nhost-pit = "off"\n[check.settings.no-host-pit]\n', "f")
    assert [(str(fault.position), fault.message, fault.fix) for fault in resolve(settings).faults] == [
        ("f:3:1", "there is no rule 'host-pit'", "did you mean host-pid?"),
        ("f:4:1", "there is no rule 'no-host-pit'", "did you mean no-host-pid?"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[chek]\n", "f:1:1: there is no setting 'chek'; did you mean check?"),
        ("a = 1\n", "f:1:1: there is no setting 'a'; its settings are check, scan"),
        ("[check]\nfail_on = 'error'\n", "f:2:1: check has no setting 'fail_on'; did you mean fail-on?"),
        ("check = 1\n", "f:1:1: check is no table; write [check] and the settings below it"),
        (
            "[check]\nprofile = 'prodution'\n",
            "f:2:1: profile is 'prodution', which is no profile; did you mean production?",
        ),
        ("[check]\nfail-on = 7\n", "f:2:1: fail-on is 7, which is no severity; write one of error, warning, info"),
        ("[check]\nkubernetes = 1.36\n", 'f:2:1: kubernetes is no text; write kubernetes = "1.36"'),
        ("[check]\nexclude = 'a'\n", 'f:2:1: exclude is no list of texts; write exclude = ["…"]'),
        ("[check]\nexclude = [1]\n", 'f:2:1: exclude is no list of texts; write exclude = ["…"]'),
        (
            "[check]\nhonour-others = 'no'\n",
            "f:2:1: honour-others is neither true nor false; write honour-others = false",
        ),
        ("[check.severity]\nA = 'of'\n", "f:2:1: A is 'of', which is no severity; did you mean off?"),
        (
            "[check]\nseverity = 'off'\n",
            "f:2:1: check.severity is no table; write [check.severity] and the settings below it",
        ),
        ("[check]\nignore = {}\n", "f:2:1: check.ignore is no list of entries; begin each with [[check.ignore]]"),
        (
            "[check.settings]\nAI001 = 1\n",
            "f:2:1: check.settings.AI001 is no table; write [check.settings.AI001] and the settings below it",
        ),
        ("[check]\nignore = [1]\n", "f:2:1: this entry is no table; "),
        ("[[check.ignore]]\nrules = ['POD007']\n", "f:1:1: this entry gives no reason; "),
        ("[[check.ignore]]\nreason = 'x'\n", "f:1:1: this entry names no rules; "),
        ("[[check.ignore]]\nrules = 'A'\nreason = 'x'\n", 'f:2:1: rules is no list of texts; write rules = ["…"]'),
        (
            "[[check.ignore]]\nrules = ['A']\nreason = 'x'\nuntil = '2027-01-01'\n",
            "f:4:1: until is '2027-01-01', which is no date; write until = 2027-12-31, without quotes",
        ),
        (
            "[[check.ignore]]\nrules = ['A']\nreason = 'x'\npath = []\n",
            "f:4:1: an entry has no setting 'path'; did you mean paths?",
        ),
        ("[check\n", "f:1:7: the file is no TOML: "),
    ],
)  # fmt: skip
def test_what_is_wrong(text: str, said: str):
    _, faults = read_settings(text, "f")
    assert len(faults) == 1
    assert str(faults[0]).startswith(said)
    assert faults[0].fix


def test_all_faults_at_once():
    text = "[check]\nprofile = 1\nfail-on = 2\n[[check.ignore]]\nuntil = 1\nx = 1\n[other]\n"
    _, faults = read_settings(text, "f")
    assert sorted(fault.position.line for fault in faults if fault.position) == [2, 3, 4, 4, 5, 6, 7]


def finding(
    file: str = "a.yaml", kind: str = "Deployment", namespace: str = "", name: str = "web", code: str = "POD007"
):
    return Finding(
        code=code,
        severity=Severity.ERROR,
        message="",
        position=Position(file, 1, 1),
        resource=ResourceKey("apps", kind, namespace, name),
    )


def entries(text: str, **folders: str):
    settings, faults = read_settings(f"[[check.ignore]]\nrules = ['POD007']\nreason = 'x'\n{text}", "f", **folders)
    assert faults == ()
    return settings.entries


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("", {"Deployment/web", "kube-system/DaemonSet/agent"}),
        ("objects = ['Deployment/web']", {"Deployment/web"}),
        ("objects = ['Deployment.apps/w*']", {"Deployment/web"}),
        ("objects = ['web']", {"Deployment/web"}),
        ("objects = ['kube-system/*']", {"kube-system/DaemonSet/agent"}),
        ("objects = ['kube-system/DaemonSet/*']", {"kube-system/DaemonSet/agent"}),
        ("objects = ['kube-system/Deployment/*']", set()),
        ("objects = ['deployment/web']", set()),
        ("paths = ['b.yaml']", set()),
        ("paths = ['*.yaml']\nobjects = ['web']", {"Deployment/web"}),
    ],
)
def test_what_an_entry_covers(text: str, hidden: set[str]):
    both = {
        "Deployment/web": finding(),
        "kube-system/DaemonSet/agent": finding(kind="DaemonSet", namespace="kube-system", name="agent"),
    }
    kept = apply_ignores(both.values(), entries(text), frozenset({"POD007"}), None)
    assert {name for name, one in both.items() if one not in kept.findings} == hidden
    assert len(kept.hidden) == len(hidden)


def test_an_entry_that_expired_or_names_nothing_is_said():
    expired = apply_ignores([finding()], entries("until = 2027-01-01"), frozenset({"POD007"}), date(2027, 1, 2))
    assert [one.code for one in expired.findings] == ["POD007", "IGN004"]
    settings, _ = read_settings("[[check.ignore]]\nrules = ['host-pit', 'MAN007']\nreason = 'x'\n", "f")
    template = finding(code="MAN007")
    kept = apply_ignores([template], settings.entries, frozenset(), None)
    assert [(one.code, one.fix) for one in kept.findings] == [("IGN002", "did you mean host-pid?")]


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("charts/**", "charts/a/b.yaml", True),
        ("charts/**", "my/charts/b.yaml", False),
        ("charts", "charts/a/b.yaml", True),
        ("charts/", "charts/a/b.yaml", True),
        ("charts", "charts.yaml", False),
        ("**/tests/*", "tests/a.yaml", True),
        ("**/tests/*", "a/tests/b/a.yaml", True),
        ("*.yaml", "deep/a.yaml", True),
        ("a.yaml", "deep/a.yaml", True),
        ("b.yaml", "deep/a.yaml", False),
    ],
)
def test_patterns_of_paths(pattern: str, path: str, matches: object):
    assert path_matches(path, pattern) is matches


def test_paths_are_seen_from_the_folder_of_the_settings():
    assert seen_from("/repo", "/repo/deep", "a.yaml") == "deep/a.yaml"
    assert seen_from("/repo", "/repo/deep", "../a.yaml") == "a.yaml"
    assert seen_from("/repo", "/elsewhere", "/repo/a.yaml") == "a.yaml"
    assert seen_from("/", "/deep", "a.yaml") == "deep/a.yaml"
    assert seen_from("", "", "./a.yaml") == "a.yaml"
    deep = entries("paths = ['deep/*']", folder="/repo", here="/repo/deep")
    assert apply_ignores([finding()], deep, frozenset(), None).findings == []


def test_the_documented_file():
    (text,) = re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / "settings.md").read_text(), re.DOTALL)
    settings, faults = read_settings(text, "seatrial.toml")
    assert faults == ()
    assert resolve(settings).faults == ()
    assert all(find_rules(name) for entry in settings.entries for name in entry.identifiers)
    assert set(KEYS) == set(settings.toml.document["check"])
    assert set(ENTRY_KEYS) == set(settings.toml.document["check"]["ignore"][0])
    assert read_seatrial_toml(text, "seatrial.toml")[1] == ()
