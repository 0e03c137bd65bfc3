"""Names that nothing in the file has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.spec import codes
from seatrial.spec.problem import Problem, suggestion
from seatrial.spec.services import Service
from seatrial.spec.workloads import ConfigValue, SecretValue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from seatrial.location import SpecPath
    from seatrial.spec.semantics.scene import Scene
    from seatrial.spec.workloads import Workload


def check_references(scene: Scene) -> Iterator[Problem]:
    """Every team, pool, storage, configuration and secret that a workload names."""
    for path, workload in scene.workloads():
        yield from scene.missing("teams", workload.team, (*path, "team"))
        if workload.pool:
            yield from scene.missing("pools", workload.pool, (*path, "pool"))
        for field, section in (("config", "config"), ("secrets", "secrets")):
            for index, name in enumerate(getattr(workload, field)):
                yield from scene.missing(section, name, (*path, field, index))
        yield from _environment(scene, path, workload)
        yield from _mounts(scene, path, workload)
        field = "state_storage" if isinstance(workload, Service) else "checkpoints"
        name = getattr(workload, field)
        if name:
            yield from scene.missing("storage", name, (*path, field))
    for index, name in enumerate(scene.cluster.security.pull_secrets):
        yield from scene.missing("secrets", name, ("security", "pull_secrets", index))
    yield from _quota_models(scene)


def mounted(source: object) -> tuple[str, str]:
    """`(section, name)` of a mount: a storage's name, `config:<name>`, `secret:<name>`, or a mapping."""
    if isinstance(source, str):
        kind, colon, name = source.partition(":")
        return ({"config": "config", "secret": "secrets"}.get(kind, ""), name) if colon else ("storage", source)
    for field, section in (("storage", "storage"), ("config", "config"), ("secret", "secrets")):
        name = getattr(source, field, None)
        if name:
            return section, name
    return "", ""


def _mounts(scene: Scene, path: SpecPath, workload: Workload) -> Iterator[Problem]:
    for where, source in workload.mounts.items():
        section, name = mounted(source)
        here: SpecPath = (*path, "mounts", where)
        if not section:
            fix = "write a storage's name, config:<name> or secret:<name>"
            yield Problem(codes.WRONG_VALUE, here, f"{source!r} is not something to mount", fix)
        else:
            field = {"secrets": "secret"}.get(section, section)
            yield from scene.missing(section, name, here if isinstance(source, str) else (*here, field))


def _environment(scene: Scene, path: SpecPath, workload: Workload) -> Iterator[Problem]:
    cluster = scene.cluster
    for variable, value in workload.env.items():
        here: SpecPath = (*path, "env", variable)
        if isinstance(value, SecretValue):
            name, _, key = value.secret.partition(".")
            yield from scene.missing("secrets", name, (*here, "secret"))
            secret = cluster.secrets.get(name)
            if secret and (secret.values or secret.keys):
                yield from _key(
                    key, {**secret.values, **dict.fromkeys(secret.keys)}, f"secret {name}", (*here, "secret")
                )
        elif isinstance(value, ConfigValue):
            name, _, key = value.config.partition(".")
            yield from scene.missing("config", name, (*here, "config"))
            if name in cluster.config:
                yield from _key(key, cluster.config[name], f"configuration {name}", (*here, "config"))


def _key(key: str, keys: Mapping[str, object], owner: str, path: SpecPath) -> Iterator[Problem]:
    if key not in keys:
        yield Problem(codes.REFERENCE, path, f"the {owner} has no key {key}", suggestion(key, keys, "key"))


def _quota_models(scene: Scene) -> Iterator[Problem]:
    from seatrial.catalog.gpus import find_gpus, suggest_gpus

    for name, team in scene.cluster.teams.items():
        if not isinstance(team.quota.gpu, dict):
            continue
        for model in team.quota.gpu:
            if not find_gpus(model):
                near = suggest_gpus(model)
                fix = f"did you mean {' or '.join(near)}?" if near else "write a model such as l4, a100-80gb or h100"
                path: SpecPath = ("teams", name, "quota", "gpu", model)
                yield Problem(codes.REFERENCE, path, f"{model} is not a GPU that the catalogue knows", fix, at_key=True)
