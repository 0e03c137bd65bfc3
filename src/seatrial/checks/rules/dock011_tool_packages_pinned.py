"""Packages of npm, yarn, pnpm, gem, go, cargo and conda have a version.

## What it does
Finds packages that `npm install`, `yarn add`, `pnpm add`, `gem install`, `go install`, `cargo install` and `conda
install` take without a version. Local folders, lock files and names with variables are left alone. One hit a command.

## Why
What is installed on the day of the build decides how the image behaves, and a taken-over package is in it at once.

## Bad
```dockerfile
FROM node:22-slim
RUN npm install -g pm2
```

## Good
```dockerfile
FROM node:22-slim
RUN npm install -g pm2@6.0.8
```

## Fix
Write the version the way the tool wants it: `pm2@6.0.8`, `rake:13.2.1`, `x/y@v1.2.3`, `cuda-nvcc=12.4`.

## References
- https://docs.npmjs.com/cli/v11/commands/npm-install
- https://go.dev/ref/mod#go-install
- https://doc.rust-lang.org/cargo/commands/cargo-install.html
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from seatrial.checks.dockerfiles import hit, names_of
from seatrial.checks.rule import DOCKERFILES, Hit, rule
from seatrial.dockerfile.packages import invocations
from seatrial.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from seatrial.dockerfile.view import Dockerfile


SCRIPT_PACKAGE = re.compile(r".@(?!latest$)|#|\.tgz$")
PINNED = {
    "npm": SCRIPT_PACKAGE,
    "yarn": SCRIPT_PACKAGE,
    "pnpm": SCRIPT_PACKAGE,
    "gem": re.compile(r":|\.gem$"),
    "go": re.compile(r"@(?!latest$)|^[^./]+(?:/|$)|\.\.\."),
    "cargo": re.compile(r"@"),
    "conda": re.compile(r"[=<>]|::.*=|\.conda$|\.tar\.bz2$"),
}
"""How a version, or a local package, looks for each of them."""
BY_OPTION = {
    "gem": ("-v", "--version"),
    "cargo": ("--version", "--vers", "--git", "--path", "--tag", "--rev", "--locked"),
    "conda": ("-f", "--file"),
}
SEPARATORS = {"npm": "@", "yarn": "@", "pnpm": "@", "gem": ":", "go": "@", "cargo": "@", "conda": "="}


@rule(
    "DOCK011",
    "tool-packages-pinned",
    Severity.WARNING,
    DOCKERFILES,
    aliases="DL3016 DL3028 DL3062",
    covers=(168,),
)
def check(file: Dockerfile) -> Iterator[Hit]:
    for call in invocations(file.commands, *PINNED):
        if not call.installs or call.has(*BY_OPTION.get(call.family, ())):
            continue
        pinned = PINNED[call.family]
        named = [word for word in call.operands if not word.expands and not word.value.startswith((".", "/", "file:"))]
        loose = [word for word in named if not pinned.search(word.value)]
        if loose:
            fix = f"write {loose[0].value.partition('@latest')[0]}{SEPARATORS[call.family]}VERSION"
            yield hit(call.command, f"no version is fixed for {names_of(loose)}", fix, word=loose[0])
