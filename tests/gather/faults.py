"""Applications as the compiler makes them, with faults that have one right value."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import yaml

CASES = Path(__file__).parents[1] / "cases"
BEFORE = "# licence   \n---\n# odd   \nb: [x,  y] #  z\n---\n"
AFTER = "---   # other\n'c':   {d:  1}   \n\n\n"


def applications():
    for path in sorted(CASES.glob("*/resources*.yaml")):
        loaded = yaml.load_all(path.read_text(), Loader=yaml.CSafeLoader)
        yield [manifest for manifest in loaded if isinstance(manifest, dict) and "apiVersion" in manifest]


APPLICATIONS = list(applications())


def places(value, path=()):
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in children:
        yield (*path, step), inner
        yield from places(inner, (*path, step))


def at(value, path):
    for step in path:
        value = value[step]
    return value


def misspell(manifest, path, letter):
    holder, key = at(manifest, path[:-1]), path[-1]
    renamed = {key[:letter] + key[letter + 1 :] if name == key else name: inner for name, inner in holder.items()}
    holder.clear()
    holder.update(renamed)


def quote(manifest, path, _):
    holder, key = at(manifest, path[:-1]), path[-1]
    holder[key] = json.dumps(holder[key])


def unask(manifest, path, _):
    """Ask for a GPU without the limit that Kubernetes wants."""
    del at(manifest, path[:-2])["limits"][path[-1]]


def faults_of(manifest):
    for path, value in places(manifest):
        key = path[-1]
        if path[0] != "spec":
            continue
        if isinstance(key, str) and key.isalpha() and len(key) > 5:
            yield misspell, path
        if isinstance(value, (int, bool)):
            yield quote, path
        if path[-2:-1] == ("requests",) and key == "nvidia.com/gpu" and "limits" in at(manifest, path[:-2]):
            yield unask, path


def written(manifests, style):
    if style == "json":
        return json.dumps({"apiVersion": "v1", "kind": "List", "items": manifests}, indent=2) + "\n"
    options = {"block": {}, "wide": {"indent": 4}, "mixed": {"default_flow_style": None}, "flow": {"width": 80}}[style]
    text = yaml.dump_all(
        manifests, Dumper=yaml.CSafeDumper, sort_keys=False, **{"default_flow_style": style == "flow", **options}
    )
    return f"{BEFORE}{text}{AFTER}"


def workload(kind="Deployment"):
    """A workload with GPUs where there is one of the kind."""
    found = [manifest for application in APPLICATIONS for manifest in application if manifest["kind"] == kind]
    return copy.deepcopy(next(filter(asks_gpu, found), found[0]))


def asks_gpu(manifest):
    return any(path[-2:] == ("requests", "nvidia.com/gpu") for path, _ in places(manifest))


def broken_workload(kind="Deployment"):
    """The workload with a limit left out, a field misspelled, and numbers in quotes."""
    manifest = workload(kind)
    wanted = ((quote, "containerPort"), (quote, "terminationGracePeriodSeconds"), (misspell, "serviceAccountName"))
    for change, path in list(faults_of(manifest)):
        if change is unask or (change, path[-1]) in wanted:
            change(manifest, path, 3)
    return [manifest]
