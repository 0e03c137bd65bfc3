"""Roles do not approve certificates of any name.

## What it does
Finds ClusterRoles that change `certificatesigningrequests/approval` and may `approve` for the signers of the API
server's clients, or for all. Where the signers stand in another role, the first is enough. Roles that Kubernetes makes
itself and rules with `resourceNames` are left out.

## Why
An approved request is a login under any name it asks for, which nobody can revoke before it expires.

## Bad
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: approver}
rules:
  - {apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests/approval], verbs: [update]}
  - {apiGroups: [certificates.k8s.io], resources: [signers], verbs: [approve]}
```

## Good
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: approver}
rules:
  - {apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests/approval], verbs: [update]}
  - {apiGroups: [certificates.k8s.io], resources: [signers], resourceNames: [example.com/serving], verbs: [approve]}
```

## Fix
Name the signer in `resourceNames`, and none of those for clients of the API server.

## References
- https://kubernetes.io/docs/concepts/security/rbac-good-practices/#csrs-and-certificate-issuing
- https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rbac import grants, risks
from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object

GROUP = "certificates.k8s.io"
APPROVAL, SIGNERS = frozenset({"certificatesigningrequests/approval"}), frozenset({"signers"})
LOGINS = ("kubernetes.io/kube-apiserver-client", "kubernetes.io/kube-apiserver-client-kubelet", "kubernetes.io/*")


@rule(
    "RBAC015", "no-certificate-approval", Severity.ERROR, objects("ClusterRole"),
    aliases="CKV_K8S_156 C-0280", covers=(128,),
)  # fmt: skip
def check(thing: Object) -> Iterator[Hit]:
    for grant, severity in risks(
        thing, Severity.ERROR, GROUP, APPROVAL, frozenset({"update", "patch"}), cluster_scoped=True
    ):
        signers = list(grants(thing, GROUP, SIGNERS, frozenset({"approve"})))
        if not signers or any(not one.names or set(one.names) & set(LOGINS) for one in signers):
            message = f"ClusterRole {thing.name} approves certificates by which anybody becomes anyone"
            yield Hit(grant.field, message, "name a signer in resourceNames that makes no logins", severity=severity)
