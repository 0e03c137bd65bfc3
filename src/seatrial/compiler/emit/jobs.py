"""Jobs: one pod, or several that train together; once, or on a schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.compiler.context import selector_labels
from seatrial.compiler.distributed import training_environment
from seatrial.compiler.emit import pods
from seatrial.compiler.emit.pods import PodParts, pod_template
from seatrial.compiler.placement import together
from seatrial.compiler.runs import RUN, run_of
from seatrial.compiler.work import below, jobs_of
from seatrial.resource import Resource
from seatrial.spec.jobs import Schedule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.compiler.context import Context
    from seatrial.compiler.work import Work
    from seatrial.location import SpecPath
    from seatrial.resource import Manifest
    from seatrial.spec.jobs import Job

HISTORY = 3
"""Finished runs of a schedule that are kept, of each kind."""
SHORTEST_START = 10
"""The CronJob controller looks every ten seconds: with less time to start, it would miss runs."""
CONCURRENCY = {"forbid": "Forbid", "allow": "Allow", "replace": "Replace"}
IGNORE_DISRUPTIONS: Manifest = {
    "rules": [
        {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]},
    ]
}
KEEP_RUNNING = {
    "karpenter.sh/do-not-disrupt": "true",
    "cluster-autoscaler.kubernetes.io/safe-to-evict": "false",
}
POD_FIELDS: dict[str, SpecPath] = {**pods.FIELDS, "spec.terminationGracePeriodSeconds": ("grace",)}
POD_REASONS = {
    **pods.REASONS,
    "metadata.annotations.karpenter.sh/do-not-disrupt": (
        "Karpenter moves pods to save nodes; a training pod that is moved loses everything since its last checkpoint."
    ),
    "metadata.annotations.cluster-autoscaler.kubernetes.io/safe-to-evict": (
        "The cluster autoscaler empties nodes that are little used; a training pod must end by itself."
    ),
    "spec.restartPolicy": (
        "A failed pod stays to be looked at and a new one takes its place, on another node if need be; the pod failure"
        " policy requires it."
    ),
    "spec.subdomain": "With it the headless Service gives each worker a name in DNS; the first is where they meet.",
    "spec.terminationGracePeriodSeconds": "The kubelet kills a pod 30 s after SIGTERM; a checkpoint takes longer.",
    "spec.affinity.podAffinity": "Workers exchange gradients at every step; between zones that is slow and paid for.",
}
JOB_FIELDS: dict[str, SpecPath] = {
    "spec.backoffLimit": ("retries",),
    "spec.backoffLimitPerIndex": ("retries",),
    "spec.activeDeadlineSeconds": ("deadline",),
    "spec.ttlSecondsAfterFinished": ("keep",),
    "spec.parallelism": ("workers",),
    "spec.completions": ("workers",),
    "spec.completionMode": ("workers",),
    **below("spec.template", POD_FIELDS),
}
JOB_REASONS: dict[str, str] = {
    "spec.podFailurePolicy": (
        "A pod that a drain, a preemption or a lost node ended carries the condition DisruptionTarget and is replaced"
        " without using up the retries."
    ),
    "spec.podReplacementPolicy": (
        "By default the Job controller starts the replacement while the old pod still shuts down, and two workers would"
        " have the same rank."
    ),
    "spec.backoffLimit": "Kubernetes tries six times by default; on GPUs each failed try costs money.",
    "spec.backoffLimitPerIndex": (
        "When one worker fails the others lose their connections and fail too; counted for each worker, one accident"
        " uses up one try."
    ),
    "spec.maxFailedIndexes": "A worker that used up its tries ends the Job: the others cannot train without it.",
    "spec.activeDeadlineSeconds": "A job that hangs holds its GPUs for ever; a Job has no deadline by default.",
    "spec.ttlSecondsAfterFinished": "Kubernetes keeps finished Jobs and their pods for ever unless told how long.",
    "spec.completionMode": "Indexed gives each pod a number that a replacement takes over: its rank.",
    **below("spec.template", POD_REASONS),
}
CRON_FIELDS: dict[str, SpecPath] = {
    "spec.schedule": ("schedule",),
    "spec.timeZone": ("schedule", "time_zone"),
    "spec.concurrencyPolicy": ("schedule", "overlap"),
    "spec.startingDeadlineSeconds": ("schedule", "start_within"),
    **below("spec.jobTemplate", JOB_FIELDS),
}
CRON_REASONS = {
    "spec.timeZone": "Without it the schedule follows the clock of the controller manager, wherever that runs.",
    "spec.concurrencyPolicy": "By default a CronJob starts the next run although the last one still holds its GPUs.",
    "spec.startingDeadlineSeconds": (
        "Without it a CronJob that missed more than a hundred starts never runs again, and late runs start at any time."
    ),
    **below("spec.jobTemplate", JOB_REASONS),
}
SERVICE_FIELDS: dict[str, SpecPath] = {"spec.ports": ("master_port",)}
SERVICE_REASONS = {
    "spec.clusterIP": "Without an address of its own it gives every worker a name in DNS.",
    "spec.publishNotReadyAddresses": (
        "Workers look for the first one while it starts; by default DNS knows only pods that are Ready."
    ),
}


def emit(context: Context) -> Iterator[Resource]:
    """The Job or CronJob of every job, and the headless Service of those with several workers."""
    for work in jobs_of(context):
        if work.spec.workers > 1:
            yield Resource(_meeting_point(work), work.source, SERVICE_FIELDS, SERVICE_REASONS)
        template, fields = _template(work)
        if work.spec.schedule is None:
            found = {**JOB_FIELDS, **below("spec.template", fields)}
            yield Resource(_job(work, template), work.source, found, JOB_REASONS)
        else:
            found = {**CRON_FIELDS, **below("spec.jobTemplate.spec.template", fields)}
            yield Resource(_cron_job(work, template), work.source, found, CRON_REASONS)


def _job(work: Work[Job], template: Manifest) -> Manifest:
    run = run_of(work)
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": work.metadata(f"{work.name}-{run}", annotations={RUN: run}),
        "spec": _job_spec(work.spec, template),
    }


def _cron_job(work: Work[Job], template: Manifest) -> Manifest:
    written = work.spec.schedule
    schedule = written if isinstance(written, Schedule) else Schedule(cron=written or "")
    return {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": work.metadata(),
        "spec": {
            "schedule": schedule.cron,
            "timeZone": schedule.time_zone,
            "concurrencyPolicy": CONCURRENCY[schedule.overlap],
            "startingDeadlineSeconds": max(SHORTEST_START, schedule.start_within.seconds),
            "successfulJobsHistoryLimit": HISTORY,
            "failedJobsHistoryLimit": HISTORY,
            "jobTemplate": {
                "metadata": {"labels": template["metadata"]["labels"]},
                "spec": _job_spec(work.spec, template),
            },
        },
    }


def _job_spec(job: Job, template: Manifest) -> Manifest:
    """One try for each failure of one pod; with several workers, of each worker."""
    workers: Manifest = {"backoffLimit": job.retries}
    if job.workers > 1:
        workers = {
            "parallelism": job.workers,
            "completions": job.workers,
            "completionMode": "Indexed",
            "backoffLimitPerIndex": job.retries,
            "maxFailedIndexes": 0,
        }
    return {
        **workers,
        "activeDeadlineSeconds": max(1, job.deadline.seconds),
        "ttlSecondsAfterFinished": job.keep.seconds,
        "podFailurePolicy": IGNORE_DISRUPTIONS,
        "podReplacementPolicy": "Failed",
        "template": template,
    }


def _template(work: Work[Job]) -> tuple[Manifest, dict[str, SpecPath]]:
    spec: Manifest = {"restartPolicy": "Never", "terminationGracePeriodSeconds": work.spec.grace.seconds}
    container: Manifest = {}
    if work.spec.workers > 1:
        spec["subdomain"] = work.name
        container["ports"] = [{"name": "master", "containerPort": work.spec.master_port, "protocol": "TCP"}]
    template, fields = pod_template(work, PodParts(training_environment(work), container, spec, KEEP_RUNNING))
    if work.spec.workers > 1:
        affinity = {**template["spec"].get("affinity", {}), "podAffinity": together(work)}
        template["spec"]["affinity"] = affinity
    return template, fields


def _meeting_point(work: Work[Job]) -> Manifest:
    port = work.spec.master_port
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": work.metadata(),
        "spec": {
            "clusterIP": "None",
            "publishNotReadyAddresses": True,
            "selector": selector_labels(work.name),
            "ports": [{"name": "master", "port": port, "protocol": "TCP", "targetPort": port}],
        },
    }
