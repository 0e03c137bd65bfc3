"""Inference: what answers requests."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from seatrial.duration import Duration
from seatrial.spec.fields import AbsolutePath, Amount, Count, Name, Port, Section, Several, Share, Time, empty
from seatrial.spec.values import Range
from seatrial.spec.workloads import Peer, Workload

Seconds = Annotated[int, Field(ge=0, le=3600, json_schema_extra={"x-unit": "seconds"})]


class Metric(Section):
    """A metric that decides the number of replicas."""

    name: str
    """Name of the metric as the metrics API serves it."""
    target: Amount
    """Average value for each replica to aim at."""
    source: Literal["pods", "external"] = "pods"
    """`pods`: reported by the service's own pods (custom metrics API); `external`: any other (external metrics API)."""
    selector: dict[str, str] = empty()
    """Labels that select the series."""


class Scale(Section):
    """What decides the number of replicas between the two ends of `replicas`."""

    cpu: Share | None = None
    """Average CPU use of the request to aim at."""
    memory: Share | None = None
    """Average memory use of the request to aim at."""
    metric: Metric | None = None
    """A custom or external metric."""
    up_window: Time = Duration(0)
    """How long the higher need must last before replicas are added."""
    down_window: Time = Duration(300_000)
    """How long the lower need must last before replicas are removed."""


class Probe(Section):
    """How Kubernetes asks a container how it is."""

    path: str = ""
    """HTTP path that answers 200; default: a TCP connection to the port is enough."""
    port: Port | None = None
    """Port to ask; default: the service's first."""
    command: Several[str] = ()
    """Command that exits 0, instead of a request."""
    every: Time = Duration(10_000)
    """Time between two questions."""
    timeout: Time = Duration(3_000)
    """Time to wait for an answer."""
    failures: Annotated[int, Field(ge=1, le=1000, json_schema_extra={"x-unit": "failures in a row"})] = 3
    """Failures in a row before Kubernetes acts."""


class Probes(Section):
    """Readiness (send it requests), liveness (restart it); the startup probe follows from the load time."""

    ready: Probe = Probe()
    """Asked always; a failing pod gets no requests."""
    live: Probe = Probe(failures=6)
    """Asked after the start; a failing container is restarted, so it must not depend on other services."""


class Expose(Section):
    """Who can reach the service from outside its namespace."""

    type: Literal["cluster", "load-balancer", "ingress", "gateway"] | None = None
    """Default: `cluster` without a host, `gateway` where `network.gateway` is set, else `ingress`."""
    host: str = ""
    """Host name, `chat.example.com`."""
    path: str = "/"
    """Path prefix."""
    port: Port = 80
    """Port of the Service object; the container's own is `port`."""
    tls: bool | Name = True
    """TLS for the host: a certificate from `network.issuer`, or the name of a TLS Secret; `false` is plain HTTP."""
    internal: bool = True
    """A load balancer inside the private network only; `false` puts it on the internet."""
    from_: Annotated[Several[str], Field(alias="from")] = ()
    """Addresses that may reach a load balancer (CIDRs)."""


class Slo(Section):
    """What users were promised."""

    latency_p95: Time | None = None
    """95 of 100 requests are answered within this time."""
    latency_p99: Time | None = None
    """99 of 100 requests are answered within this time."""
    availability: Share | None = None
    """Share of requests that are answered without an error."""


class Metrics(Section):
    """Where the service tells Prometheus about itself."""

    port: Port | None = None
    """Port; default: the service's first."""
    path: str = "/metrics"
    """HTTP path."""


class Service(Workload):
    """An inference service: replicas behind one address."""

    port: Port | dict[Name, Port] = 8080
    """Port the container listens on, or several by name; the first one is exposed."""
    replicas: Count = Range(2, 2)
    """How many pods, or a range for the autoscaler."""
    scale: Scale | None = None
    """What decides the number of replicas; default: 70% CPU where `replicas` is a range."""
    state: dict[AbsolutePath, Amount] = empty()
    """Directories that each replica keeps for itself, with their sizes: makes it a StatefulSet."""
    state_storage: Name | None = None
    """Block storage whose class the state uses; default: the cloud's default class."""
    expose: Expose = Expose()
    """Who can reach it from outside its namespace."""
    accepts: Several[Peer] = ()
    """Who else may reach it, besides what `connects` to it: `team:<team>`, `namespace:<name>`, a CIDR, `anyone`."""
    probes: Probes = Probes()
    """How Kubernetes asks whether it is well."""
    longest_request: Time = Duration(30_000)
    """Longest answer a client may wait for; a stopping pod gets this much time, and more, to finish."""
    slo: Slo = Slo()
    """What users were promised."""
    metrics: Metrics | None = None
    """Where it tells Prometheus about itself."""
    spread: Literal["soft", "hard"] = "soft"
    """Whether replicas may share a zone when there is no room elsewhere (`soft`) or must not (`hard`)."""
