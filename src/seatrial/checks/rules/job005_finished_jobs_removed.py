"""Finished jobs go away.

## What it does
Asks Jobs, JobSets and the jobs of Kubeflow for `ttlSecondsAfterFinished`. Jobs that something removes are left out:
those with an owner, such as a CronJob, and hooks of Helm and Argo CD. A RayJob with a cluster of its own has to say
`shutdownAfterJobFinishes`.

## Why
Finished jobs and their pods stay in the API server for ever, which slows every list and fills etcd; the cluster of a
RayJob even keeps running, with its GPUs.

## Bad
```yaml
apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec: {backoffLimit: 2}
```

## Good
```yaml
apiVersion: batch/v1
kind: Job
metadata: {name: train}
spec: {backoffLimit: 2, ttlSecondsAfterFinished: 604800}
```

## Fix
Set `ttlSecondsAfterFinished` to how long somebody may want to look at the result; `604800` is a week.

## References
- https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/
- https://docs.ray.io/en/latest/cluster/kubernetes/getting-started/rayjob-quick-start.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, sequence
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

KUBEFLOW = ("PyTorchJob", "TFJob", "MPIJob", "XGBoostJob", "PaddleJob", "JAXJob")
HOOKS = ("helm.sh/hook", "argocd.argoproj.io/hook")
TTL = "ttlSecondsAfterFinished"


@rule(
    "JOB005",
    "finished-jobs-removed",
    Severity.WARNING,
    objects("Job", "JobSet", "RayJob", *KUBEFLOW),
    aliases="job-ttl-seconds-after-finished",
    covers=(91,),
)
def check(thing: Object) -> Iterator[Hit]:
    if any(hook in thing.annotations for hook in HOOKS) or sequence(at(thing.manifest, "metadata", "ownerReferences")):
        return
    if thing.kind == "RayJob":
        yield from _of_ray(thing)
        return
    steps = ("runPolicy", TTL) if thing.kind in KUBEFLOW else (TTL,)
    if at(thing.spec, *steps) is None:
        message = f"{thing.kind} {thing.name} stays for ever when it is done"
        yield Hit(f"spec.{'.'.join(steps)}", message, f"set {TTL}")


def _of_ray(job: Object) -> Iterator[Hit]:
    spec = job.spec
    if spec.get("shutdownAfterJobFinishes") is True or spec.get("clusterSelector") or spec.get("deletionStrategy"):
        return
    gpus = sum(pod.accelerators * pod.replicas for pod in job.pods)
    message = f"the cluster of RayJob {job.name} keeps running when the job is done"
    yield Hit(
        "spec.shutdownAfterJobFinishes",
        f"{message}, with {gpus} GPUs" if gpus else message,
        "set shutdownAfterJobFinishes: true",
    )
