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
        image: matches the image reference; empty where the command line alone tells.
        says: matches the command line of those that are open; empty where all are that nothing closes.
        closed: matches a flag or the name of an environment variable by which it asks who one is.
        opened: name and value of the environment variable that opens it, if it is closed by default.
        config: directory whose mount may hold a configuration that closes it.

    """

    name: str
    lets: str
    image: str = ""
    says: str = ""
    closed: str = ""
    opened: tuple[str, str] = ("", "")
    config: str = ""


INTERFACES = (
    Interface(
        "Kubernetes Dashboard", "try tokens on the cluster", r"(?:^|/)kubernetesui/dashboard(?:-web|-auth|-api)?"
    ),
    Interface("Argo Workflows", "run containers", r"(?:^|/)argocli", r"--auth-mode[= ]server"),
    Interface(
        "Kubeflow Pipelines", "run pipelines", r"(?:^|/)(?:kubeflow-pipelines|ml-pipeline)/frontend|/kfp-frontend"
    ),
    Interface("Kubeflow", "act as any user", r"(?:^|/)(?:centraldashboard|central-dashboard)"),
    Interface("Weave Scope", "open a shell in any container", r"(?:^|/)weaveworks/scope"),
    Interface("Apache Flink", "run code", r"(?:^|/)flink", r"jobmanager|standalone-job"),
    Interface(
        "Dask", "run code", says=r"\bdask[- ]scheduler\b|distributed\.cli\.dask_scheduler", closed=r"--tls-ca-file"
    ),
    Interface(
        "Selenium Grid", "drive browsers", r"(?:^|/)selenium/(?:hub|standalone-\w+)", closed=r"SE_ROUTER_USERNAME"
    ),
    Interface("Longhorn", "delete volumes", r"(?:^|/)longhornio/longhorn-ui"),
    Interface(
        "MLflow", "change and delete models", says=r"\bmlflow (?:server|ui)\b", closed=r"--app-name|MLFLOW_FLASK_SERVER"
    ),
    Interface("TensorBoard", "read every run", says=r"(?:^|[\s/])tensorboard(?:\.main)?(?:\s|$)"),
    Interface("Dagster", "launch runs", says=r"\b(?:dagster-webserver|dagit)\b"),
    Interface(
        "Prefect", "launch flows", says=r"\bprefect (?:server|orion) start\b", closed=r"PREFECT_SERVER_API_AUTH_STRING"
    ),
    Interface("Prometheus", "read every metric", r"(?:^|/)prom(?:etheus)?/prometheus", closed=r"--web\.config\.file"),
    Interface("Alertmanager", "silence alerts", r"(?:^|/)prom(?:etheus)?/alertmanager", closed=r"--web\.config\.file"),
    Interface("Kafka UI", "read every topic", r"(?:^|/)(?:provectuslabs|kafbat)/kafka-ui", closed=r"AUTH_TYPE"),
    Interface(
        "a container registry",
        "replace images",
        r"^(?:docker\.io/)?(?:library/)?registry(?=[:@]|$)",
        closed=r"REGISTRY_AUTH.*",
        config="/etc",
    ),
    Interface(
        "Qdrant",
        "read and delete vectors",
        r"(?:^|/)qdrant/qdrant",
        closed=r"QDRANT__SERVICE__(?:API_KEY|JWT_RBAC)",
        config="/qdrant/config",
    ),
    Interface(
        "Chroma", "read and delete vectors", r"(?:^|/)chroma-?(?:db|core)?/chroma", closed=r"CHROMA_SERVER_AUTHN_.*"
    ),
    Interface(
        "Weaviate",
        "read and delete vectors",
        r"(?:^|/)(?:semitechnologies|weaviate)/weaviate",
        opened=("AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED", "true"),
    ),
    Interface(
        "Elasticsearch",
        "read and delete data",
        r"(?:^|/)elasticsearch/elasticsearch",
        opened=("xpack.security.enabled", "false"),
    ),
    Interface(
        "Grafana",
        "act as an editor",
        r"(?:^|/)grafana/grafana(?:-oss|-enterprise)?",
        opened=("GF_AUTH_ANONYMOUS_ORG_ROLE", r"Admin|Editor"),
    ),
    Interface(
        "Redis",
        "read and delete data",
        says=r"\b(?:redis|valkey)-server\b.*--protected-mode[= ]no",
        closed=r"--requirepass",
    ),
    Interface("Memcached", "read and delete data", r"(?:^|/)memcached(?=[:@]|$)", closed=r"-S|--enable-sasl"),
)
IMAGES = [(re.compile(interface.image), interface) for interface in INTERFACES if interface.image]
ANY_IMAGE = re.compile("|".join(interface.image for interface in INTERFACES if interface.image))
COMMANDS = [(re.compile(interface.says), interface) for interface in INTERFACES if not interface.image]
ANY_COMMAND = re.compile("|".join(interface.says for interface in INTERFACES if not interface.image))


def open_interface(container: Container) -> Interface | None:
    """The program of the container that lets in everybody, if it is one that we know."""
    words = container.command_line
    line = " ".join(words)
    found = None
    if ANY_IMAGE.search(container.image):
        found = next((interface for pattern, interface in IMAGES if pattern.search(container.image)), None)
        if found and found.says and not re.search(found.says, line):
            found = None
    elif words and ANY_COMMAND.search(line):
        found = next((interface for pattern, interface in COMMANDS if pattern.search(line)), None)
    return found if found and _is_open(container, found, words) else None


def _is_open(container: Container, interface: Interface, words: Sequence[str]) -> bool:
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
    own = {at(port, key) for port in container.ports for key in ("containerPort", "name")}
    if not own:
        return len(container.pod.main_containers) == 1
    for port in sequence(service.spec.get("ports")):
        target = at(port, "targetPort")
        if (at(port, "port") if target is None else target) in own:
            return True
    return False
