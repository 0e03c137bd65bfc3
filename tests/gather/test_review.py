"""Everything that is read is checked as one set, and what cannot be read hides nothing."""

from __future__ import annotations

import pytest

from seatrial.checks.inventory import Context
from seatrial.checks.selection import Profile, select
from seatrial.gather.files import Input, Kind
from seatrial.gather.review import Compiled, review
from seatrial.manifests.read import read_file

POD = (
    "apiVersion: v1\nkind: Pod\nmetadata: {{name: {}}}\nspec: {{hostPID: true, containers: [{{name: a, image: a}}]}}\n"
)


def run(*items, processes=1, rendered=lambda _: (), only=("POD007",)):
    return review(
        [item if isinstance(item, Input) else Input(item[0], Kind.MANIFESTS, data=item[1].encode()) for item in items],
        lambda: select(Profile.ALL, only=only),
        Context(complete=False),
        compiled=lambda _: Compiled((), 7),
        rendered=rendered,
        processes=processes,
    )


def test_one_bad_file_hides_nothing():
    reviewed = run(
        ("a.yaml", "a: ["), ("b.yaml", POD.format("b")), Input("c.yaml", Kind.MANIFESTS, problem="it is gone")
    )
    assert [(f.code, f.position.file) for f in reviewed.findings if f.code.startswith("MAN")] == [
        ("MAN003", "a.yaml"),
        ("MAN009", "c.yaml"),
    ]
    assert (reviewed.files, reviewed.resources) == (2, 1)


def test_a_named_file_without_objects_is_worth_a_word():
    (finding,) = run(Input("values.yaml", Kind.MANIFESTS, named=True, data=b"a: 1\n")).findings
    assert finding.code == "MAN008"
    assert run(("values.yaml", "a: 1\n")).findings == ()


def test_cluster_files_and_charts_are_the_callers():
    chart = read_file("chart/templates/a.yaml", POD.format("x"))
    reviewed = run(Input("c.yaml", Kind.CLUSTER), Input("chart", Kind.CHART), rendered=lambda _: [chart])
    assert (reviewed.clusters, reviewed.resources) == (1, 8)
    assert {f.position.file for f in reviewed.findings} == {"chart/templates/a.yaml"}


@pytest.mark.parametrize("processes", [2, 3])
def test_the_number_of_processes_changes_nothing(processes):
    items = [(f"{number}.yaml", POD.format(f"p{number}")) for number in range(500)]
    alone, together = run(*items), run(*items, processes=processes)
    assert len(alone.findings) == 500
    assert together.findings == alone.findings


def test_comments_are_heard_in_every_document():
    text = f"{POD.format('a')}---\n# seatrial: ignore[POD007] it debugs the node\n{POD.format('b')}"
    reviewed = run(("a.yaml", text))
    assert [finding.resource.name for finding in reviewed.findings if finding.code == "POD007"] == ["a"]
