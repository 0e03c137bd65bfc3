"""Programs whose interface lets in whoever reaches it, unless they are told otherwise.

Sources: the security pages of the programs. Ray, notebooks and model servers have rules of their own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from seatrial.checks.view import at, sequence, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from seatrial.checks.view import Container, Object


class Interface(NamedTuple):
    """One program.

    Attributes:
        name: as its project writes it.
        lets: what a stranger may do there, after "lets anybody".
        images: the last one or two parts of its images' names; none where only the command line tells.
        word: a word of the command line that it is recognised by where there are no images.
        says: pattern of the command lines of those that are open; empty where all are that nothing closes.
        closed: pattern of a flag or an environment variable's name by which it asks who one is.
        opened: name and pattern of the environment variable that opens it, if it is closed by default.
        config: directory whose mount may hold a configuration that closes it.

    """

    name: str
    lets: str
    images: tuple[str, ...] = ()
    word: str = ""
    says: str = ""
    closed: str = ""
    opened: tuple[str, str] = ("", "")
    config: str = ""


DASHBOARD = ("kubernetesui/dashboard", "kubernetesui/dashboard-web", "kubernetesui/dashboard-api")
INTERFACES = (
    Interface("Kubernetes Dashboard", "try tokens on the cluster", DASHBOARD),
    Interface("Argo Workflows", "run containers", ("argocli",), says=r"--auth-mode[= ]server"),
    Interface("Kubeflow Pipelines", "run pipelines", ("ml-pipeline/frontend", "kfp-frontend")),
    Interface("Kubeflow", "act as any user", ("centraldashboard", "central-dashboard")),
    Interface("Weave Scope", "open a shell in any container", ("weaveworks/scope",)),
    Interface("Apache Flink", "run code", ("flink",), says=r"jobmanager|standalone-job"),
    Interface("Selenium Grid", "drive browsers", ("selenium/hub",), closed=r"SE_ROUTER_USERNAME"),
    Interface("Longhorn", "delete volumes", ("longhorn-ui",)),
    Interface(
        "Prometheus", "read every metric", ("prometheus/prometheus", "prom/prometheus"), closed=r"--web.config.file"
    ),
    Interface(
        "Alertmanager", "silence alerts", ("prometheus/alertmanager", "prom/alertmanager"), closed=r"--web.config.file"
    ),
    Interface("Kafka UI", "read every topic", ("kafka-ui",), closed=r"AUTH_TYPE"),
    Interface(
        "a container registry",
        "replace images",
        ("registry", "library/registry"),
        closed=r"REGISTRY_AUTH.*",
        config="/etc",
    ),
    Interface(
        "Qdrant",
        "read and delete vectors",
        ("qdrant/qdrant",),
        closed=r"QDRANT__SERVICE__(?:API_KEY|JWT_RBAC)",
        config="/qdrant/config",
    ),
    Interface(
        "Chroma", "read and delete vectors", ("chromadb/chroma", "chroma-core/chroma"), closed=r"CHROMA_SERVER_AUTHN_.*"
    ),
    Interface(
        "Weaviate", "read and delete vectors", ("weaviate",), opened=("AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED", "true")
    ),
    Interface("Elasticsearch", "read and delete data", ("elasticsearch",), opened=("xpack.security.enabled", "false")),
    Interface(
        "Grafana",
        "act as an editor",
        ("grafana/grafana", "grafana/grafana-oss", "grafana/grafana-enterprise"),
        opened=("GF_AUTH_ANONYMOUS_ORG_ROLE", "Admin|Editor"),
    ),
    Interface("Memcached", "read and delete data", ("memcached",), closed=r"-S|--enable-sasl"),
    Interface(
        "Dask", "run code", word="dask", says=r"\bdask[- ]scheduler\b|\.dask_scheduler\b", closed=r"--tls-ca-file"
    ),
    Interface(
        "MLflow", "change and delete models", word="mlflow", says=r"\bmlflow (?:server|ui)\b", closed=r"--app-name"
    ),
    Interface("TensorBoard", "read every run", word="tensorboard", says=r"(?:^|[\s/])tensorboard(?:\.main)?(?:\s|$)"),
    Interface("Dagster", "launch runs", word="dag", says=r"\b(?:dagster-webserver|dagit)\b"),
    Interface(
        "Prefect",
        "launch flows",
        word="prefect",
        says=r"\bprefect server start\b",
        closed=r"PREFECT_SERVER_API_AUTH_STRING",
    ),
    Interface(
        "Redis",
        "read and delete data",
        word="--protected-mode",
        says=r"-server\b.*--protected-mode[= ]no\b",
        closed=r"--requirepass",
    ),
)
BY_IMAGE = {image: interface for interface in INTERFACES for image in interface.images}
BY_WORD = tuple(interface for interface in INTERFACES if interface.word)


def open_interface(container: Container) -> Interface | None:
    """The program of the container that lets in everybody, if it is one that we know."""
    found = _by_image(container.image)
    words = container.command_line if found or "command" in container.spec or "args" in container.spec else ()
    if found is None and words:
        line = " ".join(words)
        found = next((known for known in BY_WORD if known.word in line and re.search(known.says, line)), None)
    return found if found and _is_open(container, found, words) else None


def _by_image(image: str) -> Interface | None:
    parts = image.partition("@")[0].split("/")
    name = parts[-1].partition(":")[0]
    if name == "registry" and len(parts) > 1:
        # A company's own image of that name is anything.
        return BY_IMAGE.get("library/registry") if parts[-2:-1] == ["library"] else None
    return BY_IMAGE.get(name) or BY_IMAGE.get("/".join([*parts[-2:-1], name]))


def _is_open(container: Container, interface: Interface, words: Sequence[str]) -> bool:
    if interface.says and not re.search(interface.says, " ".join(words)):
        return False
    environment = container.environment
    name, value = interface.opened
    if name:
        return re.fullmatch(value, text(environment.get(name)), re.IGNORECASE) is not None
    if interface.closed:
        if container.spec.get("envFrom"):
            return False
        # Flags may share a word with their value, or stand in a shell's script.
        said = (part for word in words for part in re.split(r"[\s=]", word))
        if any(re.fullmatch(interface.closed, word) for word in (*said, *environment)):
            return False
    mounts = sequence(container.spec.get("volumeMounts")) if interface.config else ()
    return not any(text(at(mount, "mountPath")).startswith(interface.config) for mount in mounts)


def leads_to(service: Object, container: Container) -> bool:
    """Whether a port of the Service ends at the container, and not at a proxy beside it."""
    own = [at(port, key) for port in container.ports for key in ("containerPort", "name")]
    if not own:
        return len(container.pod.main_containers) == 1
    for port in sequence(service.spec.get("ports")):
        target = at(port, "targetPort")
        wanted = at(port, "port") if target is None else target
        if wanted is not None and wanted in own:
            return True
    return False
