"""A file with 1,000 services: read, compiled, checked and rendered, each time by a new process."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from child import measure
from figure import Figure
from services_file import write

SERVICES = 1000
REPETITIONS = 5
STAGES = ("import", "load", "compile", "check", "render")


def run() -> list[Figure]:
    """Each stage's time, and the memory, beside PyYAML (libyaml) reading the same objects."""
    taken: list[dict[str, float]] = []
    reading: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        file, rendered = Path(folder) / "cluster.yaml", Path(folder) / "rendered.yaml"
        file.write_text(write(SERVICES))
        for _ in range(REPETITIONS):
            taken.append(json.loads(measure([sys.executable, __file__, "seatrial", str(file), str(rendered)]).output))
            reading.append(json.loads(measure([sys.executable, __file__, "pyyaml", str(rendered)]).output))
    objects = int(taken[0]["objects"])
    what = f"{SERVICES} services, {objects} objects"
    of = {stage: [each[stage] for each in taken] for stage in (*STAGES, "peak", "cpu", "cpu of both")}
    both = [each["compile"] + each["check"] for each in taken]
    whole = [sum(each[stage] for stage in STAGES) for each in taken]
    return [
        *(Figure(f"{stage}: {what}", of[stage]) for stage in STAGES),
        Figure(f"compile + check: {what}", both, at_most=2, instead=reading, which_is="PyYAML reads the rendered YAML"),
        Figure("compile + check, processor time", of["cpu of both"]),
        Figure("all of it, from the start of Python", whole),
        Figure("all of it, processor time", of["cpu"]),
        Figure("memory at its peak", of["peak"], "MiB"),
    ]


def child_seatrial(file: str, rendered: str) -> dict[str, float]:
    """The pipeline once, as `seatrial check` and `seatrial render` run it."""
    clock = time.perf_counter
    times, cpu = [clock()], [0.0]
    from seatrial.checks.engine import check
    from seatrial.checks.inventory import Context
    from seatrial.checks.rulebook import list_rules
    from seatrial.compiler.passes import compile_context, context_at
    from seatrial.compiler.render import render_yaml
    from seatrial.spec.load import load

    list_rules()
    times.append(clock())
    loaded = load(Path(file).read_bytes(), file=file)
    assert loaded.cluster is not None, loaded.findings[:3]
    times.append(clock())
    cpu.append(time.process_time())
    resources = compile_context(context_at(loaded.cluster))
    times.append(clock())
    findings = check(resources, source_map=loaded.sources, context=Context(local=True))
    times.append(clock())
    cpu.append(time.process_time())
    text = render_yaml(resources)
    times.append(clock())
    assert not findings, findings[:3]
    Path(rendered).write_text(text)
    stages = {stage: times[number + 1] - times[number] for number, stage in enumerate(STAGES)}
    busy = {"cpu": time.process_time(), "cpu of both": cpu[2] - cpu[1]}
    return {**stages, **busy, "objects": len(resources), "peak": peak_mebibytes()}


def child_pyyaml(rendered: str) -> float:
    import yaml

    started = time.perf_counter()
    with Path(rendered).open() as stream:
        assert sum(1 for _ in yaml.load_all(stream, Loader=yaml.CSafeLoader)) > SERVICES
    return time.perf_counter() - started


def peak_mebibytes() -> float:
    """The most memory that this process held: of its own image where /proc tells, since rusage knows its parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(each for each in status.read_text().splitlines() if each.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


if __name__ == "__main__":
    print(json.dumps({"seatrial": child_seatrial, "pyyaml": child_pyyaml}[sys.argv[1]](*sys.argv[2:])))
