"""Certificates are verified.

## What it does
Refuses what switches the check of certificates off: `curl -k`, `wget --no-check-certificate`, `pip --trusted-host`,
`git` with `http.sslVerify=false`, `npm` with `strict-ssl false`, `conda` with `ssl_verify false`, `dnf` and `yum`
with `sslverify=0`, apt with `Verify-Peer=false`, and the variables of Python, Node, Git, npm and pip that do the
same.

## Why
Whoever stands between the builder and the server decides what is installed.

## Bad
```dockerfile
FROM debian:12
RUN curl -k https://example.com/install.sh -o install.sh
```

## Good
```dockerfile
FROM debian:12
RUN curl -fsS https://example.com/install.sh -o install.sh
```

## Fix
Remove the option. For a server with a certificate of your own, copy its CA and run `update-ca-certificates`.

## References
- https://curl.se/docs/sslcerts.html
- https://pip.pypa.io/en/stable/topics/https-certificates/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.dockerfile.packages import RPM, invocation
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.command import Command
    from seatrial.dockerfile.view import Dockerfile
    from seatrial.dockerfile.words import Word

FIX = "remove it, or add the CA of the server"
OFF = ("0", "false", "off", "no")
ON = ("1", "true", "on", "yes")
VARIABLES: dict[str, tuple[str, ...]] = {
    "NODE_TLS_REJECT_UNAUTHORIZED": ("0",),
    "PYTHONHTTPSVERIFY": ("0",),
    "GIT_SSL_NO_VERIFY": ON,
    "NPM_CONFIG_STRICT_SSL": OFF,
    "YARN_ENABLE_STRICT_SSL": OFF,
    "CONDA_SSL_VERIFY": OFF,
    "UV_INSECURE_HOST": (),
    "CURL_CA_BUNDLE": ("",),
    "REQUESTS_CA_BUNDLE": ("",),
}
"""Variable → the values that switch the check off."""
OPTIONS: dict[str, tuple[str, ...]] = {
    "curl": ("-k", "--insecure", "--proxy-insecure"),
    "wget": ("--no-check-certificate",),
    "pip": ("--trusted-host", "--allow-insecure-host"),
    "uv": ("--allow-insecure-host", "--trusted-host"),
}
SHORT = re.compile(r"-[a-jln-zA-Z#]*k[a-zA-Z]*\Z")
SETTERS = frozenset(["git", "npm", "yarn", "pnpm", "conda", "apt", *RPM])
SETTING = re.compile(
    r"sslverify[ =]\"?(?:false|0|no)\b|strict-ssl[ =]\"?(?:false|0)\b"
    r"|ssl_verify[ =](?:false|no)\b|verify-peer=\"?(?:false|0)\b"
)
"""The same in the settings of git, npm, conda, dnf and apt."""


@rule(
    "DOCK050",
    "tls-verified",
    Severity.ERROR,
    DOCKERFILES,
    aliases=(
        "CKV2_DOCKER_2 CKV2_DOCKER_3 CKV2_DOCKER_4 CKV2_DOCKER_5 CKV2_DOCKER_6 "
        "CKV2_DOCKER_12 CKV2_DOCKER_13 CKV2_DOCKER_14 CKV2_DOCKER_15 CKV2_DOCKER_16"
    ),
    covers=(196,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for instruction in file.named("ENV", "ARG"):
        for name, value, word in instruction.pairs:
            if value is not None and _is_off(name, value.value):
                yield hit(instruction, f"{name} switches the check of certificates off", FIX, word=word)
    for command in file.commands:
        exported = command.words[1:] if command.words[0].value in ("export", "env") else ()
        for word in (*command.assignments, *exported):
            name, _, value = word.value.partition("=")
            if _is_off(name, value):
                yield hit(command, f"{name} switches the check of certificates off", FIX, word=word)
        word = _option(command)
        if word:
            yield hit(command, f"{word.value} switches the check of certificates off", FIX, word=word)


def _is_off(name: str, value: str) -> bool:
    return value.lower() in VARIABLES.get(name.upper(), ()) or (name.upper() == "PIP_TRUSTED_HOST" and bool(value))


def _option(command: Command) -> Word | None:
    words = command.arguments
    call = invocation(command)
    name = call.family if call else command.name
    for index, word in enumerate(words):
        if any(_is_option(word.value, option) for option in OPTIONS.get(name, ())):
            return word
        following = words[index + 1].value if index + 1 < len(words) else ""
        if SETTING.search(f"{word.value} {following}".lower()) and name in SETTERS:
            return word
    return None


def _is_option(word: str, option: str) -> bool:
    if option == "-k":
        return bool(SHORT.match(word))
    return word == option or word.startswith(option + "=")
