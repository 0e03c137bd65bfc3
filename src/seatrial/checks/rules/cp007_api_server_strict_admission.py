"""Event floods are limited and images are pulled at every start.

## What it does
Asks for the admission plugins EventRateLimit and AlwaysPullImages, on request only.

## Why
A misbehaving controller can fill etcd with events, and pods can start private images that another pull left on the
node; both plugins have a price that each cluster has to weigh.

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
        - --enable-admission-plugins=NodeRestriction
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
        - --enable-admission-plugins=EventRateLimit,AlwaysPullImages
```

## Fix
Add the plugins, and give EventRateLimit its configuration with `--admission-control-config-file`.

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

SETTINGS = (
    Setting(
        "enable-admission-plugins",
        lambda value: "EventRateLimit" in (value or "").split(","),
        "takes any number of events",
        "add EventRateLimit to --enable-admission-plugins",
    ),
    Setting(
        "enable-admission-plugins",
        lambda value: "AlwaysPullImages" in (value or "").split(","),
        "starts images that the node has",
        "add AlwaysPullImages to --enable-admission-plugins",
    ),
)


@rule(
    "CP007", "api-server-strict-admission", Severity.INFO, CONTAINERS,
    aliases="CKV_K8S_78 CKV_K8S_80 C-0121 C-0123 KCV-0010 KCV-0012",
    covers=(142,), opt_in=True,
)  # fmt: skip
def check(container: Container) -> Iterator[Hit]:
    return broken(container, API_SERVER, SETTINGS)
