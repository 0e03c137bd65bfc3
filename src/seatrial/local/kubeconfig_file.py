"""Our contexts in the user's kubeconfig, and nothing else of that file.

An entry is one line of JSON, which YAML is too, put before the first entry of its list; taking the line out again
leaves every other byte as it was, comments included. Where a list is missing or empty, or another program has rewritten
our lines, the file is written anew from its parsed content; and once no context of ours is left in it, the original
bytes come back if they still mean the same.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import yaml

from seatrial.local.errors import LocalError, disk_errors
from seatrial.local.files import write_private
from seatrial.local.lock import hold

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from pathlib import Path

    from seatrial.local.paths import Paths

LISTS = ("clusters", "users", "contexts")
OURS = "seatrial-"
LOCK_SECONDS = 30


def add_context(paths: Paths, config: Mapping[str, Any]) -> None:
    """Add or replace the one cluster, user and context of `config`.

    The current context is set only in a file that has no context at all: switching it is the user's business.

    Raises:
        LocalError: the user's file is not a kubeconfig, or the disk refuses.

    """
    with _locked(paths) as file:
        before = file.read_bytes() if file.exists() else None
        name = config["contexts"][0]["name"]
        if before is None or not _names(_parse(before, file), OURS):
            _keep_original(paths, file, before)
        text = _without(before, name, file) if before else b""
        after = _insert_parsed(text, config, file)
        by_lines = _insert_lines(text, config)
        if by_lines and _same(_parse(by_lines, file), _parse(after, file)):
            after = by_lines
        if after != before:
            _write(file, after)


def remove_context(paths: Paths, name: str) -> None:
    """Take the cluster, user and context called `name` out again; nothing happens if they are not there.

    Raises:
        LocalError: the user's file is not a kubeconfig, or the disk refuses.

    """
    with _locked(paths) as file:
        if not file.exists():
            return
        before = file.read_bytes()
        if name not in _names(_parse(before, file), name):
            return
        after = _without(before, name, file)
        if _names(_parse(after, file), OURS):
            _write(file, after)
            return
        original = _original(paths, file)
        existed, content = original or (True, after)
        if not _same(_parse(content, file), _parse(after, file)):
            _write(file, after)
        elif existed:
            _write(file, content)
        else:
            file.unlink()
        _original_path(paths, file).unlink(missing_ok=True)


@contextmanager
def _locked(paths: Paths) -> Generator[Path]:
    """The user's file, resolved through links, while no other command of ours edits it."""
    with hold(paths.state / ".kubeconfig.lock", "an edit of the kubeconfig", lambda _: None, LOCK_SECONDS):
        yield paths.kubeconfig.resolve()


def _write(file: Path, content: bytes) -> None:
    with disk_errors(file):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        mode = file.stat().st_mode & 0o777 if file.exists() else 0o600
    write_private(file, content)
    file.chmod(mode)


def _parse(content: bytes, file: Path) -> dict[str, Any]:
    try:
        parsed = yaml.safe_load(content.decode())
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise LocalError(
            f"{file} is not YAML, so no context can be added to it", fix="mend it, or set KUBECONFIG to another file"
        ) from error
    if parsed is None:
        return {}
    if not _is_kubeconfig(parsed):
        raise LocalError(f"{file} is not a kubeconfig", fix="mend it, or set KUBECONFIG to another file")
    return cast("dict[str, Any]", parsed)


def _is_kubeconfig(parsed: Any) -> bool:
    return isinstance(parsed, dict) and all(
        isinstance(entry, dict) for key in LISTS for entry in _entries(cast("dict[str, Any]", parsed), key)
    )


def _entries(parsed: Mapping[str, Any], key: str) -> list[Any]:
    """The entries of one list; a value that is no list counts as one wrong entry."""
    value: Any = parsed.get(key) or []
    return cast("list[Any]", value) if isinstance(value, list) else [value]


def _names(parsed: Mapping[str, Any], prefix: str) -> list[str]:
    names = [str(entry.get("name", "")) for key in LISTS for entry in _entries(parsed, key)]
    return [name for name in names if name.startswith(prefix)]


def _same(left: Mapping[str, Any], right: Mapping[str, Any]) -> bool:
    """Whether both say the same of everyone else; an absent, null and empty list are one, and so is the head."""

    def meaning(parsed: Mapping[str, Any]) -> dict[str, Any]:
        return {k: v for k, v in parsed.items() if v and k not in ("apiVersion", "kind")}

    return meaning(left) == meaning(right)


def _insert_lines(content: bytes, config: Mapping[str, Any]) -> bytes | None:
    """With one line more in each list; None where a list has no first entry on a line of its own."""
    root = yaml.compose(content) if content else None
    if not isinstance(root, yaml.MappingNode):
        return None
    lists = {key.value: value for key, value in root.value if isinstance(key, yaml.ScalarNode)}
    lines: list[str] = content.decode().splitlines(keepends=True)
    places: list[tuple[int, str]] = []
    for key in LISTS:
        node = lists.get(key)
        if not isinstance(node, yaml.SequenceNode) or node.flow_style or not node.value:
            return None
        number = int(node.value[0].start_mark.line)
        indent, dash, _ = lines[number].partition("- ")
        if not dash or indent.strip():
            return None
        places.append((number, f"{indent}- {json.dumps(config[key][0])}\n"))
    for number, line in sorted(places, reverse=True):
        lines.insert(number, line)
    return "".join(lines).encode()


def _insert_parsed(content: bytes, config: Mapping[str, Any], file: Path) -> bytes:
    parsed = _parse(content, file)
    merged: dict[str, Any] = {"apiVersion": "v1", "kind": "Config", **parsed}
    if not parsed.get("contexts"):
        merged["current-context"] = parsed.get("current-context") or config["current-context"]
    for key in LISTS:
        merged[key] = [config[key][0], *(merged.get(key) or [])]
    return yaml.safe_dump(merged, sort_keys=False).encode()


def _without(content: bytes, name: str, file: Path) -> bytes:
    """Without the entries called `name`: by taking our lines out if they are as we wrote them."""
    start = f"- {json.dumps({'name': name})[:-1]}, "
    lines = content.decode().splitlines(keepends=True)
    left = "".join(line for line in lines if not line.lstrip().startswith(start)).encode()
    if name not in _names(_parse(left, file), name):
        return left
    parsed = _parse(content, file)
    for key in LISTS:
        if parsed.get(key):
            parsed[key] = [entry for entry in parsed[key] if entry.get("name") != name]
    if parsed.get("current-context") == name:
        del parsed["current-context"]
    return yaml.safe_dump(parsed, sort_keys=False).encode() if parsed else b""


def _original_path(paths: Paths, file: Path) -> Path:
    digest = hashlib.sha256(str(file).encode()).hexdigest()[:16]
    return paths.state / f".kubeconfig-{digest}"


def _keep_original(paths: Paths, file: Path, content: bytes | None) -> None:
    """A first byte tells whether the file was there at all."""
    with disk_errors(paths.state):
        paths.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_private(_original_path(paths, file), b"-" if content is None else b"+" + content)


def _original(paths: Paths, file: Path) -> tuple[bool, bytes] | None:
    try:
        kept = _original_path(paths, file).read_bytes()
    except OSError:
        return None
    return (kept[:1] == b"+", kept[1:])
