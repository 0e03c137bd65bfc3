"""Charts, rendered by the user's own helm; each object is placed in the template that somebody would edit."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from seatrial.checks.view import mapping, sequence, text
from seatrial.finding import Severity
from seatrial.gather.programs import ProgramFailedError
from seatrial.gather.rendered import BROKEN, INCOMPLETE, NOT_RENDERED, Pages, fault, one_line
from seatrial.manifests.read import File, read_document, read_file, read_text
from seatrial.manifests.split import split

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.gather.rendered import Rendering
    from seatrial.resource import Resource

SOURCE = re.compile(r"^# Source: (\S.*?)[ \t]*$", re.MULTILINE)
PLACE = re.compile(r"([^\s\"'()]+/(?:templates|crds|charts)/[^\s\"'():]+)(?::(\d+))?(?::(\d+))?")
RELEASE = "release-name"
"""What helm calls a release that nobody names."""


def render_chart(folder: str, how: Rendering) -> list[File]:
    """What a chart makes with its default values and those of the user; a library makes nothing.

    Args:
        folder: with `Chart.yaml`.
        how: program and values.

    """
    chart, about = f"{folder}/Chart.yaml", _about(folder)
    if isinstance(about, File):
        return [about]
    if about.get("type") == "library":
        return []
    helm = how.programs.find("helm")
    if not helm:
        message = "the chart is not checked, because helm, which renders it, is not installed"
        fix = f"install helm, or check what it prints elsewhere: helm template {folder} | seatrial check -"
        return [fault(NOT_RENDERED, chart, message, fix, severity=Severity.WARNING)]
    try:
        output = how.programs.run([helm, "template", RELEASE, folder, *_flags(how)])
    except ProgramFailedError as failed:
        return [_failure(folder, text(about.get("name")), str(failed))]
    printed = read_file(chart, output)
    pages = Pages()
    for resource, source in _sourced(printed):
        _place(pages, folder, about, source, resource.manifest)
    # Unreadable output is the chart's fault, wherever in the output it shows.
    faults = [fault(BROKEN, chart, f"helm prints what cannot be read: {found.message}", found.fix)
              for found in printed.findings]  # fmt: skip
    return [*pages.files(), *faults]


def _about(folder: str) -> dict[str, Any] | File:
    """What `Chart.yaml` says, or the file with what is wrong with it."""
    name = f"{folder}/Chart.yaml"
    try:
        data = Path(name).read_bytes()
    except OSError as error:
        return fault(
            BROKEN, name, f"the chart cannot be read: {(error.strerror or '').lower()}", "check its permissions"
        )
    content, faults = read_text(name, data)
    for part in split(content):
        value, found = read_document(part, name)
        if isinstance(value, dict):
            return dict(mapping(value))
        faults += found
    if faults:
        return File(name, content, findings=faults, unread=True)
    return fault(BROKEN, name, "this is no chart", "write apiVersion, name and version")


def _flags(how: Rendering) -> Iterator[str]:
    yield from ("--include-crds", "--skip-tests")
    if how.kubernetes:
        yield from ("--kube-version", f"v{how.kubernetes}.0")
    for file in how.values:
        yield from ("--values", file)
    for setting in how.settings:
        yield from ("--set", setting)


def _sourced(printed: File) -> Iterator[tuple[Resource, str]]:
    """Each object with the template that helm names above it; helm repeats the line for every document."""
    sources: dict[int, str] = {}
    before = ""
    for number, part in enumerate(printed.slices):
        named = SOURCE.search(part.text)
        before = sources[number] = named[1] if named else before
    for resource in printed.resources:
        yield resource, sources[int(resource.source[1])]


def _place(pages: Pages, folder: str, about: dict[str, Any], source: str, manifest: dict[str, Any]) -> None:
    """`web/templates/a.yaml` and `web/charts/db/templates/a.yaml` begin with the chart's name, not the folder's."""
    inside = PurePosixPath(*PurePosixPath(source).parts[1:])
    name = f"{folder}/{inside}"
    if ".." not in inside.parts and pages.add(name, Path(name), manifest):
        return
    # It comes out of an archive in `charts/`, and is written where the chart asks for it.
    dependency = inside.parts[1] if inside.parts[:1] == ("charts",) and len(inside.parts) > 1 else ""
    entries = sequence(about.get("dependencies"))
    named = [index for index, entry in enumerate(entries)
             if dependency in (text(mapping(entry).get("alias")), text(mapping(entry).get("name")))]  # fmt: skip
    where = ("dependencies", named[0]) if named else ()
    pages.add_at(f"{folder}/Chart.yaml", Path(f"{folder}/Chart.yaml"), manifest, where)


def _failure(folder: str, chart: str, words: str) -> File:
    """Why helm gave up, at the line that it names."""
    where = f"{folder}/Chart.yaml"
    if "missing in charts/" in words:
        message = f"the chart's dependencies are not there: {one_line(words).rpartition(': ')[2]}"
        return fault(INCOMPLETE, where, message, f"fetch them: helm dependency build {folder}")
    line = column = 1
    for found in PLACE.finditer(words):
        name, _, inside = found[1].partition("/")
        path = f"{folder}/{inside}"
        if name == chart and Path(path).is_file():
            where, line, column = path, int(found[2] or 1), int(found[3] or 1)
            break
    message = f"helm does not render the chart: {one_line(words)}"
    return fault(BROKEN, where, message, "mend the template, or give the values it needs", line=line, column=column)
