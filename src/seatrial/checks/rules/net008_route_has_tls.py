"""What comes from outside is encrypted.

## What it does
Asks Ingresses for `tls`, for each host where hosts are listed, and Gateways for a listener that is not plain HTTP.
Annotations by which a load balancer of a cloud or Traefik has a certificate count, and so do internal Ingresses, and
the classes of tunnels that bring their own.

## Why
Passwords, prompts and answers pass in the clear for everyone between the client and the cluster.

## Bad
```yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: chat}
spec: {rules: [{host: chat.example.com}]}
```

## Good
```yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: chat}
spec: {tls: [{hosts: [chat.example.com], secretName: chat-tls}], rules: [{host: chat.example.com}]}
```

## Fix
Add the host under `spec.tls` with a Secret that holds its certificate, for example from cert-manager; give the Gateway
an HTTPS listener.

## References
- https://kubernetes.io/docs/concepts/services-networking/ingress/#tls
- https://gateway-api.sigs.k8s.io/guides/tls/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.exposure import is_public
from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

CERTIFIED = (
    "alb.ingress.kubernetes.io/certificate-arn", "alb.ingress.kubernetes.io/listen-ports",
    "networking.gke.io/managed-certificates", "ingress.gcp.kubernetes.io/pre-shared-cert",
    "networking.gke.io/v1beta1.FrontendConfig", "traefik.ingress.kubernetes.io/router.tls",
    "nginx.ingress.kubernetes.io/ssl-passthrough", "appgw.ingress.kubernetes.io/appgw-ssl-certificate",
    "cert-manager.io/cluster-issuer", "acme.cert-manager.io/http01-solver",
)  # fmt: skip
TUNNELS = ("tailscale", "cloudflare", "ngrok", "openshift")
SOLVER = "acme.cert-manager.io/http01-solver"


@rule(
    "NET008", "route-has-tls", Severity.WARNING, objects("Ingress", "Gateway"),
    aliases="tlsSettingsMissing C-0263 C-0231 C-0245", covers=(116,),
)  # fmt: skip
def check(thing: Object) -> Iterator[Hit]:
    if thing.inventory.context.local or not is_public(thing):
        return
    if thing.kind == "Gateway":
        yield from _gateway(thing)
    elif not any(name in thing.annotations for name in CERTIFIED) and SOLVER not in thing.labels:
        yield from _ingress(thing)


def _ingress(thing: Object) -> Iterator[Hit]:
    named = text(thing.spec.get("ingressClassName")) or text(thing.annotations.get("kubernetes.io/ingress.class"))
    if any(tunnel in named for tunnel in TUNNELS):
        return
    entries = sequence(thing.spec.get("tls"))
    if not entries:
        yield Hit("spec.tls", f"Ingress {thing.name} answers in the clear", "add spec.tls with the hosts and a Secret")
        return
    covered = {text(host) for entry in entries for host in sequence(at(entry, "hosts"))}
    if not covered or any(not sequence(at(entry, "hosts")) for entry in entries):
        return
    for index, row in enumerate(sequence(thing.spec.get("rules"))):
        host = text(at(row, "host"))
        if host and host not in covered and f"*.{host.partition('.')[2]}" not in covered:
            message = f"no entry under tls has the host {host}"
            yield Hit(f"spec.rules[{index}].host", message, "add the host to an entry of spec.tls")


def _gateway(thing: Object) -> Iterator[Hit]:
    listeners = sequence(thing.spec.get("listeners"))
    if listeners and all(at(listener, "protocol") == "HTTP" for listener in listeners):
        yield Hit("spec.listeners", f"Gateway {thing.name} has only plain HTTP", "add a listener of protocol HTTPS")
