"""Pods that run on Windows nodes, where the API server refuses the security settings of Linux."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.view import at

if TYPE_CHECKING:
    from seatrial.checks.view import Pod


def is_windows(pod: Pod) -> bool:
    """Whether the pod says that it is for Windows: by `os.name`, or by the label it wants of a node."""
    if at(pod.spec, "os", "name") == "windows":
        return True
    return at(pod.spec, "nodeSelector", "kubernetes.io/os") == "windows"
