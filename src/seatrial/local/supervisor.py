"""The background process that keeps one local cluster running: `python -m seatrial.local.supervisor DIRECTORY`.

It starts the components, starts one again that ends, keeps logs short, and ends all of them when it is told to. On
Linux the kernel kills the components when the supervisor dies, however it dies; elsewhere the next `up` finds them and
ends them.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from seatrial.local.api import ApiServer
from seatrial.local.children import Child
from seatrial.local.commands import COMPONENTS, commands
from seatrial.local.layout import ClusterDirectory
from seatrial.local.lock import try_lock
from seatrial.local.log_file import keep_short
from seatrial.local.process import ProcessIdentity
from seatrial.local.processes import ComponentProcess, Processes, write_processes
from seatrial.local.settings import read_settings

if TYPE_CHECKING:
    from types import FrameType

STARTING_POLL_SECONDS = 0.05
IDLE_POLL_SECONDS = 5.0
GRACE_SECONDS = 3.0
"""etcd syncs every write before it answers, and the others keep nothing: a kill after this loses nothing either."""
END_ORDER = (("kwok", "kube-scheduler", "kube-controller-manager"), ("kube-apiserver",), ("etcd",))


class Supervisor:
    """Keeps the components of one cluster running until told to end."""

    def __init__(self, directory: ClusterDirectory, children: list[Child], api: ApiServer) -> None:
        self._directory = directory
        self._children = {child.name: child for child in children}
        self._api = api
        self._ending = False
        self._api_answers = False
        self._api_ready = False
        self._granted = False
        self._wake_reader, self._wake_writer = os.pipe()

    def run(self) -> None:
        """Return when a signal asked to end and every component has ended."""
        self._listen_for_signals()
        try:
            while not self._ending:
                changed = self._reap() | self._notice_api() | self._start_due()
                if changed:
                    self._publish()
                for name in COMPONENTS:
                    keep_short(self._directory.log(name))
                self._sleep()
        finally:
            for group in END_ORDER:
                for name in group:
                    self._children[name].ask_to_end()
                for name in group:
                    self._children[name].end(GRACE_SECONDS)
            self._directory.processes.unlink(missing_ok=True)

    def _listen_for_signals(self) -> None:
        os.set_blocking(self._wake_writer, False)
        os.set_blocking(self._wake_reader, False)
        signal.set_wakeup_fd(self._wake_writer, warn_on_full_buffer=False)
        # A handler that does nothing still wakes the loop; the default would not.
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._end)

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self._ending = True

    def _reap(self) -> bool:
        ended = [child.name for child in self._children.values() if child.reap()]
        if "kube-apiserver" in ended:
            self._api_answers = self._api_ready = False
        return bool(ended)

    def _start_due(self) -> bool:
        now = time.monotonic()
        due = [c for c in self._children.values() if c.process is None and c.due <= now and self._may_start(c)]
        for child in due:
            try:
                child.start(self._directory)
            except OSError as error:
                child.last_exit = f"cannot be started: {error.strerror}"
                child.due = now + child.delay
        return bool(due)

    def _may_start(self, child: Child) -> bool:
        """Whether what it needs from the API server is there.

        The scheduler and the controller-manager need RBAC's bootstrap roles: started before, they retry with growing
        pauses, and come up later than if they had been started after. KWOK's role is ours.
        """
        if child.name in ("kube-scheduler", "kube-controller-manager"):
            return self._api_ready
        return child.name != "kwok" or (self._api_answers and self._prepare_kwok())

    def _prepare_kwok(self) -> bool:
        try:
            if not self._granted:
                self._api.grant_kwok_its_role()
                self._granted = True
            if not self._api.kwok_has_its_role():
                return False
            self._api.forget_node_leases()
        except OSError as error:
            print(f"KWOK has to wait: {error}", file=sys.stderr, flush=True)  # noqa: T201  this is our log
            self._api_answers = self._api_ready = False
            return False
        return True

    def _notice_api(self) -> bool:
        """Ask the API server how far it is, until it is ready."""
        before = (self._api_answers, self._api_ready)
        if self._children["kube-apiserver"].process and not self._api_ready:
            self._api_answers = self._api_answers or self._api.answers()
            self._api_ready = self._api_answers and self._api.is_ready()
        return before != (self._api_answers, self._api_ready)

    def _publish(self) -> None:
        components = {
            child.name: ComponentProcess(child.identity, max(child.restarts, 0), child.last_exit)
            for child in self._children.values()
        }
        supervisor = ProcessIdentity.of(os.getpid())
        assert supervisor is not None
        write_processes(self._directory, Processes(supervisor, components, self._api_answers, self._api_ready))

    def _sleep(self) -> None:
        waiting = any(child.process is None for child in self._children.values())
        pause = STARTING_POLL_SECONDS if waiting or not self._api_ready else IDLE_POLL_SECONDS
        if select.select([self._wake_reader], [], [], pause)[0]:
            os.read(self._wake_reader, 4096)


def main(root: str) -> int:
    """Leave a supervisor of the cluster in the directory `root` in the background; 3 if it has one already."""
    directory = ClusterDirectory(Path(root))
    settings = read_settings(directory)
    if settings is None:
        print(f"{directory.settings} cannot be read", file=sys.stderr)  # noqa: T201
        return 2
    descriptor = os.open(directory.supervisor_lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if not _acquire(descriptor):
        return 3
    if os.fork():
        os._exit(0)  # the child keeps the lock; whoever started us need not wait for it, or bury it later
    children = [Child(name, argv) for name, argv in commands(directory, settings).items()]
    Supervisor(directory, children, ApiServer(directory, settings.ports["apiserver"])).run()
    return 0


def _acquire(descriptor: int) -> bool:
    """Take the lock; whoever only asks whether it is held has it for an instant."""
    for _ in range(20):
        if try_lock(descriptor):
            return True
        time.sleep(0.01)
    return False


if __name__ == "__main__":
    os.umask(0o077)
    sys.exit(main(sys.argv[1]))
