"""The configuration files of the processes, as values."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Any

from seatrial.local.files import write_private

if TYPE_CHECKING:
    from seatrial.local.layout import ClusterDirectory
    from seatrial.local.settings import Settings

POD_RANGE = "10.128.0.0/9"
"""One range for the pods of all nodes; KWOK gives no address twice."""
NODE_LEASE_SECONDS = 40
"""The kubelet's own default; the node lifecycle controller calls a node lost after 50 s without a renewal."""


def write_configuration(directory: ClusterDirectory, settings: Settings) -> None:
    """Write every file that `commands` names.

    Raises:
        LocalError: the disk refuses.

    """
    files: dict[str, Any] = {
        "authentication.json": _authentication(),
        "audit-policy.json": _audit_policy(),
        "scheduler.json": _scheduler(directory),
    }
    for user in ("admin", "controller-manager", "scheduler", "kwok"):
        files[directory.kubeconfig(user).name] = kubeconfig(directory, settings, user)
    for name, content in files.items():
        write_private(directory.config / name, json.dumps(content, indent=2) + "\n")
    write_private(directory.config / "kwok.yaml", "---\n".join([json.dumps(_kwok()) + "\n", *stages()]))


def kubeconfig(directory: ClusterDirectory, settings: Settings, user: str) -> dict[str, Any]:
    """A kubeconfig with one context; it names the key files, which are 0600, and holds no secret itself."""
    name = directory.context
    pki = directory.pki
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": name,
        "clusters": [
            {"name": name, "cluster": {"server": settings.server, "certificate-authority": f"{pki}/ca.crt"}},
        ],
        "users": [
            {"name": name, "user": {"client-certificate": f"{pki}/{user}.crt", "client-key": f"{pki}/{user}.key"}},
        ],
        "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
    }


def stages() -> list[str]:
    """The lifecycle of simulated objects, one YAML document a file of `stages/`, by name."""
    folder = resources.files("seatrial.local") / "stages"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name)
    return [file.read_text(encoding="utf-8") for file in files]


def _authentication() -> dict[str, Any]:
    """Nobody is anonymous but a probe of the API server's health."""
    return {
        "apiVersion": "apiserver.config.k8s.io/v1",
        "kind": "AuthenticationConfiguration",
        "anonymous": {"enabled": True, "conditions": [{"path": "/livez"}, {"path": "/readyz"}]},
    }


def _audit_policy() -> dict[str, Any]:
    """Who did what to which object; never a body, since bodies hold secrets. Reads of leases and watches drown it."""
    return {
        "apiVersion": "audit.k8s.io/v1",
        "kind": "Policy",
        "omitStages": ["RequestReceived"],
        "rules": [
            {"level": "None", "resources": [{"group": "coordination.k8s.io", "resources": ["leases"]}]},
            {"level": "None", "nonResourceURLs": ["/livez*", "/readyz*", "/healthz*"]},
            {"level": "Metadata"},
        ],
    }


def _scheduler(directory: ClusterDirectory) -> dict[str, Any]:
    return {
        "apiVersion": "kubescheduler.config.k8s.io/v1",
        "kind": "KubeSchedulerConfiguration",
        "leaderElection": {"leaderElect": False},
        "enableProfiling": False,
        "clientConnection": {
            "kubeconfig": str(directory.kubeconfig("scheduler")),
            "qps": 5000,
            "burst": 10000,
        },
    }


def _kwok() -> dict[str, Any]:
    return {
        "apiVersion": "config.kwok.x-k8s.io/v1alpha1",
        "kind": "KwokConfiguration",
        "metadata": {"name": "seatrial"},
        "options": {
            "manageNodesWithAnnotationSelector": "kwok.x-k8s.io/node=fake",
            "cidr": POD_RANGE,
            "enableDebuggingHandlers": False,
            "nodeLeaseDurationSeconds": NODE_LEASE_SECONDS,
            "nodeLeaseParallelism": 32,
            "nodePlayStageParallelism": 32,
            "podPlayStageParallelism": 64,
            "podsOnNodeSyncParallelism": 8,
        },
    }
