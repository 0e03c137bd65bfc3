"""Replicas, what scales them, and the ports and probes of services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.finding import Severity
from seatrial.spec import codes
from seatrial.spec.problem import Problem, suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.location import SpecPath
    from seatrial.spec.semantics.scene import Scene
    from seatrial.spec.services import Service


def check_scaling(scene: Scene) -> Iterator[Problem]:
    """What the horizontal pod autoscaler can do with it."""
    for name, service in scene.cluster.services.items():
        path: SpecPath = ("services", name)
        replicas, scale = service.replicas, service.scale
        said = bool(scale and (scale.cpu or scale.memory or scale.metric))
        if said and not replicas.varies:
            message = f"there is nothing to scale: `replicas` is {replicas}, not a range"
            fix = f"write `replicas: {replicas.minimum}..{max(replicas.minimum, 1) * 3}`, or remove `scale`"
            yield Problem(codes.SCALING, (*path, "scale"), message, fix, at_key=True)
        if not replicas.maximum:
            message = "0 replicas: nothing runs"
            yield Problem(
                codes.SCALING, (*path, "replicas"), message, "write 1 or more, or remove the service", Severity.WARNING
            )
        elif not replicas.minimum and not (scale and scale.metric and scale.metric.source == "external"):
            message = "pods at 0 report nothing that could scale them up again"
            fix = f"write 1..{replicas.maximum}, or scale by a metric with `source: external`"
            yield Problem(codes.SCALING, (*path, "replicas"), message, fix)
        if replicas.varies:
            yield from _requests(path, service)


def _requests(path: SpecPath, service: Service) -> Iterator[Problem]:
    """Utilisation is use divided by request, so there must be a request."""
    scale = service.scale
    by_cpu = not scale or bool(scale.cpu) or not (scale.memory or scale.metric)
    wanted = {"cpu": by_cpu, "memory": bool(scale and scale.memory)}
    for kind, needed in wanted.items():
        amount = getattr(service.resources, kind)
        if needed and amount and not amount.request:
            message = f"scaling by {kind} divides by the request, which is 0"
            yield Problem(codes.SCALING, (*path, "resources", kind), message, "write a request above 0")
        target = getattr(scale, kind) if scale else None
        if target is not None and not target.hundredths:
            yield Problem(
                codes.SCALING, (*path, "scale", kind), "0% is reached always", "write a percentage such as 70%"
            )


def check_ports(scene: Scene) -> Iterator[Problem]:
    """Ports are there once, and probes and metrics ask one of them."""
    for name, service in scene.cluster.services.items():
        path: SpecPath = ("services", name)
        ports = service.port if isinstance(service.port, dict) else {"http": service.port}
        if not ports:
            yield Problem(codes.PORT, (*path, "port"), "no port at all", "write `port: 8080`")
        seen: dict[int, str] = {}
        for key, port in ports.items():
            if port in seen:
                message = f"{port} is the port of {seen[port]} already"
                yield Problem(codes.PORT, (*path, "port", key), message, "give each its own port")
            seen.setdefault(port, key)
        shown = {str(port) for port in ports.values()}
        for kind in ("ready", "live"):
            probe = getattr(service.probes, kind)
            here: SpecPath = (*path, "probes", kind)
            if probe.port and probe.port not in ports.values():
                message = f"{probe.port} is not a port of {name}"
                yield Problem(codes.PORT, (*here, "port"), message, suggestion(str(probe.port), shown, "port"))
            if probe.command and (probe.path or probe.port):
                message = "a probe runs a command or asks a port, not both"
                yield Problem(
                    codes.PORT, (*here, "command"), message, "remove `command`, or `path` and `port`", at_key=True
                )
            if probe.timeout > probe.every:
                message = f"the timeout {probe.timeout} is longer than the time between two questions, {probe.every}"
                yield Problem(
                    codes.SCALING, (*here, "timeout"), message, f"write {probe.every} or less", Severity.WARNING
                )


def check_objectives(scene: Scene) -> Iterator[Problem]:
    """What was promised does not contradict itself."""
    for name, service in scene.cluster.services.items():
        slo, path = service.slo, ("services", name, "slo")
        if slo.latency_p95 and slo.latency_p99 and slo.latency_p95 > slo.latency_p99:
            message = f"95 % within {slo.latency_p95} and 99 % within {slo.latency_p99}: the second is the stricter"
            yield Problem(codes.WRONG_VALUE, (*path, "latency_p99"), message, f"write {slo.latency_p95} or more")
        if slo.availability and slo.availability.hundredths > 10_000:  # noqa: PLR2004  100.00 %
            yield Problem(
                codes.WRONG_VALUE, (*path, "availability"), f"{slo.availability} is more than all", "write 99.9%"
            )
        latency = slo.latency_p95 or slo.latency_p99
        if latency and latency > service.longest_request:
            message = f"{latency} is longer than the longest request, {service.longest_request}"
            fix = f"write `longest_request: {latency}` or more"
            yield Problem(codes.WRONG_VALUE, path, message, fix, Severity.WARNING)


def check_distributed_jobs(scene: Scene) -> Iterator[Problem]:
    for name, job in scene.cluster.jobs.items():
        if job.run_time and job.run_time > job.deadline:
            message = f"it usually runs {job.run_time}, longer than its deadline {job.deadline}"
            yield Problem(
                codes.SCALING, ("jobs", name, "run_time"), message, f"write `deadline: {job.run_time}` or more"
            )
