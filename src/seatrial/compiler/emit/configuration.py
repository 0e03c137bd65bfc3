"""ConfigMaps and Secrets, in each namespace that uses them, and the digests that make a change roll the pods."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from seatrial.compiler.context import metadata
from seatrial.compiler.usage import config_names, secret_names, workloads
from seatrial.resource import Resource
from seatrial.spec.services import Service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from seatrial.compiler.context import Context
    from seatrial.spec.workloads import Workload

CHECKSUM = "seatrial.dev/checksum."
"""Prefix of the pod annotations; `config.` or `secret.` and the name follow."""
SCRYPT_COST = 2**12
"""About 10 ms and 4 MB for each Secret of a compilation."""
FIELDS = {"data": ()}
SECRET_FIELDS = {"data": ("values",), "type": ("type",)}
REASONS = {
    "data": "Not immutable: pods read it by its name, and a checksum in their template rolls them when it changes.",
}
SECRET_REASONS = {
    "data": "Held by the API server, apart from the pods that read it, so that who may see pods cannot see the values.",
}


def emit(context: Context) -> Iterator[Resource]:
    """A copy for each namespace that uses it: pods cannot refer to objects of another namespace."""
    for name, namespaces in _used(context, config_names).items():
        if name in context.cluster.config:
            source = ("config", name)
            for namespace in namespaces:
                yield Resource(
                    {
                        "apiVersion": "v1",
                        "kind": "ConfigMap",
                        "metadata": metadata(context, name, source=source, component="config", namespace=namespace),
                        "data": dict(sorted(context.cluster.config[name].items())),
                    },
                    source,
                    FIELDS,
                    REASONS,
                )
    for name, namespaces in _used(context, lambda workload: _secrets(context, workload)).items():
        for namespace in namespaces:
            if name in context.cluster.secrets and not context.cluster.secrets[name].existing:
                yield _secret(context, name, namespace)


def checksums(context: Context, workload: Workload) -> dict[str, str]:
    """Annotations for the pod template: a changed ConfigMap or Secret changes them, and so rolls the pods.

    Kubernetes does not restart pods when what they read changes: environment variables keep the old values for ever.
    """
    configs = {f"{CHECKSUM}config.{name}": config_hash(context, name) for name in config_names(workload)}
    secrets = {f"{CHECKSUM}secret.{name}": secret_hash(context, name) for name in secret_names(workload)}
    return {name: digest for name, digest in sorted({**configs, **secrets}.items()) if digest}


def config_hash(context: Context, name: str) -> str:
    """A digest of a configuration; empty when the file has none of this name."""
    data = context.cluster.config.get(name)
    return hashlib.sha256(_canonical(data.items())).hexdigest()[:16] if data is not None else ""


def secret_hash(context: Context, name: str) -> str:
    """A digest of a Secret's values that does not give them away; empty without values.

    Who may read pods reads this annotation. A plain hash would let them try a dictionary against it, so it is a slow
    one (scrypt), salted with cluster and name, and cut to 24 bits: each guess costs 10 ms, and one in 16 million wrong
    guesses matches as well. A change goes unseen with the same probability.
    """
    values = sorted((key, value) for (secret, key), value in context.secret_values.items() if secret == name)
    if not values or name not in context.cluster.secrets:
        return ""
    memo = context.digests
    if name not in memo:
        salt = f"seatrial/{context.cluster.name}/{name}".encode()
        memo[name] = hashlib.scrypt(_canonical(values), salt=salt, n=SCRYPT_COST, r=8, p=1, dklen=3).hex()
    return memo[name]


def _secret(context: Context, name: str, namespace: str) -> Resource:
    secret, source = context.cluster.secrets[name], ("secrets", name)
    data = {
        key: base64.b64encode(context.secret_values[name, key].encode()).decode()
        for key in sorted(secret.values)
        if (name, key) in context.secret_values
    }
    manifest = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": metadata(context, name, source=source, component="config", namespace=namespace),
        "type": secret.type,
        # Not stringData: the API server drops that field, and server-side apply would see a difference for ever.
        "data": data,
    }
    return Resource(manifest, source, SECRET_FIELDS, SECRET_REASONS)


def _secrets(context: Context, workload: Workload) -> Iterable[str]:
    """What its namespace must hold for it: its own, the registry credentials, and the certificate of its host."""
    tls = workload.expose.tls if isinstance(workload, Service) else None
    return (
        *secret_names(workload),
        *context.cluster.security.pull_secrets,
        *((tls,) if isinstance(tls, str) else ()),
    )


def _used(context: Context, names: Callable[[Workload], Iterable[str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for _, workload in workloads(context):
        for name in names(workload):
            found.setdefault(name, set()).add(context.namespace(workload.team))
    return {name: tuple(sorted(namespaces)) for name, namespaces in sorted(found.items())}


def _canonical(items: Iterable[tuple[str, str]]) -> bytes:
    """An unambiguous text: lengths first, so that no two contents are written the same."""
    return "".join(f"{len(key)}:{key}{len(value)}:{value}" for key, value in sorted(items)).encode()
