"""The ServiceAccount stands in `serviceAccountName`.

## What it does
Finds the field `serviceAccount`, unless it says the same as `serviceAccountName`: the API server adds it so to what it
stores.

## Why
The field is an old name that Kubernetes keeps for old clients only: where both are there the new one wins without a
word, and tools that look for the new one see the account `default`.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {serviceAccount: chat, containers: [{name: chat, image: "example.com/chat:1.0"}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {serviceAccountName: chat, containers: [{name: chat, image: "example.com/chat:1.0"}]}
```

## Fix
Rename it `serviceAccountName`. `--fix` does so, or removes it where `serviceAccountName` decides already.

## References
- https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.view import Pod, text
from seatrial.edit import REMOVE, Edit
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "POD031",
    "service-account-name",
    Severity.INFO,
    PODS,
    aliases="deprecated-service-account-field C-0294",
    covers=(34,),
)
def check(pod: Pod) -> Iterator[Hit]:
    old, new = text(pod.spec.get("serviceAccount")), text(pod.spec.get("serviceAccountName"))
    if not old or old == new:
        return
    field, path = f"{pod.path}.serviceAccount", pod.to("serviceAccount")
    if new:
        message = f"serviceAccount is {old} but the pod runs as {new}"
        yield Hit(field, message, "remove serviceAccount", edits=(Edit(path, REMOVE),))
    else:
        rename = () if "serviceAccountName" in pod.spec else (Edit(path, key="serviceAccountName"),)
        yield Hit(field, "serviceAccount is an old name", "rename it serviceAccountName", edits=rename)
