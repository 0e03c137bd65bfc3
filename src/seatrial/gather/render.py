"""Charts and kustomizations → the objects that they make, in the files that somebody edits."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from seatrial.gather.files import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from seatrial.gather.files import Input
    from seatrial.gather.rendered import Rendering
    from seatrial.manifests.read import File

AT_ONCE = 4
"""Programs that run side by side; they wait for the disk, and we for them."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """What was rendered.

    Attributes:
        files: name of a chart or kustomization → its templates with the objects they make, and what is wrong with it.
        consumed: names of inputs that are parts of one, and say nothing as they stand.

    """

    files: Mapping[str, Sequence[File]] = field(default_factory=dict[str, "Sequence[File]"])
    consumed: frozenset[str] = frozenset()


def render(inputs: Sequence[Input], how: Rendering) -> Rendered:
    """Render the charts and kustomizations among the inputs.

    A kustomization that another one lists is rendered through that one, so all are looked at together.
    """
    charts = [item.name for item in inputs if item.kind is Kind.CHART]
    folders = [item.name for item in inputs if item.kind is Kind.KUSTOMIZATION]
    if not charts and not folders:
        return Rendered()
    from seatrial.gather import kustomize
    from seatrial.gather.helm import render_chart

    names = {os.path.realpath(item.name): item.name for item in inputs if item.kind is Kind.MANIFESTS}
    found = [kustomize.read_kustomization(folder) for folder in folders]
    tops = kustomize.roots(found)
    with ThreadPoolExecutor(AT_ONCE) as threads:
        rendered = threads.map(partial(render_chart, how=how), charts)
        built = threads.map(partial(kustomize.build, names=names, how=how), tops)
        files: dict[str, Sequence[File]] = dict(zip(charts, rendered, strict=True))
        consumed = kustomize.parts(found)
        for root, (made, done) in zip(tops, built, strict=True):
            files[root.folder] = (*files.get(root.folder, ()), *made)
            if done:
                consumed |= kustomize.resources(root)
    return Rendered(files, frozenset(names[path] for path in consumed if path in names))
