from __future__ import annotations

import math
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial.duration import MILLISECONDS, Duration

parts = st.lists(st.tuples(st.integers(0, 999_999), st.sampled_from(list(MILLISECONDS))), min_size=1, max_size=6)
durations = st.builds(Duration, st.integers(0, 10**15))


@given(parts)
def test_is_the_sum_of_its_parts(written: list[tuple[int, str]]) -> None:
    text = "".join(f"{count}{unit}" for count, unit in written)
    assert Duration.parse(text).milliseconds == sum(count * MILLISECONDS[unit] for count, unit in written)


@given(durations)
def test_reads_back_what_it_writes(duration: Duration) -> None:
    assert Duration.parse(str(duration)) == duration


@given(durations, durations)
def test_order_is_that_of_time(left: Duration, right: Duration) -> None:
    assert (left < right) == (left.milliseconds < right.milliseconds)
    assert left.seconds == math.ceil(Fraction(left.milliseconds, 1000))


@given(st.text(max_size=60))
def test_any_text_is_a_duration_or_a_value_error(text: str) -> None:
    with suppress(ValueError):
        assert Duration.parse(text).milliseconds >= 0


@pytest.mark.parametrize("text", ["30", "", " 30s", "30 s", "-1s", "1.5h", "1y", "30S", "5M", "s", "1s\n", "\u0661s"])
def test_refuses_what_only_looks_like_a_duration(text: str) -> None:
    with pytest.raises(ValueError, match="is not a duration such as"):
        Duration.parse(text)


@pytest.mark.parametrize(
    ("text", "seconds", "canonical"),
    [("0", 0, "0s"), ("90s", 90, "1m30s"), ("1h30m", 5400, "1h30m"), ("250ms", 1, "250ms"), ("2w", 1_209_600, "14d")],
)
def test_examples(text: str, seconds: int, canonical: str) -> None:
    duration = Duration.parse(text)
    assert (duration.seconds, str(duration)) == (seconds, canonical)
