"""500 nodes with eight GPUs each and 3,000 pods that take one each, from nothing to Ready."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from apply import carry_out
from control_plane import access_to, own_state
from figure import Figure
from seatrial.compiler.nodes import nodes
from seatrial.compiler.passes import compile_context, context_at
from seatrial.kube.client import connect
from seatrial.live.events import ignore
from seatrial.local import cluster
from seatrial.spec.load import load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from seatrial.resource import Resource

REPETITIONS = 1
NAME = "bench-scale"
NODES = 500
SERVICES = 30
PODS_A_SERVICE = 100
AIM_SECONDS = 15.0

HEAD = f"""\
seatrial: v1
name: {NAME}
pools: {{gpu: {{instance: p5.48xlarge, nodes: {NODES}}}}}
teams: {{ai: {{members: {{engineer: ["group:engineers"]}}, quota: {{pods: 4000}}}}}}
services:
"""
SERVICE = """\
  model-{number}:
    team: ai
    image: registry.example.com/models/model-{number}:1.0.0
    port: 8080
    replicas: {pods}
    resources: {{cpu: 4, memory: 32Gi, gpu: 1 h100}}
    probes: {{ready: {{path: /ready}}, live: {{path: /healthz}}}}
"""


def run() -> list[Figure]:
    up: list[float] = []
    pods: list[float] = []
    whole: list[float] = []
    for _ in range(REPETITIONS):
        with own_state(NAME) as paths:
            loaded = load(HEAD + "".join(SERVICE.format(number=n, pods=PODS_A_SERVICE) for n in range(SERVICES)))
            assert loaded.cluster is not None, loaded.findings
            context = context_at(loaded.cluster)
            machines, resources = nodes(context), compile_context(context)
            started = time.perf_counter()
            running = asyncio.run(cluster.up(NAME, machines, paths=paths))
            up.append(time.perf_counter() - started)
            asyncio.run(deploy(running, resources))
            whole.append(time.perf_counter() - started)
            pods.append(whole[-1] - up[-1])
    return [
        Figure(f"up: {NODES} GPU nodes Ready", up),
        Figure(f"apply: {SERVICES * PODS_A_SERVICE} GPU pods Ready", pods),
        Figure(f"both: {NODES} nodes and {SERVICES * PODS_A_SERVICE} GPU pods Ready", whole, at_most=AIM_SECONDS),
    ]


async def deploy(running: cluster.LocalCluster, resources: Sequence[Resource]) -> None:
    async with connect(access_to(running)) as client:
        await carry_out(client, NAME, resources, ignore)
