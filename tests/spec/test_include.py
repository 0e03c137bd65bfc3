from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.errors import SeatrialError
from seatrial.spec.load import Loaded, load

if TYPE_CHECKING:
    from collections.abc import Mapping

POOLS = "pools: {system: {instance: m7i.2xlarge}}\n"


def load_files(files: Mapping[str, str], main: str = "dir/cluster.yaml") -> Loaded:
    def read(path: str) -> bytes:
        try:
            return files[path].encode()
        except KeyError as error:
            raise FileNotFoundError(2, "No such file or directory") from error

    return load(files[main], file=main, read=read)


def test_files_are_merged_the_including_one_last() -> None:
    loaded = load_files(
        {
            "dir/cluster.yaml": "include: [teams.yaml, ../net.yaml]\nname: a\nnetwork: {issuer: mine}\n" + POOLS,
            "dir/teams.yaml": "include: sub/more.yaml\nteams: {ai: {}}\nnetwork: {issuer: x, ingress_class: teams}\n",
            "dir/sub/more.yaml": "teams: {web: {}}\nnetwork: {gateway: edge/public}\n",
            "net.yaml": "network: {ingress_class: net}\n",
        }
    )
    assert not loaded.findings
    assert loaded.cluster
    assert set(loaded.cluster.teams) == {"ai", "web"}
    network = loaded.cluster.network
    assert (network.issuer, network.ingress_class, network.gateway) == ("mine", "net", "edge/public")


def test_every_value_stands_in_its_own_file() -> None:
    loaded = load_files(
        {
            "dir/cluster.yaml": "include: [teams.yaml]\nname: a\n" + POOLS,
            "dir/teams.yaml": "teams:\n  ai: {quotas: {}}\n",
        }
    )
    (finding,) = loaded.findings
    assert str(finding).startswith("dir/teams.yaml:2:8: teams.ai.quotas: there is no key")
    assert set(loaded.texts) == {"dir/cluster.yaml", "dir/teams.yaml"}


def test_the_same_thing_in_two_files_is_a_finding() -> None:
    loaded = load_files(
        {"dir/cluster.yaml": "include: [t.yaml]\nname: a\nteams: {ai: {}}\n", "dir/t.yaml": "teams: {ai: {}}\n"}
    )
    (finding,) = loaded.findings
    assert str(finding).startswith("dir/cluster.yaml:3:9: teams.ai: defined twice, first at dir/t.yaml:1:9;")


def test_a_file_that_two_include_counts_once() -> None:
    loaded = load_files(
        {
            "dir/cluster.yaml": "include: [a.yaml, b.yaml]\nname: a\n",
            "dir/a.yaml": "include: [c.yaml]\n",
            "dir/b.yaml": "include: [./c.yaml]\n",
            "dir/c.yaml": "teams: {ai: {}}\n",
        }
    )
    assert not loaded.findings


def test_a_circle_is_shown() -> None:
    loaded = load_files(
        {
            "dir/cluster.yaml": "include: [a.yaml]\nname: a\n",
            "dir/a.yaml": "include: [b.yaml]\n",
            "dir/b.yaml": "include: [a.yaml]\n",
        }
    )
    (finding,) = loaded.findings
    assert "dir/a.yaml → dir/b.yaml → dir/a.yaml" in finding.message
    assert str(finding.position) == "dir/b.yaml:1:11"


def test_a_file_that_includes_itself_is_a_circle() -> None:
    loaded = load_files({"dir/cluster.yaml": "include: [cluster.yaml]\nname: a\n"})
    assert "dir/cluster.yaml → dir/cluster.yaml" in loaded.findings[0].message


def test_what_cannot_be_read_is_said_all_at_once() -> None:
    loaded = load_files({"dir/cluster.yaml": "include: [nowhere.yaml, 5, 'teams/*.yaml', '']\nname: a\n"})
    assert [str(finding.position) for finding in loaded.findings] == [
        "dir/cluster.yaml:1:11",
        "dir/cluster.yaml:1:25",
        "dir/cluster.yaml:1:28",
        "dir/cluster.yaml:1:44",
    ]


def test_a_reader_may_refuse_in_its_own_words() -> None:
    def read(path: str) -> bytes:
        raise SeatrialError(f"{path} is elsewhere")

    assert "a.yaml is elsewhere" in load("include: [a.yaml]\nname: a\n", read=read).findings[0].message


def test_without_a_reader_includes_are_refused() -> None:
    assert "cannot be included here" in load("include: [a.yaml]\nname: a\n").findings[0].message


def test_include_is_a_list() -> None:
    assert "expected a list of files" in load("include: {a: b}\nname: a\n").findings[0].message
