"""Programs whose work is the node itself, so that they cannot do it from inside an ordinary container.

Device plugins and drivers, networks, storage drivers, and what reads the node's logs and metrics. They are recognised
by image, and only where one runs on every node: nobody needs a second driver in a Deployment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.view import at, sequence

if TYPE_CHECKING:
    from seatrial.checks.view import Object, Pod

DEVICES = """
    k8s-device-plugin gpu-feature-discovery container-toolkit k8s-mig-manager k8s-driver-manager vgpu-device-manager
    nvidia/driver nvidia/vgpu-manager nvidia/gdrdrv nvidia/nvidia-fs nvidia/gpu-operator gpu-operator-validator dcgm
    dcgm-exporter k8s-dra-driver-gpu k8s-cc-manager k8s-kata-manager kubevirt-gpu-device-plugin cos-nvidia-installer
    nvidia-gpu-device-plugin mofed doca-driver k8s-rdma-shared-dev-plugin sriov-network-device-plugin
    sriov-network-config-daemon aws-efa-k8s-device-plugin neuron-device-plugin intel-gpu-plugin
    device-metrics-exporter node-feature-discovery
"""
NETWORKS = """
    calico/node calico/cni cilium/cilium flannel flannel-cni-plugin antrea-agent-ubuntu kube-router amazon-k8s-cni
    amazon-k8s-cni-init azure-cns ip-masq-agent azure-ip-masq-agent-v2 ovn-kubernetes multus-cni whereabouts sriov-cni
    rdma-cni istio/install-cni ztunnel kube-proxy k8s-dns-node-cache kube-vip metallb/speaker
"""
STORAGE = "csi-node-driver-registrar cephcsi nfsplugin longhorn-manager rook/ceph node-disk-manager"
OBSERVERS = """
    node-exporter node-problem-detector cadvisor falco falco-no-driver tetragon fluent-bit aws-for-fluent-bit fluentd
    fluentd-kubernetes-daemonset promtail timberio/vector grafana/alloy opentelemetry-collector
    opentelemetry-collector-contrib opentelemetry-collector-k8s datadog/agent datadoghq/agent filebeat kepler kured
"""
CONTROL_PLANE = "kube-apiserver kube-controller-manager kube-scheduler etcd"
NAMES = frozenset(f"{DEVICES} {NETWORKS} {STORAGE} {OBSERVERS} {CONTROL_PLANE}".split())
"""The last one or two parts of the images' names."""


def is_node_agent(pod: Pod) -> bool:
    """Whether the pod runs such a program on every node, or is a static pod of the control plane."""
    return _on_every_node(pod.object) and any(_is_agent(container.image) for container in pod.containers)


def _on_every_node(owner: Object) -> bool:
    if owner.kind == "DaemonSet":
        return True
    if owner.kind != "Pod":
        return False
    owners = sequence(at(owner.manifest, "metadata", "ownerReferences"))
    return owner.namespace == "kube-system" or any(at(reference, "kind") == "DaemonSet" for reference in owners)


def _is_agent(image: str) -> bool:
    parts = image.partition("@")[0].split("/")
    name = parts[-1].partition(":")[0]
    if name in NAMES or "/".join([*parts[-2:-1], name]) in NAMES:
        return True
    return name.endswith(("-csi-driver", "-csi-plugin", "-csi"))
