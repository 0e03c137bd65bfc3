"""What says that somebody checks who asks before a request reaches a pod."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.view import text

if TYPE_CHECKING:
    from seatrial.checks.view import Object, Pod

ANNOTATION = r"(?i)auth|oidc|oauth|jwt|middlewares|plugins|whitelist|allowlist|inbound-cidrs|security-groups"
PROXY = r"oauth2?[-_]proxy|pomerium|authelia|vouch-proxy|kube-rbac-proxy|ext-authz"


def route_asks(route: Object) -> bool:
    """Whether an annotation of the Ingress speaks of authentication, or of who may connect."""
    return any(
        re.search(ANNOTATION, text(name).rpartition("/")[2]) and value not in ("none", "")
        for name, value in route.annotations.items()
    )


def proxy_asks(pod: Pod) -> bool:
    """Whether a sidecar of the pod is an authenticating proxy."""
    return any(re.search(PROXY, container.image) for container in pod.containers)
