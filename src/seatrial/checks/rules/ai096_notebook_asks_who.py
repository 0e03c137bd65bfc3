"""Notebooks ask for a token or a password.

## What it does
Finds Jupyter started with an empty token or password (`--NotebookApp.token=''`, `--ServerApp.token=`,
`--IdentityProvider.token=''`, `JUPYTER_TOKEN` empty) and code-server with `--auth none`. It is an error where a
LoadBalancer, a NodePort or an Ingress without authentication leads to the pod, a warning elsewhere. Kubeflow's own
kind Notebook is left out: its gateway authenticates.

## Why
Whoever reaches the port has a shell in the pod, with its GPU, its data and its credentials.

## Bad
```yaml
apiVersion: v1
kind: Pod
metadata: {name: lab}
spec: {containers: [{name: lab, image: "jupyter/base-notebook:1.0", args: [start-notebook.sh, "--ServerApp.token="]}]}
```

## Good
```yaml
apiVersion: v1
kind: Pod
metadata: {name: lab}
spec: {containers: [{name: lab, image: "jupyter/base-notebook:1.0", args: [start-notebook.sh]}]}
```

## Fix
Remove the option, so that Jupyter makes a token at its start, or set one from a Secret.

## References
- https://jupyter-server.readthedocs.io/en/latest/operators/security.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.authentication import proxy_asks, route_asks
from seatrial.checks.exposure import is_public, routes_to, services_of
from seatrial.checks.rule import CONTAINERS, Hit, rule
from seatrial.checks.view import at, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Container, Pod

EMPTY = (
    r"--(?:NotebookApp|ServerApp|LabApp|IdentityProvider|PasswordIdentityProvider)\.(?:token|password|hashed_password)"
    r"=(?:''|\"\"|None)?(?=\s|$|;|&)|(?:^|\s)--auth[=\s]none\b"
)
VARIABLES = ("JUPYTER_TOKEN", "NOTEBOOK_TOKEN")
SET = r"--(?:NotebookApp|ServerApp|(?:Password)?IdentityProvider)\.(?:token|password|hashed_password)=[^\s'\"]"
MARKS = ("token", "password", "auth")
OUTSIDE = ("LoadBalancer", "NodePort")


@rule("AI096", "notebook-asks-who", Severity.WARNING, CONTAINERS, aliases="AI096")
def check(container: Container) -> Iterator[Hit]:
    if container.pod.object.kind == "Notebook" or container.init:
        return
    field = _field(container)
    # An empty password beside a token only takes the second way in away.
    if field and not re.search(SET, " ".join(container.command_line)) and not proxy_asks(container.pod):
        exposed = _exposed(container.pod)
        message = f"the notebook in container {container.name} lets in anybody"
        message += f", and {exposed} leads to it" if exposed else " who reaches its port"
        severity = Severity.ERROR if exposed else None
        yield Hit(field, message, "remove the empty token or set one from a Secret", severity=severity)


def _field(container: Container) -> str:
    for name in ("command", "args"):
        for index, word in enumerate(sequence(container.spec.get(name))):
            if any(mark in text(word) for mark in MARKS) and re.search(EMPTY, text(word)):
                return f"{container.path}.{name}[{index}]"
    for index, variable in enumerate(sequence(container.spec.get("env"))):
        if at(variable, "name") in VARIABLES and at(variable, "value") == "":
            return f"{container.path}.env[{index}].value"
    return ""


def _exposed(pod: Pod) -> str:
    for service in services_of(pod):
        if service.spec.get("type") in OUTSIDE and is_public(service):
            return f"{service.spec['type']} {service.name}"
        for route, _ in routes_to(service):
            if route.kind == "Ingress" and is_public(route) and not route_asks(route):
                return f"Ingress {route.name}"
    return ""
