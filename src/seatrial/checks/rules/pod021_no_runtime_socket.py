"""No pod gets the socket of the container runtime.

## What it does
Refuses `hostPath` volumes of the sockets of Docker, containerd, CRI-O and Podman, or of the directories with them. What
serves a node from every node is left out.

## Why
Whoever may talk to the runtime starts a privileged container past the API server, its quotas and its policies, and is
root on the node.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: build}
spec:
  containers: [{name: build, image: "example.com/build:1.0", volumeMounts: [{name: run, mountPath: /run/docker.sock}]}]
  volumes: [{name: run, hostPath: {path: /var/run/docker.sock, type: Socket}}]
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: build}
spec:
  hostUsers: false
  containers: [{name: build, image: "moby/buildkit:v0.25.0-rootless", args: [--oci-worker-no-process-sandbox]}]
```

## Fix
Build images with BuildKit or Buildah in the pod, and start other pods by the Kubernetes API.

## References
- https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
- https://docs.docker.com/engine/security/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.host_paths import Reach, host_paths
from seatrial.checks.node_agents import is_node_agent
from seatrial.checks.rule import PODS, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Pod


@rule(
    "POD021",
    "no-runtime-socket",
    Severity.ERROR,
    PODS,
    aliases="KSV-0006 CKV_K8S_27 C-0074 docker-sock mounts",
    covers=(22,),
)
def check(pod: Pod) -> Iterator[Hit]:
    for volume in host_paths(pod):
        if volume.reach is Reach.RUNTIME and not is_node_agent(pod):
            message = f"volume {volume.name} gives the pod the container runtime of its node"
            yield Hit(volume.field, message, "remove it; build images in the pod and start pods by the API")
