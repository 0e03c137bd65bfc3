"""Package managers in a RUN: which one, what it is asked to do, with which packages.

Options that take a value are listed from each tool's own help, because what follows them is no package.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from seatrial.dockerfile.command import Command
    from seatrial.dockerfile.words import Word

PIP = re.compile(r"pip[0-9.]*\Z")
PYTHON = re.compile(r"(?:python|pypy)[0-9.]*\Z")
FAMILIES = {
    "apt-get": "apt",
    "apt": "apt",
    "aptitude": "apt",
    "apk": "apk",
    "yum": "yum",
    "dnf": "dnf",
    "dnf5": "dnf",
    "microdnf": "microdnf",
    "tdnf": "tdnf",
    "zypper": "zypper",
    "npm": "npm",
    "yarn": "yarn",
    "pnpm": "pnpm",
    "gem": "gem",
    "go": "go",
    "cargo": "cargo",
    "conda": "conda",
    "mamba": "conda",
    "micromamba": "conda",
    "uv": "uv",
    "poetry": "poetry",
    "bundle": "bundle",
}
RPM = ("yum", "dnf", "microdnf", "tdnf")
SYSTEM = ("apt", "apk", *RPM, "zypper")
"""Families that install packages of the distribution."""


def _options(text: str) -> frozenset[str]:
    return frozenset(text.split())


VALUED: dict[str, frozenset[str]] = {
    "apt": _options("-o -c -t -a --option --config-file --target-release --default-release"),
    "apk": _options("-t -X -p --virtual --repository --root --arch --keys-dir --cache-dir --wait --timeout"),
    "zypper": _options("-r -p -c -C -R --repo --from --config --cache-dir --root -t --type"),
    "pip": _options(
        "-r -c -i -f -t -e -b -C --requirement --constraint --index-url --extra-index-url --find-links --target "
        "--prefix --root --editable --trusted-host --platform --python-version --python --implementation --abi "
        "--no-binary --only-binary --progress-bar --timeout --retries --src --cert --client-cert --proxy --log "
        "--cache-dir --group --upgrade-strategy --config-settings --global-option --report --exists-action "
        "--torch-backend --index-strategy --override --overrides --keyring-provider --index --default-index "
        "--link-mode"
    ),
    "uv": _options("--directory --project --group --extra --python -p --index --default-index --link-mode --package"),
    "npm": _options("--prefix --registry --cache --omit --include --loglevel -w --workspace --userconfig -C"),
    "yarn": _options("--cwd --registry --cache-folder --modules-folder --network-timeout"),
    "pnpm": _options("--prefix --registry --dir -C --filter --store-dir --reporter"),
    "gem": _options("-v -i -n -s -P --version --install-dir --bindir --source --platform --document"),
    "go": _options("-ldflags -tags -o -p -gcflags -asmflags -mod -C -modfile -pkgdir -toolexec -buildmode"),
    "cargo": _options(
        "--version --vers --git --branch --tag --rev --path --root --features -F -j --target --profile --index "
        "--registry --target-dir --bin --example"
    ),
    "conda": _options("-n -p -c -f --name --prefix --channel --file --solver --repodata-fn"),
    **dict.fromkeys(
        RPM,
        _options(
            "-c -x -d -e -R --config --exclude --setopt --enablerepo --disablerepo --repo --repoid --installroot "
            "--releasever --forcearch --destdir --comment --advisory"
        ),
    ),
}
VERBS_BEFORE_PACKAGES: dict[str, frozenset[str]] = {
    "apt": frozenset({"install"}),
    "apk": frozenset({"add"}),
    **dict.fromkeys(RPM, frozenset({"install", "localinstall", "reinstall"})),
    "zypper": frozenset({"install", "in"}),
    "pip": frozenset({"install"}),
    "npm": frozenset({"install", "i", "add"}),
    "yarn": frozenset({"add"}),
    "pnpm": frozenset({"add", "install", "i"}),
    "gem": frozenset({"install"}),
    "go": frozenset({"install"}),
    "cargo": frozenset({"install"}),
    "conda": frozenset({"install", "create"}),
}


@dataclass(frozen=True, slots=True, eq=False)
class Invocation:
    """A call of a package manager.

    Attributes:
        family: `apt` for apt-get, apt and aptitude; `pip` for pip, python -m pip and uv pip; else the program.
        tool: the program as called, `uv` for `uv pip`.
        verb: what it is to do, `install`; `""` if nothing is said.
        verb_word: where that is written.
        options: every word that begins with a dash; values of options are in neither list.
        operands: the words behind the verb that are no options: packages.
        command: the call.

    """

    family: str
    tool: str
    verb: str
    verb_word: Word | None
    options: tuple[Word, ...]
    operands: tuple[Word, ...]
    command: Command

    @property
    def installs(self) -> bool:
        """Whether it installs the packages it names, or those that a file names."""
        return self.verb in VERBS_BEFORE_PACKAGES.get(self.family, ())

    def has(self, *options: str) -> bool:
        return self.command.has(*options)


def invocation(command: Command) -> Invocation | None:
    """The call of a package manager that the command is, or None."""
    words: Sequence[Word] = command.unwrapped
    tool = command.name
    family = FAMILIES.get(tool)
    if PIP.match(tool):
        family = "pip"
    elif PYTHON.match(tool) and [word.value for word in words[1:3]] == ["-m", "pip"]:
        family, tool, words = "pip", "pip", words[2:]
    elif tool == "uv" and len(words) > 1 and words[1].value == "pip":
        family, words = "pip", words[1:]
    if family is None:
        return None
    options, operands = _sort(words[1:], VALUED.get(family, frozenset()))
    if family == "yarn" and operands and operands[0].value == "global":
        operands = operands[1:]
    verb = operands[0] if operands else None
    return Invocation(family, tool, verb.value if verb else "", verb, options, operands[1:], command)


def invocations(commands: Sequence[Command], *families: str) -> Iterator[Invocation]:
    """Every call of one of these families; of any if none is named."""
    for command in commands:
        found = invocation(command)
        if found and (not families or found.family in families):
            yield found


def _sort(words: Sequence[Word], valued: frozenset[str]) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    options: list[Word] = []
    operands: list[Word] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word.value.startswith("-") and len(word.value) > 1:
            options.append(word)
            skip = word.value in valued
        else:
            operands.append(word)
    return tuple(options), tuple(operands)
