"""Fields of rendered objects are found in templates as people write them."""

from __future__ import annotations

from textwrap import dedent

import pytest

from seatrial.checks.position import written_from
from seatrial.manifests.locate import Locator
from seatrial.manifests.template import find_document, read_template, trace
from seatrial.resource import Resource

DEPLOYMENT = dedent("""\
    {{- if .Values.enabled -}}
    {{/* a comment: with a colon, and }} is not its end? */}}
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: {{ include "web.fullname" . }}
      labels:
        {{- include "web.labels" . | nindent 4 }}
      annotations:
        {{ .Values.prefix }}/owner: me
        checksum/config: {{ include (print $.Template.BasePath "/config.yaml") . | sha256sum }}
    spec:
      {{- if not .Values.autoscaling.enabled }}
      replicas: {{ .Values.replicas }}
      {{- end }}
      template:
        spec:
          {{- with .Values.podSecurityContext }}
          securityContext:
            {{- toYaml . | nindent 8 }}
          {{- end }}
          containers:
          {{- if .Values.proxy }}
          - name: proxy
            image: "proxy:{{ .Values.proxy.tag }}"
          {{- end }}
          - name: {{ .Chart.Name }}
            image: "{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}"
            args:
            - |
              name: not a key
            ports:
            - name: http
              containerPort: {{ .Values.port }}
            resources:
              {{- toYaml .Values.resources | nindent 10 }}
            env:
            {{- range $name, $value := .Values.env }}
            - name: {{ $name }}
              value: {{ $value | quote }}
            {{- end }}
          {{- if .Values.gpu }}
          nodeSelector: {gpu: "true"}
          {{- else }}
          nodeSelector:
            cpu: "true"
          {{- end }}
    {{- end }}
    """)


def place(text, manifest, field):
    """Line and column in the text, both from 1."""
    parts = read_template(text)
    number = find_document(parts, manifest)
    resource = Resource(manifest, ("t.yaml", number), trace(manifest, parts[number].tree))
    position = Locator({"t.yaml": parts}).locate(written_from(resource, field))
    return position.line, position.column


def line_of(text, words, nth=0):
    lines = [row for row, line in enumerate(text.split("\n"), 1) if words in line]
    return lines[nth]


def deployment(*containers, **spec):
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "release-web", "labels": {"app": "web"}, "annotations": {"acme.dev/owner": "me"}},
        "spec": {"replicas": 2, "template": {"spec": {"containers": list(containers), **spec}}},
    }


WEB = {
    "name": "web",
    "image": "web:1",
    "args": ["name: not a key"],
    "ports": [{"name": "http", "containerPort": 80}],
    "resources": {"limits": {"cpu": 1}},
    "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}],
}
PROXY = {"name": "proxy", "image": "proxy:2"}


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("", "kind: Deployment"),
        ("kind", "kind: Deployment"),
        ("metadata.name", "name: {{ include"),
        ("metadata.labels.app", "labels:"),
        ("metadata.annotations.acme.dev/owner", "/owner: me"),
        ("spec.replicas", "replicas:"),
        ("spec.strategy", "spec:"),
        ("spec.template.spec.securityContext.runAsNonRoot", "securityContext:"),
        ("spec.template.spec.containers[0].image", 'image: "{{'),
        ("spec.template.spec.containers[0].ports[0].containerPort", "containerPort:"),
        ("spec.template.spec.containers[0].resources.limits.cpu", "resources:"),
        ("spec.template.spec.containers[0].env[1].value", "value:"),
        ("spec.template.spec.containers[0].livenessProbe", "- name: {{ .Chart.Name }}"),
        ("status.replicas", "kind: Deployment"),
    ],
)
def test_the_deepest_key_that_is_written(field, words):
    assert place(DEPLOYMENT, deployment(WEB), field)[0] == line_of(DEPLOYMENT, words)


def test_items_are_found_by_name_not_by_number():
    both = deployment(PROXY, WEB)
    assert place(DEPLOYMENT, both, "spec.template.spec.containers[0].image")[0] == line_of(DEPLOYMENT, "proxy:{{")
    assert place(DEPLOYMENT, both, "spec.template.spec.containers[1].image")[0] == line_of(DEPLOYMENT, 'image: "{{')


def test_an_item_from_elsewhere_is_at_its_list():
    text = "kind: Pod\nspec:\n  containers:\n  - name: web\n"
    pod = {"kind": "Pod", "spec": {"containers": [{"name": "injected"}, {"name": "web"}]}}
    assert place(text, pod, "spec.containers[0].image") == (3, 3)
    assert place(text, pod, "spec.containers[1].image") == (4, 5)


@pytest.mark.parametrize(("chosen", "nth"), [({"gpu": "true"}, 0), ({"cpu": "true"}, 1)])
def test_of_two_branches_the_one_that_was_rendered(chosen, nth):
    manifest = deployment(WEB, nodeSelector=chosen)
    # Nothing is read inside braces, so the first branch is as likely as any.
    expected = line_of(DEPLOYMENT, "nodeSelector:", nth)
    assert place(DEPLOYMENT, manifest, "spec.template.spec.nodeSelector")[0] == expected


def test_of_two_versions_the_one_that_was_rendered():
    text = (
        "{{- if .Values.old }}\napiVersion: policy/v1beta1\n{{- else }}\napiVersion: policy/v1\n{{- end }}\nkind: X\n"
    )
    assert place(text, {"apiVersion": "policy/v1", "kind": "X"}, "apiVersion") == (4, 1)
    assert place(text, {"apiVersion": "policy/v1beta1", "kind": "X"}, "apiVersion") == (2, 1)


@pytest.mark.parametrize(("name", "line"), [("a-web", 3), ("a-db", 7)])
def test_documents_of_one_kind_are_told_apart_by_name(name, line):
    text = (
        "kind: Service\nmetadata:\n  name: {{ .Release.Name }}-web\n---\n"
        "kind: Service\nmetadata:\n  name: {{ .Release.Name }}-db\n"
    )
    assert place(text, {"kind": "Service", "metadata": {"name": name}}, "metadata.name")[0] == line


def test_lists_in_the_column_of_their_key():
    text = "kind: A\nrules:\n- apiGroups: ['']\n  verbs:\n  - get\n  - '*'\n- verbs: [list]\n"
    role = {"kind": "A", "rules": [{"apiGroups": [""], "verbs": ["get", "*"]}, {"verbs": ["list"]}]}
    assert place(text, role, "rules[0].verbs[1]") == (6, 5)
    assert place(text, role, "rules[1].verbs") == (7, 3)


@pytest.mark.parametrize(
    "text", ["", "{{", "{{ include `a` . }}", "- - -", ":", "\t: {{", "a: |\n", "- a: >-\n  b\n c"]
)
def test_whatever_the_text_there_is_a_place(text):
    assert place(text, {"kind": "A", "spec": [{"a": None}]}, "spec[0].a")[0] >= 1


def test_windows_line_ends():
    assert place("kind: A\r\nspec:\r\n  a: 1\r\n", {"kind": "A", "spec": {"a": 1}}, "spec.a") == (3, 3)
