"""Order and cycles in a directed graph of hashable, sortable nodes."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Node = TypeVar("Node", bound=Any)


def order(edges: Mapping[Node, Iterable[Node]]) -> tuple[Node, ...]:
    """Nodes so that each comes after everything it depends on; the smallest free node first, so the order is total.

    Args:
        edges: node → the nodes it depends on. A node named only as a dependency is part of the graph.

    Raises:
        ValueError: the graph has a cycle; ask `find_cycle` which.

    """
    needs: dict[Node, set[Node]] = {}
    for node, dependencies in edges.items():
        needs.setdefault(node, set()).update(dependencies)
    for dependency in {d for ds in needs.values() for d in ds}:
        needs.setdefault(dependency, set())
    dependents: dict[Node, list[Node]] = {node: [] for node in needs}
    for node, dependencies in needs.items():
        for dependency in dependencies:
            dependents[dependency].append(node)
    waiting = {node: len(dependencies) for node, dependencies in needs.items()}
    free = [node for node, count in waiting.items() if not count]
    heapq.heapify(free)
    ordered: list[Node] = []
    while free:
        node = heapq.heappop(free)
        ordered.append(node)
        for dependent in dependents[node]:
            waiting[dependent] -= 1
            if not waiting[dependent]:
                heapq.heappush(free, dependent)
    if len(ordered) < len(needs):
        raise ValueError("the graph has a cycle")
    return tuple(ordered)


def find_cycle(edges: Mapping[Node, Iterable[Node]]) -> tuple[Node, ...]:
    """One cycle as `(a, b, a)`, the same one for the same graph, or `()` if there is none."""
    done: set[Node] = set()
    for start in sorted(edges):
        if start in done:
            continue
        # An explicit stack: a chain of includes may be deeper than Python's recursion limit.
        path: list[Node] = [start]
        on_path: set[Node] = {start}
        stack = [iter(sorted(edges.get(start, ())))]
        while stack:
            node = next(stack[-1], None)
            if node is None:
                stack.pop()
                left = path.pop()
                on_path.discard(left)
                done.add(left)
            elif node in on_path:
                return (*path[path.index(node) :], node)
            elif node not in done:
                path.append(node)
                on_path.add(node)
                stack.append(iter(sorted(edges.get(node, ()))))
    return ()
