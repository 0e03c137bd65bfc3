"""Image references: `registry:5000/name:tag@sha256:…`."""

from __future__ import annotations

MOVING = ("", "latest", "main", "master", "nightly", "edge", "dev")
"""Tags that are moved by convention; an absent tag means `latest`."""


def tag_of(image: str) -> str:
    """The tag, the digest if there is one, or `""`; a colon before the last slash belongs to the registry's port."""
    name, _, digest = image.partition("@")
    return digest or name.rpartition("/")[2].partition(":")[2]


def registry_of(image: str) -> str:
    """The name with its registry and without tag or digest; a name without a host is Docker Hub's, as in containerd."""
    name, _, _ = image.partition("@")
    head, slash, _ = name.partition("/")
    last = name.rpartition("/")[2]
    name = name[: len(name) - len(last)] + last.partition(":")[0]
    if slash and ("." in head or ":" in head or head == "localhost"):
        return name
    return f"docker.io/{name}" if slash else f"docker.io/library/{name}"
