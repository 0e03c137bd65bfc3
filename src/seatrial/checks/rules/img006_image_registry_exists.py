"""Images come from a registry that is still served.

## What it does
Finds `k8s.gcr.io` and `gcr.io/google-containers`, which are frozen, and registries that have been shut down.

## Why
The old registry gets no new versions and no fixes, and a node that pulls from it may be refused one day.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: "k8s.gcr.io/pause:3.5"}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: "registry.k8s.io/pause:3.10"}]}
```

## Fix
Write `registry.k8s.io` in place of `k8s.gcr.io`; the images are the same.

## References
- https://kubernetes.io/blog/2023/02/06/k8s-gcr-io-freeze-announcement/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.edit import Edit
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container


MOVED = {
    "k8s.gcr.io/": "registry.k8s.io/",
    "gcr.io/google-containers/": "registry.k8s.io/",
    "gcr.io/google_containers/": "registry.k8s.io/",
}
"""Frozen on 2023-04-03; the new host serves all that the old one had."""


@rule("IMG006", "image-registry-exists", Severity.ERROR, CONTAINERS, aliases="C-0253", covers=(60,))
def check(container: Container) -> Iterator[Hit]:
    image = container.image
    for old, new in MOVED.items():
        if image.startswith(old):
            moved = new + image.removeprefix(old)
            edits = (Edit(container.to("image"), moved),) if old == "k8s.gcr.io/" else ()
            message = f"image {image} comes from a registry that is frozen"
            yield Hit(f"{container.path}.image", message, f"write {moved}", edits=edits)
