"""A Dockerfile for a Python project, decided from its files; every decision says what led to it."""

from seatrial.dockerfile.write.decisions import Caution, Decision, Plan, ProjectError, Wishes
from seatrial.dockerfile.write.dockerignore import dockerignore, missing_patterns
from seatrial.dockerfile.write.folder import Folder
from seatrial.dockerfile.write.plan import plan
from seatrial.dockerfile.write.render import render

__all__ = [
    "Caution",
    "Decision",
    "Folder",
    "Plan",
    "ProjectError",
    "Wishes",
    "dockerignore",
    "missing_patterns",
    "plan",
    "render",
]
