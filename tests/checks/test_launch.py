"""What containers say about the processes they start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from seatrial.checks import Context
from seatrial.checks.inventory import Inventory
from seatrial.checks.launch import launcher_of, number, talks_to_peers
from seatrial.resource import Resource

if TYPE_CHECKING:
    from seatrial.checks.view import Container


def container(**spec: Any) -> Container:
    manifest = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [spec]}}
    return Inventory([Resource(manifest)], Context()).objects[0].pods[0].containers[0]


@pytest.mark.parametrize(
    ("words", "program", "processes"),
    [
        (["torchrun", "--nproc_per_node=4", "a.py"], "torchrun", 4),
        (["/opt/bin/torchrun", "--nproc-per-node", "4"], "torchrun", 4),
        (["python", "-m", "torch.distributed.run", "--nproc-per-node=2"], "torchrun", 2),
        (["sh", "-c", "cd /app && torchrun --nproc-per-node=2 a.py && echo --nproc-per-node=9"], "torchrun", 2),
        (["sh", "-c", "# torchrun --nproc-per-node=2\ntorchrun \\\n  --nproc-per-node=3 a.py\nother"], "torchrun", 3),
        (["torchrun", "--nproc-per-node=$(N)"], "torchrun", 8),
        (["torchrun", "--nproc-per-node=$(UNKNOWN)"], "torchrun", None),
        (["torchrun", "--nproc-per-node=gpu"], "torchrun", None),
        (["torchrun", "--nproc-per-node=99999999999"], "torchrun", None),
        (["python", "train.py"], "", None),
    ],
)
def test_processes_of_a_launcher(words: list[str], program: str, processes: int | None):
    found = container(name="a", command=words, env=[{"name": "N", "value": "8"}])
    started, rest = launcher_of(found)
    told = number(found, rest, ("--nproc-per-node",), ())
    assert started == program
    assert (told.value if told else None) == processes


def test_the_last_of_several_variables_holds():
    found = container(name="a", env=[{"name": "NNODES", "value": "2"}, 7, {"name": "NNODES", "value": "4"}])
    told = number(found, (), (), ("NNODES",))
    assert told
    assert (told.value, told.field) == (4, "spec.containers[0].env[2].value")


@pytest.mark.parametrize(
    ("spec", "talks"),
    [
        ({"env": [{"name": "MASTER_ADDR", "value": "a"}]}, True),
        ({"command": ["torchrun", "--nnodes=2", "a.py"]}, True),
        ({"command": ["torchrun", "--nnodes=1", "a.py"]}, False),
        ({"command": ["accelerate", "launch", "--num_machines", "2"]}, True),
        ({"command": "torchrun --nnodes=2"}, False),
    ],
)
def test_who_talks_to_peers(spec: dict[str, Any], *, talks: bool):
    assert talks_to_peers(container(name="a", **spec)) is talks
