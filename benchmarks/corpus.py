"""Some thousands of manifests as people have them: what the test suite renders, and variations of it."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS = Path(__file__).resolve().parents[1] / "tests"
FILES, DOCUMENTS = 2_000, 4_000
"""At least so many; a third of the files hold one document, most two, some a whole application."""
SEED = 4
WORKLOADS = 0.2
"""Files that start with an object that runs pods; a sixth of all documents then do, as in public repositories."""
RUNNING = ("Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob")
IMAGES = (
    "nginx",
    "redis:7.2",
    "ghcr.io/acme/api:1.4.2",
    "python:3.12-slim",
    "vllm/vllm-openai:v0.11.0",
    "busybox:latest",
)
LICENCE = "# Copyright the authors.\n# Licensed under the Apache License, Version 2.0.\n"


CLUSTER_SCOPED = ("ClusterRole", "ClusterRoleBinding", "Namespace", "PersistentVolume", "StorageClass", "PriorityClass")


def write_corpus(folder: Path) -> tuple[int, int]:
    """Write the corpus below a folder; how many files and documents it has. The same bytes every time."""
    chance = random.Random(SEED)
    groups = list(_groups())
    files = documents = 0
    while files < FILES or documents < DOCUMENTS:
        group = chance.choice(groups)
        count = chance.choice((1, 1, 2, 2, 2, 2, 3, 5))
        first = chance.choice(_workloads(group) if chance.random() < WORKLOADS else range(len(group)))
        target = folder / f"app-{files // 40:03}" / f"part-{files % 40:02}.yaml"
        target.parent.mkdir(parents=True, exist_ok=True)
        chosen = [_placed(_varied(manifest, chance), files) for manifest in group[first : first + count]]
        target.write_text(_written(chosen, chance), encoding="utf-8")
        files, documents = files + 1, documents + len(chosen)
    return files, documents


def _workloads(group: list[dict[str, Any]]) -> list[int]:
    return [number for number, item in enumerate(group) if item["kind"] in RUNNING] or [0]


def _groups() -> Iterator[list[dict[str, Any]]]:
    """The objects of each application that the test suite renders."""
    for path in sorted(TESTS.glob("cases/*/resources*.yaml")):
        loaded = yaml.load_all(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        yield [item for item in loaded if item]


def _placed(manifest: dict[str, Any], number: int) -> dict[str, Any]:
    """In a namespace of the file's own, so that no two files speak of one object."""
    if isinstance(manifest["metadata"], dict):
        if manifest["kind"] in CLUSTER_SCOPED:
            manifest["metadata"]["name"] = f"{manifest['metadata'].get('name')}-{number}"
        else:
            manifest["metadata"]["namespace"] = f"team-{number}"
    return manifest


def _varied(value: Any, chance: random.Random) -> Any:
    """A copy in which names, images, numbers and optional fields differ."""
    if isinstance(value, list):
        return [_varied(item, chance) for item in value]
    if not isinstance(value, dict):
        return value
    varied: dict[str, Any] = {}
    for key, item in value.items():
        if key in ("securityContext", "livenessProbe", "startupProbe", "annotations") and chance.random() < 0.3:
            continue
        if key == "image":
            varied[key] = chance.choice(IMAGES)
        elif key == "replicas" and isinstance(item, int):
            varied[key] = chance.randint(1, 6)
        else:
            varied[key] = _varied(item, chance)
    return varied


class _Dumper(yaml.CSafeDumper):
    """Without anchors: people repeat themselves."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  the base class's
        return True


def _written(manifests: list[Any], chance: random.Random) -> str:
    head = LICENCE if chance.random() < 0.2 else ""
    indent, newline = chance.choice((2, 2, 2, 4)), "\r\n" if chance.random() < 0.03 else "\n"
    text = yaml.dump_all(manifests, Dumper=_Dumper, sort_keys=False, indent=indent, width=10_000, explicit_start=True)
    return (head + text).replace("\n", newline)


if __name__ == "__main__":
    print("{} files, {} documents".format(*write_corpus(Path(sys.argv[1]))))
