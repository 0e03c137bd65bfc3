from __future__ import annotations

from pathlib import Path

import pytest

from seatrial.finding import Severity, has_errors
from seatrial.spec.load import load
from seatrial.spec.overrides import at_place, cloud_of, zones_of
from seatrial.spec.semantics.check import check
from seatrial.spec.values import Range

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*/cluster.yaml"))
FILE = """\
name: a
places:
  prod:
    eks: {region: us-west-2}
    overrides:
      services:
        chat: {replicas: 5}
        web: null
      defaults: {services: {longest_request: 20s}}
  stage:
    gke: {region: us-central1, zones: [us-central1-b]}
    overrides: {pools: {system: {instance: n2-standard-16}}}
pools: {system: {instance: m7i.2xlarge, nodes: 3}}
teams: {ai: {}}
defaults:
  services:
    longest_request: 45s
    probes: {ready: {path: /ready}}
services:
  chat: {team: ai, image: "x.io/a:1", probes: {live: {path: /live}}}
  web: {team: ai, image: "x.io/a:1", longest_request: null}
"""


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_examples_have_no_errors(path: Path) -> None:
    loaded = load(path.read_bytes(), file=str(path), read=lambda name: Path(name).read_bytes())
    assert not has_errors(loaded.findings), loaded.findings
    assert loaded.cluster


def test_defaults_lie_under_services() -> None:
    loaded = load(FILE)
    assert loaded.cluster
    chat, web = loaded.cluster.services["chat"], loaded.cluster.services["web"]
    assert (chat.probes.ready.path, chat.probes.live.path) == ("/ready", "/live")
    assert str(chat.longest_request) == "45s"
    assert str(web.longest_request) == "30s"


def test_a_default_stands_where_it_is_written() -> None:
    sources = load(FILE).sources
    assert str(sources.values["services", "chat", "longest_request"]) == "cluster.yaml:17:22"
    assert str(sources.values["services", "chat", "probes", "ready", "path"]) == "cluster.yaml:18:28"
    assert str(sources.values["services", "chat", "probes", "live", "path"]) == "cluster.yaml:20:61"


def test_a_place_lays_its_overrides_over_the_file() -> None:
    loaded = load(FILE, place="prod")
    assert loaded.cluster
    assert loaded.cluster.services.keys() == {"chat"}
    assert loaded.cluster.services["chat"].replicas == Range(5, 5)
    assert str(loaded.cluster.services["chat"].longest_request) == "20s"
    assert str(loaded.sources.values["services", "chat", "replicas"]) == "cluster.yaml:7:26"
    base = load(FILE).cluster
    assert base
    assert at_place(base, "prod") == loaded.cluster
    assert at_place(loaded.cluster, "prod") == loaded.cluster


def test_a_place_without_defaults_of_its_own_takes_only_what_it_names() -> None:
    loaded, base = load(FILE, place="stage").cluster, load(FILE).cluster
    assert loaded
    assert base
    assert loaded.pools["system"].instance == "n2-standard-16"
    assert loaded.services == base.services
    assert at_place(base, "stage") == loaded
    assert at_place(base, "local") is base


def test_cloud_and_zones_of_a_place() -> None:
    cluster = load(FILE).cluster
    assert cluster
    assert [cloud_of(cluster, place) for place in ("prod", "stage", "local")] == ["aws", "gcp", "local"]
    assert zones_of(cluster, "prod") == ("us-west-2a", "us-west-2b", "us-west-2c")
    assert zones_of(cluster, "stage") == ("us-central1-b",)
    assert zones_of(cluster, "local") == zones_of(cluster, "prod")


def test_an_unknown_place_is_a_finding() -> None:
    (finding,) = (f for f in load(FILE, place="prodd").findings if f.severity is Severity.ERROR)
    assert finding.fix == "did you mean prod?"


def test_findings_come_in_the_order_of_the_file() -> None:
    findings = load((Path(__file__).parent / "bad" / "many-mistakes.yaml").read_bytes()).findings
    lines = [finding.position.line for finding in findings if finding.position]
    assert lines == sorted(lines)
    assert len(lines) >= 40


def test_an_empty_section_is_no_section() -> None:
    loaded = load("name: a\nservices:\njobs:\nnetwork:\n")
    assert loaded.cluster
    assert not loaded.findings


def test_patches_keep_null() -> None:
    loaded = load(FILE + "  api: {team: ai, image: 'x.io/a:1', patch: {Deployment: {spec: {paused: null}}}}\n")
    assert loaded.cluster
    assert loaded.cluster.services["api"].patch == {"Deployment": {"spec": {"paused": None}}}


def test_a_cluster_built_in_python_is_checked_without_positions() -> None:
    cluster = load(FILE.replace("team: ai", "team: ia")).cluster
    assert cluster
    findings = check(cluster)
    assert {finding.field for finding in findings} == {"services.chat.team", "services.web.team"}
    assert all(finding.position is None for finding in findings)


def test_the_same_file_gives_the_same_findings() -> None:
    source = (Path(__file__).parent / "bad" / "many-mistakes.yaml").read_bytes()
    assert load(source).findings == load(source).findings
