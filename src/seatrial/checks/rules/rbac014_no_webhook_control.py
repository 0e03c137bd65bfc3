"""Roles do not register admission webhooks.

## What it does
Finds ClusterRoles that create or change Validating- and MutatingWebhookConfigurations without naming them. To create
one is an error; to change them all is a warning, since operators that put their certificate into their own do that.
Roles that Kubernetes makes itself and rules with `resourceNames` are left out.

## Why
A webhook receives every object that is written, Secrets too, and changes pods on the way, so its owner is an
administrator of the cluster.

## Bad
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: operator}
rules: [{apiGroups: [admissionregistration.k8s.io], resources: [mutatingwebhookconfigurations], verbs: [create]}]
```

## Good
```yaml
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: operator}
rules:
  - apiGroups: [admissionregistration.k8s.io]
    resources: [mutatingwebhookconfigurations]
    resourceNames: [operator]
    verbs: [get, patch]
```

## Fix
Install the configuration with the manifests, and name it in `resourceNames` for the program that renews its
certificate.

## References
- https://kubernetes.io/docs/concepts/security/rbac-good-practices/#control-admission-webhooks
- https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rbac import CHANGE, risks
from seatrial.checks.rule import Hit, objects, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object

GROUP = "admissionregistration.k8s.io"
RESOURCES = frozenset({"mutatingwebhookconfigurations", "validatingwebhookconfigurations"})


@rule(
    "RBAC014", "no-webhook-control", Severity.ERROR, objects("ClusterRole"),
    aliases="KSV-0114 CKV_K8S_155 C-0281", covers=(127,),
)  # fmt: skip
def check(thing: Object) -> Iterator[Hit]:
    for grant, severity in risks(thing, Severity.ERROR, GROUP, RESOURCES, CHANGE, cluster_scoped=True):
        makes = "create" in grant.verbs or "*" in grant.verbs
        message = f"ClusterRole {thing.name} allows {grant}, and so to read and change whatever is written"
        yield Hit(
            grant.field, message, "name the webhook's own configuration in resourceNames",
            severity=severity if makes else Severity.WARNING,
        )  # fmt: skip
