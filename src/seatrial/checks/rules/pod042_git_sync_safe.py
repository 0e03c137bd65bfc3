"""git-sync runs its own git, over an encrypted connection.

## What it does
Finds git-sync containers that are told which program to run as git (`GITSYNC_GIT`, `--git`), and those that fetch over
`http://` or `git://`.

## Why
What git-sync fetches is run by the container beside it, so whoever sets its git program, or sits on the network
between, runs code in the pod with its rights.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: dags}
spec:
  containers:
    - name: sync
      image: registry.k8s.io/git-sync/git-sync:v4.4.0
      env: [{name: GITSYNC_REPO, value: "https://git.example.com/dags"}, {name: GITSYNC_GIT, value: /tmp/git}]
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: dags}
spec:
  containers:
    - name: sync
      image: registry.k8s.io/git-sync/git-sync:v4.4.0
      env: [{name: GITSYNC_REPO, value: "https://git.example.com/dags"}, {name: GITSYNC_REF, value: v1.4.2}]
```

## Fix
Remove `GITSYNC_GIT` or `--git`, and fetch over `https://` or SSH.

## References
- https://github.com/kubernetes/git-sync
- https://www.akamai.com/blog/security-research/2024-august-kubernetes-gitsync-command-injection-defcon
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import Container, at, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAM = ("GITSYNC_GIT", "GIT_SYNC_GIT")
SOURCE = ("GITSYNC_REPO", "GIT_SYNC_REPO")
PLAIN = ("http://", "git://")
FLAG = re.compile(r"--?(git|repo)(?:=(.*))?", re.DOTALL)


@rule("POD042", "git-sync-safe", Severity.WARNING, CONTAINERS, aliases="CKV_K8S_159", covers=(44,))
def check(container: Container) -> Iterator[Hit]:
    if "git-sync" not in container.image:
        return
    for index, variable in enumerate(sequence(container.spec.get("env"))):
        name, value = at(variable, "name"), text(at(variable, "value"))
        yield from _look(f"{container.path}.env[{index}]", value, program=name in PROGRAM, source=name in SOURCE)
    for name in ("command", "args"):
        words = [text(word) for word in sequence(container.spec.get(name))]
        for index, word in enumerate(words):
            said = FLAG.fullmatch(word)
            if said:
                value = (words[index + 1] if index + 1 < len(words) else "") if said[2] is None else said[2]
                field = f"{container.path}.{name}[{index}]"
                yield from _look(field, value, program=said[1] == "git", source=said[1] == "repo")


def _look(field: str, value: str, *, program: bool, source: bool) -> Iterator[Hit]:
    if program and value != "git":
        yield Hit(field, "git-sync runs the program that it is told instead of git", "remove it")
    if source and value.startswith(PLAIN):
        yield Hit(
            field, f"git-sync fetches over {value.partition('://')[0]}, which anybody between may change", "use https"
        )
