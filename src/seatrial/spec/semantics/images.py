"""Images that the file's own policy refuses, or that change under their name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.finding import Severity
from seatrial.spec import codes
from seatrial.spec.problem import Problem, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.spec.semantics.scene import Scene

DEFAULT_REGISTRY = "docker.io"


def registry_of(name: str) -> str:
    """The registry of an image name, as container runtimes read it: `docker.io` where the first part is no host."""
    first, slash, _ = name.partition("/")
    return first if slash and ("." in first or ":" in first or first == "localhost") else DEFAULT_REGISTRY


def check_images(scene: Scene) -> Iterator[Problem]:
    security = scene.cluster.security
    for path, workload in scene.workloads():
        image, here = workload.image, (*path, "image")
        if security.require_digest and not image.digest:
            message = "the image is not pinned by digest, which `security.require_digest` asks for"
            yield Problem(codes.IMAGE, here, message, f"write {image}@sha256:… as the registry shows it")
        elif not image.digest and image.tag in ("", "latest"):
            what = "has no tag" if not image.tag else "is tagged latest"
            message = f"the image {what}: every node may run another version of it"
            yield Problem(codes.IMAGE, here, message, f"write a version, {image.name}:1.4.2, or a digest")
        registry = registry_of(image.name)
        if security.registries and not any(_allows(rule, registry, image.name) for rule in security.registries):
            message = f"images from {registry} are not allowed by `security.registries`"
            yield Problem(codes.IMAGE, here, message, suggestion(registry, security.registries, "registry"))
        if workload.pull == "if-missing" and not image.digest and image.tag in ("", "latest"):
            message = "`pull: if-missing` keeps an old image on nodes that have one"
            yield Problem(codes.IMAGE, (*path, "pull"), message, "pin the image, or write always", Severity.WARNING)


def _allows(rule: str, registry: str, name: str) -> bool:
    """A rule is a registry, or a registry and the start of a path."""
    whole = name if name.startswith(f"{registry}/") else f"{registry}/{name}"
    return whole.startswith(rule.rstrip("/") + "/")
