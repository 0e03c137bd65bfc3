"""What the shell is offered, asked as the scripts of bash, zsh and fish ask."""

from __future__ import annotations

import pytest
import yaml


@pytest.fixture
def complete(seatrial, monkeypatch):
    def ask(line: str, shell: str = "bash") -> list[str]:
        words = line.split(" ")
        monkeypatch.setenv("_SEATRIAL_COMPLETE", f"complete_{shell}")
        monkeypatch.setenv("_TYPER_COMPLETE_ARGS", line)
        monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
        return seatrial().out.split()

    return ask


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_commands(complete, shell):
    assert "check" in " ".join(complete("seatrial ch", shell))


def test_places_of_the_file(complete, cluster_file):
    assert complete("seatrial diff --on ") == ["local", "prod"]
    assert complete("seatrial diff --on p") == ["prod"]


def test_places_of_the_file_that_is_named(complete, cluster_file, home):
    (home / "other.yaml").write_text(cluster_file.read_text().replace("prod:", "staging:"))
    assert complete("seatrial apply other.yaml --on ") == ["local", "staging"]


def test_contexts(complete, home):
    contexts = [{"name": name, "context": {"cluster": "c", "user": "u"}} for name in ("dev", "prod")]
    (home / "kubeconfig").write_text(yaml.safe_dump({"apiVersion": "v1", "kind": "Config", "contexts": contexts}))
    assert complete("seatrial status --context ") == ["dev", "prod"]


def test_services_namespaces_rules_and_components(complete, cluster_file):
    assert complete("seatrial render --service ") == ["classifier"]
    assert complete("seatrial render -n ") == ["ai"]
    assert complete("seatrial check --explain AI00")[0] == "AI001"
    assert "etcd" in complete("seatrial logs ")


def test_local_clusters(complete, home):
    (home.parent / "state" / "seatrial" / "clusters" / "vision").mkdir(parents=True)
    assert complete("seatrial down --name ") == ["vision"]


def test_a_broken_file_offers_nothing_and_says_nothing(complete, home):
    (home / "cluster.yaml").write_text("seatrial: [")
    assert complete("seatrial diff --on ") == []
