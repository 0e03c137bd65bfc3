"""The RuntimeClass of NVIDIA GPU pods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.compiler.context import metadata
from seatrial.resource import Resource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.compiler.context import Context

NAME = "nvidia"
WITHOUT = ("gcp", "azure")
"""GKE and AKS hand GPUs to containers of their default runtime and have no handler of this name: a pod that asked for
it would never start."""
FIELDS = {"handler": ("instance",)}
REASONS = {
    "handler": "containerd runs the pod with the runtime of this name, which NVIDIA's container toolkit registers; "
    "without it a container sees no GPU on nodes whose default is another runtime.",
}


def runtime_class(context: Context) -> str:
    """The `runtimeClassName` of pods that ask for NVIDIA GPUs; empty where the place needs none."""
    has_nvidia = any(offer.gpu.vendor == "nvidia" for offer in context.offers.values())
    return NAME if has_nvidia and context.cloud not in WITHOUT else ""


def emit(context: Context) -> Iterator[Resource]:
    """One class, where there is an NVIDIA pool; named as the GPU operator names its own, so that both agree."""
    name = runtime_class(context)
    if name:
        pool = next(pool for pool, offer in context.offers.items() if offer.gpu.vendor == "nvidia")
        source = ("pools", pool)
        manifest = {
            "apiVersion": "node.k8s.io/v1",
            "kind": "RuntimeClass",
            "metadata": metadata(context, name, source=source, component="gpu"),
            "handler": name,
        }
        yield Resource(manifest, source, FIELDS, REASONS)
