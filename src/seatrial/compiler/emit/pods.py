"""The pod template that services and jobs share: a container that asks for what it needs and may do nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from seatrial.compiler.context import standard_labels
from seatrial.compiler.emit.priority import class_of
from seatrial.compiler.environment import environment, environment_sources
from seatrial.compiler.placement import affinity, runtime_class_of, tolerations
from seatrial.compiler.requests import container_resources, memory_of
from seatrial.compiler.simulation import simulation
from seatrial.compiler.volumes import volumes_of
from seatrial.compiler.work import COMPONENTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from seatrial.compiler.work import Work
    from seatrial.location import SpecPath
    from seatrial.resource import Manifest
    from seatrial.spec.workloads import Workload

CONTAINER_SECURITY: Manifest = {
    "allowPrivilegeEscalation": False,
    "readOnlyRootFilesystem": True,
    "capabilities": {"drop": ["ALL"]},
}
FIELDS: dict[str, SpecPath] = {
    "metadata.labels": ("labels",),
    "metadata.annotations": ("annotations",),
    "spec.containers[0].image": ("image",),
    "spec.containers[0].imagePullPolicy": ("pull",),
    "spec.containers[0].command": ("command",),
    "spec.containers[0].args": ("args",),
    "spec.containers[0].env": ("env",),
    "spec.containers[0].envFrom": ("config",),
    "spec.containers[0].resources": ("resources",),
    **{
        f"spec.containers[0].resources.{kind}.{resource}": ("resources", written)
        for kind in ("requests", "limits")
        for resource, written in (
            ("cpu", "cpu"),
            ("memory", "memory"),
            ("ephemeral-storage", "disk"),
            ("nvidia.com/gpu", "gpu"),
            ("nvidia.com/gpu.shared", "gpu"),
        )
    },
    "spec.containers[0].volumeMounts": ("mounts",),
    "spec.volumes": ("mounts",),
    "spec.securityContext": ("user",),
    "spec.automountServiceAccountToken": ("kubernetes_api",),
    "spec.serviceAccountName": ("identity",),
    "spec.tolerations": ("resources", "gpu"),
    "spec.affinity": ("pool",),
    "spec.runtimeClassName": ("resources", "gpu"),
    "spec.priorityClassName": ("priority",),
}
REASONS: dict[str, str] = {
    "spec.securityContext.runAsNonRoot": "The kubelet refuses to start an image that would run as root.",
    "spec.securityContext.runAsUser": (
        "Root in a container is root on the node once a kernel bug lets it out; the image's own user may be root."
    ),
    "spec.securityContext.fsGroup": "The kubelet gives volumes to this group, so that others than root can write.",
    "spec.securityContext.fsGroupChangePolicy": (
        "By default the kubelet walks the whole volume at every start to change its group, minutes for a big data set;"
        " OnRootMismatch looks at the top directory only."
    ),
    "spec.securityContext.seccompProfile": (
        "Kubernetes runs pods without a seccomp profile unless asked; the runtime's own blocks system calls that no"
        " ordinary program needs."
    ),
    "spec.containers[0].securityContext.allowPrivilegeEscalation": (
        "Kubernetes allows it by default; false sets no_new_privs, and setuid programs gain nothing."
    ),
    "spec.containers[0].securityContext.readOnlyRootFilesystem": (
        "An intruder cannot change the program; what must be written goes to volumes with a size limit."
    ),
    "spec.containers[0].securityContext.capabilities": (
        "Runtimes leave containers over a dozen Linux capabilities, NET_RAW among them; serving and training need none."
    ),
    "spec.automountServiceAccountToken": (
        "Kubernetes mounts a token for its API into every pod unless told not to; who steals it can call the API."
    ),
    "spec.enableServiceLinks": (
        "Kubernetes writes seven variables for each Service of the namespace into every container, which can shadow the"
        " program's own."
    ),
    "spec.serviceAccountName": (
        "With an account of its own a workload's cloud identity and rights are no other's; `default` is shared by all."
    ),
    "spec.containers[0].resources.requests": "The scheduler goes by requests alone, and the quota counts them.",
    "spec.containers[0].resources.limits.memory": (
        "Without a limit one leaking container makes the kernel kill whatever it likes on the node."
    ),
    "spec.containers[0].resources.limits.ephemeral-storage": (
        "The kubelet evicts a pod that writes more; without a limit it evicts others when the node's disk is full."
    ),
    "spec.containers[0].terminationMessagePolicy": (
        "When a container fails, the kubelet keeps the end of its log in the pod's status, which outlives it."
    ),
    "spec.volumes": (
        "Every emptyDir has a size limit, and memory counts against the container's: /dev/shm because the runtime's 64"
        " MiB end NCCL and data loaders with a bus error, writable directories because the root is read-only."
    ),
    "spec.tolerations": (
        "GPU nodes are tainted so that only pods that ask for a GPU run there; the toleration lets this one on."
    ),
    "spec.affinity": (
        "The scheduler knows how many GPUs a node has, not which: labels decide about model, pool and processor."
    ),
    "spec.runtimeClassName": "The container toolkit's runtime puts driver libraries and devices into the container.",
    "spec.priorityClassName": (
        "When there is not enough the scheduler takes the pod with the higher priority first and may evict lower ones."
    ),
    "spec.containers[0].imagePullPolicy": (
        "With a digest or version tag the node's copy is the image: a restart needs no registry and pulls nothing."
    ),
}


@dataclass(frozen=True, slots=True)
class PodParts:
    """What a service or a job adds to the template.

    Attributes:
        environment: variables set by us.
        container: fields of the container: ports, probes, lifecycle.
        spec: fields of the pod: grace period, spread, restart policy.
        annotations: more annotations.

    """

    environment: Sequence[Manifest]
    container: Mapping[str, Any]
    spec: Mapping[str, Any]
    annotations: Mapping[str, str]


def pod_template(work: Work[Any], parts: PodParts) -> tuple[Manifest, dict[str, SpecPath]]:
    """The template, and the fields that depend on this workload; the others are `FIELDS`."""
    spec, context = work.spec, work.context
    memory = memory_of(work)
    volumes = volumes_of(work, memory.limit or memory.request)
    variables = environment(spec, parts.environment)
    container: Manifest = {
        "name": work.name,
        "image": str(spec.image),
        "imagePullPolicy": pull_policy(spec),
        "securityContext": CONTAINER_SECURITY,
        "resources": container_resources(work),
        "terminationMessagePolicy": "FallbackToLogsOnError",
        **_filled(
            command=list(spec.command),
            args=list(spec.args),
            env=variables,
            envFrom=environment_sources(spec),
            volumeMounts=volumes.mounts,
        ),
        **parts.container,
    }
    annotations = {
        "kubectl.kubernetes.io/default-container": work.name,
        **parts.annotations,
        **simulation(context, spec),
        **spec.annotations,
    }
    template = {
        "metadata": {
            "labels": {
                **work.own_labels,
                **standard_labels(context, work.name, component=COMPONENTS[work.section], version=work.version),
            },
            "annotations": annotations,
        },
        "spec": {**_pod_spec(work), **_filled(volumes=volumes.volumes), "containers": [container], **parts.spec},
    }
    for index, variable in enumerate(variables):
        if variable["name"] in spec.env:
            volumes.fields[f"spec.containers[0].env[{index}]"] = ("env", variable["name"])
    return template, volumes.fields


def pull_policy(workload: Workload) -> str:
    """`IfNotPresent` for a digest or a version tag, which mean the same image for ever; else `Always`."""
    if workload.pull:
        return "Always" if workload.pull == "always" else "IfNotPresent"
    image = workload.image
    return "IfNotPresent" if image.digest or (image.tag and image.tag != "latest") else "Always"


@cache
def pod_security(user: int) -> Manifest:
    """The security context of a pod whose containers run as this user and group; shared by all that do."""
    return {
        "runAsNonRoot": True,
        "runAsUser": user,
        "runAsGroup": user,
        "fsGroup": user,
        "fsGroupChangePolicy": "OnRootMismatch",
        "seccompProfile": {"type": "RuntimeDefault"},
    }


def _pod_spec(work: Work[Any]) -> Manifest:
    """The fields of the pod itself that follow from the workload and the cluster."""
    spec, context = work.spec, work.context
    pull_secrets = [{"name": name} for name in context.cluster.security.pull_secrets]
    return {
        "serviceAccountName": work.name,
        "automountServiceAccountToken": spec.kubernetes_api,
        "enableServiceLinks": False,
        "securityContext": pod_security(spec.user or context.cluster.security.user),
        "priorityClassName": class_of(context, spec.priority),
        **_filled(
            runtimeClassName=runtime_class_of(work),
            imagePullSecrets=pull_secrets,
            affinity=affinity(work),
            tolerations=tolerations(work),
        ),
    }


def _filled(**fields: Any) -> Manifest:
    """The fields that are not empty: the API server keeps no empty list, and each would look like a change."""
    return {name: value for name, value in fields.items() if value}
