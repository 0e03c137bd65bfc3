"""The `seatrial` command: finds its commands, and is the last line between a problem and the user."""

from __future__ import annotations

import functools
import gc
import importlib
import os
import pkgutil
import sys
from typing import TYPE_CHECKING, Annotated, NoReturn, cast

import typer

from seatrial.cli import commands
from seatrial.cli.exit_codes import ExitCode
from seatrial.cli.failure import InterruptionError, error_document, explain_failure, is_bug
from seatrial.cli.options import Format

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

HELP = "One file describes an AI cluster on Kubernetes. Seatrial compiles it, checks it, and runs it."
EPILOG = "Start with: seatrial init, then seatrial up. A file is given as argument; the default is cluster.yaml."


def command_modules() -> list[ModuleType]:
    """One module a command, in the order of `ORDER` in each: the order of the journey."""
    names = sorted(module.name for module in pkgutil.iter_modules(commands.__path__))
    found = [importlib.import_module(f"{commands.__name__}.{name}") for name in names]
    return sorted(found, key=lambda module: (module.ORDER, module.__name__))


def build() -> typer.Typer:
    app = typer.Typer(
        name="seatrial",
        help=HELP,
        epilog=EPILOG,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # drawing boxes costs a third of a second on every --help
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback(invoke_without_command=True)(start)
    for module in command_modules():
        name = module.__name__.rpartition(".")[2]
        app.command(name=name, epilog=getattr(module, "EPILOG", None))(documented(module.command))
    return app


def start(
    ctx: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        from seatrial import __version__

        typer.echo(f"seatrial {__version__}")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


def documented(command: Callable[..., None]) -> Callable[..., None]:
    """The command; asked for a document, it gives one also when it fails."""

    @functools.wraps(command)
    def run(**options: object) -> None:
        try:
            command(**options)
        except BrokenPipeError:
            # The reader (head, less) has gone: not our failure, though typer would exit with 1.
            silence()
        except (Exception, KeyboardInterrupt) as error:
            output = _form(options.get("output"))
            is_failure = not isinstance(error, typer.Exit) and not is_bug(error)
            if is_failure and output is not Format.TEXT:
                from seatrial.cli.output import write_document

                write_document(error_document(explain_failure(error)), output)
            if isinstance(error, KeyboardInterrupt):
                raise InterruptionError from error  # typer would exit without a word
            raise

    return run


def _form(output: object) -> Format:
    """The form in which the command was asked to answer, one of several or alone."""
    if isinstance(output, list):
        from seatrial.cli.outputs import printed_format

        return printed_format(cast("list[str]", output))
    return output if isinstance(output, Format) else Format.TEXT


def main() -> NoReturn:
    """Run, and turn whatever happens into one sentence and a documented exit code."""
    # A command builds a hundred thousand small values and drops hardly any: collecting as often as Python does by
    # default costs a quarter of the processor time of a file with 1,000 services.
    gc.set_threshold(50_000, 20, 50)
    try:
        # Outside its standalone mode typer returns the code of an Exit instead of raising it.
        code = ExitCode(build()(standalone_mode=False, prog_name="seatrial") or ExitCode.OK)
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:
        if is_bug(error) and os.environ.get("SEATRIAL_TRACEBACK"):
            raise
        code = end(error)
    sys.exit(code)


def end(error: BaseException) -> ExitCode:
    """Say what went wrong, findings first."""
    failure = explain_failure(error)
    if failure.findings:
        from seatrial.cli.findings import print_findings
        from seatrial.cli.output import console

        print_findings(failure.findings, console(to_stderr=True))
    print(f"seatrial: {failure}", file=sys.stderr)  # noqa: T201  the command's own error channel
    if isinstance(error, OSError):
        silence()
    return failure.code


def silence() -> None:
    """Point standard output elsewhere where it cannot be written, or Python complains while it exits."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
