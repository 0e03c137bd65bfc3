"""`seatrial dockerfile` as a user calls it: what it reads, writes, keeps and refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Answer

FLASK = "from flask import Flask\n\napp = Flask(__name__)\n"


def make(folder: Path) -> Path:
    folder.mkdir()
    (folder / "app.py").write_text(FLASK)
    (folder / "requirements.txt").write_text("flask==3.1.2\ngunicorn\n")
    return folder


def test_it_writes_both_files_and_says_why(seatrial: Callable[..., Answer], home: Path):
    folder = make(home / "My shop")
    answer = seatrial("dockerfile", "My shop")
    assert (answer.code, answer.out) == (0, "")
    assert 'ENTRYPOINT ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]' in (folder / "Dockerfile").read_text()
    assert "**/.env\n" in (folder / ".dockerignore").read_text()
    assert "an application for gunicorn (app.py:3)" in answer.err
    assert "requirements.txt:2: warning 1 of 2 requirements have no exact version (gunicorn)" in answer.err
    assert "next: docker build -t my-shop 'My shop'" in answer.err
    assert "check 'My shop/Dockerfile'" in answer.err


def test_what_is_there_is_kept(seatrial: Callable[..., Answer], home: Path):
    folder = make(home / "shop")
    (folder / ".dockerignore").write_text("*.md\n")
    (folder / "Dockerfile").write_text("FROM scratch\n")
    answer = seatrial("dockerfile", "shop")
    assert answer.code == 2
    assert "shop/Dockerfile is there already; name another with -f, or replace it with --force" in answer.err
    assert (folder / "Dockerfile").read_text() == "FROM scratch\n"
    answer = seatrial("dockerfile", "shop", "-f", "shop/gpu.Dockerfile")
    assert answer.code == 0
    assert "kept shop/.dockerignore, but it lets .git and .env into the image; add them" in answer.err
    assert "next: docker build -t shop -f shop/gpu.Dockerfile shop" in answer.err
    assert seatrial("dockerfile", "shop", "--force").code == 0
    assert "gunicorn" in (folder / "Dockerfile").read_text()
    assert ".git\n" in (folder / ".dockerignore").read_text()


def test_standard_output_gets_the_dockerfile_alone(seatrial: Callable[..., Answer], home: Path):
    folder = make(home / "shop")
    options = ("--base", "python:3.12-slim-trixie", "--port", "9000")
    answer = seatrial("dockerfile", "shop", "-f", "-", *options)
    assert answer.code == 0
    assert answer.out.startswith("# Written by `seatrial dockerfile`")
    assert "ARG PYTHON_IMAGE=python:3.12-slim-trixie\n" in answer.out
    assert "EXPOSE 9000\n" in answer.out
    assert sorted(path.name for path in folder.iterdir()) == ["app.py", "requirements.txt"]


def test_words_of_the_user_win(seatrial: Callable[..., Answer], home: Path):
    make(home / "shop")
    answer = seatrial("dockerfile", "shop", "-f", "-", "--entrypoint", "python app.py --dry 'a b'", "--python", "3.11")
    assert 'ENTRYPOINT ["python", "app.py", "--dry", "a b"]' in answer.out
    assert "ARG PYTHON_IMAGE=python:3.11-slim-trixie" in answer.out


def test_a_secret_of_the_build_is_in_the_next_command(seatrial: Callable[..., Answer], home: Path):
    folder = make(home / "shop")
    (folder / "requirements.txt").write_text(
        "--index-url https://packages.example.com/simple\nflask==3\ngunicorn==23\n"
    )
    answer = seatrial("dockerfile", "shop")
    assert "--secret id=netrc,src=$HOME/.netrc" in answer.err
    assert "--mount=type=secret,id=netrc" in (folder / "Dockerfile").read_text()


def test_what_is_no_project_is_one_sentence(seatrial: Callable[..., Answer], home: Path):
    assert "nowhere is not a folder" in seatrial("dockerfile", "nowhere").err
    (home / "a.ipynb").write_text("{}")
    answer = seatrial("dockerfile")
    assert answer.code == 2
    assert "there are only notebooks here, such as a.ipynb; write what has to run as a program" in answer.err
    assert "has a quote that is not closed" in seatrial("dockerfile", "--entrypoint", "python '").err


def test_links_and_files_that_are_no_text_do_no_harm(seatrial: Callable[..., Answer], home: Path):
    folder = make(home / "shop")
    (folder / "loop").symlink_to(folder)
    (folder / "gone.py").symlink_to(folder / "nothing.py")
    (folder / "data.txt").write_bytes(b"\xff\xfe\x00")
    (folder / "model.safetensors").write_bytes(b"\x00")
    answer = seatrial("dockerfile", "shop")
    assert answer.code == 0
    assert "model.safetensors: warning weights are kept out of the image" in answer.err
