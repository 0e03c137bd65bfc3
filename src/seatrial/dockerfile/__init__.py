"""Dockerfiles as values: every instruction and word with its place in the text.

Our own parser rather than a library: a problem is a value instead of an exception, and every word knows its place,
also across continuations, which the ports of BuildKit's parser do not say.
"""

from __future__ import annotations

from seatrial.dockerfile.parse import parse
from seatrial.dockerfile.view import BuildContext, Dockerfile, Instruction, Stage
from seatrial.dockerfile.words import Word

__all__ = ["BuildContext", "Dockerfile", "Instruction", "Stage", "Word", "parse"]
