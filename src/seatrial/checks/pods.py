"""Where objects of each kind hold pods, and how those pods live: the built-in kinds and anybody's custom resources.

A custom resource embeds pods in one of four shapes: a pod template (`template.spec.containers`), a bare pod spec
(KServe's `predictor`), a mapping that is one container of a pod it does not spell out (KServe's `model`, Kubeflow's
`trainer`, Argo's `script`), or a list of containers under another name (Tekton's `steps`). The first two are recognised
by shape, whatever the kind; the others are listed here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Steps = tuple[str | int, ...]


class Life(StrEnum):
    """How long pods are meant to live, which decides what they need: probes and drains, or retries and checkpoints."""

    SERVICE = "service"
    """Serves until it is replaced."""
    DAEMON = "daemon"
    """Serves on every node."""
    BATCH = "batch"
    """Ends when its work is done."""
    SESSION = "session"
    """Runs while somebody uses it: a notebook, a bare pod."""


class Found(NamedTuple):
    """One pod spec inside a manifest.

    Attributes:
        spec: where it stands.
        template: where the mapping with its metadata stands; the object itself where a pod spec is bare.
        inherited: mappings whose fields hold where the pod spec does not say them: an Argo workflow's own.
        containers: where containers stand that the pod spec does not list as such.
        bare: whether it is a pod spec without a template, whose pods have the object's own labels.

    """

    spec: Steps
    template: Steps
    inherited: Steps | None = None
    containers: tuple[Steps, ...] = ()
    bare: bool = False


TEMPLATE: tuple[Found, ...] = (Found(("spec", "template", "spec"), ("spec", "template")),)
BUILT_IN: Mapping[tuple[str, str], tuple[Found, ...]] = {
    ("", "Pod"): (Found(("spec",), ()),),
    ("", "PodTemplate"): (Found(("template", "spec"), ("template",)),),
    ("", "ReplicationController"): TEMPLATE,
    ("apps", "Deployment"): TEMPLATE,
    ("apps", "StatefulSet"): TEMPLATE,
    ("apps", "DaemonSet"): TEMPLATE,
    ("apps", "ReplicaSet"): TEMPLATE,
    ("batch", "Job"): TEMPLATE,
    ("batch", "CronJob"): (
        Found(("spec", "jobTemplate", "spec", "template", "spec"), ("spec", "jobTemplate", "spec", "template")),
    ),
}
"""The kinds of Kubernetes itself, which need no search. `extensions` is where the kinds of `apps` once were."""
WORKFLOWS = ("Workflow", "CronWorkflow", "WorkflowTemplate", "ClusterWorkflowTemplate")
LIVES: Mapping[str, Life] = {
    **dict.fromkeys(("Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "Rollout"), Life.SERVICE),
    **dict.fromkeys(
        ("InferenceService", "LLMInferenceService", "ServingRuntime", "ClusterServingRuntime"), Life.SERVICE
    ),
    **dict.fromkeys(("LeaderWorkerSet", "RayService", "SeldonDeployment", "DynamoGraphDeployment"), Life.SERVICE),
    **dict.fromkeys(("Service", "Configuration", "Revision", "InferenceGraph", "CloneSet"), Life.SERVICE),
    **dict.fromkeys(("LLMInferenceServiceConfig", "NIMService", "Workspace", "ModelServing"), Life.SERVICE),
    "DaemonSet": Life.DAEMON,
    **dict.fromkeys(("Job", "CronJob", "JobSet", "TrainJob", "TrainingRuntime", "ClusterTrainingRuntime"), Life.BATCH),
    **dict.fromkeys(("PyTorchJob", "TFJob", "MPIJob", "XGBoostJob", "PaddleJob", "JAXJob", "RayJob"), Life.BATCH),
    **dict.fromkeys(WORKFLOWS, Life.BATCH),
    **dict.fromkeys(("Task", "ClusterTask", "TaskRun", "Pipeline", "PipelineRun", "SparkApplication"), Life.BATCH),
    **dict.fromkeys(("Experiment", "AppWrapper", "ScaledJob", "HyperPodPyTorchJob"), Life.BATCH),
}
"""Kinds whose pods' life is known; pods of all other kinds are sessions, of which the least is asked."""
ARGO_INHERITED = frozenset(
    {"affinity", "automountServiceAccountToken", "hostNetwork", "imagePullSecrets", "nodeSelector", "priorityClassName",
     "schedulerName", "securityContext", "serviceAccountName", "tolerations", "volumes"}
)  # fmt: skip
"""What a template of an Argo workflow takes from the workflow."""
CONTAINER_LISTS: Mapping[str, bool] = {"containers": False, "initContainers": True, "sidecars": False, "steps": False}
"""Names of lists of containers; whether they are init containers."""
DEEPEST = 40


def life_of(kind: str) -> Life:
    return LIVES.get(kind, Life.SESSION)


def find_pods(group: str, kind: str, manifest: Mapping[str, Any]) -> tuple[Found, ...]:
    """Where the pods of an object are specified."""
    group = "apps" if group == "extensions" else group
    known = BUILT_IN.get((group, kind))
    if known is not None:
        return known
    if "." not in group or (group.endswith(".k8s.io") and group not in CUSTOM_K8S_GROUPS):
        return ()
    return tuple(_search(manifest, kind))


CUSTOM_K8S_GROUPS = frozenset({"jobset.x-k8s.io", "leaderworkerset.x-k8s.io", "kueue.x-k8s.io", "sparkoperator.k8s.io"})
"""Groups under `k8s.io` that are custom resources with pods; the others are Kubernetes' own and hold none."""


def _search(manifest: Mapping[str, Any], kind: str) -> Iterator[Found]:
    """Every mapping that looks like a pod spec, without recursion: manifests may be as deep as somebody likes."""
    waiting: list[tuple[Steps, Any]] = [(("spec",), manifest.get("spec"))]
    while waiting:
        steps, value = waiting.pop()
        if isinstance(value, dict):
            node = cast("Mapping[str, Any]", value)
            inline = _containers_inside(kind, node, steps)
            if inline or _holds_containers(node):
                yield _found(kind, steps, inline)
            if len(steps) < DEEPEST:
                skip = {step[len(steps)] for step in inline} | CONTAINER_LISTS.keys()
                keys = [key for key, child in node.items() if isinstance(child, (dict, list)) and key not in skip]
                waiting.extend(((*steps, key), node[key]) for key in reversed(keys))
        elif isinstance(value, list) and len(steps) < DEEPEST:
            items = cast("list[Any]", value)
            waiting.extend(((*steps, index), items[index]) for index in reversed(range(len(items))))


def _holds_containers(node: Mapping[str, Any]) -> bool:
    for name in ("containers", "steps"):
        listed = node.get(name)
        if isinstance(listed, list) and listed and all(_is_container(item) for item in cast("list[Any]", listed)):
            return True
    return False


def _is_container(value: Any) -> bool:
    return isinstance(value, dict) and ("image" in value or ("name" in value and bool(CONTAINER_FIELDS & value.keys())))


CONTAINER_FIELDS = frozenset(
    {"args", "command", "env", "envFrom", "ports", "resources", "volumeMounts", "securityContext"}
)


def _containers_inside(kind: str, node: Mapping[str, Any], steps: Steps) -> tuple[Steps, ...]:
    """Mappings below this one that are single containers of it."""
    names = SINGLE_CONTAINERS.get(kind, ())
    return tuple((*steps, name) for name in names if isinstance(node.get(name), dict) and _is_single(node[name]))


SINGLE_CONTAINERS: Mapping[str, tuple[str, ...]] = {
    "InferenceService": ("model",),
    "TrainJob": ("trainer",),
    **dict.fromkeys(
        ("Workflow", "CronWorkflow", "WorkflowTemplate", "ClusterWorkflowTemplate"), ("container", "script")
    ),
    "DynamoGraphDeployment": ("mainContainer",),
}


def _is_single(value: Any) -> bool:
    fields = CONTAINER_FIELDS | {"image", "modelFormat", "storageUri", "resourcesPerNode", "numNodes", "source"}
    return bool(fields & cast("Mapping[str, Any]", value).keys())


def _found(kind: str, steps: Steps, inline: tuple[Steps, ...]) -> Found:
    inherited: Steps | None = None
    if kind in WORKFLOWS:
        inherited = steps[: steps.index("templates")] if "templates" in steps else None
    if steps[-1:] == ("spec",) and len(steps) > 1 and not inline:
        return Found(steps, steps[:-1], inherited, inline)
    return Found(steps, steps, inherited, inline, bare=True)
