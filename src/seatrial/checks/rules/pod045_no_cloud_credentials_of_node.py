"""Pods do not read the credentials that a cloud keeps on the node.

## What it does
Refuses `hostPath` volumes of the files in which clouds and their tools keep credentials: `/etc/kubernetes/azure.json`,
`.aws`, `.azure`, `.config/gcloud`. What serves a node from every node is left out.

## Why
The pod acts as the node then, or as the person whose files they are, in everything that account may do in the cloud.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: upload}
spec:
  containers: [{name: upload, image: "example.com/upload:1.0", volumeMounts: [{name: aws, mountPath: /root/.aws}]}]
  volumes: [{name: aws, hostPath: {path: /root/.aws}}]
```

## Good
```yaml
apiVersion: v1
kind: ServiceAccount
metadata: {name: upload, annotations: {eks.amazonaws.com/role-arn: "arn:aws:iam::111122223333:role/upload"}}
---
apiVersion: v1
kind: Pod
metadata: {name: upload}
spec: {serviceAccountName: upload, containers: [{name: upload, image: "example.com/upload:1.0"}]}
```

## Fix
Remove the volume and bind the pod's ServiceAccount to a role of the cloud (IRSA, EKS Pod Identity, Workload Identity).

## References
- https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
- https://cloud.google.com/kubernetes-engine/docs/how-to/workload-identity
- https://learn.microsoft.com/en-us/azure/aks/workload-identity-overview
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


@rule("POD045", "no-cloud-credentials-of-node", Severity.ERROR, PODS, aliases="C-0020", covers=(46,))
def check(pod: Pod) -> Iterator[Hit]:
    for volume in host_paths(pod):
        if volume.reach is Reach.CLOUD and not is_node_agent(pod):
            message = f"volume {volume.name} is {volume.path} of the node, with {volume.reach}"
            yield Hit(volume.field, message, "remove it and bind the ServiceAccount to a role of the cloud")
