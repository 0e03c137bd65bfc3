"""Agent sandboxes have a kernel of their own.

## What it does
Asks for a `runtimeClassName` in Sandboxes and SandboxTemplates (`agents.x-k8s.io`) that is not an ordinary runtime: not
`runc`, `crun` or `nvidia`, and not a RuntimeClass of the set with such a handler.

## Why
An agent runs code that nobody has read, and in an ordinary container one fault of the node's kernel is all that is
between that code and the other pods of the node.

## Bad
```yaml
apiVersion: agents.x-k8s.io/v1beta1
kind: Sandbox
metadata: {name: coder}
spec: {podTemplate: {spec: {containers: [{name: coder, image: "example.com/coder:1.0"}]}}}
```

## Good
```yaml
apiVersion: agents.x-k8s.io/v1beta1
kind: Sandbox
metadata: {name: coder}
spec: {podTemplate: {spec: {runtimeClassName: gvisor, containers: [{name: coder, image: "example.com/coder:1.0"}]}}}
```

## Fix
Set `runtimeClassName` to a RuntimeClass of gVisor or Kata Containers that the cluster has.

## References
- https://agent-sandbox.sigs.k8s.io/docs/
- https://kubernetes.io/docs/concepts/containers/runtime-class/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import PODS, Hit, rule
from seatrial.checks.sandboxes import ORDINARY, is_sandbox
from seatrial.checks.view import Pod, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule("POD033", "sandbox-isolated", Severity.WARNING, PODS, aliases="C-0297", covers=(37,))
def check(pod: Pod) -> Iterator[Hit]:
    if not is_sandbox(pod):
        return
    name = text(pod.spec.get("runtimeClassName"))
    runtime = pod.inventory.find("RuntimeClass", "", name) if name else None
    handler = text(runtime.manifest.get("handler")) if runtime else name
    if not name or handler in ORDINARY:
        message = f"the sandbox runs on the node's own kernel{f', by {handler}' if handler else ''}"
        yield Hit(f"{pod.path}.runtimeClassName", message, "name a RuntimeClass of gVisor or Kata Containers")
