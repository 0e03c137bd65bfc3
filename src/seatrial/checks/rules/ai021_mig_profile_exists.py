"""The GPU has the MIG profile that is asked for.

## What it does
Compares `nvidia.com/mig-<profile>` with the profiles of the GPUs that the pod's node selector and affinity leave, with
what the declared nodes offer, and else with those of every GPU that can be divided.

## Why
No node offers the resource, so the pod stays Pending for ever.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: notebook}
spec:
  nodeSelector: {nvidia.com/gpu.product: NVIDIA-A100-SXM4-40GB}
  containers: [{name: notebook, resources: {limits: {nvidia.com/mig-1g.20gb: 1}}}]
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: notebook}
spec:
  nodeSelector: {nvidia.com/gpu.product: NVIDIA-A100-SXM4-40GB}
  containers: [{name: notebook, resources: {limits: {nvidia.com/mig-1g.10gb: 1}}}]
```

## Fix
Ask for a profile of the GPU, or choose a GPU that has the profile.

## References
- https://docs.nvidia.com/datacenter/tesla/mig-user-guide/supported-mig-profiles.html
- https://docs.nvidia.com/datacenter/cloud-native/gpu-operator/latest/gpu-operator-mig.html
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from seatrial.checks.gpu_memory import GKE, allowed
from seatrial.checks.placement import says_where
from seatrial.checks.pools import pools_of
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from seatrial.checks.view import Container, Pod

RESOURCE = re.compile(r"nvidia\.com/mig-([0-9]+g\.[0-9]+gb)(?:[.+-].*)?")
SHOWN = 4


@rule("AI021", "mig-profile-exists", Severity.ERROR, CONTAINERS, aliases="AI021")
def check(container: Container) -> Iterator[Hit]:
    for name in container.limits:
        found = RESOURCE.fullmatch(text(name))
        if not found:
            continue
        field = f"{container.resources_path}.limits.{name}"
        model, profiles = _chosen(container.pod)
        if profiles and found[1] not in profiles:
            message = f"a {model} has no MIG profile {found[1]}"
            yield Hit(field, message, f"ask for one of {_shown(profiles)}")
        elif not profiles and not any(found[1] in each for each in _profiles().values()):
            # A GPU newer than this version may have it.
            message = f"no GPU known here has the MIG profile {found[1]}"
            yield Hit(field, message, "correct the name of the profile", severity=Severity.WARNING)
        elif says_where(container.pod):
            offered = _offered(container.pod)
            if offered and name not in offered:
                message = f"no declared node offers {name}"
                yield Hit(field, message, f"ask for {' or '.join(sorted(offered)[:SHOWN])}")


def _chosen(pod: Pod) -> tuple[str, frozenset[str]]:
    """The GPU that the pod's node has, and its profiles; empty where that is not known."""
    products = allowed(pod, "nvidia.com/gpu.product")
    names = [_by_product().get(product.partition("-MIG-")[0], "") for product in products]
    names = names or [GKE.get(value, "") for value in allowed(pod, "cloud.google.com/gke-accelerator")]
    known = [_profiles()[name] for name in names if name in _profiles()]
    if not names or len(known) != len(names):
        return "", frozenset()
    return " or ".join(names), frozenset[str]().union(*known)


def _offered(pod: Pod) -> frozenset[str]:
    """MIG resources of the declared nodes, where these are all nodes there are and describe themselves."""
    declared = pools_of(pod.inventory)
    if not declared.closed or not all(pool.labelled for pool in declared.pools):
        return frozenset()
    return frozenset(
        shape.resource
        for pool in declared.pools
        for shape in pool.shapes
        if shape.resource.startswith("nvidia.com/mig-")
    )


def _shown(profiles: frozenset[str]) -> str:
    return ", ".join(sorted(profiles))


@cache
def _profiles() -> Mapping[str, frozenset[str]]:
    """Key of the model → profiles, the models of one product name together."""
    from seatrial.catalog.gpus import gpu_models

    return {model.key: frozenset(profile.name for profile in model.mig) for model in gpu_models() if model.mig}


@cache
def _by_product() -> Mapping[str, str]:
    from seatrial.catalog.gpus import gpu_models

    return {model.product: model.key for model in gpu_models() if model.product and model.mig}
