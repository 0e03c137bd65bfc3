"""A user's own rules: the documented example works, and what is wrong in a file is said with its line."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from seatrial.checks import check, explain, find_rules, list_rules
from seatrial.checks.rulebook import use_rules
from seatrial.checks.selection import Profile, select
from seatrial.gather.custom_rules import CustomRuleError, use_rules_of
from seatrial.resource import Resource

DOCUMENTED = Path(__file__).parents[2] / "docs" / "custom-rules.md"
PAGE = '"""Something holds.\n\n## Why\nIt is so.\n"""\n'
IMPORTS = "from seatrial.checks.rule import PODS, Hit, rule\nfrom seatrial.finding import Severity\n"
RULE = f'{PAGE}{IMPORTS}@rule("{{}}", "{{}}", Severity.ERROR, PODS)\ndef check(pod):\n    yield Hit("spec", "a", "b")\n'


@pytest.fixture(autouse=True)
def none_left():
    yield
    use_rules(())


def pod(**labels: str) -> Resource:
    metadata = {"name": "a", "labels": labels}
    return Resource({"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {"containers": []}})


def test_the_documented_example(tmp_path):
    (example,) = re.findall(r"```python\n(.*?)```", DOCUMENTED.read_text(), re.DOTALL)
    (tmp_path / "acme001_team_label.py").write_text(example)
    (rule,) = use_rules_of(tmp_path)
    found = check([pod(), pod(team="search")], rules=[rule])
    assert [(finding.code, finding.field, finding.why) for finding in found] == [
        ("ACME001", "metadata.labels", "Whoever is woken at night has to know whom to call")
    ]
    assert list_rules()[-1] is rule
    assert rule in select(Profile.PRODUCTION).rules
    assert explain("team-label").startswith("# ACME001: team-label\n\nEvery pod says which team answers for it.")


def test_every_scope_of_the_table_exists():
    import seatrial.checks.rule as module

    scopes = re.findall(r"^\| `(\w+)[`(]", DOCUMENTED.read_text(), re.MULTILINE)
    assert len(scopes) == 5
    assert [scope for scope in scopes if not hasattr(module, scope)] == []


def test_files_share_what_begins_with_an_underscore(tmp_path):
    (tmp_path / "_shared.py").write_text("WORD = 'shared'\n")
    (tmp_path / "one.py").write_text(
        RULE.format("ACME002", "two").replace('"a"', "WORD") + "from _shared import WORD\n"
    )
    (tmp_path / "two.py").write_text(RULE.format("ACME001", "one"))
    (tmp_path / "notes.txt").write_text("no rule")
    rules = use_rules_of(tmp_path)
    assert [rule.code for rule in list_rules()[-2:]] == ["ACME001", "ACME002"]
    assert check([pod()], rules=rules)[1].message == "shared"
    assert str(tmp_path) not in sys.path
    assert sorted(path.name for path in tmp_path.iterdir()) == ["_shared.py", "notes.txt", "one.py", "two.py"]


def test_the_rules_of_another_folder_take_their_place(tmp_path):
    for name, code in (("a", "ACME001"), ("b", "ACME002")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "rule.py").write_text(RULE.format(code, name))
        use_rules_of(tmp_path / name)
    assert (find_rules("ACME001"), len(find_rules("ACME002"))) == ((), 1)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("x = 1\n", ":1: there is no rule in the file"),
        ("", ":1: there is no rule in the file"),
        ("x = 1\ny = (\n", ":2: SyntaxError: '(' was never closed"),
        ("x = 1\n\ny = 1 / 0\n", ":3: ZeroDivisionError: division by zero"),
        ("import nowhere_at_all\n", ":1: ModuleNotFoundError: No module named 'nowhere_at_all'"),
        (PAGE + IMPORTS + "rule('A')(print)\n", ":8: TypeError: rule() missing 3 required positional arguments"),
        (RULE.format("acme1", "a"), ":1: 'acme1' is no code of a rule"),
        (RULE.format("POD999", "a"), ":1: codes that begin with POD are for rules that come with us"),
        (RULE.format("MAN001", "a"), ":1: codes that begin with MAN are for rules that come with us"),
        (RULE.format("ACME001", "no-host-pid"), ":1: no-host-pid is taken by rule POD007"),
        (RULE.format("ACME001", "a").replace(PAGE, ""), ":1: the file of ACME001 does not explain the rule"),
        (RULE.format("ACME001", "a").replace("Severity.ERROR", "'bad'"),
         ":1: the severity of ACME001 is 'bad', which is none"),
        (RULE.format("ACME001", "a").replace("PODS)", "7)"), ":1: the scope of ACME001 is 7, which is none"),
        (RULE.format("ACME001", "a").replace('"a", S', "7, S"), ":1: the name of ACME001 is 7, which is none"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file(tmp_path, source, said):
    path = tmp_path / "mine.py"
    path.write_text(source)
    before = len(list_rules())
    with pytest.raises(CustomRuleError) as error:
        use_rules_of(tmp_path)
    assert str(error.value).startswith(f"{path}{said}")
    assert error.value.fix
    assert len(list_rules()) == before


def test_two_rules_of_one_code(tmp_path):
    (tmp_path / "a.py").write_text(RULE.format("ACME001", "a"))
    (tmp_path / "b.py").write_text(RULE.format("ACME001", "b"))
    with pytest.raises(CustomRuleError, match=r"b\.py:1: ACME001 is taken by .*a\.py"):
        use_rules_of(tmp_path)


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(CustomRuleError, match="cannot be read: no such file or directory"):
        use_rules_of(tmp_path / "nowhere")
