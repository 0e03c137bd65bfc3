"""The field types of the file: each knows how to read, print and describe itself in the JSON Schema."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)

from seatrial.duration import Duration
from seatrial.quantity import Quantity
from seatrial.spec.values import Budget, GpuRequest, Image, Percent, QuantityRange, Range, parse_price

T = TypeVar("T")


class Section(BaseModel):
    """A mapping of the file: no unknown keys, no silent conversions, never changed."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, populate_by_name=True, defer_build=True
    )


def scalar(kind: type[T], parse: Callable[[Any], T], accepted: tuple[type, ...]) -> PlainValidator:
    """A validator that takes the value itself (from Python) or what a file writes for it."""

    def validate(value: object) -> T:
        if isinstance(value, kind):
            return value
        if isinstance(value, bool) or not isinstance(value, accepted):
            wanted = "a number or text" if int in accepted else "text"
            raise ValueError(f"expected {wanted}, found {describe(value)}")
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


Several = Annotated[tuple[T, ...], BeforeValidator(as_tuple)]
"""A list of the file, kept as a tuple."""

Text = PlainSerializer(str, return_type=str)
QUANTITY_PATTERN = r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$"

Amount = Annotated[
    Quantity,
    scalar(Quantity, Quantity.parse, (str, int, float)),
    PlainSerializer(str, return_type=str),
    schema("Kubernetes quantity", QUANTITY_PATTERN, "500m", "2", "16Gi", number=True),
]
AmountRange = Annotated[
    QuantityRange,
    scalar(QuantityRange, QuantityRange.parse, (str, int, float)),
    Text,
    schema("Kubernetes quantity: request, or request..limit", r"^\S+$", "500m..1", "2Gi", number=True),
]
Count = Annotated[
    Range,
    scalar(Range, Range.parse, (str, int)),
    Text,
    schema("whole number or range", r"^[0-9]+(\.\.[0-9]+)?$", "3", "3..10", number=True),
]
Time = Annotated[
    Duration,
    scalar(Duration, Duration.parse, (str,)),
    Text,
    schema("duration", r"^([0-9]+(ms|s|m|h|d|w))+$", "30s", "1h30m", "7d"),
]
Share = Annotated[
    Percent,
    scalar(Percent, Percent.parse, (str,)),
    Text,
    schema("percent", r"^[0-9]{1,4}(\.[0-9]{1,2})?%$", "70%", "99.9%"),
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
]
ImageName = Annotated[
    Image,
    scalar(Image, Image.parse, (str,)),
    Text,
    schema("container image", r"^\S+$", "registry.example.com/chat:1.4.2"),
]
Money = Annotated[
    Budget,
    scalar(Budget, Budget.parse, (str,)),
    Text,
    schema("US dollars per period", r"^[0-9.]+/(hour|day|month)$", "40000/month"),
]
HourlyPrice = Annotated[
    Decimal,
    scalar(Decimal, parse_price, (str, int, float)),
    PlainSerializer(float, return_type=float),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "x-unit": "US dollars per hour", "examples": [3.2]}),
]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z]([-a-z0-9]*[a-z0-9])?$", max_length=40)]
"""A DNS label short enough that `<name>-<hash>` and `<cluster>-<name>` still fit Kubernetes' 63."""
Key = Annotated[str, StringConstraints(pattern=r"^[-._a-zA-Z0-9]+$", max_length=253)]
"""A key of a ConfigMap or Secret."""
Variable = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
"""An environment variable's name."""
AbsolutePath = Annotated[str, StringConstraints(pattern=r"^/[^:\x00]*$")]
"""A path in a container; Kubernetes refuses a colon in mount paths."""
Port = Annotated[int, WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 65535, "x-unit": "TCP port"})]
