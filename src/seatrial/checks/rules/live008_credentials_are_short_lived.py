"""Nobody holds a credential that never ends.

## What it does
Finds bootstrap tokens, token Secrets of ServiceAccounts, and approved requests for client certificates of users.

## Why
Such a credential cannot be taken back one by one: a certificate is good until it expires, and a token until somebody
deletes its Secret.

## Bad
```yaml
# context: {live: true}
apiVersion: v1
kind: Secret
metadata: {name: ci-token, namespace: a, annotations: {kubernetes.io/service-account.name: ci}}
```

## Good
```yaml
# context: {live: true}
apiVersion: v1
kind: ServiceAccount
metadata: {name: ci, namespace: a}
```

## Fix
Let people log in with OpenID Connect, ask for tokens with `kubectl create token`, and delete what is left over.

## References
- https://kubernetes.io/docs/reference/access-authn-authz/authentication/
- https://kubernetes.io/docs/concepts/security/hardening-guide/authentication-mechanisms/
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.rule import Hit, objects, rule
from seatrial.checks.view import Object, at, sequence, text
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    "LIVE008",
    "credentials-are-short-lived",
    Severity.WARNING,
    objects("Secret", "CertificateSigningRequest"),
    aliases="C-0286 C-0287 C-0288",
    covers=(157,),
    live=True,
)
def check(thing: Object) -> Iterator[Hit]:
    if thing.kind == "CertificateSigningRequest":
        user = thing.spec.get("signerName") == "kubernetes.io/kube-apiserver-client"
        conditions = sequence(at(thing.manifest, "status", "conditions"))
        if user and any(at(condition, "type") == "Approved" for condition in conditions):
            who = text(thing.spec.get("username"))
            yield Hit("spec.signerName", f"{who} holds a client certificate", "let people log in with OpenID Connect")
    elif thing.namespace == "kube-system" and thing.name.startswith("bootstrap-token-"):
        yield Hit("metadata.name", "a bootstrap token lets anybody join a node", "delete it when the nodes have joined")
    elif "kubernetes.io/service-account.name" in thing.annotations:
        account = text(thing.annotations["kubernetes.io/service-account.name"])
        message = f"a token of ServiceAccount {account} never ends"
        yield Hit("metadata.annotations", message, "delete the Secret and ask for tokens when they are needed")
