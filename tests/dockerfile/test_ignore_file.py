"""What a .dockerignore keeps out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial.dockerfile.ignore_file import leaves_out


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        (".git", ".git", True),
        (".git/", ".git/config", True),
        ("/.git", ".git", True),
        ("./.env", ".env", True),
        (".env", "src/.env", False),
        ("**/.env", "src/.env", True),
        ("**/.env", ".env", True),
        ("*", ".git", True),
        ("*\n!src", "src/a", False),
        ("*\n!src", ".git", True),
        (".git\n!.git", ".git", False),
        ("# .git", ".git", False),
        (".en?", ".env", True),
        (".[eg]*", ".git", True),
        (".[^e]*", ".env", False),
        ("docs/**", "docs/a/b", True),
        ("[", "[", True),
        ("", ".git", False),
        ("\ufeff", ".git", False),
    ],
)
def test_what_is_left_out(text: str, path: str, expected):
    assert leaves_out(text, path) is expected


@given(st.text("[]!*?/.\\ab^-\n", max_size=20), st.text("ab./", max_size=8))
def test_no_pattern_raises(text: str, path: str):
    assert leaves_out(text, path) in (True, False)
