"""When a job of the file is the same run as before, and what its Job is therefore called.

A Job's pod template cannot be changed, so another run is another Job, with another name. What makes another run is what
the user wrote about it, not what we make of it: a newer Seatrial, a rotated secret or another default user must not
start a week of training again. `docs/decisions/0005-jobs.md` says the rest.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from seatrial.compiler.emit.configuration import config_hash
from seatrial.compiler.usage import config_names

if TYPE_CHECKING:
    from seatrial.compiler.work import Work
    from seatrial.resource import Manifest
    from seatrial.spec.jobs import Job

RUN = "seatrial.dev/run"
"""Annotation of a Job that runs once: the identity of the run."""
LENGTH = 8
SAME_RUN = {"keep", "deadline", "run_time", "image_size", "connects", "identity", "schedule"}
"""Fields that change a Job in place, or other objects than the Job."""


def run_of(work: Work[Job]) -> str:
    """The identity of the run: a digest of the job as the file has it, and of the configurations it reads."""
    written = work.spec.model_dump(mode="json", by_alias=True, exclude=SAME_RUN)
    configs = {name: config_hash(work.context, name) for name in config_names(work.spec)}
    text = json.dumps([written, configs], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]


def is_run(manifest: Manifest) -> bool:
    """Whether an object is a Job that runs once: created when it never ran, never changed, never run again."""
    return manifest.get("kind") == "Job" and RUN in (manifest["metadata"].get("annotations") or {})
