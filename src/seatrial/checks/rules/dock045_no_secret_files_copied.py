"""No file that holds secrets is copied into the image.

## What it does
Refuses to copy `.env`, SSH and TLS private keys, `.netrc`, `.npmrc`, `.pypirc`, `.git-credentials`, `.aws`, `.ssh`,
`.kube` and files of credentials from the build context.

## Why
Whoever can pull the image reads it, and removing it in a later layer does not take it out.

## Bad
```dockerfile
FROM python:3.12-slim
COPY .env /app/.env
```

## Good
```dockerfile
FROM python:3.12-slim
RUN --mount=type=secret,id=env,target=/app/.env python prepare.py
```

## Fix
Mount the file with `RUN --mount=type=secret`, give the running container a Secret, and name the file in
`.dockerignore`.

## References
- https://docs.docker.com/build/building/secrets/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


SECRET = re.compile(
    r"/\.env(?:\.[\w-]+)?$|/\.(?:netrc|npmrc|pypirc|git-credentials|htpasswd|pgpass|dockerconfigjson|vault-token)$"
    r"|/\.(?:ssh|aws|kube|gnupg)(?:/|$)|/\.docker/config\.json$|/id_(?:rsa|dsa|ecdsa|ed25519)$|\.(?:pem|key|p12|pfx|jks|keystore|kdbx)$"
    r"|/kubeconfig[^/]*$|/(?:credentials|client_secrets?|secrets?|service[-_]account[^/]*)\.(?:json|ya?ml|toml|ini)$"
)
HARMLESS = re.compile(
    r"\.(?:example|sample|template|dist|pub)$|(?:^|[/_.-])(?:ca|certs?|chain|fullchain|public|pub|root)[/_.-]"
)
"""Templates, public keys and certificates."""


@rule(
    "DOCK045",
    "no-secret-files-copied",
    Severity.ERROR,
    DOCKERFILES,
    aliases="DS-0031",
    covers=(192,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for instruction in file.named("COPY", "ADD"):
        if instruction.flag("from"):
            continue
        for word in instruction.words[:-1]:
            path = "/" + word.value.strip("/")
            if SECRET.search(path) and not HARMLESS.search(path):
                message = f"{word.value} stays in the image for all to read"
                yield hit(instruction, message, "write RUN --mount=type=secret", word=word)
