"""A real API server under strict field validation takes what was mended, and did not take it before."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from seatrial.gather.fix import fix
from seatrial.kube.client import connect
from seatrial.kube.errors import Invalid, ServerFailed
from seatrial.kube.kubeconfig import load_access
from seatrial.manifests.read import read_file
from tests.gather.faults import broken_workload, written
from tests.gather.test_fix_laws import checked

pytestmark = [pytest.mark.cluster, pytest.mark.xdist_group("control-plane")]


async def refusals(plane, manifests):
    access = load_access(
        environment=dict(os.environ), home=Path("/"), kubeconfig=plane.kubeconfig, context=plane.context
    )
    said = []
    async with connect(access) as client:
        for manifest in manifests:
            namespace = {
                "apiVersion": "v1",
                "kind": "Namespace",
                "metadata": {"name": manifest["metadata"]["namespace"]},
            }
            await client.apply(namespace, force=True)
            try:
                await client.apply(manifest, force=True, dry_run=True)
            except (Invalid, ServerFailed) as error:
                said.append(str(error))
            else:
                said.append("")
    return said


@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet", "Job", "CronJob"])
def test_a_mended_file_applies(control_plane, kind):
    styles = ["block", "mixed", "flow", "json"]
    texts = [written(broken_workload(kind), style) for style in styles]
    mended = []
    for text in texts:
        before = checked(text)
        mended.append(fix(before.texts, before.findings).texts["f.yaml"])
    objects = [read_file("f.yaml", text).resources[-1].manifest for text in (*texts, *mended)]
    said = asyncio.run(refusals(control_plane, objects))
    assert [bool(text) for text in said] == [True] * len(styles) + [False] * len(styles), said
