"""The commands against a real control plane: each test brings its own cluster file, team and objects."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from seatrial.local.binaries.locate import locate_binaries
from seatrial.local.paths import Paths

pytestmark = [pytest.mark.cluster, pytest.mark.xdist_group("commands")]
ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "docs" / "reference" / "output"
KILLS = 10
SEED = 20261123
NUMBERS = count()
FILE = """\
seatrial: v1
name: {name}
pools:
  system: {{instance: m7i.2xlarge, nodes: 2}}
teams:
  {name}: {{}}
config:
  settings: {{LOG_LEVEL: {level}}}
services:
  web:
    team: {name}
    image: registry.example.com/web:1.0.0
    config: [settings]
    resources: {{cpu: 100m, memory: 100Mi}}
    image_size: 10Mi
    model: {{load_time: {load}}}
"""


@dataclass(frozen=True)
class Machine:
    """A machine of a user, with one local cluster called trial."""

    environment: dict[str, str]
    folder: Path

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "seatrial", *arguments],
            env=self.environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, code: int = 0) -> tuple[str, str]:
        process = self.start(*arguments)
        out, err = process.communicate(timeout=300)
        assert process.returncode == code, out + err
        assert "Traceback" not in err
        return out, err

    def document(self, *arguments: str, code: int = 0) -> dict:
        found = json.loads(self.run(*arguments, "-o", "json", code=code)[0])
        schema = json.loads((SCHEMAS / f"{found['kind']}.schema.json").read_text())
        Draft202012Validator(schema).validate(found)
        return found

    def kubectl(self, *arguments: str, stdin: str = "") -> str:
        kubectl = locate_binaries(Paths.from_environment(os.environ))["kubectl"]
        line = [kubectl, "--context", "seatrial-trial", *arguments]
        return subprocess.run(
            line, env=self.environment, input=stdin, capture_output=True, text=True, check=True
        ).stdout


@dataclass(frozen=True)
class Site:
    """A cluster file of one test, applied to the machine's cluster."""

    machine: Machine
    name: str

    @property
    def file(self) -> str:
        return f"{self.name}.yaml"

    def write(self, *, level: str = "info", load: str = "1s", extra: str = "") -> None:
        text = FILE.format(name=self.name, level=level, load=load) + extra
        (self.machine.folder / self.file).write_text(text)

    def arguments(self, command: str, *options: str) -> list[str]:
        return [command, self.file, "--context", "seatrial-trial", *options]

    def run(self, command: str, *options: str, code: int = 0) -> tuple[str, str]:
        return self.machine.run(*self.arguments(command, *options), code=code)

    def document(self, command: str, *options: str, code: int = 0) -> dict:
        return self.machine.document(*self.arguments(command, *options), code=code)

    def labelled(self) -> str:
        """Everything in the cluster that says it is of this file."""
        kinds = "namespaces,priorityclasses,configmaps,deployments,services,networkpolicies,roles,resourcequotas"
        selector = f"app.kubernetes.io/part-of={self.name}"
        return self.machine.kubectl("get", kinds, "--all-namespaces", "-l", selector, "-o", "name")


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("commands")
    environment = {
        **os.environ,
        "XDG_STATE_HOME": str(folder / "state"),
        "KUBECONFIG": str(folder / "kubeconfig"),
        "HF_TOKEN": "hf-secret",
        "TRACKING_API_KEY": "tracking-secret",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    found = Machine(environment, folder)
    try:
        yield found
    finally:
        found.run("reset", "--name", "trial", "--yes")


@pytest.fixture
def site(machine):
    found = Site(machine, f"site{next(NUMBERS)}")
    found.write()
    machine.run("up", found.file, "--name", "trial")
    return found


@pytest.mark.parametrize("example", ["inference", "training", "platform"])
def test_an_example_comes_up_stays_and_goes(machine, example):
    file = str(ROOT / "examples" / example)
    on_trial = [file, "--context", "seatrial-trial"]
    first = machine.document("up", file, "--name", "trial")
    assert (first["result"], first["notReady"], first["failures"]) == ("ready", [], [])
    assert first["written"] == first["created"] > 0
    out, err = machine.run("up", file, "--name", "trial")
    assert f"{first['created']} unchanged" in err
    assert "checked   no findings" in out
    assert machine.document("diff", *on_trial)["summary"]["unchanged"] == first["created"]
    status = machine.document("status", *on_trial)
    assert len(status["objects"]) == first["created"]
    assert all(pool["ready"] == pool["total"] > 0 for pool in status["nodes"])
    assert "secret" not in json.dumps(first)
    gone = machine.document("delete", *on_trial, "--yes")
    assert gone["pruned"] == first["created"]
    machine.run("status", *on_trial, code=1)


def test_a_second_apply_writes_nothing(site):
    before = site.machine.kubectl("get", "configmaps,deployments.apps,services", "-n", site.name, "-o", "name")
    versions = ["get", "namespaces,roles,networkpolicies", "-A", "-o", "jsonpath={..metadata.resourceVersion}"]
    seen = site.machine.kubectl(*versions)
    again = site.document("apply", "--yes")
    assert (again["written"], again["pruned"], again["result"]) == (0, 0, "ready")
    assert site.machine.kubectl(*versions) == seen
    assert "deployment.apps/web" in before


def test_a_saved_plan_is_applied_if_it_still_holds_and_nothing_without_a_yes(site):
    assert site.run("diff")[0] == ""
    site.write(level="debug")
    assert "nobody is here to say yes" in site.run("apply", code=4)[1]
    out, err = site.run("diff", "--save", "plan.json", code=1)
    assert "data.LOG_LEVEL: info → debug" in out
    assert "--plan plan.json" in err
    plan = site.machine.folder / "plan.json"
    assert plan.stat().st_mode & 0o077 == 0
    assert site.document("diff", code=1)["summary"]["change"] >= 1
    site.write(level="trace")
    assert "the file now says something else" in site.run("apply", "--plan", "plan.json", code=4)[1]
    site.write(level="debug")
    assert site.document("apply", "--plan", "plan.json")["written"] >= 1
    assert site.run("diff")[0] == ""
    refused = site.document("apply", "--plan", "plan.json", code=4)
    assert {finding["code"] for finding in refused["findings"]} == {"PLAN005"}


def test_a_conflict_is_shown_and_taken_only_when_told(site):
    name = site.document("diff")["actions"]
    config = next(each["object"]["name"] for each in name if each["object"]["kind"] == "ConfigMap")
    theirs = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": config, "namespace": site.name},
        "data": {"LOG_LEVEL": "theirs"},
    }
    server_side = ["apply", "--server-side", "--force-conflicts", "--field-manager=somebody", "-f", "-"]
    site.machine.kubectl(*server_side, stdin=json.dumps(theirs))
    out, err = site.run("diff", code=1)
    assert "belongs to somebody" in out
    _, err = site.run("apply", "--yes", code=4)
    assert "--force-conflicts" in err
    read = ["get", "configmap", config, "-n", site.name, "-o", "jsonpath={.data.LOG_LEVEL}"]
    assert site.machine.kubectl(*read) == "theirs"
    site.run("apply", "--yes", "--force-conflicts")
    assert site.machine.kubectl(*read) == "info"


def test_delete_leaves_nothing(site):
    assert site.labelled() != ""
    _, err = site.run("delete", code=4)
    assert "no longer in the file" not in err
    site.run("delete", "--yes")
    assert site.labelled() == ""
    assert "nothing of it is there" in site.run("delete", "--yes")[1]


def test_what_is_not_ready_in_time_is_named(site):
    site.write(load="1h", level="slow")
    out, err = site.run("apply", "--yes", "--timeout", "3s", code=3)
    assert f"not ready: Deployment.apps {site.name}/web" in err
    assert out == ""


def test_an_interrupted_apply_says_so_and_the_next_one_converges(site):
    site.write(load="1h", level="slow")
    process = site.machine.start(*site.arguments("apply", "--yes", "-o", "json"))
    for line in process.stderr:
        if line.startswith("ready"):
            process.send_signal(signal.SIGINT)
            break
    rest = process.stderr.read()  # what the loop above has buffered, too
    out, _ = process.communicate(timeout=60)
    assert process.returncode == json.loads(out).get("exitCode") == 130, out
    assert rest.endswith("seatrial: interrupted; run the same command again to continue\n")
    site.write(level="fast")
    assert site.document("apply", "--yes")["result"] == "ready"


def test_ten_kills_and_the_next_apply_converges(site):
    chance = random.Random(SEED)
    for number in range(KILLS):
        extra = f"  more: {{team: {site.name}, image: 'registry.example.com/more:{number}.0'}}\n" if number % 2 else ""
        site.write(level=f"run-{number}", extra=extra)
        process = site.machine.start(*site.arguments("apply", "--yes"))
        for line in process.stderr:
            if " to change" in line or " to create" in line:
                break
        try:
            process.wait(timeout=chance.uniform(0, 0.5))
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate(timeout=60)
    site.write(level="last")
    assert site.document("apply", "--yes")["result"] == "ready"
    assert site.document("diff")["summary"]["unchanged"] > 0
    assert "more" not in site.labelled()


def test_a_server_that_does_not_answer_is_one_sentence(site):
    kubeconfig = site.machine.folder / "elsewhere"
    text = (site.machine.folder / "kubeconfig").read_text()
    port = text.partition("https://127.0.0.1:")[2].split()[0].rstrip('"')
    kubeconfig.write_text(text.replace(f":{port}", ":1"))
    for command in ("diff", "apply", "status", "delete"):
        _, err = site.run(command, "--kubeconfig", str(kubeconfig), code=2)
        assert err.strip().splitlines()[-1].startswith("seatrial: ")


def test_logs_and_down_and_up_again(site):
    logs = site.machine.document("logs", "etcd", "--name", "trial", "--lines", "3")
    assert len(logs["lines"]) == 3
    assert site.machine.document("down", "--name", "trial")["result"] == "stopped"
    assert site.machine.document("down", "--name", "trial")["result"] == "was-not-running"
    assert site.run("diff", code=2)[1].startswith("seatrial: ")
    again = site.machine.document("up", site.file, "--name", "trial")
    assert (again["result"], again["written"]) == ("ready", 0)
