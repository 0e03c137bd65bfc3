"""Image references: `registry:5000/name:tag@sha256:…`."""

from __future__ import annotations

MOVING = ("", "latest", "main", "master", "nightly", "edge", "dev")
"""Tags that are moved by convention; an absent tag means `latest`."""


def tag_of(image: str) -> str:
    """The tag, the digest if there is one, or `""`; a colon before the last slash belongs to the registry's port."""
    name, _, digest = image.partition("@")
    return digest or name.rpartition("/")[2].partition(":")[2]
