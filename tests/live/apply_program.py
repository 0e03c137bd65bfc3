"""What the kill test runs and kills: apply manifests, a line for each event."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from seatrial.kube.client import connect
from seatrial.kube.kubeconfig import load_access
from seatrial.live.apply import apply
from seatrial.live.planning import PlanOptions, make_plan
from seatrial.resource import Resource

if TYPE_CHECKING:
    from seatrial.kube.access import ClusterAccess


async def main(access: ClusterAccess, cluster: str, resources: list[Resource]) -> None:
    async with connect(access) as client:
        plan = await make_plan(client, resources, cluster=cluster, options=PlanOptions(prune_limit=None))
        await apply(client, plan, resources, report=lambda event: print(type(event).__name__, flush=True))  # noqa: T201  the test reads it


kubeconfig, context, name, file = sys.argv[1:]
manifests = json.loads(Path(file).read_text())
found = load_access(environment={}, home=Path(file).parent, kubeconfig=Path(kubeconfig), context=context)
asyncio.run(main(found, name, [Resource(manifest) for manifest in manifests]))
