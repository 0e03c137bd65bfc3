from __future__ import annotations

from datetime import date

import pytest

from seatrial.errors import SeatrialError
from seatrial.location import Position
from seatrial.scan.ignore_files import read_grype_configuration, read_seatrial_toml, read_trivyignore
from seatrial.scan.ignores import Ignore, ignore_notes, sort_out
from seatrial.scan.report import ImageReport, Level, Problem, Secret, Vulnerability

TODAY = date(2026, 11, 25)
TOML = """\
[check]
whatever = true

[[scan.ignore]]
id = "CVE-2018-18074"
package = "requests"
image = "registry.example.com/chat:*"
reason = "no redirects here"
until = 2027-01-01

[[scan.ignore]]
id = "CVE-2020-1"
reason = "never reached"
"""


def problem(identifier: str = "CVE-2018-18074", package: str = "requests", image: str = "registry.example.com/chat:1"):
    return Vulnerability(
        id=identifier,
        severity=Level.HIGH,
        package=package,
        installed="1",
        image=image,
        aliases=("GHSA-x84v-xcm2-53pg",),
    )


def entry(identifier: str, **fields: object) -> Ignore:
    values: dict[str, object] = {"reason": "because", "position": Position("seatrial.toml", 4, 1)}
    return Ignore(id=identifier, **(values | fields))  # type: ignore[arg-type]


def test_our_own_file():
    ignores, faults = read_seatrial_toml(TOML, "seatrial.toml")
    assert faults == ()
    assert ignores == (
        Ignore(
            id="CVE-2018-18074",
            package="requests",
            image="registry.example.com/chat:*",
            reason="no redirects here",
            until=date(2027, 1, 1),
            position=Position("seatrial.toml", 4, 1),
        ),
        Ignore(id="CVE-2020-1", reason="never reached", position=Position("seatrial.toml", 11, 1)),
    )


@pytest.mark.parametrize("text", ["", "[check]\n", "[scan]\n", "\r\n"])
def test_a_file_without_entries(text: str):
    assert read_seatrial_toml(text, "seatrial.toml") == ((), ())


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a = 1\n[[scan.ignore]]\nid = \n", 3, "the file is no TOML: Invalid value"),
        ("x = [", 1, "the file is no TOML: Invalid value"),
        ('[[scan.ignore]]\nid = "CVE-1"\n', 1, "this entry has no reason"),
        ('[[scan.ignore]]\nid = "CVE-1"\nreason = " "\n', 1, "this entry has no reason"),
        ('[[scan.ignore]]\nreason = "x"\n', 1, "this entry has no id"),
        ('[[scan.ignore]]\nid = 7\nreason = "x"\n', 1, "this entry has no id"),
        (
            '[[scan.ignore]]\nid = "A"\nreason = "x"\nuntil = "2027-01-01"\n',
            1,
            "until is '2027-01-01', which is no date",
        ),
        ('[[scan.ignore]]\nid = "A"\nreason = "x"\npackage = ["a"]\n', 1, "package is no text"),
        ('\n\n[[ scan . ignore ]]\nid = "A"\nreason = "x"\nexpires = 1\n', 3, "an entry has no setting 'expires'"),
        ("scan = 1\n", 1, "scan.ignore is no list of entries"),
        ("[scan]\nignore = 1\n", 2, "scan.ignore is no list of entries"),
        ("[scan]\nignore = [1]\n", 2, "this entry is no table"),
        ("[scan]\nignored = []\n", 2, "scan has no setting 'ignored'"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, line: int, message: str):
    ignores, faults = read_seatrial_toml(text, "seatrial.toml")
    assert ignores == ()
    assert [(fault.position, fault.message) for fault in faults] == [
        (Position("seatrial.toml", line, faults[0].position.column if faults[0].position else 0), message)
    ]
    assert faults[0].fix


def test_one_bad_entry_does_not_hide_the_others():
    ignores, faults = read_seatrial_toml(TOML + '[[scan.ignore]]\nid = "CVE-3"\n', "seatrial.toml")
    assert (len(ignores), len(faults)) == (2, 1)


def test_a_time_ends_with_its_day():
    ignores, _ = read_seatrial_toml('[[scan.ignore]]\nid="A"\nreason="x"\nuntil=2027-01-01T10:00:00Z\n', "f")
    assert ignores[0].until == date(2027, 1, 1)


def test_trivyignore_holds_until_the_day_before_its_date():
    text = "# accepted\nCVE-2020-1\n\n  CVE-2020-2 exp:2026-11-26 # soon\nCVE-2020-3 exp:2026-11-25\nCVE-4 exp:soon\n"
    ignores = read_trivyignore(text, ".trivyignore")
    assert [(one.id, one.position.line, one.holds(TODAY)) for one in ignores] == [
        ("CVE-2020-1", 2, True),
        ("CVE-2020-2", 4, True),
        ("CVE-2020-3", 5, False),
    ]


def test_trivyignore_with_the_first_of_all_dates():
    assert read_trivyignore("CVE-1 exp:0001-01-01", ".trivyignore") == ()


GRYPE = """\
ignore:
  - vulnerability: CVE-2020-1
    reason: no
  - vulnerability: CVE-2020-2
    reason: never reached
    package: {name: requests}
  - vulnerability: CVE-2020-3
    fix-state: wont-fix
  - vulnerability: CVE-2020-4
    package: {name: requests, location: /usr/**}
  - package: {name: linux-headers}
  - vulnerability: CVE-2020-5
    package: {}
"""


def test_rules_of_grype_that_say_more_than_we_can_hold_are_left_to_grype():
    ignores = read_grype_configuration(GRYPE, ".grype.yaml")
    assert [(one.id, one.package, one.reason, one.position.line) for one in ignores] == [
        ("CVE-2020-1", "", "", 2),
        ("CVE-2020-2", "requests", "never reached", 4),
    ]


@pytest.mark.parametrize("text", ["", "ignore: 7", "ignore: [7, [], {vulnerability: 1}]", "{", "- a", "a: 2026-99-99"])
def test_any_configuration_of_grype_can_be_read(text: str):
    assert read_grype_configuration(text, ".grype.yaml") == ()


@pytest.mark.parametrize(
    ("ignore", "covers"),
    [
        (entry("CVE-2018-18074"), True),
        (entry("GHSA-x84v-xcm2-53pg"), True),
        (entry("CVE-2018-18074", package="requests"), True),
        (entry("CVE-2018-18074", package="urllib3"), False),
        (entry("CVE-2018-18074", image="registry.example.com/chat:*"), True),
        (entry("CVE-2018-18074", image="*/search:*"), False),
        (entry("CVE-2018-1807"), False),
        (entry("CVE-2018-18074", until=TODAY), True),
        (entry("CVE-2018-18074", until=date(2026, 11, 24)), False),
    ],
)
def test_what_an_entry_covers(ignore: Ignore, *, covers: bool):
    kept, ignored = sort_out([problem()], [ignore], TODAY)
    assert (len(kept), len(ignored)) == ((0, 1) if covers else (1, 0))
    if covers:
        assert (ignored[0].reason, ignored[0].by) == ("because", "seatrial.toml:4")


def test_an_expired_entry_does_not_hide_one_that_holds():
    expired = entry("CVE-2018-18074", until=date(2020, 1, 1))
    assert sort_out([problem()], [expired, entry("CVE-2018-18074")], TODAY)[0] == []


def test_a_secret_is_ignored_by_its_rule_unless_a_package_is_named():
    secret = Secret(id="aws-access-key-id", severity=Level.CRITICAL, image="chat:1")
    assert sort_out([secret], [entry("aws-access-key-id")], TODAY)[0] == []
    assert sort_out([secret], [entry("aws-access-key-id", package="requests")], TODAY)[0] == [secret]


def notes(ignore: Ignore, *problems: Problem, error: SeatrialError | None = None, secrets: bool = False) -> list[str]:
    reports = [ImageReport("registry.example.com/chat:1", problems=problems), ImageReport("search:2", error=error)]
    return [f"{note.code} {note.message}" for note in ignore_notes([ignore], reports, TODAY, secrets=secrets)]


def test_an_expired_entry_is_named_whether_it_covers_something_or_not():
    expired = entry("CVE-2018-18074", package="requests", until=date(2026, 1, 1))
    said = ["SCAN002 ignoring CVE-2018-18074 in requests has expired on 2026-01-01, so it counts again"]
    assert notes(expired) == notes(expired, problem()) == said


def test_an_entry_that_covers_nothing_is_named():
    assert notes(entry("CVE-9"), problem()) == ["SCAN003 nothing that was scanned has CVE-9"]
    assert notes(entry("CVE-2018-18074"), problem()) == []


def test_an_entry_is_not_called_unused_where_nobody_looked():
    assert notes(entry("CVE-9", image="other:*")) == []
    assert notes(entry("CVE-9"), error=SeatrialError("no")) == []
    assert notes(entry("CVE-9", ours=False)) == []
    assert notes(entry("aws-access-key-id")) == []
    assert notes(entry("aws-access-key-id"), secrets=True) != []
