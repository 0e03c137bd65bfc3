"""What answers requests runs more than once.

## What it does
Finds Deployments, Rollouts, LeaderWorkerSets and InferenceServices that get requests and run one replica, with no
autoscaler over them. The least number is 2; `minimum` in the settings of this rule asks for more. Left out are
workloads that nobody calls, such as controllers and consumers of a queue; Deployments with a volume that one node can
mount at a time; and InferenceServices that scale to zero. A Deployment or StatefulSet with `replicas: 0` is a note.

## Why
Each drain, each crash and each lost node is an outage until the pod runs again elsewhere, which for a model server
takes as long as it loads its model.

## Bad
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec: {replicas: 1, template: {spec: {containers: [{name: chat, ports: [{containerPort: 8080}]}]}}}
```

## Good
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec: {replicas: 2, template: {spec: {containers: [{name: chat, ports: [{containerPort: 8080}]}]}}}
```

## Fix
Run two replicas or more. Where a second GPU is not worth it, ignore the finding with that reason.

## References
- https://kubernetes.io/docs/concepts/workloads/controllers/deployment/
- https://kubernetes.io/docs/concepts/workloads/pods/disruptions/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.replication import is_tied_to_volume, scalers_of
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.traffic import is_asked
from seatrial.checks.view import Object, integer, mapping
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

COMPONENTS = ("predictor", "transformer", "explainer")
DEFAULT = 2


@rule(
    "REL014",
    "several-replicas",
    Severity.WARNING,
    objects("Deployment", "StatefulSet", "Rollout", "LeaderWorkerSet", "InferenceService"),
    aliases="minimum-three-replicas deployment-replicas deploymentMissingReplicas POP-500",
    covers=(74,),
)
def check(thing: Object) -> Iterator[Hit]:
    if thing.kind == "InferenceService":
        yield from _of_components(thing)
        return
    count = integer(thing.spec.get("replicas"))
    if count == 0:
        message = f"{thing.kind} {thing.name} runs no pods"
        yield Hit("spec.replicas", message, "set replicas, or remove the object", severity=Severity.INFO)
    elif thing.kind != "StatefulSet" and (count or 1) < _minimum(thing) and _could_be_more(thing):
        yield _hit(thing, "spec.replicas", count or 1)


def _could_be_more(thing: Object) -> bool:
    if scalers_of(thing):
        return False
    asked = any(map(is_asked, thing.pods))
    return asked and not (thing.kind in ("Deployment", "Rollout") and any(map(is_tied_to_volume, thing.pods)))


def _of_components(service: Object) -> Iterator[Hit]:
    """KServe runs one pod of a component that does not say `minReplicas`."""
    for name in COMPONENTS:
        component = mapping(service.spec.get(name))
        least = integer(component.get("minReplicas"))
        least = 1 if least is None else least
        if component and 0 < least < _minimum(service):
            yield _hit(service, f"spec.{name}.minReplicas", least)


def _hit(thing: Object, field: str, count: int) -> Hit:
    runs = "one replica" if count == 1 else f"{count} replicas"
    message = f"{thing.kind} {thing.name} answers requests with {runs}"
    return Hit(field, message, f"set {field.rpartition('.')[2]} to {_minimum(thing)} or more")


def _minimum(thing: Object) -> int:
    settings = thing.inventory.context.settings.get("REL014", {})
    return integer(settings.get("minimum")) or DEFAULT
