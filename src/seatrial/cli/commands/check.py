from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from seatrial.cli import completion
from seatrial.cli.exit_codes import ExitCode
from seatrial.cli.options import File, FileOption, Format, Output, Place
from seatrial.finding import Severity

if TYPE_CHECKING:
    from seatrial.checks.rule import Rule
    from seatrial.cli.documents import RuleItem
    from seatrial.cli.prepare import Examined

ORDER = 20


def command(
    file: File = None,
    file_option: FileOption = None,
    on: Place = None,
    output: Output = Format.TEXT,
    fail_on: Annotated[Severity, typer.Option("--fail-on", help="Exit 1 from this severity up.")] = Severity.ERROR,
    listing: Annotated[bool, typer.Option("--list", help="List the rules.")] = False,
    explain: Annotated[
        str | None,
        typer.Option("--explain", metavar="RULE", help="Print the page of a rule.", autocompletion=completion.rules),
    ] = None,
) -> None:
    """Say what is wrong with the file, and what to write instead."""
    if listing:
        list_rules(output)
    elif explain:
        explain_rule(explain, output)
    else:
        from seatrial.cli.prepare import examine

        examined = examine(file, file_option, place=on)
        show(examined, output, file or file_option)
        if any(finding.severity.rank <= fail_on.rank for finding in examined.findings):
            raise typer.Exit(ExitCode.DIFFERENT)


def show(examined: Examined, output: Format, file: str | None) -> None:
    from seatrial.cli.findings import findings_document, print_findings, summarise
    from seatrial.cli.output import console, named, next_steps, say, write_document

    prepared, findings = examined.prepared, examined.findings
    resources, rules = (len(prepared.resources), prepared.rules_run) if prepared else (0, 0)
    if output is not Format.TEXT:
        write_document(findings_document(findings, resources=resources, rules=rules), output)
    else:
        print_findings(findings, console())
    say(summarise(findings) + (f" in {resources} resources under {rules} rules" if prepared else ""))
    of_rules = [finding.code for finding in findings if finding.resource]
    if of_rules:
        next_steps(f"seatrial check --explain {of_rules[0]}")
    elif not findings:
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
    from seatrial.checks.rulebook import explain, find_rule
    from seatrial.cli.documents import Rule as Document
    from seatrial.cli.output import console, write, write_document

    page, screen = explain(identifier), console()
    if output is not Format.TEXT:
        found = find_rule(identifier)
        assert found  # explain would have raised
        write_document(Document(rule=rule_item(found), page=page), output)
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
