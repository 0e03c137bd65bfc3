"""Secrets come from a store outside the cluster.

## What it does
Finds Secrets whose values are written in the manifest, on request only.

## Why
Whoever can read the repository can read them, base64 is no encryption, and a rotation is a commit. Stores such as
External Secrets, the Secrets Store CSI driver and Sealed Secrets keep the value elsewhere.

## Bad
```yaml
apiVersion: v1
kind: Secret
metadata: {name: db}
stringData: {password: hunter2}
```

## Good
```yaml
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: db}
spec:
  refreshInterval: 1h
  secretStoreRef: {kind: SecretStore, name: vault}
  data: [{secretKey: password, remoteRef: {key: db, property: password}}]
```

## Fix
Keep the value in a store and let an ExternalSecret, a SecretProviderClass or a SealedSecret bring it.

## References
- https://kubernetes.io/docs/concepts/security/secrets-good-practices/
- https://external-secrets.io/latest/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.credentials import is_placeholder
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, mapping, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "SEC004", "external-secret-store", Severity.INFO, objects("Secret"),
    aliases="C-0208 C-0234", covers=(52,), opt_in=True,
)  # fmt: skip
def check(thing: Object) -> Iterator[Hit]:
    for field in ("data", "stringData"):
        held = [key for key, value in mapping(thing.manifest.get(field)).items() if not is_placeholder(text(value))]
        if held:
            message = f"Secret {thing.name} has its values in the file"
            yield Hit(field, message, "keep them in a store and let an ExternalSecret bring them")
