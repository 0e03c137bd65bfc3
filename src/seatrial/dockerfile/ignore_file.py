"""What a `.dockerignore` keeps out of the build context.

Rules: https://docs.docker.com/build/concepts/context/#dockerignore-files
"""

from __future__ import annotations

import re
from functools import lru_cache


def leaves_out(text: str, path: str) -> bool:
    """Whether a file or folder of the context is left out, by itself or with a folder around it.

    Args:
        text: the `.dockerignore`.
        path: relative to the context, with slashes.

    """
    left_out = False
    parts = path.strip("/").split("/")
    prefixes = ["/".join(parts[:length]) for length in range(1, len(parts) + 1)]
    for line in text.splitlines():
        pattern = line.strip()
        if not pattern or pattern.startswith("#"):
            continue
        negated = pattern.startswith("!")
        expression = _expression(pattern.lstrip("!").strip().strip("/").removeprefix("./"))
        if expression and any(expression.match(prefix) for prefix in prefixes):
            left_out = not negated
    return left_out


@lru_cache(maxsize=256)
def _expression(pattern: str) -> re.Pattern[str] | None:
    out: list[str] = []
    index = 0
    while index < len(pattern):
        char = pattern[index]
        if pattern.startswith("**/", index):
            out.append("(?:.*/)?")
            index += 3
        elif pattern.startswith("**", index):
            out.append(".*")
            index += 2
        else:
            end = pattern.find("]", index + 2) if char == "[" else -1
            if end > 0:
                inside = pattern[index + 1 : end].replace("\\", "\\\\").replace("[", "\\[")
                out.append("[" + inside + "]")
                index = end
            else:
                out.append({"*": "[^/]*", "?": "[^/]"}.get(char) or re.escape(char))
            index += 1
    try:
        return re.compile("".join(out) + r"\Z") if out else None
    except re.error:
        return None
