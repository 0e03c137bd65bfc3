"""Credentials → what a connection needs: a TLS context and an Authorization header, kept fresh."""

from __future__ import annotations

import asyncio
import base64
import os
import ssl
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from seatrial.kube.errors import KubeconfigError
from seatrial.kube.plugin import PluginCredential, run_plugin

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from seatrial.kube.access import ClusterAccess

EXPIRY_MARGIN = 10.0
"""Seconds before its end at which a credential is no longer used: a request must not meet the server too late."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What to send a request with.

    Attributes:
        authorization: value of the Authorization header; empty when a certificate, or nothing, identifies us.
        tls: the TLS context; None for plain HTTP. Connections made with another context must not be used again.

    """

    authorization: str = field(repr=False)
    tls: ssl.SSLContext | None


class Authenticator:
    """Gives tickets for one cluster, and new ones when they expire, change on disk, or are refused.

    Args:
        access: the cluster and who we are.
        environment: variables that a credential plugin inherits.
        terminal: whether a plugin may ask a person; by default whether standard input is a terminal.
        clock: the time in seconds since 1970.

    """

    def __init__(
        self,
        access: ClusterAccess,
        *,
        environment: Mapping[str, str] | None = None,
        terminal: bool | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._access = access
        self._environment = os.environ if environment is None else environment
        self._terminal = sys.stdin.isatty() if terminal is None and sys.stdin else bool(terminal)
        self._clock = clock
        self._lock = asyncio.Lock()
        self._ticket: Ticket | None = None
        self._valid_until: float | None = None
        self._token_file_state: tuple[int, int] | None = None

    async def ticket(self) -> Ticket:
        """The present ticket.

        Raises:
            KubeconfigError: a certificate, token file or plugin cannot be used.

        """
        ticket = self._ticket
        if ticket is not None and not self._is_stale():
            return ticket
        return await self.renew(ticket)

    async def renew(self, refused: Ticket | None) -> Ticket:
        """A ticket other than the refused one; of many that were refused together, only the first makes a new one."""
        async with self._lock:
            if self._ticket is None or self._ticket is refused:
                self._ticket = await self._make(refused)
            return self._ticket

    @property
    def can_renew(self) -> bool:
        """Whether asking again can give anything but the same credential."""
        return self._access.user.plugin is not None or self._access.user.token_file is not None

    def _is_stale(self) -> bool:
        if self._valid_until is not None and self._clock() > self._valid_until - EXPIRY_MARGIN:
            return True
        file = self._access.user.token_file
        return file is not None and file_state(file) != self._token_file_state

    async def _make(self, old: Ticket | None) -> Ticket:
        user = self._access.user
        if user.token_file is not None:
            self._token_file_state = file_state(user.token_file)
            return Ticket(bearer(self._read_token(user.token_file)), old.tls if old else tls_context(self._access))
        if user.token:
            return Ticket(bearer(user.token), tls_context(self._access))
        if user.plugin is not None:
            credential = await run_plugin(
                self._access, user.plugin, environment=self._environment, terminal=self._terminal
            )
            self._valid_until = credential.expires
            return self._ticket_of(credential, old)
        if user.username:
            pair = base64.b64encode(f"{user.username}:{user.password}".encode()).decode()
            return Ticket(f"Basic {pair}", tls_context(self._access))
        return Ticket("", tls_context(self._access))

    def _ticket_of(self, credential: PluginCredential, old: Ticket | None) -> Ticket:
        if credential.certificate is None and old is not None:
            return Ticket(bearer(credential.token), old.tls)
        tls = tls_context(self._access, credential.certificate, credential.key)
        return Ticket(bearer(credential.token) if credential.token else "", tls)

    def _read_token(self, file: Path) -> str:
        try:
            token = file.read_text().strip()
        except (OSError, UnicodeError) as error:
            if self._access.user.token:
                return self._access.user.token
            raise KubeconfigError(f"The token file {file} of {self._access.context} cannot be read.") from error
        if not token:
            raise KubeconfigError(f"The token file {file} of {self._access.context} is empty.")
        return token


def bearer(token: str) -> str:
    """The header; a token that would break out of it is refused."""
    if not token.isascii() or not token.isprintable() or " " in token:
        raise KubeconfigError("The bearer token holds characters that a token cannot have.")
    return f"Bearer {token}"


def file_state(file: Path) -> tuple[int, int] | None:
    """Changes whenever the file does; the kubelet swaps a link, which `stat` follows."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_ino, status.st_mtime_ns


def tls_context(
    access: ClusterAccess, certificate: bytes | None = None, key: bytes | None = None
) -> ssl.SSLContext | None:
    """How to verify the server and identify ourselves; None where the server speaks plain HTTP.

    Raises:
        KubeconfigError: the CA, the client certificate or its key is not usable PEM.

    """
    if not access.server.startswith("https:"):
        return None
    context = trusting_context(access)
    certificate, key = certificate or access.user.certificate, key or access.user.key
    if certificate and key:
        load_certificate(context, certificate, key, access.context)
    return context


def trusting_context(access: ClusterAccess) -> ssl.SSLContext:
    if access.insecure:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    try:
        context = ssl.create_default_context(cadata=access.authority.decode() if access.authority else None)
    except (ssl.SSLError, UnicodeError) as error:
        raise KubeconfigError(f"The certificate authority of {access.context} is not a PEM certificate.") from error
    # Python 3.13 refuses CAs without a key identifier, as many installers of clusters made them; Go accepts them.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def load_certificate(context: ssl.SSLContext, certificate: bytes, key: bytes, name: str) -> None:
    """Python reads certificates from files only: one that none but us can read, gone as soon as it was read."""
    handle, path = tempfile.mkstemp(prefix="seatrial-")  # 0600 by itself
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(certificate.rstrip() + b"\n" + key)
        # Without a password, OpenSSL would ask for one on the terminal.
        context.load_cert_chain(path, password="")
    except (ssl.SSLError, OSError, ValueError) as error:
        raise KubeconfigError(
            f"The client certificate and key of {name} do not fit together or are not usable PEM.",
            fix="Renew the credentials; a key with a passphrase cannot be used.",
        ) from error
    finally:
        Path(path).unlink(missing_ok=True)
