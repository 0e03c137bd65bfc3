from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seatrial.kube.contexts import locked, merge_context, remove_context
from seatrial.kube.errors import KubeconfigError

if TYPE_CHECKING:
    from pathlib import Path

CLUSTER, USER = {"server": "https://127.0.0.1:6443"}, {"client-key-data": "S0VZ"}
OTHERS = {
    "apiVersion": "v1",
    "kind": "Config",
    "preferences": {"colors": True},
    "clusters": [{"name": "prod", "cluster": {"server": "https://prod"}, "unknown": 1}],
    "users": [{"name": "anna", "user": {"token": "t", "unknown": [1]}}],
    "contexts": [{"name": "prod", "context": {"cluster": "prod", "user": "anna"}}],
    "current-context": "prod",
}


def read(file: Path) -> dict[str, object]:
    return yaml.safe_load(file.read_text())


def test_a_new_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / ".kube" / "config"
    merge_context(file, "mine", cluster=CLUSTER, user=USER, namespace="demo")
    assert file.stat().st_mode & 0o777 == 0o600
    assert read(file)["current-context"] == "mine"
    assert read(file)["contexts"] == [
        {"name": "mine", "context": {"cluster": "mine", "user": "mine", "namespace": "demo"}}
    ]
    assert [path.name for path in file.parent.iterdir()] == ["config"]


def test_what_others_wrote_survives_in_and_out(tmp_path: Path) -> None:
    file = tmp_path / "config"
    file.write_text(yaml.safe_dump(OTHERS))
    merge_context(file, "mine", cluster=CLUSTER, user=USER)
    assert read(file)["current-context"] == "prod"
    merge_context(file, "mine", cluster={"server": "https://127.0.0.1:7"}, user=USER, use=True)
    assert read(file)["current-context"] == "mine"
    assert [each["name"] for each in read(file)["clusters"]] == ["prod", "mine"]
    assert remove_context(file, "mine")
    assert read(file) == OTHERS | {"current-context": ""}
    assert not remove_context(file, "mine")


def test_a_cluster_that_another_context_uses_stays(tmp_path: Path) -> None:
    file = tmp_path / "config"
    merge_context(file, "mine", cluster=CLUSTER, user=USER)
    document = read(file)
    document["contexts"].append({"name": "second", "context": {"cluster": "mine", "user": "other"}})
    file.write_text(yaml.safe_dump(document))
    remove_context(file, "mine")
    assert [each["name"] for each in read(file)["clusters"]] == ["mine"]
    assert read(file)["users"] == []


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("")
    (tmp_path / "config").symlink_to("real")
    merge_context(tmp_path / "config", "mine", cluster=CLUSTER, user=USER)
    assert (tmp_path / "config").is_symlink()
    assert read(tmp_path / "real")["current-context"] == "mine"


def test_a_broken_file_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "config"
    file.write_text("clusters: [")
    with pytest.raises(KubeconfigError):
        merge_context(file, "mine", cluster=CLUSTER, user=USER)
    assert file.read_text() == "clusters: ["
    assert not (tmp_path / "config.lock").exists()


def test_a_lock_of_kubectl_is_respected_and_a_forgotten_one_taken_over(tmp_path: Path) -> None:
    lock = tmp_path / "config.lock"
    lock.touch()
    with pytest.raises(KubeconfigError, match="locked"), locked(tmp_path / "config", patience=0):
        pass
    os.utime(lock, (1, 1))
    with locked(tmp_path / "config", patience=1):
        assert lock.exists()
    assert not lock.exists()


def test_many_at_once_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "config"
    names = [f"c{number}" for number in range(6)]
    threads = [
        threading.Thread(target=merge_context, args=(file, name), kwargs={"cluster": CLUSTER, "user": USER})
        for name in names
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(each["name"] for each in read(file)["contexts"]) == names


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(st.lists(st.sampled_from(["a", "b", "c", "prod"]), max_size=5), st.randoms(use_true_random=False))
def test_taking_out_all_that_was_put_in_gives_the_old_entries(tmp_path: Path, names: list[str], random: object) -> None:
    file = tmp_path / "config"
    file.write_text(yaml.safe_dump(OTHERS))
    added = [name for name in dict.fromkeys(names) if name != "prod"]
    for name in added:
        merge_context(file, name, cluster=CLUSTER, user=USER)
    random.shuffle(added)
    for name in added:
        assert remove_context(file, name)
    assert read(file) == OTHERS
