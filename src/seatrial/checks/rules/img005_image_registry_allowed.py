"""Images come from the registries that were agreed on.

## What it does
Compares each image with the list `registries` in the settings of this rule; an entry is a host, or a host and a path.
Runs where a list is set.

## Why
Anybody may publish an image under a name that looks like yours, and a public registry limits how often a cluster may
pull.

## Bad
```yaml
# context: {settings: {IMG005: {registries: [registry.example.com/team]}}}
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: "docker.io/library/nginx:1.27"}]}
```

## Good
```yaml
# context: {settings: {IMG005: {registries: [registry.example.com/team]}}}
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: "registry.example.com/team/nginx:1.27"}]}
```

## Fix
Copy the image to one of the registries, or add its registry to `[check.settings.IMG005] registries` in seatrial.toml.

## References
- https://kubernetes.io/docs/concepts/containers/images/
- https://kyverno.io/policies/best-practices/restrict-image-registries/restrict-image-registries/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.image import registry_of
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import mapping, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container


@rule(
    "IMG005", "image-registry-allowed", Severity.ERROR, CONTAINERS,
    aliases="C-0001 C-0078 KSV-0032 KSV-0033 KSV-0034 KSV-0035 KSV-0125 POP-113", covers=(58,),
)  # fmt: skip
def check(container: Container) -> Iterator[Hit]:
    settings = mapping(container.pod.inventory.context.settings.get("IMG005"))
    allowed = [text(entry).rstrip("/") for entry in sequence(settings.get("registries"))]
    if not allowed or not container.image:
        return
    name = registry_of(container.image)
    if not any(name == entry or name.startswith(f"{entry}/") for entry in allowed):
        message = f"image {container.image} comes from a registry that is not on the list"
        yield Hit(f"{container.path}.image", message, f"take it from {' or '.join(allowed)}")
