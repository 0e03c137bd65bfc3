"""Kubeconfig files → the access to one cluster, by the rules that kubectl follows."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, urlsplit

import yaml

from seatrial.kube.access import SERVICE_ACCOUNT, ClusterAccess, ExecPlugin, User, access_in_cluster
from seatrial.kube.errors import KubeconfigError
from seatrial.kube.tree import as_list, as_mapping

if TYPE_CHECKING:
    from collections.abc import Mapping

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
EXEC_EXTENSION = "client.authentication.k8s.io/exec"
EXEC_VERSIONS = ("client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1")
INTERACTIVE_MODES = ("Never", "IfAvailable", "Always")


@dataclass(frozen=True, slots=True)
class Entry:
    """One named cluster, user or context, and the file it stands in."""

    kind: str
    name: str
    body: Mapping[str, Any]
    file: Path

    def fail(self, problem: str, fix: str = "") -> KubeconfigError:
        return KubeconfigError(f"{self.file}: {self.kind} {self.name!r} {problem}.", fix=fix)

    def text(self, key: str) -> str:
        """The string at `key`; empty when absent."""
        value = self.body.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.fail(f"has a {key} that is not a string")
        return value

    def path(self, key: str) -> Path | None:
        """The file named at `key`; relative ones lie next to the kubeconfig."""
        value = self.text(key)
        return self.file.parent / value if value else None

    def content(self, key: str) -> bytes | None:
        """What stands in `<key>-data`, which wins, or in the file that `<key>` names; None when neither is given."""
        data, path = self.text(f"{key}-data"), self.path(key)
        try:
            if data:
                return base64.b64decode(data, validate=False)
            return path.read_bytes() if path else None
        except (binascii.Error, ValueError) as error:
            raise self.fail(f"has a {key}-data that is not base64") from error
        except OSError as error:
            raise self.fail(f"names the {key} {path}, which cannot be read ({error.strerror})") from error


@dataclass(frozen=True, slots=True)
class Kubeconfig:
    """The merged content of all files."""

    files: tuple[Path, ...]
    current_context: str
    clusters: Mapping[str, Entry]
    users: Mapping[str, Entry]
    contexts: Mapping[str, Entry]

    @property
    def shown(self) -> str:
        return ":".join(map(str, self.files))


def load_access(
    *,
    environment: Mapping[str, str],
    home: Path,
    kubeconfig: Path | None = None,
    context: str = "",
    service_account: Path = SERVICE_ACCOUNT,
) -> ClusterAccess:
    """Find out which cluster is meant and how to reach it.

    Order: `kubeconfig`, the files of $KUBECONFIG (the first that names something wins), `~/.kube/config`, and the
    ServiceAccount of the pod we run in.

    Args:
        environment: variables of the process.
        home: the user's home folder.
        kubeconfig: the only file to read.
        context: the context to use instead of the current one.
        service_account: where a pod finds its credentials.

    Raises:
        KubeconfigError: no cluster is configured, or what is written cannot be used.

    """
    merged = read_kubeconfig(environment=environment, home=home, kubeconfig=kubeconfig)
    if not merged.contexts and not context:
        inside = None if kubeconfig else access_in_cluster(environment, service_account)
        if inside:
            return inside
        raise KubeconfigError(
            f"No Kubernetes cluster is configured: {merged.shown} names none.",
            fix="Run `seatrial up` for a cluster on this machine, or name a file with --kubeconfig.",
        )
    return resolve(merged, context or merged.current_context, environment)


def read_kubeconfig(*, environment: Mapping[str, str], home: Path, kubeconfig: Path | None = None) -> Kubeconfig:
    """Read and merge the files; one that does not exist counts as empty, unless it was named by `kubeconfig`."""
    listed = [Path(part).expanduser() for part in environment.get("KUBECONFIG", "").split(":") if part]
    files = tuple([kubeconfig] if kubeconfig else listed or [home / ".kube" / "config"])
    documents = [(file.absolute(), read_document(file, must_exist=file is kubeconfig)) for file in files]
    current = (document.get("current-context") for _, document in documents)
    return Kubeconfig(
        files=files,
        current_context=str(next(filter(None, current), "")),
        clusters=merge_entries(documents, "clusters", "cluster"),
        users=merge_entries(documents, "users", "user"),
        contexts=merge_entries(documents, "contexts", "context"),
    )


def read_document(file: Path, *, must_exist: bool = False) -> dict[str, Any]:
    """The mapping in the file.

    Raises:
        KubeconfigError: it cannot be read, or is not YAML, or not a mapping.

    """
    try:
        document = yaml.load(file.read_bytes(), Loader=Loader)  # noqa: S506  a safe loader, the C one
    except FileNotFoundError as error:
        if must_exist:
            raise KubeconfigError(f"The kubeconfig {file} does not exist.", fix="Check the path.") from error
        return {}
    except OSError as error:
        raise KubeconfigError(f"The kubeconfig {file} cannot be read ({error.strerror}).") from error
    except (yaml.YAMLError, UnicodeError) as error:
        # Not YAML's own message: it quotes lines, and a kubeconfig's lines are credentials.
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        where = f" at line {line + 1}" if line is not None else ""
        raise KubeconfigError(f"The kubeconfig {file} is not valid YAML{where}.") from error
    if document is not None and not isinstance(document, dict):
        raise KubeconfigError(f"The kubeconfig {file} is not a mapping with clusters, users and contexts.")
    return as_mapping(cast("object", document))


def merge_entries(documents: list[tuple[Path, dict[str, Any]]], plural: str, kind: str) -> dict[str, Entry]:
    merged: dict[str, Entry] = {}
    for file, document in documents:
        for item in map(as_mapping, list_in(document, plural, file)):
            name, body = item.get("name"), as_mapping(item.get(kind))
            if not isinstance(name, str):
                raise KubeconfigError(f"{file}: an entry of {plural} has no name.")
            if item.get(kind) and not body:
                raise KubeconfigError(f"{file}: {kind} {name!r} is not a mapping.")
            merged.setdefault(name, Entry(kind, name, body, file))
    return merged


def list_in(document: Mapping[str, Any], plural: str, file: Path) -> list[Any]:
    """The list of clusters, users or contexts; kubectl writes `null` for an empty one."""
    listed = as_list(document.get(plural))
    if document.get(plural) and not listed:
        raise KubeconfigError(f"{file}: {plural} is not a list.")
    return listed


def resolve(config: Kubeconfig, name: str, environment: Mapping[str, str]) -> ClusterAccess:
    """The access of one context."""
    known = ", ".join(sorted(config.contexts)) or "none"
    if not name:
        raise KubeconfigError(f"{config.shown} has no current-context.", fix=f"Choose one with --context: {known}.")
    context = config.contexts.get(name)
    if context is None:
        raise KubeconfigError(f"There is no context {name!r} in {config.shown}.", fix=f"Known contexts: {known}.")
    cluster = config.clusters.get(context.text("cluster"))
    if cluster is None:
        raise context.fail(f"names the cluster {context.text('cluster')!r}, which is not there")
    user = config.users.get(context.text("user")) if context.text("user") else None
    if user is None and context.text("user"):
        raise context.fail(f"names the user {context.text('user')!r}, which is not there")
    server = cluster.text("server").rstrip("/")
    if urlsplit(server).scheme not in {"https", "http"} or not urlsplit(server).hostname:
        raise cluster.fail("has no server such as https://10.0.0.1:6443")
    return ClusterAccess(
        context=name,
        server=server,
        namespace=context.text("namespace") or "default",
        authority=cluster.content("certificate-authority"),
        insecure=bool(cluster.body.get("insecure-skip-tls-verify")),
        tls_server_name=cluster.text("tls-server-name"),
        proxy_url=cluster.text("proxy-url") or proxy_of(server, environment),
        user=resolve_user(user, cluster) if user else User(),
    )


def resolve_user(entry: Entry, cluster: Entry) -> User:
    if entry.body.get("auth-provider"):
        raise entry.fail(
            "uses auth-provider, which Kubernetes 1.26 removed", "Write the kubeconfig anew with your cloud's tool."
        )
    certificate, key = entry.content("client-certificate"), entry.content("client-key")
    if (certificate is None) != (key is None):
        raise entry.fail(f"has a client {'key' if certificate is None else 'certificate'} without its counterpart")
    return User(
        certificate=certificate,
        key=key,
        token=entry.text("token"),
        token_file=entry.path("tokenFile"),
        username=entry.text("username"),
        password=entry.text("password"),
        plugin=resolve_plugin(entry, cluster) if entry.body.get("exec") else None,
        impersonate=impersonation(entry),
    )


def impersonation(entry: Entry) -> tuple[tuple[str, str], ...]:
    """The headers that ask the server to act as someone else: left out, we would act with more rights than meant."""
    headers = [("Impersonate-User", entry.text("as")), ("Impersonate-Uid", entry.text("as-uid"))]
    headers += [("Impersonate-Group", str(group)) for group in as_list(entry.body.get("as-groups"))]
    for key, values in as_mapping(entry.body.get("as-user-extra")).items():
        headers += [(f"Impersonate-Extra-{quote(str(key).lower(), safe='')}", str(value)) for value in as_list(values)]
    return tuple((name, value) for name, value in headers if value)


def resolve_plugin(entry: Entry, cluster: Entry) -> ExecPlugin:
    plugin = Entry("exec of user", entry.name, as_mapping(entry.body["exec"]), entry.file)
    version, command = plugin.text("apiVersion"), plugin.text("command")
    mode = plugin.text("interactiveMode")
    if version not in EXEC_VERSIONS:
        raise plugin.fail(f"has the apiVersion {version!r}", f"Use {' or '.join(EXEC_VERSIONS)}.")
    if not command:
        raise plugin.fail("has no command")
    if mode not in INTERACTIVE_MODES and (mode or version == EXEC_VERSIONS[0]):
        raise plugin.fail(f"has the interactiveMode {mode!r}", f"Use one of {', '.join(INTERACTIVE_MODES)}.")
    if "/" in command:
        command = str(entry.file.parent / command)
    extensions = {
        item.get("name"): item.get("extension") for item in map(as_mapping, as_list(cluster.body.get("extensions")))
    }
    return ExecPlugin(
        command=command,
        api_version=version,
        arguments=tuple(str(argument) for argument in as_list(plugin.body.get("args"))),
        environment={
            str(pair.get("name")): str(pair.get("value", ""))
            for pair in map(as_mapping, as_list(plugin.body.get("env")))
        },
        interactive_mode=mode or "IfAvailable",
        provide_cluster_info=bool(plugin.body.get("provideClusterInfo")),
        install_hint=plugin.text("installHint"),
        cluster_config=extensions.get(EXEC_EXTENSION),
    )


def proxy_of(server: str, environment: Mapping[str, str]) -> str:
    """The proxy that the environment names for this server; loopback is never behind one, as in Go."""
    parts = urlsplit(server)
    host = parts.hostname or ""
    if host in {"localhost", "::1"} or host.startswith("127."):
        return ""
    names = (f"{parts.scheme.upper()}_PROXY", f"{parts.scheme}_proxy")
    proxy = next((environment[name] for name in names if environment.get(name)), "")
    excluded = environment.get("NO_PROXY") or environment.get("no_proxy") or ""
    return "" if any(covers(pattern, host) for pattern in excluded.split(",")) else proxy


def covers(pattern: str, host: str) -> bool:
    """Whether an entry of NO_PROXY means the host: `*`, a name with all below it, an address or a network."""
    pattern = pattern.strip().lower().rsplit(":", 1)[0] if pattern.count(":") == 1 else pattern.strip().lower()
    if not pattern or pattern == "*":
        return bool(pattern)
    try:
        return ip_address(host) in ip_network(pattern, strict=False)
    except ValueError:
        name = pattern.lstrip("*").lstrip(".")
        return host == name or host.endswith(f".{name}")
