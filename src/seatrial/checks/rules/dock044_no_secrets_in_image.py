"""No secret is written into the image.

## What it does
Refuses `ARG` and `ENV` whose name says that they hold a secret (`…_TOKEN`, `…_PASSWORD`, `…_API_KEY`), and texts
anywhere in an instruction that look like a token, a private key or a password in an address. Names of files and empty
values are left alone.

## Why
Whoever can pull the image reads it: ENV is part of its settings, and ARG of its history.

## Bad
```dockerfile
FROM python:3.12-slim
ARG HF_TOKEN
RUN HF_TOKEN=$HF_TOKEN python download.py
```

## Good
```dockerfile
FROM python:3.12-slim
RUN --mount=type=secret,id=HF_TOKEN,env=HF_TOKEN python download.py
```

## Fix
In a build write `RUN --mount=type=secret`; for the running container take a Secret. Replace a secret that was built
in.

## References
- https://docs.docker.com/build/building/secrets/
- https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile, Instruction
    from seatrial.dockerfile.words import Word

ENDINGS = frozenset(
    ["PASSWORD", "PASSWD", "PASSPHRASE", "PASS", "SECRET", "SECRETS", "TOKEN", "APIKEY", "CREDENTIAL", "CREDENTIALS"]
)
KEYS = frozenset(
    f"{kind}_KEY" for kind in ("API", "ACCESS", "SECRET", "PRIVATE", "AUTH", "ENCRYPTION", "SIGNING", "SSH", "ACCOUNT")
)
HARMLESS = re.compile(r"(?i)(?:true|false|yes|no|none|null|[0-9]{1,4}|/\S*|\./\S*|\S+\.(?:json|ya?ml|txt|pem|key))\Z")
"""Switches, small numbers and names of files."""
TOKEN = re.compile(
    r"\bhf_[A-Za-z0-9]{30,}"
    r"|\bgh[pousr]_[A-Za-z0-9]{36,}|\bgithub_pat_[A-Za-z0-9_]{40,}|\bglpat-[A-Za-z0-9_-]{20,}"
    r"|\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"
    r"|\bsk-(?:proj-|ant-)?[A-Za-z0-9_-]{32,}|\bnvapi-[A-Za-z0-9_-]{40,}|\bAIza[A-Za-z0-9_-]{35}"
    r"|\bxox[abprs]-[A-Za-z0-9-]{20,}|\bpypi-[A-Za-z0-9_-]{50,}|\bnpm_[A-Za-z0-9]{36}"
    r"|-----BEGIN (?:[A-Z]+ )*PRIVATE KEY"
    r"|(?<=://)[^\s/:@$\"'<{]+:[^\s/@$\"'<{]+(?=@)"
)
"""Hugging Face, GitHub, GitLab, AWS, OpenAI and Anthropic, NVIDIA, Google, Slack, PyPI, npm; keys; user:password@."""


@rule(
    "DOCK044",
    "no-secrets-in-image",
    Severity.ERROR,
    DOCKERFILES,
    aliases="DL3064 DS-0031",
    covers=(192,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for instruction in file.with_triggers:
        if instruction.keyword in ("ARG", "ENV"):
            for name, value, word in instruction.pairs:
                if _is_secret(name) and _may_hold_one(instruction.keyword, value):
                    message = f"{name} stays in the image for all to read"
                    yield hit(instruction, message, "write RUN --mount=type=secret", word=word)
        if instruction.keyword != "ONBUILD":
            yield from _found_in(instruction)


def _is_secret(name: str) -> bool:
    parts = name.upper().split("_")
    return parts[-1] in ENDINGS or "_".join(parts[-2:]) in KEYS


def _may_hold_one(keyword: str, value: Word | None) -> bool:
    if value is None:
        return keyword == "ARG"
    text = value.value.strip()
    return bool(text) and not HARMLESS.match(text)


def _found_in(instruction: Instruction) -> Iterator[Hit]:
    written = instruction.file.text[instruction.start : instruction.end]
    for match in TOKEN.finditer(written):
        at = instruction.file.position(instruction.start + match.start())
        message = "this looks like a secret, and it stays in the image"
        yield Hit(instruction.keyword, message, "write RUN --mount=type=secret, and replace the secret", at=at)
