from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial.graph import find_cycle, order

if TYPE_CHECKING:
    from random import Random

Edges = dict[int, set[int]]
nodes = st.integers(0, 12)
graphs = st.dictionaries(nodes, st.sets(nodes, max_size=4), max_size=12)


def pointing_down(edges: Edges) -> Edges:
    return {node: {other for other in others if other < node} for node, others in edges.items()}


acyclic = graphs.map(pointing_down)


def all_nodes(edges: Edges) -> set[int]:
    return set(edges) | {node for others in edges.values() for node in others}


@given(acyclic)
def test_each_node_comes_once_and_after_what_it_needs(edges: Edges) -> None:
    ordered = order(edges)
    place = {node: index for index, node in enumerate(ordered)}
    assert sorted(ordered) == sorted(all_nodes(edges))
    assert all(place[needed] < place[node] for node, others in edges.items() for needed in others)


@given(acyclic)
def test_the_smallest_free_node_comes_first(edges: Edges) -> None:
    placed: set[int] = set()
    for node in order(edges):
        free = {other for other in all_nodes(edges) - placed if edges.get(other, set()) <= placed}
        assert node == min(free)
        placed.add(node)


@given(acyclic, st.randoms(use_true_random=False))
def test_the_order_in_which_edges_are_written_does_not_matter(edges: Edges, shuffler: Random) -> None:
    items = [(node, list(others)) for node, others in edges.items()]
    shuffler.shuffle(items)
    assert order(dict(items)) == order(edges)


@given(graphs)
def test_a_cycle_is_found_exactly_where_there_is_no_order(edges: Edges) -> None:
    cycle = find_cycle(edges)
    if not cycle:
        assert len(order(edges)) == len(all_nodes(edges))
        return
    assert cycle[0] == cycle[-1]
    assert len(set(cycle)) == len(cycle) - 1
    assert all(needed in edges[node] for node, needed in pairwise(cycle))
    with pytest.raises(ValueError, match="cycle"):
        order(edges)


def test_a_node_that_needs_itself_is_a_cycle() -> None:
    assert find_cycle({"a": ["a"]}) == ("a", "a")


def test_chains_longer_than_the_recursion_limit() -> None:
    chain = {node: [node + 1] for node in range(5000)}
    assert order(chain) == tuple(range(5000, -1, -1))
    assert find_cycle(chain) == ()
    assert len(find_cycle({**chain, 5000: [0]})) == 5002


def test_empty() -> None:
    assert order({}) == ()
    assert find_cycle({}) == ()
