"""The local cluster's life, on a real control plane; in one file and one group, so that it runs in one worker."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import ssl
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from seatrial.local import cluster
from seatrial.local.binaries.locate import locate_binaries
from seatrial.local.commands import COMPONENTS
from seatrial.local.errors import LocalError
from seatrial.local.events import LocalEvent, Step
from seatrial.local.layout import ClusterDirectory
from seatrial.local.processes import read_processes
from seatrial.local.settings import read_settings
from seatrial.local.status import State, list_clusters, status
from tests.control_plane import isolated_paths, simulated_node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from seatrial.local.paths import Paths

pytestmark = [pytest.mark.cluster, pytest.mark.xdist_group("control-plane")]
NODES = [simulated_node("cpu-0"), simulated_node("gpu-0", gpus=8)]
OTHERS = """\
# a comment that must stay
apiVersion: v1
kind: Config
current-context: work
clusters:
- cluster: {server: "https://example.com"}   # and this one
  name: work
contexts:
- context: {cluster: work, user: me}
  name: work
users:
- name: me
  user: {}
"""


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    """The condition holds at last; polled, since another process makes it true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


class Machine:
    """One machine with a user on it: a state directory and a kubeconfig with other contexts."""

    def __init__(self, folder: Path) -> None:
        self.paths: Paths = isolated_paths(folder)
        self.paths.kubeconfig.write_text(OTHERS, encoding="utf-8")
        self.events: list[LocalEvent] = []
        self.kubectl_path = locate_binaries(self.paths)["kubectl"]

    def up(self, name: str = "one", nodes: list[dict[str, Any]] | None = None, **options: bool) -> cluster.LocalCluster:
        wanted = NODES if nodes is None else nodes
        return asyncio.run(cluster.up(name, wanted, paths=self.paths, report=self.events.append, **options))

    def kubectl(self, *arguments: str, name: str = "one", stdin: str | None = None) -> str:
        command = [self.kubectl_path, f"--kubeconfig={self.paths.kubeconfig}", f"--context=seatrial-{name}", *arguments]
        done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def directory(self, name: str = "one") -> ClusterDirectory:
        return ClusterDirectory.of(self.paths.clusters, name)

    def pid(self, component: str, name: str = "one") -> int:
        return next(c.pid for c in status(name, paths=self.paths).components if c.name == component)

    def is_running(self, name: str = "one") -> bool:
        return status(name, paths=self.paths).state is State.RUNNING

    def end(self) -> None:
        for found in list_clusters(paths=self.paths):
            cluster.reset(found.name, paths=self.paths)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A machine with the cluster `one` on it; tests put it back as they find it."""
    machine = Machine(tmp_path_factory.mktemp("machine with a space"))
    try:
        machine.up()
        yield machine
    finally:
        machine.end()


@pytest.fixture
def machine(running: Machine) -> Machine:
    running.up()
    return running


def test_nodes_are_ready_with_what_they_were_given(machine: Machine) -> None:
    node = json.loads(machine.kubectl("get", "node", "gpu-0", "-o", "json"))
    assert node["status"]["allocatable"]["nvidia.com/gpu"] == "8"
    assert {"key": "nvidia.com/gpu", "value": "present", "effect": "NoSchedule"} in node["spec"]["taints"]
    lease = json.loads(machine.kubectl("get", "lease", "gpu-0", "-n", "kube-node-lease", "-o", "json"))
    assert lease["spec"]["leaseDurationSeconds"] == 40


def test_up_again_changes_nothing(machine: Machine) -> None:
    before = read_processes(machine.directory())
    again = machine.up()
    assert not again.started
    assert again.nodes.unchanged == ("cpu-0", "gpu-0")
    assert read_processes(machine.directory()) == before


def test_up_creates_changes_and_removes_nodes(machine: Machine) -> None:
    bigger = simulated_node("cpu-0", zone="zone-c")
    bigger["status"]["allocatable"]["cpu"] = "64"
    changes = machine.up(nodes=[bigger, simulated_node("cpu-9")]).nodes
    assert (changes.created, changes.changed, changes.removed) == (("cpu-9",), ("cpu-0",), ("gpu-0",))
    node = json.loads(machine.kubectl("get", "node", "cpu-0", "-o", "json"))
    assert node["metadata"]["labels"]["topology.kubernetes.io/zone"] == "zone-c"
    assert node["status"]["allocatable"]["cpu"] == "64"


def test_pod_runs_and_job_completes(machine: Machine) -> None:
    job = {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": "train"},
        "spec": {
            "template": {
                "metadata": {"annotations": {"seatrial.dev/start-delay": "200ms", "seatrial.dev/run-time": "100ms"}},
                "spec": {
                    "restartPolicy": "Never",
                    "tolerations": [{"key": "nvidia.com/gpu", "operator": "Exists"}],
                    "containers": [
                        {"name": "c", "image": "i", "resources": {"limits": {"nvidia.com/gpu": "4", "cpu": "1"}}}
                    ],
                },
            }
        },
    }
    machine.kubectl("apply", "-f", "-", stdin=json.dumps(job))
    machine.kubectl("wait", "--for=condition=Complete", "job/train", "--timeout=30s")
    pods = json.loads(machine.kubectl("get", "pods", "-l", "job-name=train", "-o", "json"))["items"]
    assert [pod["spec"]["nodeName"] for pod in pods] == ["gpu-0"]
    machine.kubectl("delete", "job/train", "--wait", "--timeout=30s")


def test_failing_pod_and_job(machine: Machine) -> None:
    def pod(name: str, policy: str) -> dict[str, Any]:
        annotations = {"seatrial.dev/fail-after": "50ms", "seatrial.dev/exit-code": "7"}
        spec = {"restartPolicy": policy, "containers": [{"name": "c", "image": "i"}]}
        return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "annotations": annotations}, "spec": spec}

    for name, policy in (("crash", "Always"), ("fail", "Never")):
        machine.kubectl("apply", "-f", "-", stdin=json.dumps(pod(name, policy)))
    machine.kubectl("wait", "--for=jsonpath={.status.phase}=Failed", "pod/fail", "--timeout=30s")
    waiting = "--for=jsonpath={.status.containerStatuses[0].state.waiting.reason}=CrashLoopBackOff"
    machine.kubectl("wait", waiting, "pod/crash", "--timeout=30s")
    failed = json.loads(machine.kubectl("get", "pod", "fail", "-o", "json"))
    assert failed["status"]["containerStatuses"][0]["state"]["terminated"]["exitCode"] == 7
    machine.kubectl("delete", "pod/fail", "pod/crash", "--wait", "--timeout=30s")


def test_cloud_parts_are_played(machine: Machine) -> None:
    objects: list[dict[str, Any]] = [
        {"kind": "Service", "metadata": {"name": "web"}, "spec": {"type": "LoadBalancer", "ports": [{"port": 80}]}},
        {
            "apiVersion": "storage.k8s.io/v1",
            "kind": "StorageClass",
            "metadata": {"name": "fast"},
            "provisioner": "ebs.csi.aws.com",
        },
        {
            "kind": "PersistentVolumeClaim",
            "metadata": {"name": "data"},
            "spec": {
                "storageClassName": "fast",
                "accessModes": ["ReadWriteOnce"],
                "resources": {"requests": {"storage": "5Gi"}},
            },
        },
    ]
    listed = {"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", **item} for item in objects]}
    machine.kubectl("apply", "-f", "-", stdin=json.dumps(listed))
    machine.kubectl("wait", "--for=jsonpath={.status.loadBalancer.ingress[0].ip}", "service/web", "--timeout=30s")
    machine.kubectl("wait", "--for=jsonpath={.status.phase}=Bound", "pvc/data", "--timeout=30s")
    address = machine.kubectl("get", "service", "web", "-o", "jsonpath={.status.loadBalancer.ingress[0].ip}")
    assert address.startswith("198.18.")
    machine.kubectl("delete", "service/web", "pvc/data", "storageclass/fast", "--wait", "--timeout=30s")
    wait_until(lambda: machine.kubectl("get", "pv", "-o", "name") == "")


@pytest.mark.parametrize("component", COMPONENTS)
def test_killed_process_is_restarted(machine: Machine, component: str) -> None:
    before = machine.pid(component)
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: machine.pid(component) not in (0, before) and machine.is_running())
    name = f"after-{component}"
    wait_until(lambda: _accepts_pod(machine, name))
    machine.kubectl("wait", "--for=condition=Ready", f"pod/{name}", "--timeout=60s")
    machine.kubectl("delete", f"pod/{name}", "--wait", "--timeout=60s")


def _accepts_pod(machine: Machine, name: str) -> bool:
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name},
        "spec": {"containers": [{"name": "c", "image": "i"}]},
    }
    try:
        machine.kubectl("apply", "-f", "-", stdin=json.dumps(pod))
    except AssertionError:
        return False
    return True


def test_killed_supervisor_takes_its_processes_along_and_up_brings_all_back(machine: Machine) -> None:
    machine.kubectl("create", "configmap", "kept")
    processes = read_processes(machine.directory())
    assert processes
    os.kill(processes.supervisor.pid, signal.SIGKILL)
    if sys.platform == "linux":
        wait_until(lambda: not any(identity.is_alive for identity in processes.identities))
    assert status("one", paths=machine.paths).state is State.STOPPED
    assert machine.up().started
    assert not any(identity.is_alive for identity in processes.identities)
    machine.kubectl("delete", "configmap", "kept")


def test_down_keeps_objects_and_ports(machine: Machine) -> None:
    machine.kubectl("create", "configmap", "kept")
    ports = _ports(machine)
    assert cluster.down("one", paths=machine.paths)
    assert not cluster.down("one", paths=machine.paths)
    assert machine.up().started
    assert _ports(machine) == ports
    machine.kubectl("delete", "configmap", "kept")


def test_taken_port_is_replaced(machine: Machine) -> None:
    cluster.down("one", paths=machine.paths)
    before = _ports(machine)
    with socket.create_server(("127.0.0.1", before["apiserver"])):
        machine.up()
        after = _ports(machine)
        assert after["apiserver"] != before["apiserver"]
        assert after["etcd"] == before["etcd"]
        assert "gpu-0" in machine.kubectl("get", "nodes")


@pytest.mark.parametrize(
    "damage", ["cluster.json", "config/kwok.yaml", "pki/admin.key", "pki/ca.crt", "processes.json"]
)
def test_half_written_directory_is_repaired(machine: Machine, damage: str) -> None:
    machine.kubectl("create", "configmap", "kept")
    cluster.down("one", paths=machine.paths)
    machine.directory().root.joinpath(damage).write_bytes(b"{ha")
    machine.up()
    machine.kubectl("delete", "configmap", "kept")


def test_unreadable_data_is_explained(machine: Machine) -> None:
    machine.up("broken", nodes=[])
    cluster.down("broken", paths=machine.paths)
    database = machine.directory("broken").etcd / "member" / "snap" / "db"
    database.write_bytes(b"\0" * database.stat().st_size)
    with pytest.raises(LocalError, match="etcd cannot read the data") as caught:
        machine.up("broken", nodes=[])
    assert "seatrial reset --name broken" in caught.value.fix
    cluster.reset("broken", paths=machine.paths)


def test_two_ups_wait_for_each_other(machine: Machine) -> None:
    cluster.down("one", paths=machine.paths)
    machine.events.clear()
    with ThreadPoolExecutor() as pool:
        started = [future.result().started for future in [pool.submit(machine.up), pool.submit(machine.up)]]
    assert sorted(started) == [False, True]
    assert any(event.step is Step.WAIT and "`seatrial up` of one" in event.message for event in machine.events)


def test_two_clusters_stand_side_by_side(machine: Machine) -> None:
    machine.up("two", nodes=[simulated_node("other")])
    assert "other" in machine.kubectl("get", "nodes", name="two")
    assert "other" not in machine.kubectl("get", "nodes", name="one")
    assert set(_ports(machine).values()).isdisjoint(_ports(machine, "two").values())
    cluster.reset("two", paths=machine.paths)
    assert "cpu-0" in machine.kubectl("get", "nodes", name="one")


def test_audit_log_on_request(machine: Machine) -> None:
    assert not machine.directory().log("audit").exists()
    assert machine.up(audit=True).started
    machine.kubectl("create", "secret", "generic", "quiet", "--from-literal=word=hidden-value")
    wait_until(lambda: "quiet" in machine.directory().log("audit").read_text(encoding="utf-8"))
    assert "hidden-value" not in machine.directory().log("audit").read_text(encoding="utf-8")
    machine.kubectl("delete", "secret", "quiet")


def test_strangers_are_refused(machine: Machine) -> None:
    server = status("one", paths=machine.paths).server
    trusted = ssl.create_default_context(cafile=machine.directory().pki / "ca.crt")

    def code(path: str) -> int:
        try:
            with urllib.request.urlopen(server + path, context=trusted, timeout=5) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code

    assert code("/api/v1/nodes") == 401
    assert code("/readyz") == 200


def test_kwok_may_not_read_secrets(machine: Machine) -> None:
    kwok = machine.directory().kubeconfig("kwok")
    command = [machine.kubectl_path, f"--kubeconfig={kwok}", "auth", "can-i", "get", "secrets", "-A"]
    assert subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip() == "no"


def test_everything_is_closed_to_other_users(machine: Machine) -> None:
    open_ones = [
        path
        for path in (machine.directory().root, *machine.directory().root.rglob("*"))
        if not path.is_socket() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    assert open_ones == []


def test_everything_listens_on_loopback_only(machine: Machine) -> None:
    pids = [machine.pid(component) for component in COMPONENTS]
    listening = [address for pid in pids for address in _listening(pid)]
    assert len(listening) == len(_ports(machine))
    assert set(listening) == {"0100007F"}


def test_reset_leaves_the_kubeconfig_as_it_was(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.up()
    assert machine.paths.kubeconfig.read_text(encoding="utf-8") != OTHERS
    assert "work" in machine.kubectl("config", "current-context")
    assert cluster.reset("one", paths=machine.paths)
    assert machine.paths.kubeconfig.read_text(encoding="utf-8") == OTHERS
    assert list_clusters(paths=machine.paths) == ()


def _ports(machine: Machine, name: str = "one") -> dict[str, int]:
    settings = read_settings(machine.directory(name))
    assert settings
    return dict(settings.ports)


def _listening(pid: int) -> list[str]:
    """The addresses, as hexadecimal numbers in host order, that a process listens on (proc(5), state 0A)."""
    inodes = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        target = str(entry.readlink())
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    found = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text(encoding="ascii").splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in inodes:
                found.append(fields[1].partition(":")[0])
    return found
