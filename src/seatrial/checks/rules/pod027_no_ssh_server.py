"""No container that serves is a door for SSH.

## What it does
Finds containers that run `sshd` or declare port 22. Training is left out, whose launcher starts the workers by SSH, and
so are images of Git and SFTP servers.

## Why
A login by SSH goes past the cluster's own: no RBAC rule, no audit log and no expiry holds for the keys in the image,
and what is changed by hand is gone at the next restart.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: notebook}
spec: {containers: [{name: notebook, image: "example.com/notebook:1.0", ports: [{containerPort: 22}]}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: notebook}
spec: {containers: [{name: notebook, image: "example.com/notebook:1.0", ports: [{containerPort: 8888}]}]}
```

## Fix
Remove the server and the port; use `kubectl exec` and `kubectl debug`.

## References
- https://kubernetes.io/docs/tasks/debug/debug-application/get-shell-running-container/
- https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.pods import Life
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import Container, at
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

SSH = 22
SSHD = re.compile(r"(?:^|[\s;&|(/])sshd(?=[\s;&|)]|$)|\bservice ssh start\b")
OFFERED = re.compile(r"gitea|forgejo|gitlab|gogs|gerrit|bitbucket|soft-serve|sftp")
"""Images of programs that are reached by SSH on purpose."""


@rule("POD027", "no-ssh-server", Severity.WARNING, CONTAINERS, aliases="ssh-port C-0042", covers=(29,))
def check(container: Container) -> Iterator[Hit]:
    field = _opened_by(container)
    if not field or container.life is Life.BATCH or container.pod.object.kind == "LeaderWorkerSet":
        return
    if not OFFERED.search(container.image):
        message = f"container {container.name} lets users log in by SSH"
        yield Hit(field, message, "remove the SSH server and use kubectl exec")


def _opened_by(container: Container) -> str:
    """The field that says so."""
    for index, port in enumerate(container.ports):
        if at(port, "containerPort") == SSH and at(port, "protocol") in (None, "TCP"):
            return f"{container.path}.ports[{index}].containerPort"
    if any("ssh" in word and SSHD.search(word) for word in container.command_line):
        return f"{container.path}.{'command' if container.spec.get('command') else 'args'}"
    return ""
