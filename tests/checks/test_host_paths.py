"""Paths of a node: what a pod gets by each, however it is written."""

from __future__ import annotations

import pytest

from seatrial.checks.host_paths import Reach, reach_of


@pytest.mark.parametrize(
    ("path", "reach"),
    [
        ("/var/run/docker.sock", Reach.RUNTIME),
        ("/run/containerd", Reach.RUNTIME),
        ("/run/k3s/containerd/containerd.sock", Reach.RUNTIME),
        ("/root/.aws", Reach.CLOUD),
        ("/home/ubuntu/.config/gcloud/credentials.db", Reach.CLOUD),
        ("/etc/kubernetes/azure.json", Reach.CLOUD),
        ("/", Reach.SECRETS),
        ("/etc", Reach.SECRETS),
        ("/var/run", Reach.SECRETS),
        ("/var/lib/kubelet/pods", Reach.SECRETS),
        ("/home/ubuntu/.ssh/id_ed25519", Reach.SECRETS),
        ("/proc/1/root", Reach.SYSTEM),
        ("/var/lib/docker/containers", Reach.SYSTEM),
        ("/etc/cron.d", Reach.SYSTEM),
        ("/var/lib/kubelet/device-plugins", Reach.DATA),
        ("/etc/localtime", Reach.DATA),
        ("/dev/infiniband", Reach.DATA),
        ("/home/ubuntu/models", Reach.DATA),
        ("/etcetera", Reach.DATA),
    ],
)
def test_each_path_gives_what_it_gives(path: str, reach: Reach):
    assert reach_of(path) is reach


@pytest.mark.parametrize("path", ["/etc/", "//etc", "/./etc", "/data/../etc", "etc"])
def test_the_way_a_path_is_written_hides_nothing(path: str):
    assert reach_of(path) is Reach.SECRETS
