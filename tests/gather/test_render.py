"""Charts and kustomizations are rendered by the user's programs, and what they make stands where it is edited."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from textwrap import dedent

import pytest

from seatrial.checks.inventory import Context
from seatrial.checks.selection import Profile, select
from seatrial.gather.files import gather
from seatrial.gather.programs import Programs
from seatrial.gather.render import render
from seatrial.gather.rendered import Rendering
from seatrial.gather.review import review

helm = pytest.mark.skipif(not shutil.which("helm"), reason="helm is not installed")
kustomize = pytest.mark.skipif(not shutil.which("kustomize"), reason="kustomize is not installed")

POD = dedent("""\
    apiVersion: v1
    kind: Pod
    metadata:
      name: {{ .Release.Name }}-web
    spec:
      {{- if .Values.debug }}
      hostPID: true
      {{- end }}
      containers:
      - name: web
        image: {{ .Values.image }}
    """)
CHART = "apiVersion: v2\nname: web\nversion: 0.1.0\n"
PLAIN = (
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  hostPID: true\n"
    "  containers:\n  - {name: web, image: a}\n"
)


def write(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


def program(folder, name, body):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def rendered(path=None, *, inputs=(".",), **options):
    how = Rendering(Programs({**os.environ, "PATH": os.environ["PATH"] if path is None else str(path)}), **options)
    found = list(gather(inputs))
    return found, render(found, how)


def told(path=None, *, inputs=(".",), only=("POD007",), **options):
    """Place and code of every finding."""
    found, made = rendered(path, inputs=inputs, **options)
    reviewed = review(
        [item for item in found if item.name not in made.consumed],
        lambda: select(Profile.ALL, only=only),
        Context(complete=False),
        compiled=None,
        rendered=lambda item: made.files.get(item.name, ()),
    )
    return [(f"{finding.position}", finding.code) for finding in reviewed.findings]


def messages(made):
    return [finding.message for files in made.files.values() for file in files for finding in file.findings]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


class TestCharts:
    @pytest.fixture(autouse=True)
    def chart(self, here):
        write(
            here / "chart", {"Chart.yaml": CHART, "values.yaml": "image: a\ndebug: true\n", "templates/pod.yaml": POD}
        )

    def test_without_helm_it_says_so_and_checks_nothing(self):
        assert told("/nowhere") == [("chart/Chart.yaml:1:1", "REN001")]

    def test_flags_and_the_places_of_what_helm_prints(self, here):
        output = (
            "---\n# Source: web/templates/pod.yaml\napiVersion: v1\nkind: Pod\nmetadata:\n  name: r-web\n"
            "spec: {hostPID: true}\n---\n# Source: web/charts/db/templates/pod.yaml\napiVersion: v1\nkind: Pod\n"
            "metadata:\n  name: r-db\nspec: {hostPID: true}\n"
        )
        (here / "output").write_text(output)
        write(here, {"chart/Chart.yaml": f"{CHART}dependencies:\n- name: cache\n- name: db\n  version: 1.0.0\n"})
        program(here / "bin", "helm", f'echo "$@" > {here}/asked; cat {here}/output')
        path = f"{here / 'bin'}{os.pathsep}{os.environ['PATH']}"
        places = told(path, inputs=["chart"], values=("a.yaml",), settings=("b=c",), kubernetes="1.36")
        assert places == [("chart/Chart.yaml:6:3", "POD007"), ("chart/templates/pod.yaml:7:3", "POD007")]
        flags = "--include-crds --skip-tests --kube-version v1.36.0 --values a.yaml --set b=c"
        assert (here / "asked").read_text() == f"template release-name chart {flags}\n"

    @pytest.mark.parametrize(
        ("words", "place", "code"),
        [
            (
                "Error: parse error at (web/templates/pod.yaml:3): unclosed action",
                "chart/templates/pod.yaml:3:1",
                "REN002",
            ),
            ("Error: template: web/templates/pod.yaml:7:20: executing", "chart/templates/pod.yaml:7:20", "REN002"),
            ("Error: template: web/templates/../../etc/a.yaml:7:20: executing", "chart/Chart.yaml:1:1", "REN002"),
            ("Error: found in Chart.yaml, but missing in charts/ directory: db", "chart/Chart.yaml:1:1", "REN003"),
            ("", "chart/Chart.yaml:1:1", "REN002"),
        ],
    )
    def test_why_helm_gave_up(self, here, words, place, code):
        program(here / "bin", "helm", f'echo "{words}" >&2; exit 1')
        assert told(here / "bin") == [(place, code)]

    def test_output_that_is_no_yaml(self, here):
        program(here / "bin", "helm", 'echo "a: ["')
        assert told(here / "bin") == [("chart/Chart.yaml:1:1", "REN002")]

    @pytest.mark.parametrize("content", ["", "[]", "a: [", "type: 3\nname: []\ndependencies: {a: b}\n"])
    def test_a_chart_file_of_any_shape(self, here, content):
        write(here, {"chart/Chart.yaml": content})
        assert told("/nowhere")

    def test_a_library_makes_nothing(self, here):
        write(here, {"chart/Chart.yaml": f"{CHART}type: library\n"})
        assert told("/nowhere") == []

    @helm
    def test_real_helm(self, here):
        assert told() == [("chart/templates/pod.yaml:7:3", "POD007")]
        assert told(settings=("debug=false",)) == []
        write(here, {"prod.yaml": "debug: false\n"})
        assert told(values=("prod.yaml",)) == []

    @helm
    def test_real_errors(self, here):
        write(here, {"chart/templates/bad.yaml": "a: 1\nb: {{ .Values.a.b.c }}\n"})
        assert told() == [("chart/templates/bad.yaml:2:13", "REN002")]
        write(here, {"chart/templates/bad.yaml": "a: 1\n{{ if }}\n"})
        assert told() == [("chart/templates/bad.yaml:2:1", "REN002")]
        write(
            here,
            {
                "chart/templates/bad.yaml": "",
                "chart/Chart.yaml": f"{CHART}dependencies:\n- name: db\n  version: 1.0.0\n",
            },
        )
        assert told() == [("chart/Chart.yaml:1:1", "REN003")]

    @helm
    def test_real_charts_within_charts(self, here):
        write(
            here / "chart/charts/db",
            {"Chart.yaml": CHART.replace("web", "db"), "values.yaml": "image: a\ndebug: true\n"},
        )
        write(here / "chart/charts/db", {"templates/pod.yaml": POD})
        assert told(settings=("debug=false",)) == [("chart/charts/db/templates/pod.yaml:7:3", "POD007")]


class TestKustomizations:
    @pytest.fixture(autouse=True)
    def folders(self, here):
        write(
            here,
            {
                "base/kustomization.yaml": "resources: [pod.yaml]\n",
                "base/pod.yaml": PLAIN,
                "prod/kustomization.yaml": "resources: [../base]\nnamePrefix: prod-\npatches: [{path: image.yaml}]\n",
                "prod/image.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {hostIPC: true}\n",
            },
        )

    def test_without_a_program_whole_objects_are_checked_as_they_are(self):
        assert told("/nowhere") == [("base/pod.yaml:6:3", "POD007"), ("prod/kustomization.yaml:1:1", "REN001")]

    def test_a_base_alone_is_a_root(self):
        _, made = rendered("/nowhere", inputs=["base"])
        assert list(made.files) == ["base"]

    def test_what_fails_is_checked_as_it_is(self, here):
        program(here / "bin", "kustomize", "echo 'Error: accumulating resources: it is broken' >&2; exit 1")
        assert told(here / "bin") == [("base/pod.yaml:6:3", "POD007"), ("prod/kustomization.yaml:1:1", "REN002")]
        _, made = rendered(here / "bin")
        assert messages(made) == ["the kustomization does not build: accumulating resources: it is broken"]

    def test_kubectl_will_do(self, here):
        program(here / "bin", "kubectl", f'echo "$1" > {here}/asked')
        assert told(here / "bin") == []
        assert (here / "asked").read_text() == "kustomize\n"

    @pytest.mark.parametrize(
        "content", ["", "[]", "a: [", "resources: 3\npatches: {a: b}\n", "resources: [[], {path: []}]"]
    )
    def test_a_kustomization_of_any_shape(self, here, content):
        write(here, {"prod/kustomization.yaml": content})
        assert ("base/pod.yaml:6:3", "POD007") in told("/nowhere")

    def test_folders_that_list_each_other(self, here):
        write(here, {"base/kustomization.yaml": "resources: [../prod]\n"})
        assert told("/nowhere") == [("base/pod.yaml:6:3", "POD007")]

    @kustomize
    def test_real_origins(self):
        found, made = rendered()
        (pod,) = (resource for file in made.files["prod"] for resource in file.resources)
        assert pod.manifest["metadata"] == {"name": "prod-web"}
        assert pod.manifest["spec"]["hostIPC"] is True
        assert {item.name for item in found} - made.consumed == {"base", "prod"}
        assert told() == [("base/pod.yaml:6:3", "POD007")]

    @kustomize
    def test_real_generators_and_components(self, here):
        write(
            here,
            {
                "prod/kustomization.yaml": "resources: [../base]\ncomponents: [../part]\n"
                "configMapGenerator:\n- name: other\n- name: settings\n  literals: [a=b]\n",
                "part/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
                "resources: [pod.yaml]\n",
                "part/pod.yaml": PLAIN.replace("name: web", "name: part", 1),
            },
        )
        assert told() == [("base/pod.yaml:6:3", "POD007"), ("part/pod.yaml:6:3", "POD007")]
        _, made = rendered()
        sources = {r.name.partition("-")[0]: r.source for file in made.files["prod"] for r in file.resources}
        assert sources["settings"] == ("prod/kustomization.yaml", 0)

    @kustomize
    def test_real_errors(self, here):
        Path(here / "base/pod.yaml").unlink()
        assert told() == [("prod/kustomization.yaml:1:1", "REN002")]
        _, made = rendered()
        (message,) = messages(made)
        assert "pod.yaml" in message
        assert "/seatrial-" not in message
