"""What is kept about a cluster, and what is made of it when it is damaged."""

from __future__ import annotations

import errno
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial.local.commands import COMPONENTS, commands
from seatrial.local.configuration import stages, write_configuration
from seatrial.local.diagnosis import explain
from seatrial.local.errors import LocalError, disk_errors
from seatrial.local.files import write_private
from seatrial.local.layout import ClusterDirectory
from seatrial.local.log_file import keep_short, tail
from seatrial.local.ports import RANGE, choose_ports, is_free
from seatrial.local.process import ProcessIdentity
from seatrial.local.processes import ComponentProcess, Processes, read_processes, write_processes
from seatrial.local.settings import PORTS, Settings, read_settings, write_settings
from seatrial.local.versions import BINARIES

SETTINGS = Settings(
    ports={name: 26440 + index for index, name in enumerate(PORTS)},
    binaries={binary.name: f"/bin/{binary.name}" for binary in BINARIES},
    versions={binary.name: binary.version for binary in BINARIES},
)


@pytest.fixture
def directory(tmp_path: Path) -> ClusterDirectory:
    made = ClusterDirectory.of(tmp_path / "clusters", "one")
    made.create()
    return made


@pytest.mark.parametrize("name", ["a", "vision", "team-a", "9", "a" * 40])
def test_names(tmp_path: Path, name: str) -> None:
    assert ClusterDirectory.of(tmp_path, name).context == f"seatrial-{name}"


@given(st.text().filter(lambda text: not text.isascii() or not text.replace("-", "a").isalnum() or len(text) > 40))
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(LocalError, match="not a name"):
        ClusterDirectory.of(Path("/nowhere"), name)


@pytest.mark.parametrize("name", ["", "-a", "a-", "A", "../x", "a/b", "a\n", "a" * 41])
def test_names_that_would_lead_elsewhere(tmp_path: Path, name: str) -> None:
    with pytest.raises(LocalError):
        ClusterDirectory.of(tmp_path, name)


def test_settings_survive(directory: ClusterDirectory) -> None:
    write_settings(directory, SETTINGS)
    assert read_settings(directory) == SETTINGS
    assert stat.S_IMODE(directory.settings.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "null", "{}", '{"ports": {}, "binaries": {}}', '{"ports": 1, "binaries": 2}']
)
def test_damaged_settings_are_none(directory: ClusterDirectory, content: str) -> None:
    directory.settings.write_text(content, encoding="utf-8")
    assert read_settings(directory) is None


def test_processes_survive(directory: ClusterDirectory) -> None:
    me = ProcessIdentity.of(os.getpid())
    assert me
    written = Processes(
        me, {"etcd": ComponentProcess(me, 2, "SIGKILL"), "kwok": ComponentProcess(None, 0, "")}, True, False
    )
    write_processes(directory, written)
    assert read_processes(directory) == written


@pytest.mark.parametrize("content", ["", "{", "[]", '{"supervisor": null, "components": {}}', '{"components": []}'])
def test_damaged_processes_are_none(directory: ClusterDirectory, content: str) -> None:
    directory.processes.write_text(content, encoding="utf-8")
    assert read_processes(directory) is None


def test_a_process_is_itself_and_no_other() -> None:
    me = ProcessIdentity.of(os.getpid())
    assert me
    assert me.is_alive
    assert not ProcessIdentity(me.pid, "another start").is_alive
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with child:
        other = ProcessIdentity.of(child.pid)
        assert other
        assert other != me
        other.end(grace_seconds=10)
        assert not other.is_alive


KEPT = {name: RANGE.start + index for index, name in enumerate(PORTS)}


def test_ports_are_kept() -> None:
    assert choose_ports(KEPT, taken=(), may_listen=lambda _: True) == KEPT


@pytest.mark.parametrize("reason", ["another cluster's", "in use"])
def test_a_taken_port_is_replaced_by_one_that_no_other_listener_has(reason: str) -> None:
    lost = KEPT["apiserver"]
    if reason == "in use":
        ports = choose_ports(KEPT, taken=(), may_listen=lambda port: port != lost)
    else:
        ports = choose_ports(KEPT, taken={lost}, may_listen=lambda _: True)
    assert {**ports, "apiserver": 0} == {**KEPT, "apiserver": 0}
    assert ports["apiserver"] not in KEPT.values()


def test_each_cluster_begins_elsewhere() -> None:
    one, two = (choose_ports({}, taken=(), seed=seed, may_listen=lambda _: True) for seed in (b"/a/one", b"/a/two"))
    assert set(one.values()).isdisjoint(two.values())
    assert set(one.values()) < set(RANGE)


def test_no_port_left_is_said() -> None:
    with pytest.raises(LocalError, match="No free port"):
        choose_ports({}, taken=RANGE)


def test_a_port_that_someone_listens_on_is_not_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert not is_free(server.getsockname()[1])


def test_every_listener_is_loopback_and_every_file_named_is_written(directory: ClusterDirectory) -> None:
    write_configuration(directory, SETTINGS)
    lines = commands(directory, SETTINGS)
    assert tuple(lines) == COMPONENTS
    for argument in (argument for line in lines.values() for argument in line):
        assert "0.0.0.0" not in argument
        if argument.startswith("--") and "address=" in argument:
            assert argument.endswith("127.0.0.1")
        _, _, value = argument.partition("=")
        if value.startswith(str(directory.config)):
            assert Path(value).exists(), argument
    assert any("audit" in argument for argument in lines["kube-apiserver"]) is False


def test_stages_are_found() -> None:
    assert len(stages()) >= 10
    assert all("kind: Stage" in stage for stage in stages())


def test_a_file_is_whole_or_absent(tmp_path: Path) -> None:
    file = tmp_path / "file"
    write_private(file, "old")
    with pytest.raises(LocalError):
        write_private(tmp_path / "missing" / "file", "x")
    write_private(file, b"new")
    assert file.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "is full"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "may not be written"),
        (errno.EIO, "cannot be used"),
    ],
)
def test_what_the_disk_refuses_is_one_sentence(tmp_path: Path, number: int, said: str) -> None:
    with pytest.raises(LocalError, match=said) as caught, disk_errors(tmp_path):
        raise OSError(number, os.strerror(number))
    assert caught.value.fix


def test_a_full_disk_is_said(directory: ClusterDirectory) -> None:
    full = ClusterDirectory(directory.root)
    full.log("etcd").write_text('{"msg":"write /x: no space left on device"}\n', encoding="utf-8")
    error = explain(full, "etcd")
    assert str(error) == f"The disk that holds {directory.root} is full"


def test_an_unknown_failure_quotes_the_log(directory: ClusterDirectory) -> None:
    directory.log("kwok").write_text("I1 fine\nError: something odd\nI1 bye\n", encoding="utf-8")
    assert "something odd" in str(explain(directory, "kwok"))
    assert "said nothing" in str(explain(directory, "etcd"))


def test_logs_stay_short(tmp_path: Path) -> None:
    log = tmp_path / "x.log"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"one\n" * 100)
        keep_short(log, limit_bytes=1000)
        assert log.stat().st_size == 400
        keep_short(log, limit_bytes=100)
        writer.write(b"two\n")
    assert log.read_bytes() == b"two\n"
    assert tail(tmp_path / "x.log.1", 2) == ("one", "one")
    assert tail(tmp_path / "none", 2) == ()
