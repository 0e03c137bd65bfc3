"""A webhook does not stand in its own way.

## What it does
Finds admission webhooks that refuse what they cannot answer (`failurePolicy: Fail`, the default), are asked about new
pods of every namespace, and are answered by a Service, whose pods are then new pods too. A `namespaceSelector`, an
`objectSelector` or `matchConditions` ends that. Webhooks of managed addons in kube-system count like any other.

## Why
Once the pods behind it are gone nothing can start any more, they least of all, until somebody deletes the configuration
by hand.

## Bad
```yaml
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: policy}
webhooks:
  - name: pods.example.com
    clientConfig: {service: {name: policy, namespace: policy}}
    rules: [{apiGroups: [""], apiVersions: [v1], resources: [pods], operations: [CREATE]}]
```

## Good
```yaml
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: policy}
webhooks:
  - name: pods.example.com
    clientConfig: {service: {name: policy, namespace: policy}}
    rules: [{apiGroups: [""], apiVersions: [v1], resources: [pods], operations: [CREATE]}]
    namespaceSelector:
      matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [policy, kube-system]}]
```

## Fix
Except the webhook's own namespace and kube-system by a `namespaceSelector` on `kubernetes.io/metadata.name`.

## References
- https://kubernetes.io/docs/concepts/cluster-administration/admission-webhooks-good-practices/
- https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#avoiding-operating-on-the-kube-system-namespace
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.rbac import texts
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, mapping, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

NARROWING = ("namespaceSelector", "objectSelector")


@rule(
    "OBJ011", "webhook-lets-its-server-start", Severity.WARNING,
    objects("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"),
    aliases="C-0036 C-0039", covers=(127,),
)  # fmt: skip
def check(thing: Object) -> Iterator[Hit]:
    for index, webhook in enumerate(sequence(thing.manifest.get("webhooks"))):
        if at(webhook, "failurePolicy") == "Ignore" or not at(webhook, "clientConfig", "service"):
            continue
        if sequence(at(webhook, "matchConditions")) or any(mapping(at(webhook, name)) for name in NARROWING):
            continue
        if any(map(_asks_about_pods, sequence(at(webhook, "rules")))):
            service = text(at(webhook, "clientConfig", "service", "name"))
            message = f"webhook {text(at(webhook, 'name'))} is asked about the pods of its own Service {service}"
            fix = "except its own namespace and kube-system by a namespaceSelector"
            yield Hit(f"webhooks[{index}].namespaceSelector", message, fix)


def _asks_about_pods(asked: Any) -> bool:
    if at(asked, "scope") == "Cluster" or not {"CREATE", "*"} & set(texts(at(asked, "operations"))):
        return False
    groups, resources = texts(at(asked, "apiGroups")), texts(at(asked, "resources"))
    return ("" in groups or "*" in groups) and bool({"pods", "*", "*/*"} & set(resources))
