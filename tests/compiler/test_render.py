from __future__ import annotations

import json

import yaml
from hypothesis import given
from hypothesis import strategies as st

from seatrial.compiler.render import render_json, render_yaml
from seatrial.resource import Resource

TEXT = st.one_of(
    st.text(max_size=40),
    st.text(alphabet=" \n\t:#-'\"abc&*!|>%@`{}[],?\x85\u2028\ufeff\x00\x7f😀", max_size=12),
    st.sampled_from(
        ["NO", "yes", "on", "y", "null", "~", "1", "1e3", "0x1f", "0o7", "1_000", ".inf", "12:30:45", "=", "<<"]
    ),
    st.sampled_from(
        ["2024-01-01", "500m", "16Gi", "10E", "r/x:1", "a:", "a: b", "a #b", "---", "...", "a\n---\nb", ""]
    ),
)
SCALAR = st.one_of(
    TEXT, st.none(), st.booleans(), st.integers(-(2**63), 2**63), st.floats(allow_nan=False, allow_infinity=False)
)
KEY = st.one_of(TEXT, st.sampled_from(["name", "app.kubernetes.io/name"]))
TREE = st.recursive(
    SCALAR, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEY, inner, max_size=4)), max_leaves=20
)


class Core12(yaml.SafeLoader):
    """Reads scalars by the core schema of YAML 1.2."""


Core12.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("null", r"^(?:null|Null|NULL|~|)$", ["n", "N", "~", ""]),
    ("int", r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$", "-+0123456789"),
    (
        "float",
        r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$",
        "-+.0123456789",
    ),
):
    Core12.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", __import__("re").compile(pattern), list(first))


def manifest(**more):
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, **more}


@given(TREE)
def test_every_reader_of_yaml_reads_back_what_was_written(tree):
    wanted = manifest(spec=tree)
    text = render_yaml([Resource(wanted), Resource(wanted)])
    for loader in (yaml.SafeLoader, yaml.CSafeLoader, Core12):
        assert list(yaml.load_all(text, Loader=loader)) == [wanted, wanted]


@given(TREE)
def test_json_reads_back(tree):
    assert json.loads(render_json([Resource(manifest(spec=tree))]))["items"] == [manifest(spec=tree)]


def test_people_find_kind_and_name_first():
    text = render_yaml(
        [
            Resource(
                {
                    "data": {"b": "1", "a": "x"},
                    "metadata": {"labels": {}, "name": "app"},
                    "kind": "K",
                    "apiVersion": "v1",
                }
            )
        ]
    )
    assert text == '---\napiVersion: v1\nkind: K\nmetadata:\n  name: app\n  labels: {}\ndata:\n  a: x\n  b: "1"\n'


def test_reasons_stand_above_their_fields_for_each_item_of_a_list():
    deployment = {**manifest(), "spec": {"containers": [{"name": "a", "image": "x"}, {"image": "z"}], "ports": [1]}}
    reasons = {
        "spec.containers[*].image": "why image",
        "spec.containers[0].name": "why name",
        "spec.gone": "never",
        "spec.ports[0]": "p",
    }
    text = render_yaml([Resource(deployment, reasons=reasons)], explain=True)
    assert text.splitlines()[6:] == [
        "  containers:",
        "  # why name",
        "  - name: a",
        "    # why image",
        "    image: x",
        "  # why image",
        "  - image: z",
        "  ports:",
        "  # p",
        "  - 1",
    ]
    assert list(yaml.safe_load_all(text)) == [deployment]


def test_secret_values_are_shown_only_when_asked():
    secret = Resource(
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "data": {"token": "aHVudGVyMg=="}}
    )
    for hidden in (render_yaml([secret]), render_json([secret])):
        assert "aHVudGVyMg" not in hidden
        assert "***" in hidden
    assert "aHVudGVyMg" in render_yaml([secret], show_secrets=True)
    assert secret.manifest["data"] == {"token": "aHVudGVyMg=="}


def test_nothing_is_an_empty_stream():
    assert render_yaml([]) == ""
