"""How a container starts the processes of a distributed program: torchrun, mpirun, DeepSpeed, Accelerate, variables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from seatrial.checks.view import at, sequence, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from seatrial.checks.view import Container

PROGRAMS = frozenset({"torchrun", "mpirun", "mpiexec", "horovodrun", "deepspeed", "accelerate"})
MODULES = {
    "torch.distributed.run": "torchrun",
    "torch.distributed.launch": "torchrun",
    "accelerate.commands.launch": "accelerate",
}
"""Launchers that are started by `python -m`."""
ENDS = frozenset({"&&", "||", ";", "|", "&"})
VARIABLE = re.compile(r"\$\((\w+)\)|\$\{(\w+)\}|\$(\w+)")
LONGEST = 6
"""Digits of a number of processes."""
MULTI_NODE = ("MASTER_ADDR", "PET_MASTER_ADDR", "NNODES", "PET_NNODES", "JAX_COORDINATOR_ADDRESS", "WORLD_SIZE")
"""Variables that only a program on several nodes is told."""


class Number(NamedTuple):
    """What a container is told, and where.

    Attributes:
        value: the number.
        field: the word or variable that holds it.
        name: the flag or variable.

    """

    value: int
    field: str
    name: str


class Word(NamedTuple):
    text: str
    field: str


def words_of(container: Container) -> Iterator[Word]:
    """The words of `command` and `args`, scripts taken apart at white space, with the field each stands in."""
    for name in ("command", "args"):
        for index, value in enumerate(sequence(container.spec.get(name))):
            if isinstance(value, str):
                field = f"{container.path}.{name}[{index}]"
                yield from (Word(part.strip("'\""), field) for part in _without_comments(value).split())


def _without_comments(script: str) -> str:
    """Lines as commands of their own, without what a shell takes for a comment."""
    if "\n" not in script:
        return script
    lines = script.replace("\\\n", " ").split("\n")
    return " ; ".join(line.partition(" #")[0] for line in lines if not line.lstrip().startswith("#"))


def launcher_of(container: Container) -> tuple[str, Sequence[Word]]:
    """The launcher that the command line starts and the words behind it up to the next command; empty without one."""
    words = list(words_of(container))
    for index, word in enumerate(words):
        name = word.text.rpartition("/")[2]
        program = name if name in PROGRAMS else MODULES.get(word.text)
        if program:
            rest: list[Word] = []
            for other in words[index + 1 :]:
                if other.text in ENDS or other.text.endswith(";"):
                    break
                rest.append(other)
            return program, rest
    return "", ()


def flag(words: Sequence[Word], names: Sequence[str]) -> Word | None:
    """The value of the last of these flags, `--nproc-per-node 8` or `--nproc_per_node=8`."""
    found: Word | None = None
    for index, word in enumerate(words):
        name, equals, value = word.text.partition("=")
        if name.replace("_", "-") in names:
            if equals:
                found = Word(value, word.field)
            elif index + 1 < len(words):
                found = words[index + 1]
    return found


def number(
    container: Container, words: Sequence[Word], flags: Sequence[str], variables: Sequence[str]
) -> Number | None:
    """The whole number that a flag, or else a variable, gives; None where there is none or it is not known."""
    word = flag(words, flags) if flags else None
    if word:
        value = expand(word.text, container.environment)
        return Number(int(value), word.field, flags[0]) if is_number(value) else None
    environment = container.environment
    for name in variables:
        value = expand(text(environment.get(name)), environment)
        if is_number(value):
            return Number(int(value), variable_field(container, name), name)
    return None


def is_number(value: str) -> bool:
    return value.isdecimal() and len(value) <= LONGEST


def expand(value: str, environment: Mapping[str, Any]) -> str:
    """Variables whose value is written in the container are put in, the others stay as they are."""
    return VARIABLE.sub(lambda found: text(environment.get(found[1] or found[2] or found[3])) or found[0], value)


def variable_field(container: Container, name: str) -> str:
    """Where the variable stands, or belongs."""
    found = [index for index, entry in enumerate(sequence(container.spec.get("env"))) if at(entry, "name") == name]
    return f"{container.path}.env[{found[-1]}].value" if found else f"{container.path}.env"


def talks_to_peers(container: Container) -> bool:
    """Whether the container is told of other nodes that it works with."""
    environment = container.environment
    if any(name in environment for name in MULTI_NODE):
        return True
    program, words = launcher_of(container)
    if program == "torchrun":
        nodes = flag(words, ("--nnodes",))
        return bool(nodes and nodes.text not in ("1", "1:1"))
    if program == "accelerate":
        return flag(words, ("--num-machines",)) is not None
    return False
