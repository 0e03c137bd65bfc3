"""The Kubernetes Dashboard is not deployed.

## What it does
Finds containers with the images of the Kubernetes Dashboard. With `--enable-skip-login` it is an error: whoever reaches
it then acts as the Dashboard's own ServiceAccount.

## Why
The project is archived since January 2026, so that its faults stay, and a page that manages the cluster is among the
first things an attacker looks for.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: dashboard}
spec: {containers: [{name: dashboard, image: "kubernetesui/dashboard:v2.7.0"}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: headlamp}
spec: {containers: [{name: headlamp, image: "ghcr.io/headlamp-k8s/headlamp:v0.40.0"}]}
```

## Fix
Remove it. Headlamp is the interface that SIG UI maintains, and it runs on a desktop too, where nothing is exposed.

## References
- https://github.com/kubernetes-retired/dashboard
- https://headlamp.dev/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import Container, sequence
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

IMAGE = re.compile(r"(?:^|/)(?:kubernetesui/dashboard(?:-web|-auth|-api)?|kubernetes-dashboard-\w+)(?=[:@]|$)")


@rule("POD040", "no-dashboard", Severity.WARNING, CONTAINERS, aliases="CKV_K8S_33 C-0014", covers=(42,))
def check(container: Container) -> Iterator[Hit]:
    if "dashboard" not in container.image or not IMAGE.search(container.image):
        return
    for name in ("args", "command"):
        for index, word in enumerate(sequence(container.spec.get(name))):
            if word in ("--enable-skip-login", "--enable-skip-login=true"):
                message = "the Kubernetes Dashboard lets in anybody without a login"
                yield Hit(f"{container.path}.{name}[{index}]", message, "remove it", severity=Severity.ERROR)
    message = f"container {container.name} is the Kubernetes Dashboard, which nobody maintains"
    yield Hit(f"{container.path}.image", message, "remove it or use Headlamp")
