from __future__ import annotations

from pathlib import Path

import pytest

from seatrial.compiler.passes import compile_cluster
from seatrial.location import Position
from seatrial.scan.errors import ScanError
from seatrial.scan.target import Target, images_of, once, read_target
from seatrial.spec.load import load

DIGEST = "sha256:" + "0" * 64
CLUSTER = """\
seatrial: v1
name: vision
pools:
  cpu: {instance: m7i.2xlarge, nodes: 3}
places:
  prod:
    eks: {region: us-east-1}
    overrides:
      services:
        search: {image: registry.example.com/search:3.0.0}
teams:
  ai: {members: {engineer: [data-engineer]}}
services:
  chat:
    team: ai
    image: registry.example.com/chat:1.4.2
    resources: {cpu: 1..2, memory: 1Gi}
    patch:
      Deployment:
        spec:
          template:
            spec:
              initContainers: [{name: fetch, image: registry.example.com/fetch:1.0.0}]
  search:
    team: ai
    image: registry.example.com/chat:1.4.2
    resources: {cpu: 1..2, memory: 1Gi}
"""


@pytest.mark.parametrize(
    "text", ["nginx", "nginx:1.29", "localhost:5000/a/b", f"registry.example.com/chat@{DIGEST}", f"chat:1@{DIGEST}"]
)
def test_names_of_images(text: str):
    assert read_target(text) == Target(text)


@pytest.mark.parametrize(
    "text", ["", "-", "--help", "-o", "Chat:1", "chat:", "chat@sha256:1", "a b", "x;y", "\0", "${I}"]
)
def test_what_is_no_image_is_refused_before_a_scanner_takes_it_for_an_option(text: str):
    with pytest.raises(ScanError) as raised:
        read_target(text)
    assert raised.value.fix


@pytest.mark.parametrize("name", ["chat.tar", "chat.tar.gz", "-o.tar"])
def test_archives(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScanError, match=f"there is no image at {name}"):
        read_target(name)
    Path(name).touch()
    assert read_target(name) == Target(name, is_file=True)


def test_folders_of_the_oci_layout(tmp_path: Path):
    with pytest.raises(ScanError, match="there is no image at"):
        read_target(str(tmp_path))
    (tmp_path / "oci-layout").write_text("{}")
    assert read_target(str(tmp_path)).is_file


def test_a_target_is_scanned_once_and_keeps_all_its_places():
    here, there = Position("a.yaml", 3, 1), Position("a.yaml", 9, 1)
    targets = [
        Target("b"),
        Target("a", named_at=(there,)),
        Target("b", named_at=(here,)),
        Target("a", named_at=(here,)),
    ]
    assert once(targets) == (Target("b", named_at=(here,)), Target("a", named_at=(here, there)))


def named(place: str) -> dict[str, list[int]]:
    loaded = load(CLUSTER)
    assert loaded.cluster
    targets = images_of(compile_cluster(loaded.cluster, place=place), loaded.sources)
    return {target.name: [position.line for position in target.named_at] for target in targets}


def line(text: str, after: str = "services:\n") -> int:
    start = CLUSTER.index(after)
    return CLUSTER.count("\n", 0, CLUSTER.index(text, start)) + 1


def test_the_images_of_a_cluster_file_with_their_lines():
    first = line("image: registry.example.com/chat")
    assert named("local") == {
        "registry.example.com/chat:1.4.2": [first, line("image: registry.example.com/chat", after="  search:\n")],
        "registry.example.com/fetch:1.0.0": [line("initContainers")],
    }


def test_the_images_of_a_place_are_those_of_its_overrides():
    assert list(named("prod")) == [
        "registry.example.com/chat:1.4.2",
        "registry.example.com/fetch:1.0.0",
        "registry.example.com/search:3.0.0",
    ]
