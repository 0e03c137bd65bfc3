"""Ingresses hold no configuration of nginx.

## What it does
Finds annotations of ingress-nginx that are put into its configuration as they are (`configuration-snippet`,
`server-snippet`, `auth-snippet`, `stream-snippet`, `modsecurity-snippet`), and the setting `allow-snippet-annotations`
that lets them in.

## Why
Whoever may write an Ingress runs code in the controller with them, and reads every Secret that it may read
(CVE-2021-25742).

## Bad
```yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: chat
  annotations: {nginx.ingress.kubernetes.io/configuration-snippet: "more_set_headers 'X: y';"}
spec: {rules: [{host: a.example.com}]}
```

## Good
```yaml
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: chat, annotations: {nginx.ingress.kubernetes.io/custom-headers: ai/headers}}
spec: {rules: [{host: a.example.com}]}
```

## Fix
Use the annotation for the purpose (`custom-headers`, `rewrite-target`, `permanent-redirect`), or a filter of an
HTTPRoute, and set `allow-snippet-annotations: "false"`.

## References
- https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/annotations/
- https://nvd.nist.gov/vuln/detail/CVE-2021-25742
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX, SUFFIX = "nginx.ingress.kubernetes.io/", "-snippet"


@rule(
    "NET010", "no-nginx-snippets", Severity.ERROR, objects("Ingress", "ConfigMap"),
    aliases="CKV_K8S_152 CKV_K8S_153 CKV_K8S_154 C-0059", covers=(118,),
)  # fmt: skip
def check(thing: Object) -> Iterator[Hit]:
    if thing.kind == "ConfigMap":
        if at(thing.manifest, "data", "allow-snippet-annotations") == "true":
            message = f"ConfigMap {thing.name} lets Ingresses configure nginx as they like"
            yield Hit("data.allow-snippet-annotations", message, 'write "false"')
        return
    for name in thing.annotations:
        if text(name).startswith(PREFIX) and text(name).endswith(SUFFIX):
            message = f"Ingress {thing.name} writes into the configuration of nginx"
            yield Hit(f"metadata.annotations.{name}", message, "use the annotation for the purpose instead")
