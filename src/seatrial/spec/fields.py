"""The field types of the file: each knows how to read, print and describe itself in the JSON Schema."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)

from seatrial.duration import Duration
from seatrial.quantity import Quantity
from seatrial.spec.scalars import LONGEST_INTEGER
from seatrial.spec.values import Budget, GpuRequest, Image, Percent, QuantityRange, Range, parse_price

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Section(BaseModel):
    """A mapping of the file: no unknown keys, no silent conversions, never changed.

    The sentence below each field is its documentation: `documentation.py` reads it for the JSON Schema and `explain`.
    """

    # Validators are built when first used: `seatrial --help` imports these types and validates nothing.
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True, defer_build=True)


@dataclass(frozen=True, slots=True)
class Words:
    """What people call a type: for messages and `explain`."""

    text: str


def empty() -> Any:
    """The default of a mapping field. pydantic deep-copies a plain `{}`: a third of all validation time."""
    return Field(default_factory=dict)


def exactly_one(section: Section, *names: str) -> None:
    """Refuse a section that says none or several of its alternatives.

    Raises:
        ValueError: with what to do.

    """
    said = [name for name in names if getattr(section, name)]
    listed = ", ".join(names)
    if not said:
        raise ValueError(f"says none of {listed}; write exactly one of them")
    if len(said) > 1:
        raise ValueError(f"says {' and '.join(said)} at once; keep exactly one of {listed}")


def scalar(kind: type[T], parse: Callable[[Any], T], accepted: tuple[type, ...]) -> PlainValidator:
    """A validator that takes the value itself (from Python) or what a file writes for it."""

    def validate(value: object) -> T:
        if isinstance(value, kind):
            return value
        if isinstance(value, bool) or not isinstance(value, accepted):
            wanted = "a number or text" if int in accepted else "text"
            raise ValueError(f"expected {wanted}, found {describe(value)}")  # noqa: TRY004  pydantic collects ValueErrors
        return parse(value)

    return PlainValidator(validate)


def describe(value: object) -> str:
    """What YAML calls a value: for messages."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"the boolean {str(value).lower()}"
    names: dict[type, str] = {
        str: "text",
        int: "a number",
        float: "a number",
        dict: "a mapping",
        list: "a list",
        tuple: "a list",
    }
    return names.get(type(value), type(value).__name__)


def schema(unit: str, pattern: str, *examples: str, number: bool = False) -> WithJsonSchema:
    """The JSON Schema of a text value, with its unit and examples for editors and `explain`."""
    text = {"type": "string", "pattern": pattern}
    form = {"anyOf": [text, {"type": "number"}]} if number else text
    return WithJsonSchema({**form, "x-unit": unit, "examples": list(examples)})


def as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]  # YAML's lists hold anything


def as_written(value: object) -> str | int:
    """The value as a file writes it: `3` rather than `"3"`."""
    text = str(value)
    return int(text) if text.isdecimal() and len(text) <= LONGEST_INTEGER else text


def price_as_written(price: Decimal) -> float | str:
    """A number where that is exact."""
    return float(price) if Decimal(str(float(price))) == price else str(price)


Several = Annotated[tuple[T, ...], BeforeValidator(as_tuple)]
"""A list of the file, kept as a tuple."""

Text = PlainSerializer(as_written, return_type=str | int)
QUANTITY_PATTERN = r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$"

Amount = Annotated[
    Quantity,
    scalar(Quantity, Quantity.parse, (str, int, float)),
    Text,
    schema("Kubernetes quantity", QUANTITY_PATTERN, "500m", "2", "16Gi", number=True),
    Words("a quantity such as 500m, 2, 1.5 or 16Gi"),
]
AmountRange = Annotated[
    QuantityRange,
    scalar(QuantityRange, QuantityRange.parse, (str, int, float)),
    Text,
    schema("Kubernetes quantity: request, or request..limit", r"^\S+$", "500m..1", "2Gi", number=True),
    Words("a quantity such as 2Gi or a request and a limit such as 500m..1"),
]
Count = Annotated[
    Range,
    scalar(Range, Range.parse, (str, int)),
    Text,
    schema("whole number or range", r"^[0-9]+(\.\.[0-9]+)?$", "3", "3..10", number=True),
    Words("a number such as 3 or a range such as 3..10"),
]
Time = Annotated[
    Duration,
    scalar(Duration, Duration.parse, (str,)),
    Text,
    schema("duration", r"^([0-9]+(ms|s|m|h|d|w))+$", "30s", "1h30m", "7d"),
    Words("a duration such as 30s, 5m, 1h30m or 7d"),
]
Share = Annotated[
    Percent,
    scalar(Percent, Percent.parse, (str,)),
    Text,
    schema("percent", r"^[0-9]{1,4}(\.[0-9]{1,2})?%$", "70%", "99.9%"),
    Words("a percentage such as 70% or 99.9%"),
]
Gpus = Annotated[
    GpuRequest,
    scalar(GpuRequest, GpuRequest.parse, (str,)),
    Text,
    schema(
        "GPUs of one model",
        r"^[0-9.]+ [a-z0-9-]+(/[0-9]g\.[0-9]+gb)?$",
        "1 l4",
        "8 h100",
        "0.5 l4",
        "2 a100-80gb/1g.10gb",
    ),
    Words("GPUs of one model such as 1 l4, 8 h100, 0.5 l4 or 2 a100-80gb/1g.10gb"),
]
ImageName = Annotated[
    Image,
    scalar(Image, Image.parse, (str,)),
    Text,
    schema("container image", r"^\S+$", "registry.example.com/chat:1.4.2"),
    Words("an image such as registry.example.com/chat:1.4.2"),
]
Money = Annotated[
    Budget,
    scalar(Budget, Budget.parse, (str,)),
    Text,
    schema("US dollars per period", r"^[0-9.]+/(hour|day|month)$", "40000/month"),
    Words("US dollars per period such as 40000/month or 55/hour"),
]
HourlyPrice = Annotated[
    Decimal,
    scalar(Decimal, parse_price, (str, int, float)),
    PlainSerializer(price_as_written, return_type=float | str),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "x-unit": "US dollars per hour", "examples": [3.2]}),
    Words("US dollars per hour such as 3.2"),
]
Name = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z]([-a-z0-9]*[a-z0-9])?$", max_length=40),
    Words("a name of at most 40 lower-case letters, digits and dashes that starts with a letter"),
]
"""A DNS label short enough that `<name>-<hash>` and `<cluster>-<name>` still fit Kubernetes' 63."""
Key = Annotated[
    str,
    StringConstraints(pattern=r"^[-._a-zA-Z0-9]+$", max_length=253),
    Words("a key of letters, digits, dots, dashes and underscores"),
]
"""A key of a ConfigMap or Secret."""
QualifiedKey = Annotated[
    str,
    StringConstraints(
        pattern=r"^([a-z0-9][-.a-z0-9]*/)?[A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?$", max_length=317
    ),
    Words("a key such as tier or example.com/tier"),
]
"""A key of a label or annotation."""
LabelValue = Annotated[
    str,
    StringConstraints(pattern=r"^([A-Za-z0-9]([-._A-Za-z0-9]{0,61}[A-Za-z0-9])?)?$"),
    Words("at most 63 letters, digits, dots, dashes and underscores"),
]
Variable = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$"),
    Words("a variable's name such as LOG_LEVEL"),
]
"""An environment variable's name."""
AbsolutePath = Annotated[
    str, StringConstraints(pattern=r"^/[^:\x00]*$"), Words("an absolute path such as /data, without a colon")
]
"""A path in a container; Kubernetes refuses a colon in mount paths."""
Port = Annotated[int, Field(ge=1, le=65535, json_schema_extra={"x-unit": "TCP port"})]
