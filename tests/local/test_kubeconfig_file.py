"""The user's kubeconfig: ours in, ours out, nothing else touched."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seatrial.local.errors import LocalError
from seatrial.local.kubeconfig_file import add_context, remove_context
from seatrial.local.paths import Paths

if TYPE_CHECKING:
    from pathlib import Path

BLOCK = """\
# mine
apiVersion: v1
clusters:
  # the one at work
  - {cluster: {server: "https://a"}, name: a}
contexts:
- name: a
  context: {cluster: a, user: a}   # keep
current-context: a
kind: Config
preferences: {}
users:
- name: a
  user: {token: "x: y"}
"""
EMPTY = "apiVersion: v1\nclusters: null\ncontexts: []\nkind: Config\nusers: []\ncurrent-context: ''\n"


def config(name: str, port: int = 1) -> dict[str, Any]:
    return {
        "current-context": name,
        "clusters": [{"name": name, "cluster": {"server": f"https://127.0.0.1:{port}"}}],
        "users": [{"name": name, "user": {"client-key": "/home/a b/key"}}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
    }


def paths_of(folder: Path, content: str | None) -> Paths:
    paths = Paths(cache=folder / "cache", state=folder / "state", kubeconfig=folder / "sub" / "config")
    if content is not None:
        paths.kubeconfig.parent.mkdir(exist_ok=True)
        paths.kubeconfig.write_text(content, encoding="utf-8")
    return paths


def names(paths: Paths) -> list[str]:
    parsed = yaml.safe_load(paths.kubeconfig.read_text(encoding="utf-8"))
    lists = [[entry["name"] for entry in parsed[key]] for key in ("clusters", "users", "contexts")]
    assert lists[0] == lists[1] == lists[2]
    return lists[0]


@pytest.mark.parametrize("content", [BLOCK, EMPTY, "", "{}\n", "apiVersion: v1\n"])
def test_in_and_out_leaves_the_bytes(tmp_path: Path, content: str) -> None:
    paths = paths_of(tmp_path, content)
    add_context(paths, config("seatrial-one"))
    assert "seatrial-one" in names(paths)
    remove_context(paths, "seatrial-one")
    assert paths.kubeconfig.read_text(encoding="utf-8") == content


def test_a_file_that_was_not_there_goes_again(tmp_path: Path) -> None:
    paths = paths_of(tmp_path, None)
    add_context(paths, config("seatrial-one"))
    assert stat.S_IMODE(paths.kubeconfig.stat().st_mode) == 0o600
    assert yaml.safe_load(paths.kubeconfig.read_bytes())["current-context"] == "seatrial-one"
    remove_context(paths, "seatrial-one")
    assert not paths.kubeconfig.exists()


def test_others_stay_in_use_and_comments_stay(tmp_path: Path) -> None:
    paths = paths_of(tmp_path, BLOCK)
    add_context(paths, config("seatrial-one"))
    text = paths.kubeconfig.read_text(encoding="utf-8")
    assert "# the one at work" in text
    assert "# keep" in text
    assert yaml.safe_load(text)["current-context"] == "a"


def test_adding_again_changes_nothing_and_a_new_port_replaces(tmp_path: Path) -> None:
    paths = paths_of(tmp_path, BLOCK)
    add_context(paths, config("seatrial-one"))
    before = paths.kubeconfig.read_bytes()
    add_context(paths, config("seatrial-one"))
    assert paths.kubeconfig.read_bytes() == before
    add_context(paths, config("seatrial-one", port=2))
    assert names(paths).count("seatrial-one") == 1
    assert "https://127.0.0.1:2" in paths.kubeconfig.read_text(encoding="utf-8")


def test_one_name_is_the_beginning_of_another(tmp_path: Path) -> None:
    paths = paths_of(tmp_path, BLOCK)
    for name in ("seatrial-a", "seatrial-ab"):
        add_context(paths, config(name))
    remove_context(paths, "seatrial-a")
    assert names(paths) == ["seatrial-ab", "a"]


def test_removing_what_is_not_there_changes_nothing(tmp_path: Path) -> None:
    paths = paths_of(tmp_path, BLOCK)
    add_context(paths, config("seatrial-ab"))
    before = paths.kubeconfig.read_bytes()
    remove_context(paths, "seatrial-a")
    assert paths.kubeconfig.read_bytes() == before
    remove_context(paths_of(tmp_path / "nowhere", None), "seatrial-a")


def test_a_file_that_kubectl_rewrote_meanwhile_loses_only_ours(tmp_path: Path) -> None:
    paths = paths_of(tmp_path, BLOCK)
    add_context(paths, config("seatrial-one"))
    parsed = yaml.safe_load(paths.kubeconfig.read_bytes())
    parsed["current-context"] = "seatrial-one"
    parsed["contexts"].append({"name": "b", "context": {"cluster": "a", "user": "a"}})
    paths.kubeconfig.write_text(yaml.safe_dump(parsed), encoding="utf-8")
    remove_context(paths, "seatrial-one")
    left = yaml.safe_load(paths.kubeconfig.read_bytes())
    assert [context["name"] for context in left["contexts"]] == ["a", "b"]
    assert "seatrial-one" not in paths.kubeconfig.read_text(encoding="utf-8")


def test_mode_and_link_of_the_users_file_stay(tmp_path: Path) -> None:
    paths = paths_of(tmp_path, BLOCK)
    target = tmp_path / "elsewhere"
    paths.kubeconfig.rename(target)
    target.chmod(0o640)
    paths.kubeconfig.symlink_to(target)
    add_context(paths, config("seatrial-one"))
    assert paths.kubeconfig.is_symlink()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


@pytest.mark.parametrize("content", ["a: [", "[]\n", "clusters: 5\n", "contexts: [1]\n", "\x00", "\ta: b"])
def test_a_file_that_is_no_kubeconfig_is_left_alone(tmp_path: Path, content: str) -> None:
    paths = paths_of(tmp_path, content)
    with pytest.raises(LocalError, match="config"):
        add_context(paths, config("seatrial-one"))
    assert paths.kubeconfig.read_text(encoding="utf-8") == content


NAMES = st.lists(st.sampled_from(["seatrial-a", "seatrial-b", "seatrial-ab"]), max_size=6)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.sampled_from([BLOCK, EMPTY, ""]), added=NAMES, removed=NAMES)
def test_any_order_of_adding_and_removing(tmp_path: Path, content: str, added: list[str], removed: list[str]) -> None:
    paths = paths_of(tmp_path, content)
    for name in added:
        add_context(paths, config(name))
    for name in removed:
        remove_context(paths, name)
    left = set(added) - set(removed)
    if left:
        assert {name for name in names(paths) if name.startswith("seatrial-")} == left
    for name in left:
        remove_context(paths, name)
    assert paths.kubeconfig.read_text(encoding="utf-8") == content
