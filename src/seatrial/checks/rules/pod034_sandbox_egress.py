"""Agent sandboxes reach only what they are meant to.

## What it does
Asks for a NetworkPolicy of type `Egress` that selects the pods of a Sandbox, or of a SandboxTemplate whose
`networkPolicyManagement` is `Unmanaged`. A managed template has one by default, which keeps the cluster's own addresses
out; if it brings rules of its own, none of them may open every address. Sets with policies of Cilium, Calico or the
cluster administrator are not judged.

## Why
An agent that was talked into it sends what it finds to anybody, and looks around in the cluster from the inside.

## Bad
```yaml
apiVersion: extensions.agents.x-k8s.io/v1beta1
kind: SandboxTemplate
metadata: {name: coder}
spec:
  networkPolicyManagement: Unmanaged
  podTemplate: {spec: {containers: [{name: coder, image: "example.com/coder:1.0"}]}}
```

## Good
```yaml
apiVersion: extensions.agents.x-k8s.io/v1beta1
kind: SandboxTemplate
metadata: {name: coder}
spec:
  networkPolicy: {egress: [{to: [{podSelector: {matchLabels: {app: proxy}}}]}]}
  podTemplate: {spec: {containers: [{name: coder, image: "example.com/coder:1.0"}]}}
```

## Fix
Remove `networkPolicyManagement: Unmanaged`, or add a NetworkPolicy that selects the sandbox and allows what it needs,
such as a proxy and the DNS.

## References
- https://agent-sandbox.sigs.k8s.io/docs/
- https://kubernetes.io/docs/concepts/services-networking/network-policies/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.sandboxes import egress_policies, is_managed, is_sandbox, is_template, opens_everything
from seatrial.checks.view import Pod, at, sequence
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("POD034", "sandbox-egress", Severity.WARNING, PODS, aliases="C-0301", covers=(37,), absence=True)
def check(pod: Pod) -> Iterator[Hit]:
    if not is_sandbox(pod):
        return
    if is_managed(pod):
        for index, allowed in enumerate(sequence(at(pod.object.spec, "networkPolicy", "egress"))):
            if opens_everything(allowed):
                field = f"spec.networkPolicy.egress[{index}]"
                yield Hit(field, "the sandboxes may reach every address", "name the destinations that they need")
    elif not egress_policies(pod):
        field = "spec.networkPolicyManagement" if is_template(pod) else "metadata.name"
        message = "no NetworkPolicy limits what the sandbox may reach"
        yield Hit(field, message, "add a NetworkPolicy of type Egress that selects its pod")
