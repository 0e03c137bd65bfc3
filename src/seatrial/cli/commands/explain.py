from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from seatrial.cli.options import Format, Output

if TYPE_CHECKING:
    from seatrial.cli.documents import FieldItem
    from seatrial.spec.explain import Explanation

ORDER = 40


def command(
    path: Annotated[
        str, typer.Argument(metavar="FIELD", help="A field of the file, such as services.scale. Default: all of it")
    ] = "",
    recursive: Annotated[bool, typer.Option("--recursive", help="Print all fields below it.")] = False,
    output: Output = Format.TEXT,
) -> None:
    """Print the documentation of a field of cluster.yaml."""
    from seatrial.cli.documents import Explanation as Document
    from seatrial.cli.output import next_steps, write, write_document
    from seatrial.spec.explain import explain, format_explanation

    found = explain(path)
    if output is not Format.TEXT:
        write_document(Document(field=item(found, depth=None if recursive else 1)), output)
        return
    write(format_explanation(found, recursive=recursive))
    below = next((each.path for each in found.fields if each.fields), "")
    if below and not recursive:
        next_steps(f"seatrial explain {below}")


def item(found: Explanation, *, depth: int | None) -> FieldItem:
    """The field, and so many levels of those below it; all of them for None."""
    from seatrial.cli.documents import FieldItem

    below = found.fields if depth != 0 else ()
    return FieldItem(
        path=found.path,
        type=found.type,
        description=found.description,
        required=found.required,
        unit=found.unit,
        default=found.default,
        choices=list(found.choices),
        fields=[item(each, depth=None if depth is None else depth - 1) for each in below],
    )
