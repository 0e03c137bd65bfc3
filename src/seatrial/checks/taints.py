"""Taints, and the tolerations a pod has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from seatrial.checks.view import at, is_accelerator, mapping, sequence, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from seatrial.checks.view import Pod

KEEPS_OUT = ("NoSchedule", "NoExecute")
"""Effects that a pod must tolerate to be placed; `PreferNoSchedule` only asks."""


def tolerates(pod: Pod, taint: Mapping[str, Any]) -> bool:
    """Whether the pod may stand on a node with the taint."""
    return taint.get("effect") not in KEEPS_OUT or any(
        matches(mapping(toleration), taint) for toleration in sequence(pod.spec.get("tolerations"))
    )


def matches(toleration: Mapping[str, Any], taint: Mapping[str, Any]) -> bool:
    """As `k8s.io/api/core/v1`'s `ToleratesTaint`: an absent key with `Exists` tolerates every taint."""
    key, effect, operator = toleration.get("key"), toleration.get("effect"), toleration.get("operator")
    if effect and effect != taint.get("effect"):
        return False
    if key and key != taint.get("key"):
        return False
    if operator == "Exists":
        return True
    if operator in ("Lt", "Gt"):
        return _compares(operator, text(toleration.get("value")), text(taint.get("value")))
    return bool(key) and (toleration.get("value") or "") == (taint.get("value") or "")


def _compares(operator: str, bound: str, value: str) -> bool:
    """Operators for numbers, since Kubernetes 1.35; one that cannot be read is taken to hold."""
    if not (bound.isdecimal() and value.isdecimal()):
        return True
    return int(value) < int(bound) if operator == "Lt" else int(value) > int(bound)


def guards_accelerators(taint: Any) -> bool:
    """Whether the taint keeps pods without an accelerator away, by the name that device plugins use."""
    return is_accelerator(at(taint, "key")) and at(taint, "effect") in KEEPS_OUT


def untolerated(pod: Pod, taints: Sequence[Any]) -> Mapping[str, Any] | None:
    """The first taint that keeps the pod out."""
    return next((mapping(taint) for taint in taints if not tolerates(pod, mapping(taint))), None)


def describe(taint: Mapping[str, Any]) -> str:
    """`nvidia.com/gpu=true:NoSchedule`, as `kubectl taint` writes it."""
    key, value, effect = (text(taint.get(name)) for name in ("key", "value", "effect"))
    return f"{key}={value}:{effect}" if value else f"{key}:{effect}"


def tolerates_key(pod: Pod, key: str) -> bool:
    """Whether the pod tolerates `NoSchedule` taints of the key, some value of them at least."""
    for toleration in sequence(pod.spec.get("tolerations")):
        named, effect = at(toleration, "key"), at(toleration, "effect")
        if (named == key or (not named and at(toleration, "operator") == "Exists")) and effect in (
            None,
            "",
            "NoSchedule",
        ):
            return True
    return False
