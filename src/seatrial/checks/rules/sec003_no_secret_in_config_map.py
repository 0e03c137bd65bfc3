"""ConfigMaps hold no credentials.

## What it does
Looks for private keys, tokens of well-known services and passwords inside addresses in the entries of ConfigMaps, and
for entries whose name says that they are a credential.

## Why
A ConfigMap may be read by far more people than a Secret, is not encrypted at rest, and is printed by every tool.

## Bad
```yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: app}
data: {DB_PASSWORD: hunter2}
```

## Good
```yaml
apiVersion: v1
kind: ConfigMap
metadata: {name: app}
data: {DB_PASSWORD_FILE: /etc/db/password, MAX_TOKENS: "4096"}
```

## Fix
Move the entry to a Secret, and replace the credential, since it has been seen.

## References
- https://kubernetes.io/docs/concepts/configuration/configmap/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.credentials import is_credential_name, is_placeholder, looks_like_credential
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, mapping, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "SEC003", "no-secret-in-config-map", Severity.ERROR, objects("ConfigMap"),
    aliases="sensitiveConfigmapContent KSV-0109 KSV-1010", covers=(51,),
)  # fmt: skip
def check(thing: Object) -> Iterator[Hit]:
    for key, value in mapping(thing.manifest.get("data")).items():
        held = text(value)
        named = "\n" not in held and is_credential_name(text(key)) and not is_placeholder(held)
        if held and (named or looks_like_credential(held)):
            yield Hit(f"data.{key}", f"entry {key} holds a credential, open to all who read ConfigMaps", "use a Secret")
