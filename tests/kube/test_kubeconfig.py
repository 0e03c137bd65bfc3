from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seatrial.kube.errors import KubeconfigError
from seatrial.kube.kubeconfig import covers, load_access

NOWHERE = Path("/nonexistent")


def config(name: str, server: str = "https://10.0.0.1:6443", **user: object) -> dict[str, Any]:
    return {
        "clusters": [{"name": name, "cluster": {"server": server}}],
        "users": [{"name": name, "user": user}],
        "contexts": [{"name": name, "context": {"cluster": name, "user": name}}],
        "current-context": name,
    }


def write(path: Path, document: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(document))
    return path


def load(path: Path, **options: Any):
    return load_access(environment=options.pop("environment", {}), home=NOWHERE, kubeconfig=path, **options)


def encode(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def test_the_named_file_wins_over_the_variable_and_home(tmp_path: Path) -> None:
    named, variable = write(tmp_path / "a", config("a")), write(tmp_path / "b", config("b"))
    write(tmp_path / ".kube" / "config", config("c"))
    environment = {"KUBECONFIG": str(variable)}
    assert load_access(environment=environment, home=tmp_path, kubeconfig=named).context == "a"
    assert load_access(environment=environment, home=tmp_path).context == "b"
    assert load_access(environment={}, home=tmp_path).context == "c"


def test_of_several_files_the_first_that_names_something_wins(tmp_path: Path) -> None:
    first = config("shared", "https://first:1")
    del first["current-context"]
    second = config("shared", "https://second:2") | {"current-context": "other"}
    for plural in ("clusters", "users", "contexts"):
        second[plural] = second[plural] + config("other", "https://other:3")[plural]
    files = [tmp_path / "missing", write(tmp_path / "1", first), write(tmp_path / "2", second)]
    environment = {"KUBECONFIG": ":".join(map(str, files))}
    assert load_access(environment=environment, home=NOWHERE).server == "https://other:3"
    assert load_access(environment=environment, home=NOWHERE, context="shared").server == "https://first:1"


def test_in_a_pod_the_service_account_is_used(tmp_path: Path) -> None:
    account = tmp_path / "account"
    account.mkdir()
    (account / "token").write_text("t")
    (account / "namespace").write_text("team-ai\n")
    environment = {"KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"}
    access = load_access(environment=environment, home=tmp_path, service_account=account)
    assert (access.server, access.namespace) == ("https://[fd00::1]:443", "team-ai")
    assert access.user.token_file == account / "token"


def test_nothing_configured_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KubeconfigError) as caught:
        load_access(environment={}, home=tmp_path, service_account=NOWHERE)
    assert str(tmp_path / ".kube/config") in caught.value.message
    assert "seatrial up" in caught.value.fix


def test_everything_is_read(tmp_path: Path) -> None:
    (tmp_path / "client.crt").write_bytes(b"CERTIFICATE")
    document = config("a", "https://h:1/k8s/clusters/c-1/", token="t", username="u", password="p", tokenFile="token")
    document["clusters"][0]["cluster"] |= {
        "certificate-authority-data": encode("CA"),
        "tls-server-name": "name",
        "proxy-url": "http://proxy:3128",
        "insecure-skip-tls-verify": True,
    }
    document["users"][0]["user"] |= {"client-certificate": "client.crt", "client-key-data": encode("KEY")}
    document["contexts"][0]["context"]["namespace"] = "team-ai"
    access = load(write(tmp_path / "config", document))
    assert (access.server, access.namespace, access.authority) == ("https://h:1/k8s/clusters/c-1", "team-ai", b"CA")
    assert (access.tls_server_name, access.proxy_url, access.insecure) == ("name", "http://proxy:3128", True)
    assert (access.user.certificate, access.user.key) == (b"CERTIFICATE", b"KEY")
    assert (access.user.token, access.user.username, access.user.password) == ("t", "u", "p")
    assert access.user.token_file == tmp_path / "token"


def test_data_wins_over_a_file(tmp_path: Path) -> None:
    document = config("a", **{"client-certificate": "gone", "client-certificate-data": encode("C")})
    document["users"][0]["user"]["client-key-data"] = encode("K")
    assert load(write(tmp_path / "config", document)).user.certificate == b"C"


def test_impersonation_is_never_dropped(tmp_path: Path) -> None:
    user = {"as": "anna", "as-uid": "7", "as-groups": ["dev", "ops"], "as-user-extra": {"Scopes/x": ["view"]}}
    access = load(write(tmp_path / "config", config("a", **user)))
    assert access.user.impersonate == (
        ("Impersonate-User", "anna"),
        ("Impersonate-Uid", "7"),
        ("Impersonate-Group", "dev"),
        ("Impersonate-Group", "ops"),
        ("Impersonate-Extra-scopes%2Fx", "view"),
    )


def test_a_plugin_lies_next_to_its_kubeconfig_unless_it_is_on_the_path(tmp_path: Path) -> None:
    plugin = {
        "apiVersion": "client.authentication.k8s.io/v1beta1",
        "command": "bin/login",
        "args": ["--quiet"],
        "env": [{"name": "A", "value": "1"}],
        "provideClusterInfo": True,
    }
    document = config("a", exec=plugin)
    document["clusters"][0]["cluster"]["extensions"] = [
        {"name": "client.authentication.k8s.io/exec", "extension": {"audience": "x"}}
    ]
    found = load(write(tmp_path / "config", document)).user.plugin
    assert found is not None
    assert (found.command, found.arguments, dict(found.environment)) == (
        str(tmp_path / "bin/login"),
        ("--quiet",),
        {"A": "1"},
    )
    assert found.cluster_config == {"audience": "x"}
    plugin["command"] = "aws"
    found = load(write(tmp_path / "config", config("a", exec=plugin))).user.plugin
    assert found is not None
    assert found.command == "aws"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"current-context": "b"}, "no context 'b'"),
        ({"current-context": ""}, "no current-context"),
        ({"clusters": []}, "names the cluster 'a', which is not there"),
        ({"users": []}, "names the user 'a', which is not there"),
        ({"clusters": [{"name": "a", "cluster": {}}]}, "cluster 'a' has no server"),
        ({"clusters": {"a": {}}}, "clusters is not a list"),
        ({"users": [{"user": {}}]}, "an entry of users has no name"),
        ({"users": [{"name": "a", "user": {"token": 7}}]}, "token that is not a string"),
        ({"users": [{"name": "a", "user": {"client-key": "gone.key"}}]}, "gone.key, which cannot be read"),
        ({"users": [{"name": "a", "user": {"client-key-data": "S0VZ"}}]}, "a client key without its counterpart"),
        ({"users": [{"name": "a", "user": {"client-key-data": "S"}}]}, "client-key-data that is not base64"),
        ({"users": [{"name": "a", "user": {"auth-provider": {"name": "gcp"}}}]}, "auth-provider"),
        (
            {"users": [{"name": "a", "user": {"exec": {"apiVersion": "client.authentication.k8s.io/v1alpha1"}}}]},
            "v1alpha1",
        ),
        (
            {"users": [{"name": "a", "user": {"exec": {"apiVersion": "client.authentication.k8s.io/v1beta1"}}}]},
            "command",
        ),
        (
            {
                "users": [
                    {"name": "a", "user": {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": "x"}}}
                ]
            },
            "interactiveMode",
        ),
    ],
)
def test_a_bad_file_is_named_with_what_is_missing(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    path = write(tmp_path / "config", config("a") | change)
    with pytest.raises(KubeconfigError) as caught:
        load(path)
    assert words in caught.value.message
    assert str(path) in caught.value.message


@pytest.mark.parametrize("content", [b"users: [{token: hunter2", b"\xff\xfehunter2", b"- hunter2", b"a: hunter2: b"])
def test_what_is_not_a_kubeconfig_is_refused_without_being_quoted(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "config").write_bytes(content)
    with pytest.raises(KubeconfigError) as caught:
        load(tmp_path / "config")
    assert "hunter2" not in str(caught.value)


def test_secrets_do_not_show_in_representations(tmp_path: Path) -> None:
    document = config("a", token="hunter2", password="hunter2", **{"client-key-data": encode("hunter2")})
    document["users"][0]["user"]["client-certificate-data"] = encode("c")
    document["clusters"][0]["cluster"]["proxy-url"] = "http://u:hunter2@proxy:1"
    assert "hunter2" not in repr(load(write(tmp_path / "config", document)))


@pytest.mark.parametrize(
    ("server", "excluded", "expected"),
    [
        ("https://api.example.com", "", "http://proxy:1"),
        ("https://api.example.com", ".example.com", ""),
        ("https://10.1.2.3:6443", "192.168.0.0/16,10.0.0.0/8", ""),
        ("https://127.0.0.1:6443", "", ""),
        ("https://localhost:6443", "", ""),
    ],
)
def test_the_proxy_of_the_environment(tmp_path: Path, server: str, excluded: str, expected: str) -> None:
    environment = {"HTTPS_PROXY": "http://proxy:1", "NO_PROXY": excluded}
    assert load(write(tmp_path / "config", config("a", server)), environment=environment).proxy_url == expected


@pytest.mark.parametrize(
    ("pattern", "host", "expected"),
    [
        ("*", "a.b", True),
        ("b", "a.b", True),
        ("*.b", "a.b", True),
        ("a.b:443", "a.b", True),
        ("b", "ab", False),
        ("", "a", False),
        ("::1", "::1", True),
        ("10.0.0.1", "10.0.0.2", False),
    ],
)
def test_what_no_proxy_covers(pattern: str, host: str, *, expected: bool) -> None:
    assert covers(pattern, host) is expected


values = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(["", "a", "https://h", "S0VZ", "x/y"]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["name", "command", "a"]), inner, max_size=2)
    ),
    max_leaves=4,
)
KEYS = [
    "token",
    "tokenFile",
    "client-key-data",
    "exec",
    "as",
    "as-groups",
    "as-user-extra",
    "server",
    "proxy-url",
    "extensions",
]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    user=st.dictionaries(st.sampled_from(KEYS), values, max_size=3) | values,
    cluster=st.dictionaries(st.sampled_from(KEYS), values, max_size=3) | values,
)
def test_whatever_stands_in_it_nothing_but_a_clear_error_comes_out(tmp_path: Path, user: Any, cluster: Any) -> None:
    document = config("a") | {"users": [{"name": "a", "user": user}], "clusters": [{"name": "a", "cluster": cluster}]}
    path = write(tmp_path / "config", document)
    try:
        context, message = load(path).context, str(path)
    except KubeconfigError as error:
        context, message = "a", error.message
    assert context == "a"
    assert str(path) in message
