from __future__ import annotations

import shlex
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from seatrial.checks.selection import Profile
from seatrial.cli import completion
from seatrial.cli.exit_codes import ExitCode
from seatrial.cli.options import Context, FileOption, Format, Kubeconfig, Namespace, Place
from seatrial.cli.outputs import Outputs, parse_outputs, printed_format, write_outputs
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from seatrial.checks.rule import Rule
    from seatrial.checks.selection import Selection
    from seatrial.checks.settings import Settings
    from seatrial.cli.documents import RuleItem
    from seatrial.cli.outputs import Output as Target
    from seatrial.cli.review import Check
    from seatrial.gather.review import Reviewed

ORDER = 20


def command(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH]...",
            help="Cluster files, manifests, Dockerfiles, charts, kustomizations, or folders of them; "
            "- is standard input. Default: cluster.yaml, or the folder",
        ),
    ] = None,
    file_option: FileOption = None,
    on: Place = None,
    output: Outputs = None,
    fail_on: Annotated[
        Severity | None, typer.Option("--fail-on", help="Exit 1 from this severity up. Default: error")
    ] = None,
    profile: Annotated[Profile | None, typer.Option("--profile", help="Which rules run. Default: production")] = None,
    kubernetes: Annotated[
        str | None,
        typer.Option("--kubernetes", metavar="VERSION", help="The version that manifests are for, such as 1.36."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--rule", metavar="RULE", help="Only this rule; again for more.", autocompletion=completion.rules),
    ] = None,
    config: Annotated[
        str | None, typer.Option("--config", metavar="FILE", help="Settings. Default: the nearest seatrial.toml upward")
    ] = None,
    rules: Annotated[
        str | None, typer.Option("--rules", metavar="FOLDER", help="Rules of your own, in Python; loading runs them.")
    ] = None,
    baseline: Annotated[
        str | None, typer.Option("--baseline", metavar="FILE", help="Hide what was known when it was written.")
    ] = None,
    write_baseline: Annotated[
        Path | None, typer.Option("--write-baseline", metavar="FILE", help="Write down all there is to say today.")
    ] = None,
    values: Annotated[
        list[str] | None, typer.Option("--values", metavar="FILE", help="Values for charts; again for more.")
    ] = None,
    setting: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="A value for charts; again for more.")
    ] = None,
    context: Context = None,
    kubeconfig: Kubeconfig = None,
    namespace: Namespace = None,
    fix: Annotated[
        bool, typer.Option("--fix", help="Mend in place what has one right value; say what is left.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what --fix would change, and change nothing.")] = False,
    listing: Annotated[bool, typer.Option("--list", help="List the rules.")] = False,
    explain: Annotated[
        str | None,
        typer.Option("--explain", metavar="RULE", help="Print the page of a rule.", autocompletion=completion.rules),
    ] = None,
) -> None:
    """Say what is wrong with any Kubernetes or Docker file, and what to write instead."""
    from seatrial.cli.settings import load_settings

    settings = load_settings(config, rules=rules, baseline=baseline)
    if listing:
        list_rules(printed_format(output))
        return
    if explain:
        explain_rule(explain, printed_format(output))
        return
    outputs, live = parse_outputs(output), bool(context or kubeconfig)

    @cache
    def choose() -> Selection:
        from seatrial.cli.settings import select_from

        return select_from(settings, profile=profile, only=rule_codes(only or []), live=live)

    given = [*(paths or []), *([file_option] if file_option else [])]
    if live:
        reviewed = look(given, choose, settings, context=context, kubeconfig=kubeconfig, namespace=namespace)
    else:
        check = open_check(given, choose, settings, on, kubernetes, values, setting, knows=write_baseline is None)
        reviewed = check.run()
        if fix or diff:
            reviewed = mend(check, reviewed, write=fix and not diff)
    if write_baseline:
        keep(write_baseline, reviewed)
        return
    show(reviewed, choose(), outputs, given)
    least = fail_on or settings.fail_on or Severity.ERROR
    if any(finding.severity.rank <= least.rank for finding in reviewed.findings):
        raise typer.Exit(ExitCode.DIFFERENT)


def open_check(
    given: Sequence[str],
    choose: Callable[[], Selection],
    settings: Settings,
    place: str | None,
    kubernetes: str | None,
    values: Sequence[str] | None,
    setting: Sequence[str] | None,
    *,
    knows: bool,
) -> Check:
    """A check of files under the user's settings; without its baseline where a new one is written."""
    from seatrial.cli.review import Check
    from seatrial.cli.settings import load_baseline

    return Check(
        given,
        choose,
        place=place,
        kubernetes=kubernetes,
        values=values or (),
        settings=setting or (),
        policy=settings,
        baseline=load_baseline(settings) if knows else None,
        today=date_here(),
    )


def date_here() -> date:
    """Today, where this runs; ignores expire by it."""
    from datetime import datetime

    return datetime.now().astimezone().date()


def keep(path: Path, reviewed: Reviewed) -> None:
    """Write a baseline."""
    from seatrial.checks.baseline import write_baseline
    from seatrial.cli.output import next_steps, say
    from seatrial.cli.source import UnreadableFileError

    try:
        path.write_text(write_baseline(reviewed.findings), encoding="utf-8")
    except OSError as error:
        problem = (error.strerror or str(error)).lower()
        raise UnreadableFileError(f"{path} cannot be written: {problem}") from error
    say(f"{len(reviewed.findings)} findings are known from now on")
    next_steps(f"seatrial check --baseline {shlex.quote(str(path))}")


def look(
    given: Sequence[str],
    choose: Callable[[], Selection],
    settings: Settings,
    *,
    context: str | None,
    kubeconfig: Path | None,
    namespace: str | None,
) -> Reviewed:
    """Check a cluster, and say what of it could not be read."""
    from seatrial.cli.output import say
    from seatrial.cli.review import review_cluster

    if given:
        raise typer.BadParameter("a cluster and files cannot be checked in one run")
    reviewed, notes = review_cluster(
        choose, settings, context=context, kubeconfig=kubeconfig, namespace=namespace, today=date_here()
    )
    for note in notes:
        say(f"not read: {note}")
    return reviewed


def mend(check: Check, reviewed: Reviewed, *, write: bool) -> Reviewed:
    """Mend the files, or show the change; what is to be said of the files as they then are."""
    from seatrial.cli.output import say
    from seatrial.cli.output import write as put
    from seatrial.manifests.edit_diff import unified_diff

    fixed, after = check.mend(reviewed)
    for finding, reason in fixed.refused:
        say(f"{finding.position}: {finding.code} is not mended: {reason}")
    count = f"{len(fixed.findings)} finding{'' if len(fixed.findings) == 1 else 's'}"
    files = f"{len(fixed.texts)} file{'' if len(fixed.texts) == 1 else 's'}"
    if write:
        check.write(fixed.texts)
        say(f"mended {count} in {files}")
        return after
    for name, text in sorted(fixed.texts.items()):
        put(unified_diff(reviewed.texts[name], text, name))
    say(f"--fix would mend {count} in {files}")
    return reviewed


def rule_codes(identifiers: Sequence[str]) -> frozenset[str]:
    """The codes of the rules that are named by code, name or another checker's identifier.

    Raises:
        UnknownRuleError: a name that no rule has.

    """
    from seatrial.checks.rulebook import named_rules

    return frozenset(rule.code for identifier in identifiers for rule in named_rules(identifier))


def show(reviewed: Reviewed, selection: Selection, outputs: Sequence[Target], paths: Sequence[str]) -> None:
    from seatrial.cli.findings import summarise
    from seatrial.cli.output import named, next_steps, say
    from seatrial.report.report import Report

    findings, rules = reviewed.findings, selection.rules
    report = Report(
        findings=findings, rules=rules, texts=reviewed.texts,
        resources=reviewed.resources, dockerfiles=reviewed.dockerfiles,
    )  # fmt: skip
    write_outputs(report, outputs)
    looked_at = [
        f"{count} {what}{'' if count == 1 else 's'}"
        for count, what in ((reviewed.resources, "resource"), (reviewed.dockerfiles, "Dockerfile"))
        if count
    ]
    for line in left_out(reviewed):
        say(line)
    say(summarise(findings) + (f" in {' and '.join(looked_at)} under {len(rules)} rules" if looked_at else ""))
    of_rules = [finding for finding in findings if finding.why]
    if of_rules:
        worst = min(of_rules, key=lambda finding: finding.severity.rank)
        next_steps(f"seatrial check --explain {worst.code}")
    elif not findings and reviewed.clusters:
        file = paths[0] if paths else None
        next_steps(f"seatrial up{named(file)}", f"seatrial render{named(file)}")


def left_out(reviewed: Reviewed) -> Iterator[str]:
    """What is not shown, and why."""
    if reviewed.hidden:
        others = (
            f", {reviewed.hidden_by_others} of them as other checkers were told" if reviewed.hidden_by_others else ""
        )
        yield f"{reviewed.hidden} ignored{others}"
    if reviewed.known:
        yield f"{reviewed.known} known from the baseline"
    if reviewed.mended:
        yield f"{reviewed.mended} of the baseline are mended: write it anew"


def list_rules(output: Format) -> None:
    from seatrial.checks import rulebook
    from seatrial.cli.documents import Rules
    from seatrial.cli.output import console, next_steps, print_table, write_document

    rules = rulebook.list_rules()
    if output is not Format.TEXT:
        write_document(Rules(rules=[rule_item(rule) for rule in rules]), output)
        return
    rows = [(rule.code, rule.severity.value, rule.name, rule.title) for rule in rules]
    print_table(console(), ("rule", "severity", "name", "what holds"), rows)
    next_steps(f"seatrial check --explain {rules[0].code}")


def explain_rule(identifier: str, output: Format) -> None:
    from seatrial.checks.rulebook import explain, named_rules
    from seatrial.cli.documents import Rule as Document
    from seatrial.cli.output import console, write, write_document

    page, screen = explain(identifier), console()
    if output is not Format.TEXT:
        write_document(Document(rule=rule_item(named_rules(identifier)[0]), page=page), output)
    elif screen.is_terminal:
        from rich.markdown import Markdown

        screen.print(Markdown(page), soft_wrap=False)
    else:
        write(page)


def rule_item(rule: Rule) -> RuleItem:
    from seatrial.cli.documents import RuleItem

    return RuleItem(
        code=rule.code, name=rule.name, severity=rule.severity.value, summary=rule.title, aliases=list(rule.aliases)
    )
