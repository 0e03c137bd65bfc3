"""The ServiceAccount that a pod runs as, and whether its token is inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.checks.view import at, sequence, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.checks.view import Object, Pod


def account_of(pod: Pod) -> str:
    """The name of the ServiceAccount, `default` where the pod names none.

    The API server reads the old `serviceAccount` where `serviceAccountName` is absent.
    """
    return text(pod.spec.get("serviceAccountName")) or text(pod.spec.get("serviceAccount")) or "default"


def account_field(pod: Pod) -> str:
    """The field that names the ServiceAccount, or where it belongs."""
    old = not text(pod.spec.get("serviceAccountName")) and text(pod.spec.get("serviceAccount"))
    return f"{pod.path}.{'serviceAccount' if old else 'serviceAccountName'}"


def mounts_token(pod: Pod) -> bool:
    """Whether the pod gets a token; what the pod says goes before what its ServiceAccount says."""
    mounted = pod.spec.get("automountServiceAccountToken")
    if mounted is None:
        account = pod.inventory.find("ServiceAccount", pod.namespace, account_of(pod))
        mounted = account.manifest.get("automountServiceAccountToken") if account else None
    return mounted is not False


def bound_accounts(binding: Object) -> Iterator[tuple[int, str, str]]:
    """The index, namespace and name of each ServiceAccount among a binding's subjects."""
    for index, subject in enumerate(sequence(binding.manifest.get("subjects"))):
        if at(subject, "kind") == "ServiceAccount":
            yield index, text(at(subject, "namespace")) or binding.namespace, text(at(subject, "name"))
