"""The workers of a job can find the first of them.

## What it does
Takes the address that the pods of a Job, StatefulSet or Deployment are told (`MASTER_ADDR`, `--master-addr`,
`--rdzv-endpoint`, `JAX_COORDINATOR_ADDRESS`). An address `pod.service` needs `subdomain: service` in the pod (a
StatefulSet has it in `serviceName`), and a headless Service of that name in the namespace; one word needs a Service of
that name. Without `publishNotReadyAddresses` pods with a readiness probe are found too late.

## Why
The name of the first worker does not resolve, so all the others wait for it until they give up.

## Bad
```yaml
apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec:
  completionMode: Indexed
  completions: 2
  parallelism: 2
  template:
    spec:
      containers:
        - name: train
          env: [{name: MASTER_ADDR, value: train-0.train}]
          resources: {limits: {nvidia.com/gpu: 8}}
```

## Good
```yaml
apiVersion: v1
kind: Service
metadata: {name: train}
spec: {clusterIP: None, publishNotReadyAddresses: true, selector: {job-name: train}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec:
  completionMode: Indexed
  completions: 2
  parallelism: 2
  template:
    spec:
      subdomain: train
      containers:
        - name: train
          env: [{name: MASTER_ADDR, value: train-0.train}]
          resources: {limits: {nvidia.com/gpu: 8}}
```

## Fix
Add a Service with `clusterIP: None` and `publishNotReadyAddresses: true` that selects the pods, and set the pods'
`subdomain` to its name.

## References
- https://kubernetes.io/docs/tasks/job/job-with-pod-to-pod-communication/
- https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/#pod-hostname-and-subdomain-field
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from seatrial.checks.launch import expand, flag, launcher_of, variable_field
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container, Object, Pod

VARIABLES = ("MASTER_ADDR", "PET_MASTER_ADDR", "JAX_COORDINATOR_ADDRESS", "PET_RDZV_ENDPOINT")
FLAGS = ("--master-addr", "--rdzv-endpoint")
LABEL = re.compile(r"[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?")
KINDS = ("Job", "CronJob", "StatefulSet", "Deployment", "Pod")
HERE = ("localhost",)


class Address(NamedTuple):
    host: str
    field: str


@rule("AI077", "master-address-resolves", Severity.ERROR, CONTAINERS, aliases="AI077", absence=True)
def check(container: Container) -> Iterator[Hit]:
    pod = container.pod
    if container.init or pod.object.kind not in KINDS or pod.object.key.group not in ("batch", "apps", ""):
        return
    address = _address(container)
    if not address:
        return
    labels = address.host.split(".")
    if len(labels) == 1:
        yield from _of_service(pod, labels[0], address)
    else:
        namespace = labels[2] if len(labels) > 2 else pod.namespace  # noqa: PLR2004  pod.service.namespace
        # With one word less the address is service.namespace, which is not told apart from pod.service.
        if LABEL.fullmatch(labels[1]) and LABEL.fullmatch(namespace or "default") and not _is_service(pod, labels):
            yield from _of_pod(pod, labels[1], namespace, address)


def _address(container: Container) -> Address | None:
    environment = container.environment
    for name in VARIABLES:
        host = _host(expand(text(environment.get(name)), environment))
        if host:
            return Address(host, variable_field(container, name))
    program, words = launcher_of(container)
    word = flag(words, FLAGS) if program == "torchrun" else None
    host = _host(expand(word.text, environment)) if word else ""
    return Address(host, word.field) if word and host else None


def _host(value: str) -> str:
    """Without scheme and port; empty for addresses by number and for this container itself."""
    host = value.rpartition("//")[2].partition(":")[0].rstrip(".")
    last = host.rpartition(".")[2]
    return "" if not host or host in HERE or last.isdecimal() or "[" in host else host


def _is_service(pod: Pod, labels: list[str]) -> bool:
    """Whether the name is `service.namespace`, with or without `svc`."""
    if len(labels) > 2 and labels[2] == "svc":  # noqa: PLR2004  service.namespace.svc
        return True
    return pod.inventory.has("Service", labels[1], labels[0])


def _of_service(pod: Pod, name: str, address: Address) -> Iterator[Hit]:
    if not LABEL.fullmatch(name) or pod.inventory.has("Service", pod.namespace, name) or _names_itself(pod, name):
        return
    if name.rpartition("-")[0] == pod.object.name and name.rpartition("-")[2].isdecimal():
        message = f"the name {name} of a pod does not resolve without a headless Service"
        fix = f"add a headless Service, set subdomain to its name and write {name}.<service>"
        yield Hit(address.field, message, fix)
        return
    message = f"no Service has the name {name}, at which {pod.object.kind} {pod.object.name} looks for its first worker"
    yield Hit(address.field, message, f"add a headless Service {name} or correct the address")


def _names_itself(pod: Pod, name: str) -> bool:
    """A pod knows its own name."""
    return name in (pod.object.name, pod.spec.get("hostname")) and pod.object.kind == "Pod"


def _of_pod(pod: Pod, service: str, namespace: str, address: Address) -> Iterator[Hit]:
    thing = pod.object
    own = text(thing.spec.get("serviceName")) if thing.kind == "StatefulSet" else text(pod.spec.get("subdomain"))
    if own != service:
        message = f"pods of {thing.kind} {thing.name} have no name below {service}, where the address {address.host} is"
        where = "spec.serviceName" if thing.kind == "StatefulSet" else f"{pod.path}.subdomain"
        yield Hit(where, message, f"set {where.rpartition('.')[2]} to {service}")
        return
    found = pod.inventory.find("Service", namespace, service)
    if found:
        yield from _of_headless(pod, found)
    elif not pod.inventory.has("Service", namespace, service):
        message = f"no Service has the name {service}, under which {thing.kind} {thing.name} looks for its first worker"
        yield Hit(address.field, message, f"add a headless Service {service}")


def _of_headless(pod: Pod, service: Object) -> Iterator[Hit]:
    if service.spec.get("clusterIP") != "None":
        message = f"Service {service.name} is not headless, so the pods of {pod.object.name} have no names"
        yield Hit("spec.clusterIP", message, "set clusterIP to None", object=service)
    elif service.spec.get("publishNotReadyAddresses") is not True and _waits(pod):
        message = f"Service {service.name} hides the pods of {pod.object.name} until their probes succeed"
        fix = "set publishNotReadyAddresses to true"
        yield Hit("spec.publishNotReadyAddresses", message, fix, object=service, severity=Severity.WARNING)


def _waits(pod: Pod) -> bool:
    return any(container.spec.get("readinessProbe") for container in pod.main_containers)
