"""kill -9 in the middle of an apply, ten times at random points; the next run converges and nothing is orphaned."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from seatrial.live.observe import observe
from seatrial.live.outcome import Result
from seatrial.planner.applyset import PART_OF_LABEL, parent_key, read_parent
from seatrial.resource import key_of

if TYPE_CHECKING:
    from .conftest import Stage

pytestmark = [pytest.mark.cluster, pytest.mark.xdist_group("control-plane")]
PROGRAM = Path(__file__).with_name("apply_program.py")
KILLS = 10
SEED = 20261123


def variant(stage, number):
    """Files that share some objects and differ in others, in kinds too: every run creates, changes and prunes."""
    found = [stage.namespace]
    found += [stage.config(f"config-{i}", run=str(number)) for i in range(20) if (i + number) % 3]
    found += [stage.make("Secret", f"secret-{i}", stringData={"run": str(number)}) for i in range(number % 4)]
    ports = [{"port": 80}]
    if number % 2:
        found.append(stage.make("Service", "web", spec={"selector": {"app": "web"}, "ports": ports}))
    else:
        rules = [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]
        found.append(stage.make("Role", "reader", api="rbac.authorization.k8s.io/v1", rules=rules))
    return found


def kill_after(stage, resources, events, folder):
    """Apply in a process of its own, and kill that after so many of its events; gives whether it was killed."""
    file = folder / "manifests.json"
    file.write_text(json.dumps([resource.manifest for resource in resources]))
    arguments = [str(stage.plane.kubeconfig), stage.plane.context, stage.name, str(file)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, str(PROGRAM), *arguments], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        for number, _ in enumerate(process.stdout, start=1):
            if number == events:
                process.kill()
                break
        process.stdout.read()
    return process.returncode == -9


def orphans(stage):
    """Objects with the set's label of a kind that the parent does not name: the next apply would never see them."""

    async def look(client):
        parent = parent_key(stage.name, "default")
        live = await client.find(parent)
        known = read_parent(parent, live)
        found = []
        kinds = [("", kind) for kind in ("Namespace", "ConfigMap", "Secret", "Service")]
        for group, kind in [*kinds, ("rbac.authorization.k8s.io", "Role")]:
            served = await client.type_of(group, kind)
            listing = await client.list(served, labels=f"{PART_OF_LABEL}={known.id}")
            found += [key_of(item) for item in listing.items]
        return [key for key in found if live is None or key.group_kind not in known.group_kinds]

    return stage.run(look)


def test_ten_kills_orphan_nothing_and_the_next_run_converges(stage: Stage, tmp_path: Path):
    chance = random.Random(SEED)
    killed = 0
    for number in range(KILLS):
        killed += kill_after(stage, variant(stage, number), chance.randint(1, 25), tmp_path)
        assert orphans(stage) == []
    assert killed >= KILLS - 2
    wanted = variant(stage, KILLS)
    plan = stage.plan(wanted, prune_limit=None)
    assert stage.carry_out(plan, wanted).result is Result.READY
    seen = stage.run(lambda client: observe(client, wanted, parent_key(stage.name, "default")))
    assert {key_of(member) for member in seen.members} == {resource.key for resource in wanted}
    assert stage.plan(wanted).is_empty
