"""What services and jobs have in common: a container, what it needs, what it may reach."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from seatrial.spec.fields import (
    AbsolutePath,
    Amount,
    AmountRange,
    Gpus,
    ImageName,
    LabelValue,
    Name,
    QualifiedKey,
    Section,
    Several,
    Time,
    Variable,
    Words,
    empty,
    exactly_one,
)

UserId = Annotated[int, Field(ge=1, le=2**31 - 1, json_schema_extra={"x-unit": "user id"})]
"""Never 0: the restricted Pod Security Standard refuses root."""
Peer = Annotated[str, StringConstraints(pattern=r"^\S+$"), Words("a peer such as chat, team:search or 10.0.0.0/8:443")]
Reference = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][-a-z0-9]*\.[-._a-zA-Z0-9]+$"),
    Words("a name and a key such as hub.HF_TOKEN"),
]
Number = Annotated[float, Field(allow_inf_nan=False)]


class Resources(Section):
    """What one pod needs: `request..limit`, or one amount for both."""

    cpu: AmountRange | None = None
    """Cores; a limit throttles, so `500m..` (a request alone) is often best for latency."""
    memory: AmountRange | None = None
    """Memory; above the limit the container is killed."""
    gpu: Gpus | None = None
    """GPUs, `1 l4`; request and limit are always equal."""
    disk: AmountRange | None = None
    """Ephemeral storage: logs, the writable directories and node-local caches."""
    shm: Amount | None = None
    """Shared memory at /dev/shm, part of the memory limit; default: a quarter of that limit for GPU pods."""
    rdma: Annotated[int, Field(ge=0, le=64, json_schema_extra={"x-unit": "devices"})] = 0
    """RDMA devices (EFA on AWS) of one pod, for training over several nodes."""


class SecretValue(Section):
    """A variable's value from a Secret."""

    secret: Reference
    """`<secret>.<key>`."""


class ConfigValue(Section):
    """A variable's value from a configuration."""

    config: Reference
    """`<config>.<key>`."""


class FieldValue(Section):
    """A variable's value from the pod itself."""

    field: str
    """Field of the pod, `status.podIP`, `metadata.name`, `spec.nodeName`."""


class Mount(Section):
    """A mount with more to say than a name."""

    storage: Name | None = None
    """Storage to mount."""
    config: Name | None = None
    """Configuration to mount, a file for each key."""
    secret: Name | None = None
    """Secret to mount, a file for each key, mode 0400."""
    sub_path: str = ""
    """Directory inside the storage."""
    read_only: bool = False
    """Mount read-only."""

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        exactly_one(self, "storage", "config", "secret")
        return self


class Model(Section):
    """The AI model that a pod loads before it can answer."""

    size: Amount | None = None
    """Size of the weights; gives the load time at 1 GB/s where `load_time` is not said."""
    load_time: Time | None = None
    """From the start of the container until it answers; the startup probe allows twice as much."""


class Workload(Section):
    """A container image run by a team."""

    team: Name
    """Team whose namespace and quota it uses."""
    image: ImageName
    """Container image; a digest is best (`chat:1.4.2@sha256:…`), a version tag next, `latest` is refused."""
    command: Several[str] = ()
    """Replaces the image's entry point."""
    args: Several[str] = ()
    """Arguments of the entry point."""
    env: dict[Variable, str | int | Number | bool | SecretValue | ConfigValue | FieldValue] = empty()
    """Environment: a text, `{secret: name.key}`, `{config: name.key}` or `{field: status.podIP}`."""
    config: Several[Name] = ()
    """Configurations whose keys all become environment variables."""
    secrets: Several[Name] = ()
    """Secrets whose keys all become environment variables."""
    mounts: dict[AbsolutePath, str | Mount] = empty()
    """Path → a storage's name, `config:<name>`, `secret:<name>`, or a mapping."""
    resources: Resources = Resources()
    """What one pod needs."""
    pool: Name | None = None
    """Pool to run in; default: any pool that has what `resources` asks for."""
    spot: bool = False
    """May run on spot pools, and so be stopped with two minutes' notice."""
    model: Model | None = None
    """The AI model it loads at start; decides the startup budget."""
    image_size: Amount | None = None
    """Size of the image, for the simulated start on the local cluster."""
    user: UserId | None = None
    """User and group the container runs as; default: `security.user`."""
    writable: Several[AbsolutePath] = ("/tmp",)  # noqa: S108  the path is inside the container
    """Directories the container may write; the rest of its file system is read-only."""
    priority: Literal["low", "normal", "high", "critical"] = "normal"
    """Who goes first when there is not enough: higher ones displace lower ones."""
    pull: Literal["always", "if-missing"] | None = None
    """When to pull the image; default: `if-missing` for a digest or a version tag."""
    connects: Several[Peer] = ()
    """What it may reach besides DNS: a service's name, `team:<team>`, `internet:443`, `10.0.0.0/8:5432`."""
    identity: dict[QualifiedKey, str] = empty()
    """Annotations of its ServiceAccount that give it a cloud identity (`eks.amazonaws.com/role-arn: …`)."""
    kubernetes_api: bool = False
    """Whether its pods get a token for the Kubernetes API; most must not."""
    labels: dict[QualifiedKey, LabelValue] = empty()
    """More labels on its objects and pods."""
    annotations: dict[QualifiedKey, str] = empty()
    """More annotations on its pods."""
    patch: dict[str, dict[str, Any]] = empty()
    """Last word on objects by kind (`{Deployment: {spec: …}}`): `null` removes, lists of named items merge by name."""
