from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated

import typer

from seatrial.checks.selection import Profile, select
from seatrial.cli import completion
from seatrial.cli.exit_codes import ExitCode
from seatrial.cli.options import Context, FileOption, Format, Kubeconfig, Namespace, Place
from seatrial.cli.outputs import Outputs, parse_outputs, printed_format, write_outputs
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from seatrial.checks.rule import Rule
    from seatrial.checks.selection import Selection
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
    fail_on: Annotated[Severity, typer.Option("--fail-on", help="Exit 1 from this severity up.")] = Severity.ERROR,
    profile: Annotated[Profile, typer.Option("--profile", help="Which rules run.")] = Profile.PRODUCTION,
    kubernetes: Annotated[
        str | None,
        typer.Option("--kubernetes", metavar="VERSION", help="The version that manifests are for, such as 1.36."),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--rule", metavar="RULE", help="Only this rule; again for more.", autocompletion=completion.rules),
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
    if listing:
        list_rules(printed_format(output))
    elif explain:
        explain_rule(explain, printed_format(output))
    else:
        from seatrial.cli.review import Check

        @cache
        def choose() -> Selection:
            return select(profile, only=rule_codes(only or []), live=bool(context or kubeconfig))

        outputs = parse_outputs(output)
        given = [*(paths or []), *([file_option] if file_option else [])]
        if context or kubeconfig:
            reviewed = look(given, choose, context=context, kubeconfig=kubeconfig, namespace=namespace)
        else:
            check = Check(given, choose, place=on, kubernetes=kubernetes, values=values or (), settings=setting or ())
            reviewed = check.run()
            if fix or diff:
                reviewed = mend(check, reviewed, write=fix and not diff)
        show(reviewed, choose(), outputs, given)
        if any(finding.severity.rank <= fail_on.rank for finding in reviewed.findings):
            raise typer.Exit(ExitCode.DIFFERENT)


def look(
    given: Sequence[str],
    choose: Callable[[], Selection],
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
    reviewed, notes = review_cluster(choose, context=context, kubeconfig=kubeconfig, namespace=namespace)
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
    say(summarise(findings) + (f" in {' and '.join(looked_at)} under {len(rules)} rules" if looked_at else ""))
    of_rules = [finding.code for finding in findings if finding.why]
    if of_rules:
        next_steps(f"seatrial check --explain {of_rules[0]}")
    elif not findings and reviewed.clusters:
        file = paths[0] if paths else None
        next_steps(f"seatrial up{named(file)}", f"seatrial render{named(file)}")


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
