"""The controller manager runs each controller with its own rights and listens to this node only.

## What it does
Asks for `--use-service-account-credentials=true`, `--service-account-private-key-file`, `--root-ca-file`,
`--profiling=false` and `--bind-address=127.0.0.1`; refuses `--terminated-pod-gc-threshold=0` and switching off
RotateKubeletServerCertificate.

## Why
With one identity for all, a fault in any controller acts with the rights of every one, and whoever reaches its port
reads metrics and profiles.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: kube-controller-manager, namespace: kube-system}
spec:
  containers:
    - name: kube-controller-manager
      command:
        - kube-controller-manager
        - --use-service-account-credentials=false
        - --service-account-private-key-file=/pki/sa.key
        - --root-ca-file=/pki/ca.crt
        - --profiling=false
        - --bind-address=127.0.0.1
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: kube-controller-manager, namespace: kube-system}
spec:
  containers:
    - name: kube-controller-manager
      command:
        - kube-controller-manager
        - --use-service-account-credentials=true
        - --service-account-private-key-file=/pki/sa.key
        - --root-ca-file=/pki/ca.crt
        - --profiling=false
        - --bind-address=127.0.0.1
```

## Fix
Set the flags as named.

## References
- https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.components import CONTROLLER_MANAGER, Setting, broken, equal, given
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

SETTINGS = (
    Setting(
        "use-service-account-credentials",
        equal("true"),
        "runs all controllers with one identity",
        "write --use-service-account-credentials=true",
    ),
    Setting(
        "service-account-private-key-file",
        given,
        "has no key to sign tokens with",
        "set --service-account-private-key-file",
    ),
    Setting("root-ca-file", given, "gives pods no authority to verify the API server with", "set --root-ca-file"),
    Setting(
        "bind-address",
        equal("127.0.0.1", "::1", "localhost"),
        "listens to the network",
        "write --bind-address=127.0.0.1",
    ),
    Setting("profiling", equal("false"), "offers its profiler", "write --profiling=false", Severity.INFO),
    Setting(
        "terminated-pod-gc-threshold",
        lambda value: value is None or (value.lstrip("0") != "" and not value.startswith("-")),
        "never removes pods that have ended",
        "leave --terminated-pod-gc-threshold out",
    ),
    Setting(
        "feature-gates",
        lambda value: "RotateKubeletServerCertificate=false" not in (value or ""),
        "does not renew the kubelets' certificates",
        "take RotateKubeletServerCertificate=false out",
    ),
)


@rule(
    "CP016",
    "controller-manager-hardened",
    Severity.WARNING,
    CONTAINERS,
    aliases=(
        "CKV_K8S_106 CKV_K8S_107 CKV_K8S_108 CKV_K8S_110 CKV_K8S_111 CKV_K8S_112 CKV_K8S_113 C-0144 C-0145 "
        "C-0146 C-0147 C-0148 C-0149 C-0150 KCV-0033 KCV-0034 KCV-0035 KCV-0036 KCV-0037 KCV-0038 KCV-0039"
    ),
    covers=(151,),
)
def check(container: Container) -> Iterator[Hit]:
    return broken(container, CONTROLLER_MANAGER, SETTINGS)
