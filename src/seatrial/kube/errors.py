"""What a Kubernetes API server can answer instead of the object, as one small hierarchy."""

# ruff: noqa: N818  the classes bear the reasons' own names of Kubernetes

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import msgspec

from seatrial.errors import SeatrialError
from seatrial.kube.tree import as_list, as_mapping

CONFLICT_MANAGER = re.compile(r'conflict with "((?:[^"\\]|\\.)+)"')
# The API server quotes the value that it refuses, last in its message; one of a Secret must not reach a terminal.
QUOTED_VALUE = re.compile(r"(Invalid value:|Unsupported value:|\bgot\b|unable to parse).*")
# Server-side apply answers 500 to an object that does not fit its kind's schema (seen with 1.37), as if the server
# had failed.
UNTYPED = "failed to create typed patch object"
UNTYPED_FIELD = re.compile(r"(\.\S+): (field not declared in schema|expected \w+)")


@dataclass(frozen=True, slots=True)
class Cause:
    """One entry of a Status' `details.causes`: which field, and what about it."""

    field: str
    message: str
    reason: str = ""


class KubeconfigError(SeatrialError):
    """A kubeconfig file or its credentials cannot be used; the message names the file and what is missing."""


class ClusterError(SeatrialError):
    """A request to the API server failed.

    Args:
        message: what failed and why, one sentence.
        fix: what the user can do, one sentence.
        status: the HTTP status, 0 when no answer came.
        reason: Kubernetes' reason, such as `AlreadyExists`; empty when no answer came.
        causes: the fields concerned, as the server names them.
        retry_after: seconds that the server asks to wait, None when it does not.

    """

    def __init__(
        self,
        message: str,
        *,
        fix: str = "",
        status: int = 0,
        reason: str = "",
        causes: tuple[Cause, ...] = (),
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message, fix=fix)
        self.status = status
        self.reason = reason
        self.causes = causes
        self.retry_after = retry_after


class Unreachable(ClusterError):
    """No connection: wrong address, nobody listens, a name that does not resolve, a certificate not trusted."""


class Disconnected(ClusterError):
    """The connection broke or fell silent before the whole answer came: whether the request took effect is unknown."""


class Unauthorized(ClusterError):
    """401: the server does not know who asks."""


class Forbidden(ClusterError):
    """403: the server knows, and refuses."""


class NotFound(ClusterError):
    """404: no such object, or no such kind."""


class Conflict(ClusterError):
    """409: the object exists, has changed meanwhile, or its fields belong to another field manager.

    `conflicts` lists (manager, field) of a refused server-side apply; it is empty for the other two cases.
    """

    @property
    def conflicts(self) -> tuple[tuple[str, str], ...]:
        found = ((CONFLICT_MANAGER.search(cause.message), cause.field) for cause in self.causes)
        return tuple((match[1], field) for match, field in found if match)


class AlreadyExists(Conflict):
    """409 of a create."""


class Expired(ClusterError):
    """410: the resourceVersion or the continue token is older than what the server remembers."""


class TooLarge(ClusterError):
    """413: the object is bigger than etcd takes."""


class Invalid(ClusterError):
    """422, and 400 of strict field validation: `causes` names each field."""


class Throttled(ClusterError):
    """429: too many requests, or an eviction that a PodDisruptionBudget does not allow now."""


class ServerFailed(ClusterError):
    """5xx: the server, a webhook or an aggregated API failed."""


BY_STATUS: dict[int, type[ClusterError]] = {
    400: Invalid,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    410: Expired,
    413: TooLarge,
    422: Invalid,
    429: Throttled,
}

FIXES: dict[type[ClusterError], str] = {
    Unauthorized: "Log in again, or choose another context with --context.",
    Forbidden: "Ask for a Role that allows it, or choose another context with --context.",
    Conflict: "Run the command again, so that it starts from the present state.",
    AlreadyExists: "Apply it instead of creating it.",
    TooLarge: "Move large data out of the object: an object may have about 1.5 MB.",
    Throttled: "Wait a moment and run it again.",
    ServerFailed: "Look at the health of the API server: kubectl get --raw '/readyz?verbose'.",
}


def error_from_answer(
    status: int, body: bytes, what: str, *, secret: bool = False, retry_after: float | None = None
) -> ClusterError:
    """The error for an answer of 400 and more.

    Args:
        status: the HTTP status.
        body: a Kubernetes Status as JSON, or whatever a proxy on the way answered.
        what: what was tried, such as `apply ConfigMap demo/settings`.
        secret: whether the request carried secret values, which the server may quote in its answer.
        retry_after: the seconds of the Retry-After header.

    """
    answer = decode_status(body)
    details = as_mapping(answer.get("details"))
    message = str(answer.get("message") or f"HTTP {status}").strip()
    causes = tuple(
        Cause(str(cause.get("field", "")), clean(str(cause.get("message", "")), secret=secret), cause.get("reason", ""))
        for cause in map(as_mapping, as_list(details.get("causes")))
    )
    reason = str(answer.get("reason", ""))
    if message.startswith(UNTYPED):
        status, causes = 422, tuple(Cause(*found) for found in UNTYPED_FIELD.findall(message))
    kind = AlreadyExists if reason == "AlreadyExists" else BY_STATUS.get(status, ServerFailed)
    error = kind(
        f"Cannot {what}: {clean(message, secret=secret)}",
        fix=FIXES.get(kind, ""),
        status=status,
        reason=reason,
        causes=causes,
        retry_after=float(details["retryAfterSeconds"]) if details.get("retryAfterSeconds") else retry_after,
    )
    return describe_conflict(error, what) if isinstance(error, Conflict) and error.conflicts else error


def describe_conflict(error: Conflict, what: str) -> Conflict:
    owners = ", ".join(f"{field.lstrip('.')} ({manager})" for manager, field in error.conflicts)
    return Conflict(
        f"Cannot {what}: other managers own these fields: {owners}",
        fix="Take them out of the file, or take them over with --force-conflicts.",
        status=error.status,
        reason=error.reason,
        causes=error.causes,
    )


def decode_status(body: bytes) -> dict[str, Any]:
    """The Status in the body; for anything else a Status whose message is the text, shortened."""
    try:
        answer = msgspec.json.decode(body)
    except msgspec.DecodeError:
        return {"message": body[:300].decode(errors="replace")}
    return as_mapping(answer) or {"message": str(answer)[:300]}


def clean(message: str, *, secret: bool) -> str:
    """One line; for a request with secret values without any value that the server quotes."""
    line = " ".join(message.split())
    return QUOTED_VALUE.sub(r"\1 <hidden>", line) if secret else line
