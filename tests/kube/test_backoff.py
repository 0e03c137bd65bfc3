from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from seatrial.kube.backoff import FIRST_SECONDS, LONGEST_SECONDS, backoff_seconds

attempts, jitters = st.integers(1, 10_000), st.floats(0, 1)


@given(attempts, jitters)
def test_pauses_stay_in_bounds(attempt: int, jitter: float) -> None:
    assert FIRST_SECONDS / 2 <= backoff_seconds(attempt, jitter) <= LONGEST_SECONDS


@given(st.integers(1, 9), jitters)
def test_without_other_jitter_the_pause_doubles_up_to_the_longest(attempt: int, jitter: float) -> None:
    shorter, longer = (backoff_seconds(each, jitter) for each in (attempt, attempt + 1))
    assert longer == min(2 * shorter, LONGEST_SECONDS * (1 - jitter / 2))


@given(attempts, jitters, st.floats(0, 20))
def test_the_server_is_never_asked_sooner_than_it_wants(attempt: int, jitter: float, wanted: float) -> None:
    assert wanted < backoff_seconds(attempt, jitter, wanted) <= wanted + 1


@given(attempts, jitters, st.floats(min_value=-1e9, max_value=1e9))
def test_a_wrong_wish_of_the_server_does_not_hold_us_for_long(attempt: int, jitter: float, wanted: float) -> None:
    assert 0 < backoff_seconds(attempt, jitter, wanted) <= LONGEST_SECONDS + 1
