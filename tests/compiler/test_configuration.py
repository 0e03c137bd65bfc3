from __future__ import annotations

import hashlib

from seatrial.compiler.context import Context
from seatrial.compiler.emit.configuration import checksums, emit
from seatrial.spec.cluster import Cluster

FILE = {
    "name": "c",
    "teams": {"ai": {}, "web": {}},
    "config": {"app": {"LEVEL": "info"}, "other": {"A": "1"}},
    "secrets": {
        "api": {"values": {"TOKEN": {"env": "T"}, "KEY": {"env": "K"}}},
        "given": {"existing": True, "keys": ["A"]},
    },
    "services": {
        "a": {"team": "ai", "image": "r.example.com/a:1", "config": ["app"], "secrets": ["api", "given"]},
        "b": {"team": "web", "image": "r.example.com/a:1", "env": {"TOKEN": {"secret": "api.TOKEN"}}},
    },
}


def context(values=None, config=None):
    return Context(Cluster.model_validate({**FILE, "config": config or FILE["config"]}), secret_values=values or {})


def sums(found):
    return checksums(found, found.cluster.services["a"])


def test_a_namespace_holds_what_its_pods_use_and_no_more():
    written = {(resource.kind, resource.namespace, resource.name) for resource in emit(context())}
    assert written == {("ConfigMap", "ai", "app"), ("Secret", "ai", "api"), ("Secret", "web", "api")}


def test_a_missing_value_leaves_its_key_out():
    (secret, _) = [resource for resource in emit(context({("api", "KEY"): "k"})) if resource.kind == "Secret"]
    assert secret.manifest["data"] == {"KEY": "aw=="}


def test_a_change_changes_the_checksum_and_nothing_else_does():
    first = sums(context({("api", "TOKEN"): "one"}))
    assert sums(context({("api", "TOKEN"): "one"})) == first
    assert set(first) == {"seatrial.dev/checksum.config.app", "seatrial.dev/checksum.secret.api"}
    assert sums(context({("api", "TOKEN"): "two"})) != first
    assert sums(context({("api", "KEY"): "one"})) != first
    assert sums(context({("api", "TOKEN"): "one"}, {"app": {"LEVEL": "debug"}})) != first
    assert sums(context({("api", "TOKEN"): "one"}, {"app": {"LEVEL": "info"}, "other": {"A": "2"}})) == first


def test_a_checksum_is_no_plain_hash_of_the_value():
    shown = sums(context({("api", "TOKEN"): "hunter2"}))["seatrial.dev/checksum.secret.api"]
    for algorithm in ("md5", "sha1", "sha256", "sha512"):
        for text in ("hunter2", "TOKENhunter2", "5:TOKEN7:hunter2"):
            assert shown not in hashlib.new(algorithm, text.encode()).hexdigest()
    assert len(shown) == 6
