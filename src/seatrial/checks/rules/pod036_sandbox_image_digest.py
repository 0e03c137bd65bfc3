"""Images of agent sandboxes are named by digest.

## What it does
Asks for `@sha256:` and 64 hexadecimal digits in each image of a Sandbox and a SandboxTemplate.

## Why
A tag may point to another image tomorrow, and what was reviewed for running an agent is then not what runs.

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
spec:
  podTemplate:
    spec:
      containers:
        - name: coder
          image: example.com/coder@sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945
```

## Fix
Add the digest that the build or `docker buildx imagetools inspect` prints.

## References
- https://agent-sandbox.sigs.k8s.io/docs/
- https://kubernetes.io/docs/concepts/containers/images/#image-names
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.sandboxes import is_sandbox
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container

DIGEST = re.compile(r"@sha256:[0-9a-f]{64}$")


@rule("POD036", "sandbox-image-digest", Severity.WARNING, CONTAINERS, aliases="C-0304", covers=(37,))
def check(container: Container) -> Iterator[Hit]:
    if is_sandbox(container.pod) and container.image and not DIGEST.search(container.image):
        message = f"the image {container.image} of the sandbox is not fixed by its digest"
        yield Hit(f"{container.path}.image", message, "add @sha256: with the digest of the image")
