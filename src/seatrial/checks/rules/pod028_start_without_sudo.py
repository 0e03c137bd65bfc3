"""Containers start without sudo.

## What it does
Finds `sudo` in the command of containers: as the program that is started, and in the script of a shell.

## Why
`sudo` makes root of the user that the pod asks for, so `runAsNonRoot` says nothing any more; and it fails in pods that
Pod Security `restricted` lets in, because they may not gain privileges.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec: {containers: [{name: chat, image: "example.com/chat:1.0", command: [sh, -c, "sudo chown -R app /data && serve"]}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: chat}
spec:
  securityContext: {fsGroup: 65532}
  containers: [{name: chat, image: "example.com/chat:1.0", command: [serve]}]
```

## Fix
Do in the Dockerfile what needs root. For files of volumes set `fsGroup`, for one step a container of its own among the
`initContainers`.

## References
- https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import Container, sequence
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = re.compile(r"(?:/\S+/)?sudo")
IN_SCRIPT = re.compile(r"(?:^|[;&|(`{]|\b(?:then|do|else|exec)\b)\s*(?:/\S+/)?sudo\s", re.MULTILINE)
SCRIPT_FLAG = re.compile(r"-[a-z]*c")


@rule("POD028", "start-without-sudo", Severity.WARNING, CONTAINERS, aliases="C-0062", covers=(30,))
def check(container: Container) -> Iterator[Hit]:
    before = ""
    for name in ("command", "args"):
        for index, word in enumerate(sequence(container.spec.get(name))):
            if not isinstance(word, str):
                continue
            starts = not before and PROGRAM.fullmatch(word)
            if starts or ("sudo" in word and SCRIPT_FLAG.fullmatch(before) and IN_SCRIPT.search(word)):
                message = f"container {container.name} becomes root by sudo"
                yield Hit(f"{container.path}.{name}[{index}]", message, "do in the Dockerfile what needs root")
            before = word
