"""What holds for the whole cluster: configuration, secrets, network, security, observability, defaults."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import StringConstraints, model_validator

from seatrial.spec.fields import Key, Name, Section, Several, Variable, Words, empty, exactly_one
from seatrial.spec.workloads import UserId

Config = dict[Key, str]


class SecretSource(Section):
    """Where a secret's value is read from: exactly one."""

    env: Variable | None = None
    """Environment variable of the machine that applies."""
    file: str | None = None
    """File beside the cluster file."""

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        exactly_one(self, "env", "file")
        return self


class Secret(Section):
    """A Secret: its values are read when they are applied and are written nowhere else."""

    values: dict[Key, SecretSource] = empty()
    """Key → where its value is read from."""
    existing: bool = False
    """The Secret is in the namespace already (from External Secrets, say): use it, do not write it."""
    keys: Several[Key] = ()
    """Keys of an existing Secret, so that references to them can be checked."""
    type: str = "Opaque"
    """Kubernetes type, `kubernetes.io/dockerconfigjson` for registry credentials."""

    @model_validator(mode="after")
    def _written_or_existing(self) -> Self:
        if self.existing and self.values:
            raise ValueError("is existing and has values; remove `existing`, or name its `keys` instead of `values`")
        if self.keys and not self.existing:
            raise ValueError("has keys without `existing: true`; write `values`, or add `existing: true`")
        if not self.existing and not self.values:
            raise ValueError("has no values; write `values: {KEY: {env: VARIABLE}}`, or `existing: true`")
        return self


class Network(Section):
    """How traffic gets in, out and around."""

    isolation: bool = True
    """Deny everything but DNS and declared traffic in each team's namespace."""
    ingress_class: str = ""
    """IngressClass for services exposed by Ingress; default: the cluster's default class."""
    ingress_namespace: Name = "ingress-nginx"
    """Namespace of the ingress or gateway controller, let in to exposed services."""
    gateway: Annotated[
        str,
        StringConstraints(pattern=r"^$|^[a-z0-9-]+/[a-z0-9-]+$"),
        Words("a namespace and a name such as edge/public"),
    ] = ""
    """Gateway for HTTPRoutes, `<namespace>/<name>`."""
    issuer: str = ""
    """cert-manager ClusterIssuer for TLS certificates."""
    dns_namespace: Name = "kube-system"
    """Namespace of the cluster's DNS."""
    load_balancer: dict[str, str] = empty()
    """More annotations on Services of type LoadBalancer."""


class Security(Section):
    """How pods are held in."""

    pod_security: Literal["restricted", "baseline"] = "restricted"
    """Pod Security Standard that team namespaces enforce."""
    user: UserId = 65532
    """User that containers run as unless they say; 65532 is `nonroot` of distroless images."""
    registries: Several[str] = ()
    """Registries that images may come from; default: any."""
    require_digest: bool = False
    """Refuse images that are not pinned by digest."""
    pull_secrets: Several[Name] = ()
    """Secrets with registry credentials."""


class Observability(Section):
    """How the cluster is watched."""

    metrics: Literal["annotations", "operator", "none"] = "annotations"
    """How Prometheus finds services: pod annotations, or PodMonitor objects of the Prometheus operator."""
    namespace: Name = "monitoring"
    """Namespace of Prometheus, let in to the metrics ports."""


class Defaults(Section):
    """Values for every service or job that does not say otherwise; mappings merge key by key."""

    services: dict[str, Any] = empty()
    """Default fields of every service."""
    jobs: dict[str, Any] = empty()
    """Default fields of every job."""
