"""Which storage, configurations and secrets a service or job uses: what its namespace must hold."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from seatrial.spec.jobs import Job
from seatrial.spec.workloads import ConfigValue, Mount, SecretValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from seatrial.compiler.context import Context
    from seatrial.location import SpecPath
    from seatrial.spec.workloads import Workload


def workloads(context: Context) -> Iterator[tuple[SpecPath, Workload]]:
    """Every service and job with its path in the file, in the order of the file."""
    for name, service in context.cluster.services.items():
        yield ("services", name), service
    for name, job in context.cluster.jobs.items():
        yield ("jobs", name), job


def mount_of(text: str | Mount) -> Mount:
    """The short forms `datasets`, `config:settings` and `secret:token` written out."""
    return text if isinstance(text, Mount) else _written_out(text)


@lru_cache(maxsize=1024)
def _written_out(text: str) -> Mount:
    """Kept, because each pass asks for the same few mounts and making one takes 5 µs."""
    kind, colon, name = text.partition(":")
    if colon and kind == "config":
        return Mount(config=name)
    return Mount(secret=name) if colon and kind == "secret" else Mount(storage=text)


def storage_names(workload: Workload) -> tuple[str, ...]:
    """The storages that it mounts, checkpoints among them; a service's own state is not one of them."""
    mounted = [mount_of(mount).storage for mount in workload.mounts.values()]
    checkpoints = [workload.checkpoints] if isinstance(workload, Job) else []
    return _once(name for name in [*mounted, *checkpoints] if name)


def config_names(workload: Workload) -> tuple[str, ...]:
    """The configurations that it reads: whole, by key, or mounted."""
    values = [value.config.partition(".")[0] for value in workload.env.values() if isinstance(value, ConfigValue)]
    mounted = [mount_of(mount).config for mount in workload.mounts.values()]
    return _once(name for name in [*workload.config, *values, *mounted] if name)


def secret_names(workload: Workload) -> tuple[str, ...]:
    """The secrets that it reads: whole, by key, or mounted; registry credentials are the kubelet's, not its own."""
    values = [value.secret.partition(".")[0] for value in workload.env.values() if isinstance(value, SecretValue)]
    mounted = [mount_of(mount).secret for mount in workload.mounts.values()]
    return _once(name for name in [*workload.secrets, *values, *mounted] if name)


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
