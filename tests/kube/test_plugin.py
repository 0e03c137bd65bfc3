"""Credential plugins, real programs of a few lines of shell."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from seatrial.kube.access import ClusterAccess, ExecPlugin, User
from seatrial.kube.auth import Authenticator
from seatrial.kube.errors import KubeconfigError
from seatrial.kube.plugin import exec_info, read_credential, run_plugin

if TYPE_CHECKING:
    from pathlib import Path

V1, V1BETA1 = "client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"
ENVIRONMENT = {"PATH": "/usr/bin:/bin"}


def plugin(folder: Path, script: str, *, version: str = V1, **options: object) -> ExecPlugin:
    program = folder / "login"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o700)
    return ExecPlugin(str(program), version, **options)


def printing(version: str = V1, **status: str) -> str:
    return f"cat <<'END'\n{json.dumps({'kind': 'ExecCredential', 'apiVersion': version, 'status': status})}\nEND"


def access(wanted: ExecPlugin) -> ClusterAccess:
    return ClusterAccess("test", "http://127.0.0.1:1", authority=b"CA", user=User(plugin=wanted))


def run(wanted: ExecPlugin, *, terminal: bool = False, patience: float = 10):
    return asyncio.run(
        run_plugin(access(wanted), wanted, environment=ENVIRONMENT, terminal=terminal, patience=patience)
    )


@pytest.mark.parametrize("version", [V1, V1BETA1])
def test_a_token_is_read(tmp_path: Path, version: str) -> None:
    script = printing(version, token="t", expirationTimestamp="2030-01-01T00:00:00Z")
    credential = run(plugin(tmp_path, script, version=version))
    assert (credential.token, credential.expires) == ("t", 1893456000.0)


def test_the_plugin_is_told_about_the_cluster_when_it_asks(tmp_path: Path) -> None:
    wanted = plugin(tmp_path, "", provide_cluster_info=True, cluster_config={"audience": "x"})
    told = json.loads(exec_info(wanted, access(wanted), interactive=False))
    assert told == {
        "apiVersion": V1,
        "kind": "ExecCredential",
        "spec": {
            "interactive": False,
            "cluster": {
                "server": "http://127.0.0.1:1",
                "certificate-authority-data": "Q0E=",
                "config": {"audience": "x"},
            },
        },
    }
    assert "cluster" not in json.loads(exec_info(plugin(tmp_path, ""), access(wanted), interactive=True))["spec"]


def test_environment_arguments_and_exec_info_reach_it(tmp_path: Path) -> None:
    script = f'echo "$1 $A $KUBERNETES_EXEC_INFO" > {tmp_path}/seen\n' + printing(token="t")
    run(plugin(tmp_path, script, arguments=("get-token",), environment={"A": "b"}))
    first, second, info = (tmp_path / "seen").read_text().split(" ", 2)
    assert (first, second, json.loads(info)["apiVersion"]) == ("get-token", "b", V1)


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("echo 'session expired' >&2; exit 3", "code 3: session expired"),
        ("echo hunter2", "printed no valid ExecCredential"),
        (printing(token="hunter2", expirationTimestamp="hunter2"), "printed no valid ExecCredential"),
        (printing(V1BETA1, token="hunter2"), f"answered as {V1BETA1}, not {V1}"),
        (printing(), "neither a token nor a full certificate"),
        (printing(clientKeyData="hunter2"), "neither a token nor a full certificate"),
    ],
)
def test_failures_are_named_without_credentials(tmp_path: Path, script: str, words: str) -> None:
    with pytest.raises(KubeconfigError) as caught:
        run(plugin(tmp_path, script))
    assert words in caught.value.message
    assert "hunter2" not in caught.value.message


def test_a_missing_plugin_shows_how_to_get_it() -> None:
    with pytest.raises(KubeconfigError) as caught:
        run(ExecPlugin("/nonexistent/login", V1, install_hint="Get it from example.com"))
    assert caught.value.fix == "Get it from example.com"


def test_a_silent_plugin_is_ended(tmp_path: Path) -> None:
    with pytest.raises(KubeconfigError, match="gave no answer"):
        run(plugin(tmp_path, "exec sleep 60"), patience=0.05)


def test_one_that_always_needs_a_person_is_not_started_without(tmp_path: Path) -> None:
    wanted = plugin(tmp_path, f"touch {tmp_path}/started", interactive_mode="Always")
    with pytest.raises(KubeconfigError, match="asks a person"):
        run(wanted)
    assert not (tmp_path / "started").exists()


def test_a_certificate_without_a_token_is_enough(tmp_path: Path) -> None:
    output = json.dumps(
        {"kind": "ExecCredential", "apiVersion": V1, "status": {"clientCertificateData": "C", "clientKeyData": "K"}}
    )
    credential = read_credential(plugin(tmp_path, ""), output.encode())
    assert (credential.certificate, credential.key, credential.token) == (b"C", b"K", "")


def test_it_runs_once_for_many_and_again_shortly_before_its_credential_ends(tmp_path: Path) -> None:
    script = f"echo x >> {tmp_path}/runs\n" + printing(token="t", expirationTimestamp="2030-01-01T00:00:00Z")
    now = 1893456000.0 - 3600

    async def scenario() -> None:
        nonlocal now
        authenticator = Authenticator(
            access(plugin(tmp_path, script)), environment=ENVIRONMENT, terminal=False, clock=lambda: now
        )
        tickets = await asyncio.gather(*(authenticator.ticket() for _ in range(5)))
        assert {ticket.authorization for ticket in tickets} == {"Bearer t"}
        assert (tmp_path / "runs").read_text().count("x") == 1
        now += 3595
        await authenticator.ticket()
        assert (tmp_path / "runs").read_text().count("x") == 2
        refused = await authenticator.ticket()
        await asyncio.gather(*(authenticator.renew(refused) for _ in range(5)))
        assert (tmp_path / "runs").read_text().count("x") == 4

    asyncio.run(scenario())
