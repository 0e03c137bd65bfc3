"""Claims, Services, routes, and definitions of custom kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.planner.fields import condition, is_true, items, mapping, text
from seatrial.planner.readiness.state import Readiness, ReadinessContext, current, failed, in_progress

if TYPE_CHECKING:
    from seatrial.resource import Manifest


def volume_claim(manifest: Manifest, context: ReadinessContext) -> Readiness:
    """Bound; or of a class that binds only when a pod uses the claim, whose pod then shows what is missing."""
    phase = text(manifest, "status", "phase")
    if phase == "Bound":
        return current()
    if phase == "Lost":
        return failed("the volume that it was bound to is gone")
    if text(manifest, "spec", "storageClassName") in context.late_binding_classes:
        return current("it binds when a pod uses it")
    return in_progress("no volume is bound to it yet")


def volume(manifest: Manifest, context: ReadinessContext) -> Readiness:
    """Available or bound."""
    del context
    if text(manifest, "status", "phase") == "Failed":
        return failed(text(manifest, "status", "message") or "its reclaim failed")
    return current()


def service(manifest: Manifest, context: ReadinessContext) -> Readiness:
    """A LoadBalancer has an address; kstatus does not ask for one."""
    if text(manifest, "spec", "type") != "LoadBalancer":
        return current()
    if items(manifest, "status", "loadBalancer", "ingress"):
        return current()
    return in_progress("the load balancer has no address yet", gating=context.has_load_balancers)


def ingress(manifest: Manifest, context: ReadinessContext) -> Readiness:
    """Its controller has given it an address."""
    if items(manifest, "status", "loadBalancer", "ingress"):
        return current()
    return in_progress("the ingress controller has not given it an address", gating=context.has_load_balancers)


def gateway(manifest: Manifest, context: ReadinessContext) -> Readiness:
    """Programmed by its controller."""
    if is_true(manifest, "Programmed"):
        return current()
    why = text(condition(manifest, "Programmed"), "message") or "it is not programmed yet"
    return in_progress(why, gating=context.has_load_balancers)


def route(manifest: Manifest, context: ReadinessContext) -> Readiness:
    """Accepted by each parent that has answered."""
    parents = items(manifest, "status", "parents")
    for parent in parents:
        accepted = condition({"status": parent}, "Accepted")
        if accepted.get("status") == "False":
            return failed(text(accepted, "message") or f"refused: {text(accepted, 'reason')}")
    if parents:
        return current()
    return in_progress("no gateway has accepted it yet", gating=context.has_load_balancers)


def definition(manifest: Manifest, context: ReadinessContext) -> Readiness:
    """The API server serves the kind."""
    del context
    if is_true(manifest, "Established"):
        return current()
    names = condition(manifest, "NamesAccepted")
    if names.get("status") == "False":
        return failed(text(names, "message") or "its names are taken")
    established = condition(manifest, "Established")
    if established.get("status") == "False" and established.get("reason") != "Installing":
        return failed(text(established, "message") or text(established, "reason"))
    return in_progress("the API server does not serve it yet")


def quota(manifest: Manifest, context: ReadinessContext) -> Readiness:
    """Counted once by its controller: until then the API server refuses every object that it limits."""
    del context
    if mapping(manifest, "status", "hard").keys() >= mapping(manifest, "spec", "hard").keys():
        return current()
    return in_progress("its use has not been counted yet")


def autoscaler(manifest: Manifest, context: ReadinessContext) -> Readiness:
    """Never waited for: it can scale only once its target runs and metrics flow."""
    del context
    active = condition(manifest, "ScalingActive")
    if active.get("status") == "False":
        return current(text(active, "message"), gating=False)
    return current(gating=False)


def api_service(manifest: Manifest, context: ReadinessContext) -> Readiness:
    """The server behind it answers."""
    del context
    if is_true(manifest, "Available"):
        return current()
    return in_progress(text(condition(manifest, "Available"), "message") or "its server does not answer yet")
