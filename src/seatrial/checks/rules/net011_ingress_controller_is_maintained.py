"""The Ingress controller still gets fixes.

## What it does
Finds the images of ingress-nginx, which its project ended in March 2026. Versions before 1.11.5, and 1.12.0, with the
hole CVE-2025-1974, are an error.

## Why
Every request from outside passes through it, and holes that are found now stay open.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: a}
spec: {containers: [{name: controller, image: "registry.k8s.io/ingress-nginx/controller:v1.11.2"}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: a}
spec: {containers: [{name: gateway, image: "docker.io/envoyproxy/gateway:v1.6.0"}]}
```

## Fix
Move to an implementation of the Gateway API, or to another Ingress controller.

## References
- https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/
- https://kubernetes.io/blog/2025/03/24/ingress-nginx-cve-2025-1974/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.image import tag_of
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

MARK = "ingress-nginx/controller"
VERSION = re.compile(r"v?(\d+)\.(\d+)\.(\d+)")


@rule(
    "NET011", "ingress-controller-is-maintained", Severity.WARNING, CONTAINERS, aliases="C-0292 KCV-0093", covers=(118,)
)
def check(container: Container) -> Iterator[Hit]:
    if MARK not in container.image:
        return
    match = VERSION.match(tag_of(container.image.partition("@")[0]))
    version = tuple(map(int, match.groups())) if match else ()
    if version and (version < (1, 11, 5) or version == (1, 12, 0)):
        message = f"ingress-nginx {'.'.join(map(str, version))} runs code of whoever reaches it (CVE-2025-1974)"
        severity = Severity.ERROR
    else:
        message, severity = "ingress-nginx has had no fixes since March 2026", None
    yield Hit(f"{container.path}.image", message, "move to an implementation of the Gateway API", severity=severity)
