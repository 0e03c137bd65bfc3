"""Volumes are encrypted.

## What it does
Looks at StorageClasses of the clouds' CSI drivers whose parameters switch encryption off, or leave it to the
account's default where the driver does not encrypt by itself (`ebs.csi.aws.com`).

## Why
Disks that leave a data centre, and snapshots that are shared by mistake, hold models, data and checkpoints in the
clear.

## Bad
```yaml
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast}
provisioner: ebs.csi.aws.com
parameters: {type: gp3}
```

## Good
```yaml
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast}
provisioner: ebs.csi.aws.com
parameters: {type: gp3, encrypted: "true"}
```

## Fix
Write `encrypted: "true"`, and `kmsKeyId` where the key is to be yours.

## References
- https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/parameters.md
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, mapping
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


DRIVERS = {"ebs.csi.aws.com": "encrypted", "kubernetes.io/aws-ebs": "encrypted"}
"""Provisioner → the parameter without which it asks for an unencrypted disk; the other clouds always encrypt."""


@rule("STO003", "volume-encrypted", Severity.INFO, objects("StorageClass"), aliases="C-0264", covers=(54,))
def check(thing: Object) -> Iterator[Hit]:
    provisioner = thing.manifest.get("provisioner")
    parameter = DRIVERS.get(provisioner) if isinstance(provisioner, str) else None
    if parameter and str(mapping(thing.manifest.get("parameters")).get(parameter)).lower() != "true":
        message = f"disks of StorageClass {thing.name} are encrypted only if the account does so by default"
        yield Hit(f"parameters.{parameter}", message, f'write {parameter}: "true"')
