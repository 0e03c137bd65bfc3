"""Certificates: who is whom, who signs whom, and when they are written anew."""

from __future__ import annotations

import datetime as dt
import stat
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from seatrial.local.pki import AUTHORITIES, CERTIFICATES, SERVICE_ACCOUNT_KEY, ensure_pki

if TYPE_CHECKING:
    from pathlib import Path

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
ALL = {*AUTHORITIES, *(certificate.file for certificate in CERTIFICATES), SERVICE_ACCOUNT_KEY}


def load(folder: Path, name: str) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / f"{name}.crt").read_bytes())


def test_first_time_writes_everything_and_second_time_nothing(tmp_path: Path) -> None:
    assert set(ensure_pki(tmp_path, NOW)) == ALL
    assert ensure_pki(tmp_path, NOW) == ()
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 for file in tmp_path.iterdir())


def test_each_certificate_is_signed_by_its_authority_alone(tmp_path: Path) -> None:
    ensure_pki(tmp_path, NOW)
    for wanted in CERTIFICATES:
        certificate = load(tmp_path, wanted.file)
        certificate.verify_directly_issued_by(load(tmp_path, wanted.authority))
        other = next(name for name in AUTHORITIES if name != wanted.authority)
        with pytest.raises(ValueError, match=r"[Ii]ssuer"):
            certificate.verify_directly_issued_by(load(tmp_path, other))


def test_clients_are_who_kubernetes_takes_them_for(tmp_path: Path) -> None:
    ensure_pki(tmp_path, NOW)
    admin, kwok = load(tmp_path, "admin"), load(tmp_path, "kwok")
    assert [a.value for a in admin.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)] == ["system:masters"]
    assert [a.value for a in kwok.subject.get_attributes_for_oid(NameOID.COMMON_NAME)] == ["seatrial:kwok"]
    assert not kwok.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    uses = kwok.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(uses) == [ExtendedKeyUsageOID.CLIENT_AUTH]


def test_servers_serve_under_loopback(tmp_path: Path) -> None:
    ensure_pki(tmp_path, NOW)
    for wanted in CERTIFICATES:
        if wanted.names:
            names = load(tmp_path, wanted.file).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
            assert "localhost" in names.get_values_for_type(x509.DNSName)
            assert "127.0.0.1" in [str(address) for address in names.get_values_for_type(x509.IPAddress)]


def test_leaves_are_renewed_before_they_expire_and_the_authority_stays(tmp_path: Path) -> None:
    ensure_pki(tmp_path, NOW)
    assert ensure_pki(tmp_path, NOW + dt.timedelta(days=334)) == ()
    renewed = ensure_pki(tmp_path, NOW + dt.timedelta(days=336))
    assert set(renewed) == {certificate.file for certificate in CERTIFICATES}


def test_a_clock_set_back_makes_new_ones(tmp_path: Path) -> None:
    ensure_pki(tmp_path, NOW)
    assert set(AUTHORITIES) <= set(ensure_pki(tmp_path, NOW - dt.timedelta(days=1)))


@pytest.mark.parametrize("damage", ["missing", "empty", "of another pair"])
def test_a_damaged_pair_is_replaced(tmp_path: Path, damage: str) -> None:
    ensure_pki(tmp_path, NOW)
    key = tmp_path / "admin.key"
    if damage == "missing":
        key.unlink()
    else:
        key.write_bytes(b"" if damage == "empty" else (tmp_path / "kwok.key").read_bytes())
    assert ensure_pki(tmp_path, NOW) == ("admin",)


def test_a_new_authority_signs_everything_below_it_anew(tmp_path: Path) -> None:
    ensure_pki(tmp_path, NOW)
    (tmp_path / "etcd-ca.key").unlink()
    assert set(ensure_pki(tmp_path, NOW)) == {"etcd-ca", "etcd", "apiserver-etcd-client"}
