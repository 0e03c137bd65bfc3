"""Routes wait as long as a model writes, and pass on what it has written.

## What it does
Looks at Ingresses and HTTPRoutes that lead to servers that generate text. With ingress-nginx and the AWS load balancer
the time without a byte must be written and above 60 seconds, their default; an HTTPRoute's `timeouts.request` must be
above 30 seconds, or above what the pod's annotation `seatrial.dev/longest-request` says; `proxy-buffering` must not be
`on`.

## Why
Clients that do not stream get a 504 while the GPU goes on computing the answer, and with buffering those that do stream
see nothing until it is complete.

## Bad
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  template:
    metadata: {labels: {app: chat}}
    spec: {containers: [{name: chat, image: "vllm/vllm-openai:v0.11.0"}]}
---
apiVersion: v1
kind: Service
metadata: {name: chat}
spec: {selector: {app: chat}, ports: [{port: 80}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: chat}
spec: {ingressClassName: nginx, defaultBackend: {service: {name: chat, port: {number: 80}}}}
```

## Good
```yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: chat}
spec:
  template:
    metadata: {labels: {app: chat}}
    spec: {containers: [{name: chat, image: "vllm/vllm-openai:v0.11.0"}]}
---
apiVersion: v1
kind: Service
metadata: {name: chat}
spec: {selector: {app: chat}, ports: [{port: 80}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: chat, annotations: {nginx.ingress.kubernetes.io/proxy-read-timeout: "600"}}
spec: {ingressClassName: nginx, defaultBackend: {service: {name: chat, port: {number: 80}}}}
```

## Fix
Write the longest answer's time: `nginx.ingress.kubernetes.io/proxy-read-timeout: "600"`,
`idle_timeout.timeout_seconds=600`, `timeouts: {request: 600s}`; leave buffering off.

## References
- https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
- https://gateway-api.sigs.k8s.io/guides/http-timeouts/
- https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.exposure import pods_behind
from seatrial.checks.routes import backends
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.servers import generates
from seatrial.checks.timeouts import ALB, NGINX, route_timeout
from seatrial.checks.view import text
from seatrial.duration import Duration
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.routes import Backend
    from seatrial.checks.view import Object, Pod

BUFFERING = "nginx.ingress.kubernetes.io/proxy-buffering"
DEFAULTS = {"nginx": NGINX, "alb": ALB}
"""Ingress class → the annotation with the time; both wait 60 s where it is not written."""
SILENCE, WHOLE = 60, 30
"""The seconds that are too few, without a byte and for the whole answer."""


@rule("AI059", "route-waits-for-answer", Severity.WARNING, objects("Ingress", "HTTPRoute"), aliases="AI059")
def check(route: Object) -> Iterator[Hit]:
    seen: set[str] = set()
    for backend in backends(route):
        service = route.inventory.find("Service", backend.namespace or route.namespace, backend.service)
        pods = [pod for pod in pods_behind(service) if any(map(generates, pod.main_containers))] if service else []
        for hit in _hits(route, backend, pods) if pods else ():
            if hit.field not in seen:
                seen.add(hit.field)
                yield hit


def _hits(route: Object, backend: Backend, pods: list[Pod]) -> Iterator[Hit]:
    timeout = route_timeout(route, backend)
    longest = max(map(_annotated, pods))
    least = longest or (WHOLE if route.kind == "HTTPRoute" else SILENCE)
    if timeout and timeout.seconds < least + (0 if longest else 1):
        message = f"answers of {backend.service} are cut off after {timeout.seconds} s"
        yield Hit(timeout.field, message, "raise it above the longest answer")
    elif not timeout and route.kind == "Ingress":
        name = next((name for word, name in DEFAULTS.items() if word == _class(route)), "")
        if name and (not longest or longest > SILENCE):
            message = f"answers of {backend.service} that take longer than {SILENCE} s are cut off"
            yield Hit(f"metadata.annotations.{name}", message, f"set {name} above the longest answer")
    if text(route.annotations.get(BUFFERING)) == "on":
        message = f"answers of {backend.service} are held back until they are complete"
        yield Hit(f"metadata.annotations.{BUFFERING}", message, "remove proxy-buffering")


def _class(route: Object) -> str:
    return text(route.spec.get("ingressClassName")) or text(route.annotations.get("kubernetes.io/ingress.class"))


def _annotated(pod: Pod) -> int:
    try:
        return Duration.parse(text(pod.annotations.get("seatrial.dev/longest-request")) or "0").seconds
    except ValueError:
        return 0
