"""The cluster's own certificate authority and what it signs.

One authority for the API server's clients and servers, a second one for etcd: a client certificate of the API
must not open the database, which knows no RBAC.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from seatrial.local.files import write_private

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

AUTHORITY_LIFE = dt.timedelta(days=3650)
LEAF_LIFE = dt.timedelta(days=365)
RENEW_BEFORE = dt.timedelta(days=30)
CLOCK_SKEW = dt.timedelta(hours=1)
LOOPBACK = ("localhost", "127.0.0.1")
API_SERVER_NAMES = (
    *LOOPBACK,
    "kubernetes",
    "kubernetes.default",
    "kubernetes.default.svc",
    "kubernetes.default.svc.cluster.local",
    "10.96.0.1",
)


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate to sign.

    Attributes:
        file: its file name without the suffix; the key lies beside it.
        authority: which authority signs it, `ca` or `etcd-ca`.
        user: the common name: what Kubernetes calls the user.
        group: the organisation: what Kubernetes calls the group.
        names: DNS names and IP addresses it serves under; empty for a client.
        client: whether it may be shown to a server.

    """

    file: str
    authority: str
    user: str
    group: str = ""
    names: tuple[str, ...] = ()
    client: bool = True


CERTIFICATES = (
    Certificate("apiserver", "ca", "kube-apiserver", names=API_SERVER_NAMES, client=False),
    Certificate("admin", "ca", "seatrial-admin", group="system:masters"),
    # RBAC's bootstrap policy binds these two names; KWOK's role is ours, in roles/.
    Certificate("controller-manager", "ca", "system:kube-controller-manager"),
    Certificate("scheduler", "ca", "system:kube-scheduler"),
    Certificate("kwok", "ca", "seatrial:kwok"),
    # etcd dials itself with its serving certificate, so that one is a client certificate too.
    Certificate("etcd", "etcd-ca", "etcd", names=LOOPBACK),
    Certificate("apiserver-etcd-client", "etcd-ca", "kube-apiserver"),
)
AUTHORITIES = ("ca", "etcd-ca")
SERVICE_ACCOUNT_KEY = "service-account"


@dataclass(frozen=True, slots=True)
class _Pair:
    certificate: x509.Certificate
    key: EllipticCurvePrivateKey


def ensure_pki(folder: Path, now: dt.datetime) -> tuple[str, ...]:
    """Write what is missing, unreadable or about to expire; keep the rest.

    Args:
        folder: where the files lie, mode 0600 each.
        now: the present, with a time zone.

    Returns:
        The names of the files that were written anew; running processes must be restarted for them.

    Raises:
        LocalError: the disk refuses.

    """
    written: list[str] = []
    authorities: dict[str, _Pair] = {}
    for name in AUTHORITIES:
        pair = _read(folder, name)
        if pair is None or _expires(pair, now):
            pair = _authority(name, now)
            _write(folder, name, pair)
            written.append(name)
        authorities[name] = pair
    for wanted in CERTIFICATES:
        pair = _read(folder, wanted.file)
        authority = authorities[wanted.authority]
        if pair is None or _expires(pair, now) or not _signed_by(pair, authority):
            _write(folder, wanted.file, _sign(wanted, authority, now))
            written.append(wanted.file)
    if _read_key(folder / f"{SERVICE_ACCOUNT_KEY}.key") is None:
        _write_key(folder, SERVICE_ACCOUNT_KEY, _new_key())
        written.append(SERVICE_ACCOUNT_KEY)
    return tuple(written)


def _new_key() -> EllipticCurvePrivateKey:
    from cryptography.hazmat.primitives.asymmetric import ec

    return ec.generate_private_key(ec.SECP256R1())


def _authority(name: str, now: dt.datetime) -> _Pair:
    from cryptography import x509

    key = _new_key()
    subject = _subject(f"seatrial-{name}")
    builder = _builder(subject, key, now, AUTHORITY_LIFE).issuer_name(subject)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(authority=True), critical=True)
    return _finish(builder, key, key)


def _sign(wanted: Certificate, authority: _Pair, now: dt.datetime) -> _Pair:
    from cryptography import x509
    from cryptography.x509.oid import ExtendedKeyUsageOID

    key = _new_key()
    life = min(LEAF_LIFE, authority.certificate.not_valid_after_utc - now)
    builder = _builder(_subject(wanted.user, wanted.group), key, now, life)
    builder = builder.issuer_name(authority.certificate.subject)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(authority=False), critical=True)
    uses = [ExtendedKeyUsageOID.CLIENT_AUTH] if wanted.client else []
    if wanted.names:
        uses.append(ExtendedKeyUsageOID.SERVER_AUTH)
        builder = builder.add_extension(x509.SubjectAlternativeName(_alternative(wanted.names)), critical=False)
    builder = builder.add_extension(x509.ExtendedKeyUsage(uses), critical=False)
    return _finish(builder, key, authority.key)


def _builder(
    subject: x509.Name, key: EllipticCurvePrivateKey, now: dt.datetime, life: dt.timedelta
) -> x509.CertificateBuilder:
    from cryptography import x509

    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCK_SKEW)
        .not_valid_after(now + life)
        .add_extension(identifier, critical=False)
    )


def _finish(builder: x509.CertificateBuilder, key: EllipticCurvePrivateKey, signer: EllipticCurvePrivateKey) -> _Pair:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    return _Pair(builder.add_extension(issuer, critical=False).sign(signer, hashes.SHA256()), key)


def _subject(user: str, group: str = "") -> x509.Name:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    parts = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, group)] if group else []
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, user)])


def _alternative(names: Sequence[str]) -> list[x509.GeneralName]:
    from cryptography import x509

    return [x509.IPAddress(ipaddress.ip_address(name)) if name[0].isdigit() else x509.DNSName(name) for name in names]


def _usage(*, authority: bool) -> x509.KeyUsage:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=authority,
        crl_sign=authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _expires(pair: _Pair, now: dt.datetime) -> bool:
    return pair.certificate.not_valid_after_utc - now < RENEW_BEFORE or pair.certificate.not_valid_before_utc > now


def _signed_by(pair: _Pair, authority: _Pair) -> bool:
    from cryptography.exceptions import InvalidSignature

    try:
        pair.certificate.verify_directly_issued_by(authority.certificate)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _read(folder: Path, name: str) -> _Pair | None:
    """The pair in the files, or None if a crash left less than a pair."""
    from cryptography import x509

    key = _read_key(folder / f"{name}.key")
    try:
        certificate = x509.load_pem_x509_certificate((folder / f"{name}.crt").read_bytes())
    except (OSError, ValueError):
        return None
    if key is None or certificate.public_key() != key.public_key():
        return None
    return _Pair(certificate, key)


def _read_key(path: Path) -> EllipticCurvePrivateKey | None:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError):
        return None
    return key if isinstance(key, EllipticCurvePrivateKey) else None


def _write(folder: Path, name: str, pair: _Pair) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding

    _write_key(folder, name, pair.key)
    write_private(folder / f"{name}.crt", pair.certificate.public_bytes(Encoding.PEM))


def _write_key(folder: Path, name: str, key: EllipticCurvePrivateKey) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

    write_private(folder / f"{name}.key", key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    if name == SERVICE_ACCOUNT_KEY:
        public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        write_private(folder / f"{name}.pub", public)
