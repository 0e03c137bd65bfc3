"""Model servers: which program a container serves a model with, and what it was told.

A program is recognised by its command line, by its image where the image's own entry point runs, or by the kind of the
object. What it was told is read from flags and environment under the names of each program's documentation, and an
option whose value comes from elsewhere (a Secret, a shell's own variable) reads as not known.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from seatrial.checks.server_programs import PROGRAMS, Program
from seatrial.checks.view import at, sequence, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from seatrial.checks.inventory import Inventory
    from seatrial.checks.view import Container

FORMATS: Mapping[str, str] = {
    "huggingface": "KServe Hugging Face runtime",
    "vllm": "vLLM",
    "vLLM": "vLLM",
    "triton": "Triton",
    **dict.fromkeys(("sklearn", "xgboost", "lightgbm", "pmml", "paddle"), "KServe runtime"),
}
"""`modelFormat.name` of an InferenceService → the program that KServe's own runtime for it starts."""
OPERATED = frozenset(
    {"InferenceService", "LLMInferenceService", "LLMInferenceServiceConfig", "ServingRuntime", "ClusterServingRuntime",
     "DynamoGraphDeployment", "DynamoComponentDeployment", "NIMService", "RayService", "RayCluster", "RayJob",
     "SeldonDeployment", "Service", "Configuration"}
)  # fmt: skip
"""Kinds whose controller gives the containers probes and a drain of its own."""
PRESET = frozenset(
    {"LLMInferenceService", "LLMInferenceServiceConfig", "DynamoGraphDeployment", "DynamoComponentDeployment"}
)
"""Kinds whose containers are laid over those of a preset, so that what is not written may still be there."""
MARKS = tuple((mark, program) for program in PROGRAMS for mark in program.marks)
BY_NAME = {program.name: program for program in reversed(PROGRAMS)}
POSITIONAL = {"vLLM": "serve", "TensorRT-LLM": "trtllm-serve", "LMDeploy": "api_server", "SGLang": "serve"}
"""The word of the command line after which the model stands without a flag."""
VARIABLE = r"\$\((\w+)\)|\$\{(\w+)\}|\$(\w+)"
SHELL_FLAG = r"-[a-z]*c"
OPERATORS = frozenset({";", "&&", "||", "|", "&", ";;", "(", ")"})
HUB_NAME = r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*"
NOT_OWNERS = frozenset({"model", "models", "data", "mnt", "weights", "checkpoints", "opt", "home", "tmp"})
ADDED = "VLLM_ADDITIONAL_ARGS"
"""KServe's presets hand the words in this variable on to vLLM."""
LONGEST_SCRIPT = 20_000
ON = ("", "1", "true", "True", "TRUE", "yes")


class Server(NamedTuple):
    """A model server in a container.

    Attributes:
        program: which one.
        model: name on a hub, path or URI of what it serves; empty where that is not known.
        flags: flag with dashes → value, empty for a switch.
        environment: literal environment, None for a value from elsewhere.

    """

    program: Program
    model: str
    flags: Mapping[str, str]
    environment: Mapping[str, Any]

    def says(self, meaning: str) -> bool:
        """Whether a flag or variable of this meaning is set, known or not."""
        return any(name in self.flags or name in self.environment for name in self.program.options.get(meaning, ()))

    def told(self, meaning: str) -> str:
        """The value of the option with this meaning; empty where it is absent or not known."""
        for name in self.program.options.get(meaning, ()):
            value = self.flags.get(name)
            value = text(self.environment.get(name)) if value is None else value
            if value:
                return "" if "$" in value else value
        return ""

    def number(self, meaning: str, default: int) -> int | None:
        """The whole number of this meaning; the default where nothing is set, None where it is not known."""
        if not self.says(meaning):
            return default
        told = self.told(meaning)
        return int(told) if told.isdecimal() and len(told) < 10 else None  # noqa: PLR2004  no count is longer

    def switched_on(self, meaning: str) -> bool:
        return any(
            (name in self.flags and self.flags[name] in ON)
            or (not name.startswith("-") and text(self.environment.get(name)) in ON[1:])
            for name in self.program.options.get(meaning, ())
        )

    @property
    def hub_name(self) -> str:
        """`owner/name` if the model is fetched from a hub under that name, with its revision cut off; else empty."""
        name = self.model.removeprefix("hf://").partition(":")[0]
        owner = name.partition("/")[0].lower()
        remote = self.model.startswith("hf://") or "://" not in self.model
        if not remote or owner in NOT_OWNERS or not re.fullmatch(HUB_NAME, name):
            return ""
        return "" if text(self.environment.get("HF_HUB_OFFLINE")) in ON[1:] else name


class _Memory(dict[int, "Server | None"]):
    """What was recognised in this check, by container; the containers outlive it."""

    def __init__(self, _: Inventory) -> None:
        super().__init__()


def server_of(container: Container) -> Server | None:
    """The model server that the container runs, if it is one that we know."""
    known = container.pod.object.inventory.derive(_Memory)
    key = id(container)
    if key not in known:
        known[key] = _recognise(container)
    return known[key]


def serving(container: Container) -> Server | None:
    """The model server of a main container that takes requests until it is replaced; not a group's worker."""
    server = server_of(container) if container.pod.serves and not container.init else None
    return None if server and ("--headless" in server.flags or _follows_leader(container)) else server


def _follows_leader(container: Container) -> bool:
    """Whether the leader of its group takes the requests."""
    pod = container.pod
    led = pod.object.kind == "LeaderWorkerSet" and "workerTemplate" in pod.steps
    return led and at(pod.object.spec, "leaderWorkerTemplate", "leaderTemplate") is not None


def generates(container: Container) -> bool:
    """Whether the container is a server that writes answers token by token."""
    server = serving(container)
    return bool(server and server.program.generates)


def _recognise(container: Container) -> Server | None:
    words = container.command_line
    written = f"{container.image} {' '.join(words)}"
    marked = [program for mark, program in MARKS if mark in written]
    by_kind = _by_kind(container)
    if not marked and not by_kind:
        return None
    environment = _environment(container)
    commands = _commands(words, environment)
    for program in marked:
        for command in commands:
            if program.commands and re.search(program.commands, " ".join(command)):
                return _told(container, program, command, environment)
    program = None if sequence(container.spec.get("command")) else _by_image(marked, container.image) or by_kind
    return _told(container, program, [_expand(word, environment) for word in words], environment) if program else None


def _by_image(programs: Sequence[Program], image: str) -> Program | None:
    return next((program for program in programs if program.images and re.search(program.images, image)), None)


def _by_kind(container: Container) -> Program | None:
    if container.pod.object.kind == "LLMInferenceService" and container.name == "main":
        return BY_NAME["vLLM"]
    served = container.spec.get("modelFormat")
    return BY_NAME.get(FORMATS.get(text(at(served, "name")), "")) if served else None


def _environment(container: Container) -> Mapping[str, Any]:
    """What the container is given, by its pod and by the controller of its group."""
    owner = container.pod.object
    if owner.kind != "LeaderWorkerSet":
        return container.environment
    size = at(owner.spec, "leaderWorkerTemplate", "size")
    return {"LWS_GROUP_SIZE": str(size) if isinstance(size, int) else "1", **container.environment}


def _told(container: Container, program: Program, command: Sequence[str], environment: Mapping[str, Any]) -> Server:
    added = text(environment.get(ADDED)).split() if container.pod.object.kind in PRESET else []
    flags = _flags([*command, *added])
    bare = Server(program, "", flags, environment)
    model = bare.told("model") or ("" if bare.says("model") else _named_otherwise(container, program, command))
    return Server(program, "" if "$" in model else model, flags, environment)


def _named_otherwise(container: Container, program: Program, command: Sequence[str]) -> str:
    marker = POSITIONAL.get(program.name)
    if marker:
        after = [word for index, word in enumerate(command[1:]) if command[index].rpartition("/")[2] == marker]
        after = [word for word in after if not word.startswith("-")]
        if after:
            return after[0] if after[0] != "serve" else ""
        if program.name == "vLLM" and marker not in command and command and not command[0].startswith("-"):
            # The image's own entry point is `vllm serve`.
            return command[0]
    if program.name == "NIM":
        return container.image.partition("@")[0].removeprefix("nvcr.io/nim/")
    if container.pod.object.kind == "LLMInferenceService":
        return text(at(container.pod.object.spec, "model", "uri"))
    return text(container.spec.get("storageUri"))


def _flags(words: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for index, word in enumerate(words):
        if not word.startswith("-") or word.lstrip("-")[:1].isdigit():
            continue
        name, equals, value = word.partition("=")
        if not equals:
            name, _, value = name.partition(" ")
            following = words[index + 1] if index + 1 < len(words) else ""
            value = value.strip() or ("" if following.startswith("-") else following)
        found[name.replace("_", "-")] = value.strip("'\"")
    return found


def _commands(words: Sequence[str], environment: Mapping[str, Any]) -> list[list[str]]:
    """The simple commands of a command line, those of a shell's script taken apart."""
    for index in range(1, len(words)):
        if index >= 2 and re.fullmatch(SHELL_FLAG, words[index - 1]):  # noqa: PLR2004  a shell, -c, the script
            return _script(words[index], environment)
    return [[_expand(word, environment) for word in words]]


def _script(script: str, environment: Mapping[str, Any]) -> list[list[str]]:
    import shlex

    written = script[:LONGEST_SCRIPT].replace("\\\n", " ").split("\n")
    lines = " ; ".join(line for line in written if not line.lstrip().startswith("#"))
    reader = shlex.shlex(lines, posix=True, punctuation_chars=True)
    reader.whitespace_split, reader.commenters = True, ""
    try:
        tokens = list(reader)
    except ValueError:
        tokens = lines.split()
    commands: list[list[str]] = [[]]
    for token in tokens:
        if token in OPERATORS:
            commands.append([])
        else:
            commands[-1].append(_expand(token, environment))
    return [command for command in commands if command]


def _expand(word: str, environment: Mapping[str, Any]) -> str:
    """Variables whose value is written in the container are put in, the others stay as they are."""
    if "$" not in word:
        return word
    return re.sub(VARIABLE, lambda found: text(environment.get(found[1] or found[2] or found[3])) or found[0], word)


def option_field(container: Container, server: Server, meaning: str) -> str:
    """The word or variable that holds the option's value, else the list of words where it belongs."""
    names = server.program.options.get(meaning, ())
    for name in names:
        if name in server.flags:
            return _value_field(container, command_field(container, name), server.flags[name])
    for index, variable in enumerate(sequence(container.spec.get("env"))):
        if text(at(variable, "name")) in names:
            return f"{container.path}.env[{index}].value"
    return command_field(container, names[0] if names else "-")


def _value_field(container: Container, field: str, value: str) -> str:
    """The word behind a flag that stands alone, if that is its value."""
    if not field.endswith("]"):
        return field
    name, _, index = field.rpartition("[")
    words, behind = sequence(container.spec.get(name.rpartition(".")[2])), int(index[:-1]) + 1
    return f"{name}[{behind}]" if value and behind < len(words) and text(words[behind]) == value else field


def command_field(container: Container, flag: str) -> str:
    """The word of `args` or `command` that holds the flag, else the list where it belongs."""
    pattern = rf"(?:^|\s){flag.replace('-', '[-_]')}(?=$|[=\s])"
    for name in ("args", "command"):
        for index, word in enumerate(sequence(container.spec.get(name))):
            if re.search(pattern, text(word)):
                return f"{container.path}.{name}[{index}]"
    for index, variable in enumerate(sequence(container.spec.get("env"))):
        if at(variable, "name") == ADDED and re.search(pattern, text(at(variable, "value"))):
            return f"{container.path}.env[{index}].value"
    return (
        f"{container.path}.{'args' if container.spec.get('args') or not container.spec.get('command') else 'command'}"
    )
