"""Work on spot nodes is saved somewhere.

## What it does
Looks at pods of jobs with an accelerator that must run on spot or preemptible nodes, by their node selector or because
every declared Karpenter NodePool for them is spot, and that run for more than an hour as far as
`activeDeadlineSeconds` says. It is content with any trace of a checkpoint: a persistent, network or object volume, a
word about checkpoints, resuming or an output place in the command line or the variables, or configuration that it
cannot read.

## Why
The cloud takes the node back with two minutes' notice or less, and everything that was computed is gone. What the
program does by itself cannot be seen from outside, so this is a warning.

## Bad
```yaml
apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec:
  template:
    spec:
      nodeSelector: {karpenter.sh/capacity-type: spot}
      containers: [{name: train, command: [python, train.py], resources: {limits: {nvidia.com/gpu: 8}}}]
```

## Good
```yaml
apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec:
  template:
    spec:
      nodeSelector: {karpenter.sh/capacity-type: spot}
      containers:
        - name: train
          command: [python, train.py, --checkpoint-dir, "s3://models/run-1"]
          resources: {limits: {nvidia.com/gpu: 8}}
```

## Fix
Write checkpoints to a volume or bucket that outlives the node and resume from the last one, or use nodes that stay.

## References
- https://docs.aws.amazon.com/eks/latest/best-practices/aiml-compute.html
- https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
- https://cloud.google.com/kubernetes-engine/docs/concepts/spot-vms
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.placement import open_places
from seatrial.checks.pods import Life
from seatrial.checks.requirements import node_requirements
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import at, integer, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container, Pod

SPOT = {
    "karpenter.sh/capacity-type": "spot",
    "eks.amazonaws.com/capacityType": "SPOT",
    "cloud.google.com/gke-spot": "true",
    "cloud.google.com/gke-preemptible": "true",
    "cloud.google.com/gke-provisioning": "spot",
    "kubernetes.azure.com/scalesetpriority": "spot",
}
"""Node label → its value on a node that the cloud may take back."""
SAVES = re.compile(
    r"(?i)check-?_?point|ckpt|resume|restore|snapshot|save|(?:out|output|log|work|run|artifact|model)[-_]?(?:dir|path|uri|root|folder)"
    r"|[a-z0-9]://|bucket|hub|wandb|mlflow|config|\.ya?ml|\.json|\.toml|\.cfg|\.sh\b"
)
"""Words that speak of saving, of a place far away, or of a file or script that may say so."""
FLEETING = frozenset({"emptyDir", "configMap", "secret", "downwardAPI", "projected", "hostPath", "name", "image"})
SHORT = 3600


@rule("AI070", "spot-work-is-saved", Severity.WARNING, PODS, aliases="AI070")
def check(pod: Pod) -> Iterator[Hit]:
    if not pod.accelerators or pod.life is not Life.BATCH or _is_short(pod):
        return
    label = _spot_label(pod)
    if label and not _saves(pod):
        message = f"the pod runs on spot nodes ({label}) and nothing says where its work is saved"
        fix = "save checkpoints to a volume or bucket and resume from them or use nodes that stay"
        yield Hit(f"{pod.path}.containers", message, fix)


def _spot_label(pod: Pod) -> str:
    """What puts the pod on spot nodes; empty where it may stand on others."""
    found = [_of_terms([(one.key, one.operator, one.values) for one in terms]) for terms in node_requirements(pod)]
    if all(found):
        return found[0]
    places = open_places(pod)
    if places and all(place.pool.only_spot for place in places):
        return f"NodePool {places[0].pool.object.name}"
    return ""


def _of_terms(terms: list[tuple[str, str, tuple[str, ...]]]) -> str:
    for key, operator, values in terms:
        if key in SPOT and operator == "In" and set(values) == {SPOT[key]}:
            return f"{key}={SPOT[key]}"
    return ""


def _is_short(pod: Pod) -> bool:
    thing = pod.object
    limits = (
        at(thing.manifest, *pod.steps[:-2], "activeDeadlineSeconds") if len(pod.steps) > 1 else None,
        at(thing.spec, "runPolicy", "activeDeadlineSeconds"),
        pod.spec.get("activeDeadlineSeconds"),
    )
    return any((integer(limit) or SHORT + 1) <= SHORT for limit in limits)


def _saves(pod: Pod) -> bool:
    if any(not volume.keys() <= FLEETING for volume in pod.volumes.values()):
        return True
    # A file that is mounted may hold the configuration of the program.
    if any("configMap" in volume or "projected" in volume for volume in pod.volumes.values()):
        return True
    return any(_speaks_of_saving(container) for container in pod.containers)


def _speaks_of_saving(container: Container) -> bool:
    if not container.command_line or container.spec.get("envFrom"):
        # The image's own command, or variables that are not known.
        return True
    words = [*container.command_line]
    for name, value in container.environment.items():
        words += [name, text(value)]
    return any(SAVES.search(word) for word in words)
