"""NetworkPolicies: each team's namespace denies everything, then DNS and declared traffic are let through.

A connection needs leave on both sides, of the sender's egress and the receiver's ingress, so both are written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.compiler.context import metadata, selector_labels
from seatrial.compiler.traffic import (
    ANYWHERE,
    egress,
    in_namespace,
    ingress_from,
    namespace_named,
    pods_of,
    ports_of,
    tcp,
)
from seatrial.compiler.usage import workloads
from seatrial.resource import Resource
from seatrial.spec.jobs import Job
from seatrial.spec.services import Service

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from seatrial.compiler.context import Context
    from seatrial.compiler.traffic import Rule
    from seatrial.location import SpecPath
    from seatrial.spec.workloads import Workload

API_PORTS = (443, 6443)
DNS_PORTS = [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}]
DENY: dict[str, Any] = {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
DENY_REASONS = {
    "spec.podSelector": "Empty: every pod of the namespace, also those that Seatrial did not write.",
    "spec.policyTypes": "A pod that no policy names may talk to everyone; once one names it, nothing passes but what "
    "some policy allows.",
}
DNS_REASONS = {
    "spec.egress": "Without DNS no name resolves; TCP as well, because answers above 512 bytes come that way.",
}
FIELDS: dict[str, SpecPath] = {"spec.egress": ("connects",), "spec.ingress": ("accepts",)}
REASONS = {
    "spec.egress": "Everything else is denied: a taken-over process cannot reach other teams, the node's credentials "
    "at 169.254.169.254, or a server outside.",
    "spec.ingress": "Everything else is denied: only what the file declares can send it requests.",
}
ACCEPTED_REASONS = {
    "spec.egress": "The namespace denies all egress, so that being accepted by the service would not be enough.",
}


def emit(context: Context) -> Iterator[Resource]:
    """Default-deny and DNS for each namespace, and one policy for each service or job with traffic of its own."""
    if not context.cluster.network.isolation:
        return
    for team in context.cluster.teams:
        yield _policy(context, ("teams", team), "default-deny", team, DENY, reasons=DENY_REASONS)
        yield _policy(context, ("teams", team), "allow-dns", team, _dns(context), reasons=DNS_REASONS)
    callers = _callers(context)
    for source, workload in workloads(context):
        name = str(source[1])
        sent = _egress(context, name, workload)
        received = _ingress(context, name, workload, callers.get(name, []))
        if sent or received:
            spec: dict[str, Any] = {"podSelector": {"matchLabels": selector_labels(name)}}
            spec |= {"egress": sent} if sent else {}
            spec |= {"ingress": received} if received else {}
            spec["policyTypes"] = [*(["Ingress"] if received else []), *(["Egress"] if sent else [])]
            yield _policy(context, source, f"allow-{name}", workload.team, spec, fields=FIELDS, reasons=REASONS)
    yield from _accepted(context)


def _policy(
    context: Context,
    source: SpecPath,
    name: str,
    team: str,
    spec: dict[str, Any],
    *,
    fields: Mapping[str, SpecPath] | None = None,
    reasons: Mapping[str, str],
) -> Resource:
    app = str(source[1])
    about = metadata(context, name, source=source, component="network", app=app, namespace=context.namespace(team))
    manifest = {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": about, "spec": spec}
    return Resource(manifest, source, fields or {}, reasons)


def _dns(context: Context) -> dict[str, Any]:
    resolver = {
        **in_namespace(context.cluster.network.dns_namespace),
        "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
    }
    return {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{"to": [resolver], "ports": DNS_PORTS}]}


def _egress(context: Context, name: str, workload: Workload) -> list[Rule]:
    rules = [rule for peer in workload.connects if (rule := egress(context, peer))]
    if workload.kubernetes_api:
        # The address of the API server is not a pod's and differs with the cluster; its port is one of these.
        rules.append({"to": ANYWHERE, "ports": tcp(API_PORTS)})
    if isinstance(workload, Job) and workload.workers > 1:
        rules.append({"to": [pods_of(context.namespace(workload.team), name)]})
    return rules


def _ingress(context: Context, name: str, workload: Workload, callers: list[Rule]) -> list[Rule]:
    if isinstance(workload, Job):
        # All ports: NCCL and Gloo open random ones between the workers.
        return [{"from": [pods_of(context.namespace(workload.team), name)]}] if workload.workers > 1 else []
    if not isinstance(workload, Service):
        return []
    ports = ports_of(workload)
    sources = [*callers, *_outside(context, workload)]
    sources += [source for peer in workload.accepts for source in ingress_from(context, peer)]
    rules: list[Rule] = [{"from": _once(sources), "ports": tcp(ports)}] if sources else []
    observability = context.cluster.observability
    if workload.metrics and observability.metrics != "none":
        scraped = workload.metrics.port or ports[0]
        rules.append({"from": [in_namespace(observability.namespace)], "ports": tcp([scraped])})
    return rules


def _outside(context: Context, service: Service) -> list[Rule]:
    """Where requests from outside come from: the controller's pods; for a load balancer, nodes and clients."""
    network, expose = context.cluster.network, service.expose
    kind = expose.type or (("gateway" if network.gateway else "ingress") if expose.host else "cluster")
    if kind == "load-balancer":
        # Who may come is decided at the load balancer (loadBalancerSourceRanges): behind it the sender is often a node.
        return ANYWHERE
    if kind == "cluster":
        return []
    gateway = [network.gateway.partition("/")[0]] if kind == "gateway" and network.gateway else []
    return [in_namespace(namespace) for namespace in dict.fromkeys([*gateway, network.ingress_namespace])]


def _callers(context: Context) -> dict[str, list[Rule]]:
    """Service → those that name it, or its team, in `connects`."""
    found: dict[str, list[Rule]] = {}
    by_namespace: dict[str, list[str]] = {}
    for name, service in context.cluster.services.items():
        by_namespace.setdefault(context.namespace(service.team), []).append(name)
    for source, workload in workloads(context):
        caller = pods_of(context.namespace(workload.team), str(source[1]))
        for peer in workload.connects:
            namespace = namespace_named(context, peer)
            reached = by_namespace.get(namespace, []) if namespace else [peer]
            for service in reached:
                found.setdefault(service, []).append(caller)
    return found


def _accepted(context: Context) -> Iterator[Resource]:
    """The other side of `accepts: team:…` in a namespace of this cluster: its pods get leave to send."""
    teams = {context.namespace(team): team for team in context.cluster.teams}
    for name, service in context.cluster.services.items():
        to = [{"to": [pods_of(context.namespace(service.team), name)], "ports": tcp(ports_of(service))}]
        named = {namespace_named(context, peer): None for peer in service.accepts}
        for team in (teams[namespace] for namespace in named if namespace in teams):
            yield _policy(
                context,
                ("services", name),
                f"allow-to-{name}",
                team,
                {"podSelector": {}, "policyTypes": ["Egress"], "egress": to},
                fields={"spec.egress": ("accepts",)},
                reasons=ACCEPTED_REASONS,
            )


def _once(rules: list[Rule]) -> list[Rule]:
    return [rule for number, rule in enumerate(rules) if rule not in rules[:number]]
