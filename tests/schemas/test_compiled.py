"""What the compiler emits fits the schemas, in every version that they exist for."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from seatrial import schemas
from seatrial.compiler.passes import compile_cluster
from seatrial.spec.cluster import Cluster

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*/cluster.yaml"))


def test_there_are_cases():
    assert CASES


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.parent.name)
def test_every_object_is_known_and_without_fault(case: Path) -> None:
    cluster = Cluster.model_validate(yaml.safe_load(case.read_text()))
    secrets = {(name, key): "value" for name, secret in cluster.secrets.items() for key in secret.values}
    for place in ("local", *cluster.places):
        for resource in compile_cluster(cluster, place=place, secret_values=secrets):
            manifest = resource.manifest
            for version in schemas.versions():
                assert schemas.is_known(manifest["apiVersion"], manifest["kind"], version), (manifest, version)
                assert schemas.validate(manifest, version) == (), (place, version)
