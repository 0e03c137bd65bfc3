"""The Kubernetes API with plain manifests in and out."""

from __future__ import annotations

import asyncio
import contextlib
import random
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from seatrial.kube.auth import Authenticator
from seatrial.kube.discovery import ApiType, Discovery, discover
from seatrial.kube.errors import NotFound
from seatrial.kube.listing import Listing, Selection, read_list
from seatrial.kube.session import Query, Session, decode
from seatrial.kube.transport import Transport
from seatrial.kube.watch import WatchEvent, WatchTimes, watch
from seatrial.resource import Manifest, ResourceKey, key_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from seatrial.kube.access import ClusterAccess

FIELD_MANAGER = "seatrial"
PATCH_TYPES = {
    "json": "application/json-patch+json",
    "merge": "application/merge-patch+json",
    "strategic": "application/strategic-merge-patch+json",
}
# YAML by name, but JSON is YAML, and the server reads it faster.
APPLY_TYPE = "application/apply-patch+yaml"

Propagation = Literal["Background", "Foreground", "Orphan"]


@contextlib.asynccontextmanager
async def connect(
    access: ClusterAccess,
    *,
    concurrency: int = 32,
    environment: Mapping[str, str] | None = None,
    terminal: bool | None = None,
    read_seconds: float = 30.0,
) -> AsyncGenerator[Client, None]:
    """A client for the cluster, closed at the end of the block. Nothing is sent before the first call.

    Args:
        access: from `load_access`.
        concurrency: requests under way at once; more wait for their turn.
        environment: variables that a credential plugin inherits; those of the process by default.
        terminal: whether a credential plugin may ask a person; by default whether standard input is a terminal.
        read_seconds: silence after which a connection counts as dead.

    """
    transport = Transport(access, size=concurrency, read_seconds=read_seconds)
    authenticator = Authenticator(access, environment=environment, terminal=terminal)
    session = Session(access, authenticator, transport, user_agent=user_agent(), jitter=random.random)
    try:
        yield Client(session)
    finally:
        await session.close()


def user_agent() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"seatrial/{version('seatrial')}"
    except PackageNotFoundError:
        return "seatrial"


class Client:
    """One cluster. Methods may be called concurrently; all raise `ClusterError` and `KubeconfigError`.

    Kinds are looked up by discovery, which is asked once, and again when a kind is unknown: a CRD may be new.
    """

    def __init__(self, session: Session) -> None:
        self.session = session
        self._discovery: Discovery | None = None
        self._lock = asyncio.Lock()

    @property
    def access(self) -> ClusterAccess:
        return self.session.access

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the server warned of so far, each once."""
        return tuple(self.session.warnings)

    async def discover(self, *, anew: bool = False) -> Discovery:
        """The kinds that the server has.

        Args:
            anew: ask again, though they are known.

        """
        before = self._discovery
        async with self._lock:
            if self._discovery is None or (anew and self._discovery is before):
                self._discovery = await discover(self.session)
            return self._discovery

    async def type_of(self, group: str, kind: str, version: str = "") -> ApiType:
        """The kind in that version, or in the one that the server prefers.

        Raises:
            NotFound: the server does not have it.

        """
        found = (await self.discover()).find(group, kind, version)
        if found is None:
            discovery = await self.discover(anew=True)
            found = discovery.find(group, kind, version)
            if found is None:
                raise unknown_kind(discovery, group, kind, version)
        return found

    async def get(self, key: ResourceKey) -> Manifest:
        """The object, in the version that the server prefers."""
        resource = await self.type_of(key.group, key.kind)
        return await self.session.read(resource.path(key.namespace, key.name), what=f"read {key}")

    async def find(self, key: ResourceKey) -> Manifest | None:
        """The object, or None when it, or its kind, does not exist."""
        try:
            return await self.get(key)
        except NotFound:
            return None

    async def list(
        self, resource: ApiType, *, namespace: str = "", labels: str = "", fields: str = "", page_size: int = 500
    ) -> Listing:
        """All objects of a kind at one moment.

        Args:
            resource: from `type_of` or `discover`.
            namespace: only there; empty for all.
            labels: label selector.
            fields: field selector.
            page_size: objects a request.

        """
        return await read_list(self.session, Selection(resource, namespace, labels, fields), page_size=page_size)

    def watch(
        self,
        resource: ApiType,
        *,
        namespace: str = "",
        labels: str = "",
        fields: str = "",
        times: WatchTimes | None = None,
    ) -> AsyncGenerator[WatchEvent, None]:
        """What there is, then every change; see `seatrial.kube.watch.watch`."""
        return watch(self.session, Selection(resource, namespace, labels, fields), times=times)

    async def apply(
        self,
        manifest: Manifest,
        *,
        manager: str = FIELD_MANAGER,
        force: bool = False,
        dry_run: bool = False,
        strict: bool = True,
    ) -> Manifest:
        """Server-side apply.

        Args:
            manifest: the fields that we want; no others are touched.
            manager: who owns them from now on.
            force: take over fields that other managers own, instead of raising `Conflict`.
            dry_run: let the server check and default it all, but store nothing.
            strict: refuse unknown and duplicate fields (`Invalid`) instead of dropping them.

        Returns:
            The object as it is now.

        """
        query = {
            "fieldManager": manager,
            "force": force,
            "dryRun": "All" if dry_run else "",
            "fieldValidation": "Strict" if strict else "Warn",
        }
        return await self._write("PATCH", "apply", manifest, query, content_type=APPLY_TYPE)

    async def create(self, manifest: Manifest, *, manager: str = FIELD_MANAGER, dry_run: bool = False) -> Manifest:
        """Create it; raises `AlreadyExists` if it is there. Never tried again by itself: it may have succeeded."""
        query = {"fieldManager": manager, "dryRun": "All" if dry_run else "", "fieldValidation": "Strict"}
        return await self._write("POST", "create", manifest, query, replayable=False)

    async def patch(
        self,
        key: ResourceKey,
        patch: Any,
        *,
        patch_type: Literal["json", "merge", "strategic"] = "merge",
        subresource: str = "",
        manager: str = FIELD_MANAGER,
    ) -> Manifest:
        """Change some fields of an object that is there.

        Args:
            key: which object.
            patch: the change, in the form that `patch_type` prescribes.
            patch_type: JSON patch (RFC 6902), JSON merge patch (RFC 7386) or Kubernetes' strategic merge patch.
            subresource: such as `status` or `scale`.
            manager: who owns the fields from now on.

        """
        resource = await self.type_of(key.group, key.kind)
        body = await self.session.request(
            "PATCH",
            resource.path(key.namespace, key.name, subresource),
            what=f"change {key}",
            query={"fieldManager": manager},
            body=msgspec.json.encode(patch),
            content_type=PATCH_TYPES[patch_type],
            replayable=patch_type == "merge",
            secret=key.kind == "Secret",
        )
        return decode(body, f"change {key}")

    async def delete(
        self,
        key: ResourceKey,
        *,
        propagation: Propagation = "Background",
        uid: str = "",
        resource_version: str = "",
        grace_seconds: int | None = None,
        dry_run: bool = False,
    ) -> bool:
        """Delete an object.

        Args:
            key: which object.
            propagation: what becomes of the objects it owns: deleted after it, before it, or kept.
            uid: delete only this very object, not one of the same name made since (`Conflict`).
            resource_version: delete only this state of it (`Conflict`).
            grace_seconds: time for a pod to end, instead of what the pod says.
            dry_run: only check.

        Returns:
            Whether it was there.

        """
        preconditions = {"uid": uid, "resourceVersion": resource_version}
        options: dict[str, Any] = {
            "propagationPolicy": propagation,
            "preconditions": {name: value for name, value in preconditions.items() if value},
        }
        options |= {} if grace_seconds is None else {"gracePeriodSeconds": grace_seconds}
        options |= {"dryRun": ["All"]} if dry_run else {}
        try:
            resource = await self.type_of(key.group, key.kind)
            path = resource.path(key.namespace, key.name)
            # Doing it twice deletes what was made in between, unless the UID tells which one is meant.
            await self.session.request(
                "DELETE", path, what=f"delete {key}", body=msgspec.json.encode(options), replayable=bool(uid)
            )
        except NotFound:
            return False
        return True

    async def raw(self, path: str, query: Query | None = None) -> bytes:
        """GET any path, such as `/version` or `/readyz`."""
        return await self.session.request("GET", path, what=f"read {path}", query=query, accept="*/*")

    async def _write(
        self,
        method: str,
        verb: str,
        manifest: Manifest,
        query: Query,
        *,
        content_type: str = "",
        replayable: bool = True,
    ) -> Manifest:
        key = key_of(manifest)
        resource = await self.type_of(key.group, key.kind, manifest["apiVersion"].rpartition("/")[2])
        body = await self.session.request(
            method,
            resource.path(key.namespace, key.name if method == "PATCH" else ""),
            what=f"{verb} {key}",
            query=query,
            body=msgspec.json.encode(manifest),
            content_type=content_type or "application/json",
            replayable=replayable,
            secret=key.kind == "Secret",
        )
        return decode(body, f"{verb} {key}")


def unknown_kind(discovery: Discovery, group: str, kind: str, version: str) -> NotFound:
    name = f"{kind}.{group}" if group else kind
    versions = discovery.versions(group, kind)
    failing = [each for each in discovery.failing if each.startswith(f"{group}/")]
    if versions:
        return NotFound(
            f"The cluster has no {name} in version {version}.", fix=f"It serves {', '.join(versions)}.", status=404
        )
    if failing:
        return NotFound(f"The API {failing[0]} does not answer now.", fix="Look at its APIService.", status=404)
    return NotFound(f"The cluster has no kind {name}.", fix="Install what defines it (its CRD) first.", status=404)
