"""Containers of custom resources that are laid over a container which something else spells out.

What such a container does not say is not absent: KServe takes it from the ServingRuntime or from its own templates, and
Kubeflow from the TrainingRuntime. Those are checked where they are written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seatrial.checks.view import Container

SINGLE = {"InferenceService": ".model", "TrainJob": ".trainer"}
"""Kind → the end of the path of its container."""


def is_overlay(container: Container) -> bool:
    """Whether the container only says what differs from one that is specified elsewhere."""
    kind = container.pod.object.kind
    return kind == "LLMInferenceService" or (kind in SINGLE and container.path.endswith(SINGLE[kind]))
