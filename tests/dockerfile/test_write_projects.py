"""Golden cases: each folder of `projects/` is a project; `expected/NAME.Dockerfile` is what is written for it, and
`expected/NAME.txt` what is said about it.

`SEATRIAL_UPDATE_GOLDEN=1 pytest tests/dockerfile/test_write_projects.py` rewrites them.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from seatrial.checks import list_rules
from seatrial.checks.engine import check_dockerfile
from seatrial.checks.selection import Selection
from seatrial.cli.python_project import read_folder
from seatrial.dockerfile import BuildContext, parse
from seatrial.dockerfile.write import Plan, Wishes, dockerignore, plan, render

HERE = Path(__file__).parent
PROJECTS = sorted((HERE / "projects").iterdir())
# Of the opinions only the one about health checks: what is written has one.
RULES = Selection(
    tuple(
        rule
        for rule in list_rules()
        if rule.scope.name == "Dockerfile" and (not rule.opt_in or "DL3057" in rule.aliases)
    )
)
DIGEST = "@sha256:" + "0" * 64


def said(decided: Plan) -> str:
    lines = [f"{each.topic}: {each.choice} | {each.why} | {each.where}" for each in decided.decisions]
    lines += [f"warning: {each.message}; {each.fix} | {each.where}" for each in decided.cautions]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.name)
def test_project(project: Path):
    decided = plan(read_folder(project))
    for suffix, text in ((".Dockerfile", render(decided)), (".txt", said(decided))):
        expected = HERE / "expected" / f"{project.name}{suffix}"
        if os.environ.get("SEATRIAL_UPDATE_GOLDEN"):
            expected.parent.mkdir(exist_ok=True)
            expected.write_text(text, encoding="utf-8")
        assert text == expected.read_text(encoding="utf-8")


def broken(text: str) -> set[str]:
    names = frozenset({".git", ".env", ".venv", "app.py", "model.safetensors"})
    file = parse(text, context=BuildContext(dockerignore(), names))
    assert not list(file.problems)
    return {finding.code for finding in check_dockerfile(file, RULES)}


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.name)
def test_what_is_written_passes_every_rule(project: Path):
    folder = read_folder(project)
    image = plan(folder).image
    # Which digest a tag has only the registry knows: the rule that asks for one is content once the user names it.
    assert broken(render(plan(folder))) == {"DOCK008"}
    if image.startswith("python:"):
        assert broken(render(plan(folder, Wishes(base=image + DIGEST)))) == set()


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.name)
def test_every_place_that_is_named_is_a_line_of_the_project(project: Path):
    decided = plan(read_folder(project))
    for where in [each.where for each in (*decided.decisions, *decided.cautions) if each.where]:
        path, _, line = where.partition(":")
        text = (project / path).read_text(encoding="utf-8")
        assert 1 <= int(line or 1) <= len(text.splitlines())


@pytest.mark.parametrize("project", PROJECTS, ids=lambda path: path.name)
def test_every_file_that_is_copied_is_there(project: Path):
    text = render(plan(read_folder(project)))
    for instruction in parse(text).instructions:
        if instruction.keyword == "COPY" and not any(flag.name == "from" for flag in instruction.flags):
            *sources, _ = [word.value for word in instruction.words]
            assert all((project / source).exists() for source in sources)
