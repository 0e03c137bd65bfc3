from __future__ import annotations

import asyncio
import ssl
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial.kube.access import ClusterAccess, User
from seatrial.kube.auth import Authenticator, bearer, tls_context
from seatrial.kube.errors import KubeconfigError


def authorization(user: User) -> str:
    access = ClusterAccess("test", "http://127.0.0.1:1", user=user)
    return asyncio.run(Authenticator(access, environment={}, terminal=False).ticket()).authorization


def test_each_kind_of_user_has_its_header() -> None:
    assert authorization(User()) == ""
    assert authorization(User(token="t")) == "Bearer t"
    assert authorization(User(username="u", password="p")) == "Basic dTpw"


def test_a_token_file_is_read_again_when_it_changes(tmp_path: Path) -> None:
    (tmp_path / "first").write_text("one\n")
    (tmp_path / "second").write_text("two\n")
    link = tmp_path / "token"
    link.symlink_to("first")

    async def scenario() -> list[str]:
        access = ClusterAccess("test", "http://127.0.0.1:1", user=User(token_file=link))
        authenticator = Authenticator(access, environment={}, terminal=False)
        seen = [(await authenticator.ticket()).authorization]
        (tmp_path / "new").symlink_to("second")
        (tmp_path / "new").replace(link)
        seen.append((await authenticator.ticket()).authorization)
        link.unlink()
        with pytest.raises(KubeconfigError, match="cannot be read"):
            await authenticator.ticket()
        return seen

    assert asyncio.run(scenario()) == ["Bearer one", "Bearer two"]


def test_the_token_stands_in_for_a_missing_token_file(tmp_path: Path) -> None:
    assert authorization(User(token="t", token_file=tmp_path / "missing")) == "Bearer t"


@given(st.text())
def test_a_token_never_breaks_out_of_its_header(token: str) -> None:
    try:
        header = bearer(token)
    except KubeconfigError:
        return
    assert header == f"Bearer {token}"
    assert not {"\r", "\n", " ", "\0"} & set(token)


@pytest.fixture
def empty_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_a_key_leaves_no_file_behind(authority, empty_temporary_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pair = authority.issue("anna")
    modes: list[int] = []
    load = ssl.SSLContext.load_cert_chain

    def watched(self: ssl.SSLContext, path: str, **options: object) -> None:
        modes.append(Path(path).stat().st_mode & 0o777)
        load(self, path, **options)

    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", watched)
    user = User(certificate=pair.certificate, key=pair.key)
    context = tls_context(ClusterAccess("test", "https://h", authority=authority.pem, user=user))
    assert context is not None
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname
    assert modes == [0o600]
    assert list(empty_temporary_folder.iterdir()) == []


def test_a_key_that_does_not_fit_is_refused(authority, empty_temporary_folder: Path) -> None:
    user = User(certificate=authority.issue("anna").certificate, key=authority.issue("bert").key)
    with pytest.raises(KubeconfigError, match="do not fit together"):
        tls_context(ClusterAccess("test", "https://h", authority=authority.pem, user=user))
    assert list(empty_temporary_folder.iterdir()) == []


def test_an_authority_that_is_no_certificate_is_refused() -> None:
    with pytest.raises(KubeconfigError, match="not a PEM certificate"):
        tls_context(ClusterAccess("test", "https://h", authority=b"nonsense"))


def test_only_who_says_so_goes_unverified() -> None:
    assert tls_context(ClusterAccess("test", "https://h")).verify_mode is ssl.CERT_REQUIRED
    assert tls_context(ClusterAccess("test", "https://h", insecure=True)).verify_mode is ssl.CERT_NONE
    assert tls_context(ClusterAccess("test", "http://h")) is None
