"""What `check` looks at: paths become inputs, cluster files are compiled, and the rules see everything."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from seatrial.cli.source import DEFAULT, UnreadableFileError, load_text
from seatrial.errors import SeatrialError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from seatrial.checks.baseline import Baseline
    from seatrial.checks.inventory import Context
    from seatrial.checks.selection import Selection
    from seatrial.checks.settings import Settings
    from seatrial.gather.cluster import Observed
    from seatrial.gather.files import Input
    from seatrial.gather.fix import Fixed
    from seatrial.gather.review import Compiled, Reviewed
    from seatrial.manifests.read import File


class NothingToCheckError(SeatrialError):
    """No path holds anything that can be checked."""


class Check:
    """One run over the paths that a user named; it can be run again on texts that have changed."""

    def __init__(
        self,
        paths: Sequence[str],
        choose: Callable[[], Selection],
        *,
        place: str | None,
        kubernetes: str | None = None,
        values: Sequence[str] = (),
        settings: Sequence[str] = (),
        policy: Settings | None = None,
        baseline: Baseline | None = None,
        today: date | None = None,
    ) -> None:
        """Read the files, and render charts and kustomizations.

        Args:
            paths: files, folders, or `-` for standard input; the cluster file or the folder where there are none.
            choose: gives the rules.
            place: of cluster files.
            kubernetes: the version that manifests are for, if not that of the policy.
            values: files of values for charts.
            settings: single values for charts, `image.tag=v2`.
            policy: what the user's settings file says.
            baseline: known findings, which are hidden.
            today: to know which ignores have expired.

        Raises:
            UnreadableFileError: a path that is not there.
            NothingToCheckError: nothing in the paths is a file of a kind that is checked.
            SeatrialError: a version that is none.

        """
        from seatrial.checks.settings import Settings
        from seatrial.cli.settings import rule_settings
        from seatrial.gather.files import MissingFileError, gather

        self._choose, self._place, self._baseline, self._today = choose, place, baseline, today
        self._policy = policy or Settings()
        kubernetes = kubernetes or self._policy.kubernetes
        context = manifest_context(kubernetes or None)
        self._context = replace(context, today=today, settings=rule_settings(self._policy))
        chosen = list(paths) or [DEFAULT if Path(DEFAULT).is_file() else "."]
        data = sys.stdin.buffer.read() if "-" in chosen else b""
        try:
            self.inputs = list(gather(chosen, exclude=self._policy.exclude, standard_input=data))
        except MissingFileError as error:
            raise UnreadableFileError(str(error), fix=error.fix) from error
        if not self.inputs:
            where = " ".join(chosen)
            fix = "name the files, or write a cluster with: seatrial init"
            raise NothingToCheckError(f"there is nothing to check in {where}", fix=fix)
        self._rendered = self._render(values, settings, kubernetes)

    def run(self, changed: Mapping[str, str] | None = None) -> Reviewed:
        """Check everything, with these texts in place of those of the files."""
        from seatrial.gather.review import review

        texts = changed or {}
        inputs = [
            replace(item, data=encoded(texts[item.name], item.data)) if item.name in texts else item
            for item in self.inputs
        ]
        reviewed = review(
            inputs,
            self._choose,
            self._context,
            compiled=self._compile,
            rendered=lambda item: self._rendered.get(item.name, ()),
            processes=processes(),
            honour_others=self._policy.honour_others,
        )
        return self._decide(reviewed)

    def _decide(self, reviewed: Reviewed) -> Reviewed:
        """Leave out what the policy ignores and what the baseline knows."""
        from seatrial.checks.ignores import apply_ignores
        from seatrial.finding import sort_findings

        ignores = (*self._policy.entries, *(self._baseline.ignores if self._baseline else ()))
        if ignores:
            kept = apply_ignores(reviewed.findings, ignores, self._choose().codes, self._today)
            reviewed = replace(
                reviewed,
                findings=sort_findings(kept.findings),
                hidden=reviewed.hidden + len(kept.hidden),
                hidden_by_others=reviewed.hidden_by_others + kept.hidden_by_others,
            )
        if self._baseline:
            from seatrial.checks.baseline import apply_baseline

            files = {*reviewed.texts, *(item.name for item in self.inputs)}
            left = apply_baseline(reviewed.findings, self._baseline, files)
            reviewed = replace(reviewed, findings=left.findings, known=left.hidden, mended=left.mended)
        return reviewed

    def _render(self, values: Sequence[str], settings: Sequence[str], kubernetes: str) -> Mapping[str, Sequence[File]]:
        """What the charts and kustomizations make; files that they are made of are then no inputs of their own."""
        from seatrial.gather.files import Kind

        if not any(item.kind in (Kind.CHART, Kind.KUSTOMIZATION) for item in self.inputs):
            return {}
        from seatrial.gather.programs import Programs
        from seatrial.gather.render import render
        from seatrial.gather.rendered import Rendering

        made = render(self.inputs, Rendering(Programs(os.environ), tuple(values), tuple(settings), kubernetes))
        self.inputs = [item for item in self.inputs if item.name not in made.consumed]
        return made.files

    def _compile(self, item: Input) -> Compiled:
        """What is to be said about a cluster file, and how many resources it makes."""
        from seatrial.cli.prepare import examine_loaded
        from seatrial.gather.review import Compiled

        loaded = load_text(item.name, item.data, place=self._place)
        examined = examine_loaded(item.name, loaded, place=self._place, selection=self._choose(), today=self._today)
        return Compiled(examined.findings, len(examined.prepared.resources) if examined.prepared else 0)

    def mend(self, reviewed: Reviewed) -> tuple[Fixed, Reviewed]:
        """What `--fix` changes, and what is left to say after it.

        A file whose new text has an error that the old one had not stays as it is.
        """
        from seatrial.finding import Severity
        from seatrial.gather.fix import fix

        fixed = fix(reviewed.texts, reviewed.findings)
        if not fixed.texts:
            return fixed, reviewed
        known = {(finding.code, finding.resource, finding.field) for finding in reviewed.findings}
        after = self.run(fixed.texts)
        worse = {
            finding.position.file
            for finding in after.findings
            if finding.position
            and finding.severity is Severity.ERROR
            and (finding.code, finding.resource, finding.field) not in known
        }
        if worse & fixed.texts.keys():
            fixed.drop(worse, "the change would break another rule")
            after = self.run(fixed.texts)
        return fixed, after

    def write(self, texts: Mapping[str, str]) -> None:
        """Write the new texts in place of the old, each at once, with the encoding and the mode the file had.

        Raises:
            UnreadableFileError: a file that cannot be written, or that somebody has changed since it was read.

        """
        from seatrial.gather.write import write_in_place

        mended = [item for item in self.inputs if item.name in texts]
        for item in mended:
            try:
                if Path(item.name).read_bytes() != item.data:
                    fix = "run the same command again; a part of the files may be mended"
                    raise UnreadableFileError(f"{item.name} has changed since it was checked", fix=fix)
                write_in_place(Path(item.name), encoded(texts[item.name], item.data))
            except OSError as error:
                problem = (error.strerror or str(error)).lower()
                raise UnreadableFileError(f"{item.name} cannot be written: {problem}") from error


def review_cluster(
    choose: Callable[[], Selection],
    settings: Settings,
    *,
    context: str | None,
    kubeconfig: Path | None,
    namespace: str | None,
    today: date,
) -> tuple[Reviewed, tuple[str, ...]]:
    """Check what a cluster holds; and what could not be read of it.

    Raises:
        SeatrialError: the kubeconfig has no such context, or the cluster does not answer.

    """
    import asyncio

    from seatrial.cli.settings import rule_settings
    from seatrial.gather.cluster import check_cluster, observe
    from seatrial.gather.review import Reviewed
    from seatrial.kube.client import connect
    from seatrial.kube.kubeconfig import load_access

    access = load_access(environment=os.environ, home=Path.home(), kubeconfig=kubeconfig, context=context or "")

    async def look() -> Observed:
        async with connect(access) as client:
            return await observe(client, namespace=namespace or "")

    observed = asyncio.run(look())
    told = replace(observed.context, settings=rule_settings(settings), today=today)
    kept = check_cluster(
        replace(observed, context=told), choose(), settings.entries, honour_others=settings.honour_others
    )
    hidden, others = len(kept.hidden), kept.hidden_by_others
    found = tuple(kept.findings)
    return Reviewed(found, resources=len(observed.declared), hidden=hidden, hidden_by_others=others), observed.notes


def encoded(text: str, before: bytes) -> bytes:
    """A text in the encoding that the file had."""
    if before.startswith(b"\xef\xbb\xbf"):
        return b"\xef\xbb\xbf" + text.encode()
    for mark, name in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if before.startswith(mark):
            return mark + text.encode(name)
    return text.encode()


def manifest_context(kubernetes: str | None) -> Context:
    """What is known of manifests' cluster: the version, and that other objects may be there.

    Raises:
        SeatrialError: a version that is none.

    """
    from seatrial.catalog.kubernetes import KubernetesVersion
    from seatrial.checks.inventory import Context

    if kubernetes is None:
        return Context(complete=False)
    try:
        version = KubernetesVersion.parse(kubernetes)
    except ValueError as error:
        raise SeatrialError(str(error), fix="write a version such as 1.36") from error
    return Context(complete=False, kubernetes=f"1.{version.minor}")


def processes() -> int:
    """How many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # not on macOS
    return len(affinity(0)) if affinity else 1
