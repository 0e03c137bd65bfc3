"""Images run on the driver and the processor of the nodes they are meant for.

## What it does
Compares the CUDA version in an image's tag (`cuda:13.0.1-base`, `…-cuda12.8-…`, `…-cu128`) with the driver that a
ClusterPolicy or NVIDIADriver installs or that the node selector asks for, and an architecture in the tag (`-amd64`,
`-arm64`) with the one the node selector or instance type has. Minor versions of CUDA run on any driver of their major
version, so only the major version counts.

## Why
The program ends at once with "please update your driver" or "exec format error", on a node that was waited for.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  nodeSelector: {kubernetes.io/arch: arm64}
  containers: [{name: train, image: "example.com/train:1.0-amd64", resources: {limits: {nvidia.com/gpu: 1}}}]
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: train}
spec:
  nodeSelector: {kubernetes.io/arch: arm64}
  containers: [{name: train, image: "example.com/train:1.0-arm64", resources: {limits: {nvidia.com/gpu: 1}}}]
```

## Fix
Use an image for the driver's CUDA major version and the node's architecture, or update the driver.

## References
- https://docs.nvidia.com/deploy/cuda-compatibility/minor-version-compatibility.html
- https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-arch
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.gpu_memory import allowed
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import at, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.view import Container, Pod

LEAST_DRIVER: Mapping[int, int] = {11: 450, 12: 525, 13: 580}
"""CUDA major version → the oldest driver branch it runs on (NVIDIA, CUDA Compatibility, table 1)."""
CUDA = r"(?:/cuda:|cuda[-_]?|[-_:.]cu)(1[0-9])(?:\.?[0-9]{1,2})?(?=[-_.@]|$)"
BUILT_FOR = r":[^/]*[-_.](amd64|x86[-_]64|arm64|aarch64)(?=[-_.@]|$)"
SAME = {"x86_64": "amd64", "x86-64": "amd64", "aarch64": "arm64"}
ARCH = ("kubernetes.io/arch", "beta.kubernetes.io/arch")
TYPES = ("node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type")
DRIVERS = ("nvidia.com/cuda.driver-version.major", "nvidia.com/cuda.driver.major")
"""Labels of GPU feature discovery."""


@rule("AI043", "image-fits-node", Severity.ERROR, CONTAINERS, aliases="AI043")
def check(container: Container) -> Iterator[Hit]:
    if not container.accelerators:
        return
    built, cuda = re.search(BUILT_FOR, container.image), re.search(CUDA, container.image)
    field = f"{container.path}.image"
    if built:
        runs_on, built_for = _architecture(container.pod), SAME.get(built[1], built[1])
        if runs_on and runs_on != built_for:
            message = f"image {container.image} is built for {built_for} and the pod runs on {runs_on}"
            yield Hit(field, message, f"use an image for {runs_on}")
    least = LEAST_DRIVER.get(int(cuda[1])) if cuda else None
    driver = _driver(container.pod) if least else None
    if cuda and least and driver and driver < least:
        message = f"image {container.image} has CUDA {cuda[1]}, which needs driver {least}, and the nodes have {driver}"
        yield Hit(field, message, "use an image with an older CUDA or update the driver")


def _architecture(pod: Pod) -> str:
    for label in ARCH:
        values = set(allowed(pod, label))
        if values:
            return values.pop() if len(values) == 1 else ""
    names = next((names for label in TYPES if (names := allowed(pod, label))), ())
    if not names:
        return ""
    from seatrial.catalog.instances import find_instance

    found = {instance.arch if (instance := find_instance(name)) else "" for name in names}
    return found.pop() if len(found) == 1 else ""


def _driver(pod: Pod) -> int | None:
    for label in DRIVERS:
        majors = [int(value) for value in allowed(pod, label) if value.isdecimal()]
        if majors:
            return max(majors)
    return pod.inventory.derive(_installed)


def _installed(inventory: Inventory) -> int | None:
    """The driver branch that the GPU operator installs, the newest of several."""
    versions = [
        text(at(policy.spec, "driver", "version"))
        for policy in inventory.of_kind("ClusterPolicy")
        if at(policy.spec, "driver", "enabled") is not False
    ]
    versions += [text(driver.spec.get("version")) for driver in inventory.of_kind("NVIDIADriver")]
    majors = [version.partition(".")[0] for version in versions]
    return max((int(major) for major in majors if major.isdecimal()), default=None)
