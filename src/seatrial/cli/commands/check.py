from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from seatrial.cli.exit_codes import ExitCode
from seatrial.cli.options import File, FileOption, Format, Output, Place
from seatrial.finding import Severity

if TYPE_CHECKING:
    from seatrial.finding import Finding

ORDER = 20


def command(
    file: File = None,
    file_option: FileOption = None,
    on: Place = None,
    output: Output = Format.TEXT,
    fail_on: Annotated[Severity, typer.Option("--fail-on", help="Exit 1 from this severity up.")] = Severity.ERROR,
    listing: Annotated[bool, typer.Option("--list", help="List the rules.")] = False,
    explain: Annotated[str | None, typer.Option("--explain", metavar="RULE", help="Print the page of a rule.")] = None,
) -> None:
    """Say everything that is wrong with the file, and what to write instead."""
    if listing:
        list_rules(output)
        return
    if explain:
        explain_rule(explain)
        return
    findings, resources, rules = examine(file, file_option, on)
    show(findings, resources, rules, output, file or file_option)
    if any(finding.severity.rank <= fail_on.rank for finding in findings):
        raise typer.Exit(ExitCode.DIFFERENT)


def examine(file: str | None, file_option: str | None, on: str | None) -> tuple[tuple[Finding, ...], int, int]:
    """The findings, and how many resources and rules took part; a broken file has only findings of its own."""
    from seatrial.cli.prepare import prepare
    from seatrial.cli.source import read_source
    from seatrial.finding import has_errors

    _, loaded = read_source(file, file_option, place=on)
    if loaded.cluster is None or has_errors(loaded.findings):
        return loaded.findings, 0, 0
    prepared = prepare(file, file_option, place=on)
    return prepared.findings, len(prepared.resources), prepared.rules_run


def show(findings: tuple[Finding, ...], resources: int, rules: int, output: Format, file: str | None) -> None:
    from seatrial.cli.findings import findings_document, print_findings, summarise
    from seatrial.cli.output import console, next_steps, say, write_document

    if output is not Format.TEXT:
        write_document(findings_document(findings, resources=resources, rules=rules), output)
        return
    print_findings(findings, console())
    checked = f" in {resources} resources under {rules} rules" if resources else ""
    say(f"{summarise(findings)}{checked}")
    if not findings:
        named = f" {file}" if file else ""
        next_steps(f"seatrial up{named}", f"seatrial render{named}")


def list_rules(output: Format) -> None:
    from seatrial.checks import rulebook
    from seatrial.cli.documents import RuleItem, Rules
    from seatrial.cli.output import console, next_steps, write_document

    rules = rulebook.list_rules()
    if output is not Format.TEXT:
        items = [
            RuleItem(code=r.code, name=r.name, severity=r.severity.value, summary=r.title, aliases=list(r.aliases))
            for r in rules
        ]
        write_document(Rules(rules=items), output)
        return
    screen = console()
    for rule in rules:
        screen.print(f"{rule.code}  {rule.severity.value:<8} {rule.name:<32} {rule.title}", markup=False)
    next_steps(f"seatrial check --explain {rules[0].code}")


def explain_rule(identifier: str) -> None:
    from rich.markdown import Markdown

    from seatrial.checks.rulebook import explain
    from seatrial.cli.output import console, write

    page = explain(identifier)
    screen = console()
    if screen.is_terminal:
        screen.print(Markdown(page))
    else:
        write(page)
