from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial.quantity import BINARY, DECIMAL, NANO, Quantity

ANSWERS = Path(__file__).with_name("quantities.tsv")
REFUSED_BY_US_ONLY = {"+", "-", ".", "Ki", "e3", "m", "0e99"}

amounts = st.integers(-(2**63) * NANO, 2**63 * NANO)
quantities = st.builds(Quantity, amounts)
suffixes = st.sampled_from([*BINARY, *DECIMAL])
numbers = st.from_regex(r"[0-9]{1,15}(\.[0-9]{0,12})?", fullmatch=True)


def value_of(number: str, suffix: str) -> Fraction:
    whole, _, fraction = number.partition(".")
    digits = Fraction(int(whole + fraction), 10 ** len(fraction))
    factor = Fraction(BINARY[suffix]) if suffix in BINARY else Fraction(10) ** DECIMAL[suffix]
    return digits * factor


def nanos_or_none(text: str) -> int | None:
    try:
        return Quantity.parse(text).nanos
    except ValueError:
        return None


def test_reads_every_text_as_kubernetes_does() -> None:
    answers = [line.split("\t") for line in ANSWERS.read_text(encoding="utf-8").splitlines()]
    wrong = [
        (text, nanos)
        for text, nanos in answers
        if nanos_or_none(text) != (int(nanos) if nanos and text not in REFUSED_BY_US_ONLY else None)
    ]
    assert len(answers) > 690
    assert wrong == []


@given(numbers, suffixes)
def test_value_is_exact_and_rounded_up_to_nano(number: str, suffix: str) -> None:
    exact = math.ceil(value_of(number, suffix) * NANO)
    capped = min(exact, (2**63 - 1) * NANO) if suffix in BINARY else exact
    assert Quantity.parse(number + suffix).nanos == capped
    assert Quantity.parse(f"-{number}{suffix}").nanos == -capped


@given(numbers, st.integers(-20, 20), st.sampled_from("eE"))
def test_decimal_exponent(number: str, exponent: int, letter: str) -> None:
    expected = math.ceil(value_of(number, "") * Fraction(10) ** exponent * NANO)
    assert Quantity.parse(f"{number}{letter}{exponent}").nanos == expected


@given(quantities)
def test_every_form_reads_back_to_the_same_amount(quantity: Quantity) -> None:
    within = abs(quantity.nanos) < 2**63 * NANO
    assert Quantity.parse(quantity.decimal) == quantity
    assert not within or Quantity.parse(quantity.binary) == quantity
    assert not within or Quantity.parse(str(quantity)) == quantity
    assert len(str(quantity)) == min(len(quantity.binary), len(quantity.decimal))


@given(quantities, quantities, st.integers(-1000, 1000))
def test_arithmetic_and_order_are_those_of_fractions(left: Quantity, right: Quantity, factor: int) -> None:
    a, b = Fraction(left.nanos, NANO), Fraction(right.nanos, NANO)
    assert Fraction((left + right).nanos, NANO) == a + b
    assert Fraction((left - right).nanos, NANO) == a - b
    assert Fraction((left * factor).nanos, NANO) == a * factor
    assert (left < right, left <= right, left == right) == (a < b, a <= b, a == b)
    assert bool(left) == bool(a)


@given(quantities)
def test_units_and_milli_round_up(quantity: Quantity) -> None:
    amount = Fraction(quantity.nanos, NANO)
    assert quantity.units == math.ceil(amount)
    assert quantity.milli == math.ceil(amount * 1000)


@given(st.text(max_size=80))
def test_any_text_is_a_quantity_or_a_value_error(text: str) -> None:
    nanos_or_none(text)


REFUSED = (
    *("", " 1", "1\n", "1 Gi", "1K", "1ki", "0x1", "1e", "--1", "1_000", "1,5", "True", "1e999999999", "9" * 65),
    *("\u0661", "1\u00b2"),  # digits of another script must not pass as digits
)


@pytest.mark.parametrize("text", REFUSED)
def test_refuses_what_only_looks_like_a_quantity(text: str) -> None:
    with pytest.raises(ValueError, match=r"quantity such as|exponent outside"):
        Quantity.parse(text)


def test_takes_numbers_as_yaml_gives_them() -> None:
    assert Quantity.parse(2) == Quantity.of(2)
    assert Quantity.parse(0.1).milli == 100
    assert Quantity.parse(1e-7).nanos == 100


@pytest.mark.parametrize(
    ("text", "decimal", "binary", "short"),
    [
        ("0", "0", "0", "0"),
        ("500m", "500m", "500m", "500m"),
        ("1024", "1024", "1Ki", "1Ki"),
        ("16Gi", "17179869184", "16Gi", "16Gi"),
        ("2000", "2k", "2k", "2k"),
        ("-1.5Gi", "-1610612736", "-1536Mi", "-1536Mi"),
        ("0.25", "250m", "250m", "250m"),
    ],
)
def test_forms(text: str, decimal: str, binary: str, short: str) -> None:
    quantity = Quantity.parse(text)
    assert (quantity.decimal, quantity.binary, str(quantity)) == (decimal, binary, short)
