"""The admission plugins that keep a cluster whole are on.

## What it does
Asks for NodeRestriction, refuses AlwaysAdmit and plugins that no longer exist (PodSecurityPolicy,
SecurityContextDeny), and refuses to switch off ServiceAccount and NamespaceLifecycle.

## Why
Without NodeRestriction one stolen node can relabel and take over the others; a plugin that does not exist keeps the
server from starting.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: kube-apiserver, namespace: kube-system}
spec:
  containers:
    - name: kube-apiserver
      command:
        - kube-apiserver
        - --enable-admission-plugins=AlwaysAdmit
        - --disable-admission-plugins=ServiceAccount
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: kube-apiserver, namespace: kube-system}
spec:
  containers:
    - name: kube-apiserver
      command:
        - kube-apiserver
        - --enable-admission-plugins=NodeRestriction
```

## Fix
Write `--enable-admission-plugins=NodeRestriction`, and leave the others at their defaults.

## References
- https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.components import API_SERVER, Setting, broken
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container


def _listed(value: str | None) -> set[str]:
    return set((value or "").split(","))


def _restricts_nodes(value: str | None) -> bool:
    return "NodeRestriction" in _listed(value)


def _sound(value: str | None) -> bool:
    return not _listed(value) & {"AlwaysAdmit", "PodSecurityPolicy", "SecurityContextDeny"}


def _kept(value: str | None) -> bool:
    return not _listed(value) & {"ServiceAccount", "NamespaceLifecycle"}


SETTINGS = (
    Setting(
        "enable-admission-plugins",
        _restricts_nodes,
        "lets a node change other nodes",
        "add NodeRestriction to --enable-admission-plugins",
    ),
    Setting(
        "enable-admission-plugins",
        _sound,
        "enables a plugin that admits everything or no longer exists",
        "take AlwaysAdmit, PodSecurityPolicy and SecurityContextDeny out",
    ),
    Setting(
        "disable-admission-plugins",
        _kept,
        "switches off a plugin that the cluster relies on",
        "take ServiceAccount and NamespaceLifecycle out of --disable-admission-plugins",
    ),
)


@rule(
    "CP006",
    "api-server-admission",
    Severity.WARNING,
    CONTAINERS,
    aliases=(
        "CKV_K8S_79 CKV_K8S_81 CKV_K8S_82 CKV_K8S_83 CKV_K8S_84 CKV_K8S_85 C-0122 C-0124 C-0125 C-0126 C-0127 "
        "KCV-0011 KCV-0013 KCV-0014 KCV-0015 KCV-0016"
    ),
    covers=(142,),
)
def check(container: Container) -> Iterator[Hit]:
    return broken(container, API_SERVER, SETTINGS)
