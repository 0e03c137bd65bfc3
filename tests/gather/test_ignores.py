"""Comments and annotations, ours and other checkers', over everything that is read."""

from __future__ import annotations

from datetime import date

import pytest

from seatrial.checks import find_rules
from seatrial.checks.extents import Part
from seatrial.checks.inventory import Context
from seatrial.checks.selection import Profile, select
from seatrial.finding import Finding, Severity
from seatrial.gather.files import Input, Kind
from seatrial.gather.review import Compiled, review
from seatrial.resource import ResourceKey

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: {}
  annotations: {{{}}}
spec:
  hostPID: true
  containers: [{{name: a, image: a}}]
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    metadata:
      annotations:
        {}
    spec:
      hostPID: true
      containers: [{{name: a, image: a}}]
"""
DOCKERFILE = "FROM debian\nRUN sudo ls\nRUN sudo \\\n  ps\n"


def run(text, kind=Kind.MANIFESTS, only=("POD007",), name="a.yaml", *, today=None, honour_others=True):
    return review(
        [Input(name, kind, data=text.encode())],
        lambda: select(Profile.ALL, only=[rule.code for name in only for rule in find_rules(name)]),
        Context(complete=False, today=today),
        compiled=lambda _: Compiled((), 0),
        rendered=lambda _: (),
        honour_others=honour_others,
    )


def said(reviewed):
    return [f"{finding.code}:{finding.position.line}" for finding in reviewed.findings]


def pods(*between):
    """Three pods with a line before each; what a line does to the findings of the other pods is seen, too."""
    return "---\n".join(f"{line}{POD.format(name, '')}" for line, name in zip(between, "abc", strict=True))


MARK = "# seatrial: ignore[POD007] it debugs the node\n"


def test_above_the_file_a_comment_covers_all_documents():
    assert said(run(pods(MARK, "", ""))) == []


def test_below_the_first_mark_it_covers_the_first_document_alone():
    assert said(run(f"---\n{pods(MARK, '', '')}")) == ["POD007:18", "POD007:27"]
    assert said(run(f"--- {pods(MARK, '', '')}")) == ["POD007:17", "POD007:26"]


def test_before_the_first_key_it_covers_that_document():
    assert said(run(pods("", MARK, ""))) == ["POD007:7", "POD007:26"]


def test_it_does_not_reach_over_the_end_of_its_document():
    text = f"{POD.format('a', '')}{MARK}---\n{POD.format('b', '')}"
    assert said(run(text)) == ["POD007:7", "IGN003:9", "POD007:17"]


def test_the_last_day():
    text = POD.format("a", "").replace("true", "true  # seatrial: ignore[POD007] a test until 2027-01-01")
    assert said(run(text)) == said(run(text, today=date(2027, 1, 1))) == []
    expired = run(text, today=date(2027, 1, 2))
    assert said(expired) == ["POD007:7", "IGN004:7"]
    assert expired.findings[1].message == "ignoring POD007 has expired on 2027-01-01, so it counts again"


def test_an_expired_comment_that_hides_nothing_is_only_unused():
    text = POD.format("a", "").replace("hostPID: true", "hostPID: false # seatrial: ignore[POD007] x until 2020-01-01")
    assert said(run(text, today=date(2027, 1, 2))) == ["IGN003:7"]


def test_a_day_that_does_not_exist():
    text = POD.format("a", "").replace("true", "true  # seatrial: ignore[POD007] a test until 2027-02-30")
    assert said(run(text)) == ["IGN005:7"]


def test_a_date_is_no_reason():
    text = POD.format("a", "").replace("true", "true  # seatrial: ignore[POD007] until 2027-02-01")
    assert said(run(text)) == ["IGN001:7"]


@pytest.mark.parametrize("name", ["POD007", "no-host-pid", "KSV-0010"])
def test_an_annotation_covers_its_object(name):
    annotated = POD.format("a", f"ignore.seatrial.dev/{name}: it debugs the node")
    reviewed = run(f"{annotated}---\n{POD.format('b', '')}")
    assert said(reviewed) == ["POD007:16"]
    assert (reviewed.hidden, reviewed.hidden_by_others) == (1, 0)


def test_an_annotation_tells_objects_of_one_name_apart():
    assert said(run(f"{POD.format('a', 'ignore.seatrial.dev/POD007: why')}---\n{POD.format('a', '')}")) == ["POD007:16"]


def test_an_annotation_of_a_pod_template_covers_the_pods():
    text = DEPLOYMENT.format("ignore.seatrial.dev/POD007: it debugs the node")
    assert said(run(text)) == []


def test_an_annotation_of_a_pod_template_covers_nothing_beside_it():
    part = Part(ResourceKey("apps", "Deployment", "", "web"), ("a.yaml", 0), "spec.template")
    fields = ("spec.template", "spec.template.spec.hostPID", "spec.templates", "spec.replicas", "")
    found = [
        Finding(
            code="X", severity=Severity.INFO, message="", resource=part.key, path=("a.yaml", 0, "spec"), field=field
        )
        for field in fields
    ]
    assert [finding.field for finding in found if part.covers(finding)] == [
        "spec.template",
        "spec.template.spec.hostPID",
    ]


@pytest.mark.parametrize(
    ("annotation", "left"),
    [
        ('ignore.seatrial.dev/POD007: ""', ["IGN001:5"]),
        ("ignore.seatrial.dev/POD007: 7", ["IGN001:5"]),
        ("ignore.seatrial.dev/POD07X: why", ["IGN002:5", "POD007:7"]),
        ("ignore.seatrial.dev/POD007: why until 2020-01-01", ["IGN004:5", "POD007:7"]),
        ("ignore.seatrial.dev/IMG001: why", ["POD007:7"]),
        ("7: why", ["POD007:7"]),
    ],
)
def test_what_is_wrong_with_an_annotation(annotation, left):
    assert said(run(POD.format("a", annotation), today=date(2027, 1, 1))) == left


def test_an_unused_annotation_is_a_warning():
    text = POD.format("a", "ignore.seatrial.dev/POD007: why").replace("hostPID: true", "hostPID: false")
    assert said(run(text)) == ["IGN003:5"]


@pytest.mark.parametrize(
    "annotation",
    [
        "ignore-check.kube-linter.io/host-pid: why",
        "kube-linter.io/ignore-all: why",
        'polaris.fairwinds.com/hostPIDSet-exempt: "true"',
        "polaris.fairwinds.com/hostPIDSet-exempt: true",
        'polaris.fairwinds.com/exempt: "true"',
        "checkov.io/skip1: CKV_K8S_17=why",
        "checkov.io/skip12: CKV_K8S_17",
    ],
)
def test_what_other_checkers_are_told_is_heard(annotation):
    reviewed = run(POD.format("a", annotation))
    assert said(reviewed) == []
    assert reviewed.hidden_by_others == 1
    assert said(run(POD.format("a", annotation), honour_others=False)) == ["POD007:7"]


def test_kube_score_takes_a_list():
    text = POD.format("a", 'kube-score/ignore: "pod-probes, container-image-tag"')
    assert said(run(text, only=("IMG001",))) == []


@pytest.mark.parametrize(
    "annotation",
    ['polaris.fairwinds.com/hostPIDSet-exempt: "false"', "checkov.io/skip1: CKV_K8S_9999=why", "kube-score/ignore: 1"],
)
def test_what_they_do_not_ignore_counts(annotation):
    assert said(run(POD.format("a", annotation))) == ["POD007:7"]


@pytest.mark.parametrize(
    ("comment", "left"),
    [
        ("checkov:skip=CKV_K8S_17:why", []),
        ("checkov:skip=CKV_K8S_1,CKV_K8S_99", []),
        ("trivy:ignore:KSV-0010", []),
        ("trivy:ignore:AVD-KSV-0010", []),
        ("trivy:ignore:ksv010", []),
        ("trivy:ignore:KSV-0010:exp:2027-01-02", []),
        ("trivy:ignore:KSV-0010:exp:2027-01-01", ["POD007:7"]),
        ("trivy:ignore:KSV-0001", ["POD007:7"]),
        ("kics-scan ignore-line", ["POD007:7"]),
    ],
)
def test_their_comments(comment, left):
    text = POD.format("a", "").replace("true", f"true #{comment}")
    assert said(run(text, today=date(2027, 1, 1))) == left


def test_a_comment_of_checkov_covers_the_object_alone():
    first = POD.format("a", "").replace("spec:", "# checkov:skip=CKV_K8S_17: why\nspec:")
    assert said(run(f"{first}---\n{POD.format('b', '')}")) == ["POD007:17"]


def sudo(text, **options):
    return said(run(text, Kind.DOCKERFILE, ("DL3004",), "Dockerfile", **options))


def test_dockerfiles_have_comments_above_instructions(sudo_code):
    assert sudo(DOCKERFILE) == [f"{sudo_code}:2", f"{sudo_code}:3"]
    assert sudo(DOCKERFILE.replace("RUN sudo ls", "# seatrial: ignore[DL3004] old\nRUN sudo ls")) == [f"{sudo_code}:4"]
    assert sudo("# seatrial: ignore[DL3004] old\n" + DOCKERFILE) == []
    assert sudo(DOCKERFILE + "# seatrial: ignore[DL3004] old\n") == [
        f"{sudo_code}:2",
        f"{sudo_code}:3",
        "IGN003:5",
    ]


@pytest.mark.parametrize(
    ("comment", "hidden"),
    [
        ("hadolint ignore=DL3004", 1),
        ("hadolint ignore=DL3006,DL3004", 1),
        ("hadolint global ignore=DL3004", 2),
        ("checkov:skip=CKV2_DOCKER_1:why", 2),
        ("trivy:ignore:DS-0010", 1),
        ("trivy:ignore:DS010", 1),
        ("hadolint ignore=DL3008", 0),
        ("hadolint shell=/bin/sh", 0),
    ],
)
def test_their_comments_in_dockerfiles(comment, hidden):
    text = DOCKERFILE.replace("RUN sudo ls", f"# {comment}\nRUN sudo ls")
    assert len(sudo(text)) == 2 - hidden
    assert len(sudo(text, honour_others=False)) == 2


@pytest.fixture
def sudo_code():
    (rule,) = find_rules("DL3004")
    return rule.code
