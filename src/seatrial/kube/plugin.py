"""Run a credential plugin (`client.authentication.k8s.io/v1`, `v1beta1`) and read what it prints."""

from __future__ import annotations

import asyncio
import base64
import contextlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from seatrial.kube.errors import KubeconfigError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from seatrial.kube.access import ClusterAccess, ExecPlugin

PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class PluginCredential:
    """What a plugin printed: a token, a certificate with its key, or both.

    `expires` is in seconds since 1970; None: until the server refuses it.
    """

    token: str = field(default="", repr=False)
    certificate: bytes | None = field(default=None, repr=False)
    key: bytes | None = field(default=None, repr=False)
    expires: float | None = None


def exec_info(plugin: ExecPlugin, access: ClusterAccess, *, interactive: bool) -> str:
    """The value of KUBERNETES_EXEC_INFO: what a plugin is told."""
    spec: dict[str, Any] = {"interactive": interactive}
    if plugin.provide_cluster_info:
        cluster = {
            "server": access.server,
            "tls-server-name": access.tls_server_name,
            "insecure-skip-tls-verify": access.insecure,
            "certificate-authority-data": base64.b64encode(access.authority or b"").decode(),
            "proxy-url": access.proxy_url,
            "config": plugin.cluster_config,
        }
        spec["cluster"] = {key: value for key, value in cluster.items() if value}
    return msgspec.json.encode({"kind": "ExecCredential", "apiVersion": plugin.api_version, "spec": spec}).decode()


def read_credential(plugin: ExecPlugin, output: bytes) -> PluginCredential:
    """The credential in what the plugin printed.

    Raises:
        KubeconfigError: it is not an ExecCredential of the version asked for, or holds no credential.

    """
    try:
        answer = msgspec.json.decode(output, type=dict[str, Any])
        status = msgspec.convert(answer.get("status") or {}, dict[str, Any])
        expires = status.get("expirationTimestamp")
        credential = PluginCredential(
            token=str(status.get("token") or ""),
            certificate=str(status.get("clientCertificateData") or "").encode() or None,
            key=str(status.get("clientKeyData") or "").encode() or None,
            expires=datetime.fromisoformat(expires).timestamp() if expires else None,
        )
    except (msgspec.MsgspecError, ValueError, TypeError):
        # Without the cause: it may quote the output, which is a credential.
        raise KubeconfigError(f"The credential plugin {plugin.command} printed no valid ExecCredential.") from None
    if (answer.get("kind"), answer.get("apiVersion")) != ("ExecCredential", plugin.api_version):
        raise KubeconfigError(
            f"The credential plugin {plugin.command} answered as {answer.get('apiVersion')}, not {plugin.api_version}.",
            fix="Update the plugin, or set the apiVersion that it speaks in the kubeconfig.",
        )
    if (credential.certificate is None) != (credential.key is None) or not (credential.token or credential.key):
        raise KubeconfigError(f"The credential plugin {plugin.command} printed neither a token nor a full certificate.")
    return credential


async def run_plugin(
    access: ClusterAccess,
    plugin: ExecPlugin,
    *,
    environment: Mapping[str, str],
    terminal: bool,
    patience: float = PATIENCE,
) -> PluginCredential:
    """Run the plugin once.

    Args:
        access: the cluster that credentials are wanted for.
        plugin: what to run.
        environment: variables that the plugin inherits.
        terminal: whether a person can answer on standard input.
        patience: seconds that a plugin may take when no person is asked.

    Raises:
        KubeconfigError: it is not installed, failed, took too long, or needs a person and there is none.

    """
    interactive = terminal and plugin.interactive_mode != "Never"
    if plugin.interactive_mode == "Always" and not terminal:
        raise KubeconfigError(
            f"The credential plugin {plugin.command} asks a person, and standard input is no terminal.",
            fix="Run it in a terminal, or use a context that needs no person.",
        )
    info = {"KUBERNETES_EXEC_INFO": exec_info(plugin, access, interactive=interactive)}
    pipe = asyncio.subprocess.PIPE
    try:
        process = await asyncio.create_subprocess_exec(
            plugin.command,
            *plugin.arguments,
            env={**environment, **plugin.environment, **info},
            stdin=None if interactive else asyncio.subprocess.DEVNULL,
            stdout=pipe,
            stderr=None if interactive else pipe,  # a person reads there which code to type into the browser
        )
    except OSError as error:
        hint = plugin.install_hint.strip() or "Install it, or put it on PATH."
        raise KubeconfigError(
            f"The credential plugin {plugin.command} cannot be run ({error.strerror}).", fix=hint
        ) from error
    output, complaint = await communicate(process, plugin, None if interactive else patience)
    if process.returncode:
        last = (complaint or b"").decode(errors="replace").strip().splitlines()[-1:]
        raise KubeconfigError(
            f"The credential plugin {plugin.command} ended with code {process.returncode}"
            + (f": {last[0][:300]}" if last else "."),
            fix="Log in again with your cloud's tool, and run the command once more.",
        )
    return read_credential(plugin, output)


async def communicate(
    process: asyncio.subprocess.Process, plugin: ExecPlugin, patience: float | None
) -> tuple[bytes, bytes | None]:
    try:
        return await asyncio.wait_for(process.communicate(), patience)
    except TimeoutError as error:
        raise KubeconfigError(
            f"The credential plugin {plugin.command} gave no answer for {patience} seconds."
        ) from error
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
