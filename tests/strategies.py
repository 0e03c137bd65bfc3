"""Hypothesis strategies for valid clusters: whatever they make, `load(dump(cluster))` has no errors.

`clusters()` makes whole ones: teams, pools, storage, configurations, secrets, services, jobs, a place, defaults.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from seatrial.spec.cluster import Cluster

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

words = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=8).map("n".__add__)
texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=30)
odd_texts = st.sampled_from(
    ["NO", "yes", "on", "null", "~", "012", "0x1F", "1_000", "1e3", ".5", "3..10", "${HOME}", "$${X}", "a: b", "- x",
     "# no", "*x", "&x", "!x", "%x", "@x", "`x", "<<", "=", "", " lead", "trail ", "two\nlines", "tab\tin", "12:30:45",
     "2026-11-23", "{{ x }}", "'", '"', "\\", "é", "🚢"]
)  # fmt: skip
anything = texts | odd_texts
keys = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ_", min_size=1, max_size=8)
GPU_POOL = {"instance": "g6.12xlarge", "nodes": "2..6"}
OWN_POOL = {"instance": {"cpu": 64, "memory": "512Gi", "gpu": "4 a100-80gb", "price": 3.2}, "nodes": 4}


def some(strategy: SearchStrategy[str], most: int = 3) -> SearchStrategy[list[str]]:
    return st.lists(strategy, min_size=1, max_size=most, unique=True)


@st.composite
def workloads(draw: DrawFn, names: dict[str, list[str]], *, gpu: bool) -> dict[str, Any]:
    """What a service and a job have in common; every name is one of `names`."""
    found: dict[str, Any] = {
        "team": draw(st.sampled_from(names["teams"])),
        "image": draw(
            st.sampled_from(["registry.example.com/a/b:1.0", "busybox:1.36", f"r.example.com/x@sha256:{'a' * 64}"])
        ),
    }
    cpu = draw(st.sampled_from(["100m", "500m..1", "1..", 2, "1.5"]))
    resources: dict[str, Any] = {"cpu": cpu, "memory": draw(st.sampled_from(["128Mi", "1Gi..2Gi", "512M.."]))}
    if gpu and draw(st.booleans()):
        resources["gpu"] = draw(st.sampled_from(["1 l4", "2 l4", "1 a100-80gb"]))
        resources |= draw(st.sampled_from([{}, {"shm": "64Mi"}]))
    found["resources"] = resources
    optional: dict[str, SearchStrategy[Any]] = {
        "env": st.dictionaries(
            keys,
            anything | st.integers(-(10**9), 10**9) | st.booleans() | st.floats(allow_nan=False, allow_infinity=False),
            max_size=4,
        ),
        "command": st.lists(anything, max_size=3),
        "args": st.lists(anything, max_size=3),
        "config": st.just(names["config"][:1]),
        "secrets": st.just(names["secrets"][:1]),
        "mounts": st.sampled_from([{"/data": "shared"}, {"/data": {"storage": "shared", "read_only": True}}]),
        "model": st.sampled_from([{"size": "4Gi"}, {"load_time": "40s"}, {"size": "1500M", "load_time": "1m30s"}]),
        "priority": st.sampled_from(["low", "high"]),
        "user": st.integers(1, 2**31 - 1),
        "connects": st.sampled_from([["internet:443"], ["10.0.0.0/8:5432"], []]),
        "labels": st.sampled_from([{"tier": "gold"}, {"example.com/tier": ""}]),
        "annotations": st.dictionaries(st.just("example.com/note"), anything, max_size=1),
        "patch": st.sampled_from([{"Deployment": {"spec": {"minReadySeconds": 5, "paused": None}}}]),
    }
    chosen = draw(st.sets(st.sampled_from(sorted(optional)), max_size=5))
    return found | {key: draw(optional[key]) for key in sorted(chosen)}


@st.composite
def services(draw: DrawFn, names: dict[str, list[str]], *, gpu: bool) -> dict[str, Any]:
    found = draw(workloads(names, gpu=gpu))
    low = draw(st.integers(1, 3))
    high = draw(st.integers(low, 6))
    found["replicas"] = low if low == high else f"{low}..{high}"
    if low < high and draw(st.booleans()):
        found["scale"] = draw(st.sampled_from([{"cpu": "70%"}, {"memory": "80%", "down_window": "10m"}]))
    optional: dict[str, SearchStrategy[Any]] = {
        "port": st.sampled_from([9000, {"http": 8080, "grpc": 9090}]),
        "probes": st.sampled_from([{"ready": {"path": "/ready"}}, {"live": {"command": ["true"], "every": "20s"}}]),
        "longest_request": st.sampled_from(["10s", "2m"]),
        "slo": st.sampled_from([{"latency_p95": "300ms", "availability": "99.9%"}]),
        "metrics": st.sampled_from([{}, {"path": "/m"}]),
        "spread": st.just("hard"),
        "state": st.just({"/state": "10Gi"}),
        "accepts": st.sampled_from([["anyone"], ["10.1.0.0/16"], ["namespace:edge"]]),
    }
    chosen = draw(st.sets(st.sampled_from(sorted(optional)), max_size=4))
    return found | {key: draw(optional[key]) for key in sorted(chosen)}


@st.composite
def jobs(draw: DrawFn, names: dict[str, list[str]], *, gpu: bool) -> dict[str, Any]:
    found = draw(workloads(names, gpu=gpu))
    optional: dict[str, SearchStrategy[Any]] = {
        "workers": st.integers(1, 4),
        "retries": st.integers(0, 5),
        "deadline": st.sampled_from(["2h", "3d"]),
        "checkpoints": st.just("shared"),
        "schedule": st.sampled_from(["0 3 * * *", "@daily", {"cron": "*/15 1-5 * * mon", "overlap": "replace"}]),
        "run_time": st.just("40m"),
    }
    chosen = draw(st.sets(st.sampled_from(sorted(optional)), max_size=4))
    return found | {key: draw(optional[key]) for key in sorted(chosen)}


@st.composite
def documents(draw: DrawFn) -> dict[str, Any]:
    """A valid file as plain data."""
    names = {kind: draw(some(words)) for kind in ("teams", "config", "secrets")}
    gpu = draw(st.booleans())
    found: dict[str, Any] = {"seatrial": "v1", "name": draw(words)}
    found["pools"] = {"system": {"instance": "m7i.2xlarge", "nodes": "3..9"}}
    if gpu:
        found["pools"] |= {"l4": GPU_POOL, "own": OWN_POOL}
    found["storage"] = {"shared": {"nfs": {"server": "10.0.0.1", "path": "/x"}, "size": "1Ti", "access": "many"}}
    found["teams"] = {
        name: draw(st.sampled_from([{}, {"members": {"viewer": ["group:a"]}}])) for name in names["teams"]
    }
    found["config"] = {name: draw(st.dictionaries(keys, anything, max_size=3)) for name in names["config"]}
    found["secrets"] = {name: {"values": {"K": {"env": "K"}}} for name in names["secrets"]}
    if draw(st.booleans()):
        found["places"] = {"prod": {"eks": {"region": "us-west-2"}, "overrides": {"network": {"issuer": "le"}}}}
    used = draw(st.lists(words, max_size=4, unique=True))
    cut = draw(st.integers(0, len(used)))
    found["services"] = {name: draw(services(names, gpu=gpu)) for name in used[:cut]}
    found["jobs"] = {name: draw(jobs(names, gpu=gpu)) for name in used[cut:]}
    found["defaults"] = draw(
        st.sampled_from(
            [{}, {"services": {"longest_request": "45s", "probes": {"ready": {"path": "/r"}}}, "jobs": {"retries": 1}}]
        )
    )
    return {key: value for key, value in found.items() if value}


def clusters() -> SearchStrategy[Cluster]:
    """Valid clusters."""
    return documents().map(Cluster.model_validate)
