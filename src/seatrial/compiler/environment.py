"""The environment of a container."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.spec.workloads import ConfigValue, FieldValue, SecretValue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from seatrial.resource import Manifest
    from seatrial.spec.workloads import Workload


def environment(workload: Workload, ours: Sequence[Manifest] = ()) -> list[Manifest]:
    """Variables of the container: ours first, so that the file's may refer to them as `$(RANK)`; the file's win."""
    kept = [variable for variable in ours if variable["name"] not in workload.env]
    return kept + [_variable(name, value) for name, value in workload.env.items()]


def environment_sources(workload: Workload) -> list[Manifest]:
    """`envFrom`: configurations, then secrets, each in the order of the file; the last one wins."""
    configs = [{"configMapRef": {"name": name}} for name in workload.config]
    return configs + [{"secretRef": {"name": name}} for name in workload.secrets]


def from_field(name: str, path: str) -> Manifest:
    """A variable whose value the kubelet reads from the pod itself."""
    return {"name": name, "valueFrom": {"fieldRef": {"fieldPath": path}}}


def _variable(name: str, value: Any) -> Manifest:
    if isinstance(value, SecretValue):
        secret, _, key = value.secret.partition(".")
        return {"name": name, "valueFrom": {"secretKeyRef": {"name": secret, "key": key}}}
    if isinstance(value, ConfigValue):
        config, _, key = value.config.partition(".")
        return {"name": name, "valueFrom": {"configMapKeyRef": {"name": config, "key": key}}}
    if isinstance(value, FieldValue):
        return from_field(name, value.field)
    if isinstance(value, bool):
        return {"name": name, "value": str(value).lower()}
    return {"name": name, "value": str(value)}
