"""Pods are grouped by the API that the cluster has.

## What it does
Kubernetes' own scheduling of groups of pods is new, and every release so far has renamed it:
`scheduling.k8s.io/v1alpha1` with `spec.workloadRef` in pods is 1.35 only, `v1alpha2` with `spec.schedulingGroup` 1.36,
`v1alpha3` 1.37. The rule compares what the objects say with the version that they are for.

## Why
The API server does not know the object or drops the field without a word, and the pods are then placed one by one.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train-0}
spec:
  workloadRef: {name: train, podGroup: workers}
  containers: [{name: train, image: "example.com/train:1.0"}]
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train-0}
spec:
  schedulingGroup: {podGroupName: train}
  containers: [{name: train, image: "example.com/train:1.0"}]
```

## Fix
Write a PodGroup of the version that the message names and refer to it with `schedulingGroup.podGroupName`.

## References
- https://kubernetes.io/docs/concepts/scheduling-eviction/
- https://github.com/kubernetes/enhancements/issues/4671
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object

GROUP = "scheduling.k8s.io"
KINDS = ("Workload", "PodGroup")
VERSIONS = {35: "v1alpha1", 36: "v1alpha2", 37: "v1alpha3"}
"""Minor version of Kubernetes → the version of the group that holds Workload and PodGroup (k8s.io/api)."""
RENAMED = 36
"""The minor version whose pods have `schedulingGroup` in place of `workloadRef`."""


@rule("AI013", "gang-api-exists", Severity.ERROR, objects(), aliases="AI013")
def check(thing: Object) -> Iterator[Hit]:
    if thing.kind in KINDS and thing.key.group == GROUP:
        yield from _of_version(thing)
    for pod in thing.pods:
        if "workloadRef" not in pod.spec and "schedulingGroup" not in pod.spec:
            continue
        minor = _minor(thing.inventory.context.kubernetes)
        if minor >= RENAMED and "workloadRef" in pod.spec:
            message = f"Kubernetes 1.{minor} has no workloadRef in pods"
            yield Hit(f"{pod.path}.workloadRef", message, "write schedulingGroup with the podGroupName")
        elif minor < RENAMED and "schedulingGroup" in pod.spec:
            message = f"Kubernetes 1.{minor} has no schedulingGroup in pods"
            fix = "write workloadRef with name and podGroup" if minor in VERSIONS else "use Kueue or another scheduler"
            yield Hit(f"{pod.path}.schedulingGroup", message, fix)


def _of_version(thing: Object) -> Iterator[Hit]:
    minor = _minor(thing.inventory.context.kubernetes)
    version, served = text(thing.manifest.get("apiVersion")).rpartition("/")[2], VERSIONS.get(minor)
    # What releases after the last one known here serve is not known.
    if minor <= max(VERSIONS) and version.startswith("v1alpha") and version != served:
        known = f"it serves {GROUP}/{served}" if served else "it has no such kind"
        message = f"Kubernetes 1.{minor} does not serve {thing.kind} of {GROUP}/{version}, {known}"
        yield Hit(
            "apiVersion", message, f"write it for {GROUP}/{served}" if served else "use Kueue or another scheduler"
        )


@lru_cache(maxsize=8)
def _minor(kubernetes: str) -> int:
    minor = kubernetes.removeprefix("v").partition(".")[2].partition(".")[0]
    return int(minor) if minor.isdecimal() and len(minor) < 4 else max(VERSIONS)  # noqa: PLR2004  no minor is longer
