"""Put a context into the user's kubeconfig and take it out again, without touching anyone else's entries."""

from __future__ import annotations

import contextlib
import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from seatrial.kube.errors import KubeconfigError
from seatrial.kube.kubeconfig import list_in, read_document
from seatrial.kube.tree import as_list, as_mapping

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
LOCK_PATIENCE = 5.0
STALE_AFTER = 30.0


def merge_context(
    file: Path,
    name: str,
    *,
    cluster: Mapping[str, Any],
    user: Mapping[str, Any],
    namespace: str = "",
    use: bool = False,
) -> None:
    """Write cluster, user and context `name` into the kubeconfig; entries of that name are replaced.

    The file is made, readable by its owner only, when it is not there. Other entries and unknown keys stay as they are;
    comments do not survive, as with kubectl.

    Args:
        file: the kubeconfig.
        name: of all three entries.
        cluster: `{server: …, certificate-authority-data: …}`.
        user: `{client-certificate-data: …}`.
        namespace: default namespace of the context.
        use: make it the current context; an unset current context is always set.

    Raises:
        KubeconfigError: the file cannot be read or written, or another program keeps it locked.

    """
    context = {"cluster": name, "user": name} | ({"namespace": namespace} if namespace else {})
    with locked(file):
        document = {"apiVersion": "v1", "kind": "Config", **read_document(file)}
        for plural, kind, body in entries_of(cluster, user, context):
            put_entry(file, document, plural, name, {"name": name, kind: dict(body)})
        if use or not document.get("current-context"):
            document["current-context"] = name
        write_atomically(file, document)


def remove_context(file: Path, name: str) -> bool:
    """Take the context out, with its cluster and user unless another context uses them.

    Returns:
        Whether the context was there.

    Raises:
        KubeconfigError: as for `merge_context`.

    """
    if not file.exists():
        return False
    with locked(file):
        document = read_document(file)
        listed = [as_mapping(item) for item in list_in(document, "contexts", file)]
        kept = [item for item in listed if item.get("name") != name]
        if len(kept) == len(listed):
            return False
        document["contexts"] = kept
        for plural, kind in (("clusters", "cluster"), ("users", "user")):
            used = {as_mapping(item.get("context")).get(kind) for item in kept}
            gone = {as_mapping(item.get("context")).get(kind) for item in listed} - used
            entries = as_list(document.get(plural))
            document[plural] = [item for item in entries if as_mapping(item).get("name") not in gone]
        if document.get("current-context") == name:
            document["current-context"] = ""
        write_atomically(file, document)
    return True


def entries_of(*bodies: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    kinds = (("clusters", "cluster"), ("users", "user"), ("contexts", "context"))
    for (plural, kind), body in zip(kinds, bodies, strict=True):
        yield plural, kind, body


def put_entry(file: Path, document: dict[str, Any], plural: str, name: str, entry: dict[str, Any]) -> None:
    """Replace the entry in its place, or append it."""
    listed = list_in(document, plural, file)
    places = [index for index, item in enumerate(listed) if as_mapping(item).get("name") == name]
    if places:
        listed[places[0]] = entry
    else:
        listed.append(entry)
    document[plural] = listed


def write_atomically(file: Path, document: Mapping[str, Any]) -> None:
    """Replace the file in one step: a reader, or a crash, meets the old content or the new, never half of it."""
    target = file.resolve()  # a link to a file elsewhere stays a link
    text = yaml.dump(document, Dumper=Dumper, sort_keys=False, allow_unicode=True)
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)  # 0600 by itself
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(target)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise KubeconfigError(f"The kubeconfig {file} cannot be written ({error.strerror}).") from error


@contextlib.contextmanager
def locked(file: Path, *, patience: float = LOCK_PATIENCE) -> Generator[None, None, None]:
    """Hold kubectl's own lock, `<file>.lock`: neither it nor another run of ours changes the file meanwhile.

    A lock older than 30 seconds was left by a killed program, since none holds it for longer than a write, and is
    taken over.
    """
    lock = Path(f"{file.resolve()}.lock")
    deadline = time.monotonic() + patience
    while not take(lock):
        if time.monotonic() > deadline:
            raise KubeconfigError(f"Another program keeps {file} locked.", fix=f"If none runs, delete {lock}.")
        time.sleep(0.02)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def take(lock: Path) -> bool:
    try:
        lock.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        with contextlib.suppress(FileNotFoundError):
            if time.time() - lock.stat().st_mtime > STALE_AFTER:
                lock.unlink()
        return False
    except OSError as error:
        raise KubeconfigError(f"The kubeconfig's folder {lock.parent} cannot be written ({error.strerror}).") from error
    return True
