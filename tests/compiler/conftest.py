from __future__ import annotations

import pytest

from seatrial.compiler.passes import compile_cluster
from seatrial.spec.cluster import Cluster

IMAGE = "registry.example.com/app:1.0.0"
POOLS = {
    "system": {"instance": "m7i.2xlarge", "nodes": 3},
    "l4": {"instance": "g6.12xlarge", "nodes": "1..2"},
}


class Compiled:
    """The objects of one service or job `app` of the team `ai`, by kind."""

    def __init__(self, resources):
        self.resources = [resource for resource in resources if resource.source[0] in ("services", "jobs")]

    def all(self, kind):
        return [resource for resource in self.resources if resource.kind == kind]

    def resource(self, kind):
        (found,) = self.all(kind)
        return found

    def spec(self, kind):
        return self.resource(kind).manifest["spec"]

    @property
    def template(self):
        for kind in ("Deployment", "StatefulSet", "Job"):
            if self.all(kind):
                return self.spec(kind)["template"]
        return self.spec("CronJob")["jobTemplate"]["spec"]["template"]

    @property
    def pod(self):
        return self.template["spec"]

    @property
    def container(self):
        return self.pod["containers"][0]

    @property
    def env(self):
        return {
            variable["name"]: variable.get("value", variable.get("valueFrom")) for variable in self.container["env"]
        }


def compile_one(section, fields, rest, place):
    document = {
        "name": "c",
        "teams": {"ai": {}},
        "pools": POOLS,
        section: {"app": {"team": "ai", "image": IMAGE, **fields}},
        **rest,
    }
    return Compiled(compile_cluster(Cluster.model_validate(document), place=place))


@pytest.fixture
def service():
    """Compile one service: its fields as keywords, other sections of the file in `rest`."""

    def compiled(rest=None, *, place="local", **fields):
        return compile_one("services", fields, rest or {}, place)

    return compiled


@pytest.fixture
def job():
    """Compile one job, as `service`."""

    def compiled(rest=None, *, place="local", **fields):
        return compile_one("jobs", fields, rest or {}, place)

    return compiled
