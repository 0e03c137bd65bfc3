"""What projects declare: requirements, locks, Python; whatever is written there, there is an answer."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatrial.dockerfile import parse
from seatrial.dockerfile.write import Folder, ProjectError, Wishes, dockerignore, missing_patterns, plan, render
from seatrial.dockerfile.write.declared import read_declared
from seatrial.dockerfile.write.distributions import DEBIAN_VERSIONS, NEEDS, OLDEST_WITH_WHEELS
from seatrial.dockerfile.write.python_version import PREFERRED, Constraint, choose_python, fits
from seatrial.dockerfile.write.requirements import read_requirements

NAMES = ["requirements.txt", "pyproject.toml", "Procfile", "main.py", "uv.lock", "Pipfile", "Pipfile.lock", "setup.cfg",
         "setup.py", ".python-version", "poetry.lock"]  # fmt: skip
PIECES = st.sampled_from(
    ["[project]\n", "dependencies", " = ", '["torch==2"]\n', "[[package]]\n", "name = 1\n", "-r requirements.txt\n",
     "--hash=", "-e .\n", "a @ git+https://x\n", "${TOKEN}", "web: ", "$PORT", "'", '"', "{", "}", "import x\n",
     "app = FastAPI()\n", "[tool.uv]\nindex = 3\n", "\\\n", "==", ">=3.99", "\x00", "[options]\ninstall_requires = x\n",
     "setup(install_requires=[1, 'a'])\n", "[tool.poetry.dependencies]\npython = 3\n", "https://[::1/simple\n"]
)  # fmt: skip
JUNK = st.text(max_size=60) | st.lists(PIECES, max_size=12).map("".join)


def read(text: str, **others: str):
    return read_requirements(Folder("demo", {"requirements.txt": text, **others}), "requirements.txt")


def test_requirements_are_read_with_their_lines():
    found = read(
        "# first\ntorch[x, Y]==2.1.0 ; python_version > '3' # why\n\nScikit_Learn>=1\n"
        "six==1.17.0 \\\n    --hash=sha256:00\ntool @ git+https://git.example.com/tool\ngit+https://git.example.com/b#egg=b\n"
    )
    assert [(each.name, each.version, each.where) for each in found.wanted] == [
        ("torch", "2.1.0", "requirements.txt:2"),
        ("scikit-learn", "", "requirements.txt:4"),
        ("six", "1.17.0", "requirements.txt:5"),
        ("tool", "", "requirements.txt:7"),
        ("b", "", "requirements.txt:8"),
    ]
    assert found.wanted[0].extras == {"x", "y"}
    assert [each.is_pinned for each in found.wanted] == [True, False, True, True, True]
    assert found.hashed == "requirements.txt:5"


def test_a_range_and_a_pattern_are_no_exact_version():
    found = read("a==1.*\nb==1,<2\nc===1.0+cpu\nd == 2 ; sys_platform == 'linux'\n")
    assert [each.version for each in found.wanted] == ["", "1", "1.0+cpu", "2"]


def test_files_that_include_each_other_end():
    found = read_requirements(
        Folder("demo", {"requirements/a.txt": "-r ../b.txt\n-c c.txt\n", "b.txt": "-r requirements/a.txt\nsix\n",
                        "requirements/c.txt": "numpy==1\n"}),
        "requirements/a.txt",
    )  # fmt: skip
    assert found.files == ("requirements/a.txt", "b.txt", "requirements/c.txt")
    assert [each.name for each in found.wanted] == ["six"]


def test_local_paths_variables_and_indexes():
    found = read("-e .[gpu]\n./libs/a\n--extra-index-url=https://${TOKEN}@packages.example.com/simple\n-f wheels\n")
    assert [path for path, _ in found.local] == [".", "./libs/a"]
    assert found.variables == ("TOKEN",)
    assert [index.where for index in found.indexes] == ["requirements.txt:3", "requirements.txt:4"]


@pytest.mark.parametrize(
    ("text", "fitting"),
    [
        (">=3.11", "3.11 3.12 3.13 3.14"),
        (">=3.10,<3.13", "3.10 3.11 3.12"),
        (">=3.10, <3.13.2", "3.10 3.11 3.12 3.13"),
        ("~=3.12.1", "3.12"),
        ("~=3.12", "3.12 3.13 3.14"),
        ("^3.12", "3.12 3.13 3.14"),
        ("~3.12", "3.12"),
        ("==3.11.*", "3.11"),
        ("!=3.12.*", "3.10 3.11 3.13 3.14"),
        (">3.12", "3.13 3.14"),
        ("<=3.11", "3.10 3.11"),
        ("3.10 || 3.12.1", "3.10 3.12"),
        ("whatever", "3.10 3.11 3.12 3.13 3.14"),
    ],
)
def test_constraints_on_python(text: str, fitting: str):
    exact = "||" in text
    assert sorted(each for each in PREFERRED if fits(each, Constraint(text, "", exact=exact))) == fitting.split()


def test_a_pinned_package_holds_python_where_it_has_wheels():
    chosen = choose_python("", (), {"torch": ("2.1.2+cu121", "requirements.txt:1"), "numpy": ("1.26.4", "r:2")})
    assert (chosen.version, chosen.where) == ("3.11", "requirements.txt:1")
    assert "torch 2.1.2" in chosen.why


def test_python_that_fits_nothing_is_refused_and_one_that_has_ended_is_warned_about():
    with pytest.raises(ProjectError, match="none of Python"):
        choose_python("", (Constraint("<3", "pyproject.toml:2"),), {})
    with pytest.raises(ProjectError, match="no version of Python"):
        choose_python("two", (), {})
    assert choose_python("3.10.4", (), {}).cautions


def test_a_lock_comes_before_requirements_and_says_where_each_version_is():
    lock = '[[package]]\nname = "torch"\nversion = "2.6.0"\n'
    declared = read_declared(Folder("demo", {"uv.lock": lock, "pyproject.toml": "", "requirements.txt": "six"}))
    assert declared.kind == "uv"
    assert declared.versions() == {"torch": ("2.6.0", "uv.lock:2")}


@pytest.mark.parametrize(
    ("files", "fix"),
    [
        ({"pyproject.toml": "[tool.poetry]\nname = 'a'\n"}, "run `poetry lock`"),
        ({"Pipfile": "[packages]\n"}, "run `pipenv lock`"),
        ({"Pipfile": "", "Pipfile.lock": "{"}, "run `pipenv lock`"),
        ({"pyproject.toml": "= 1"}, "correct that line"),
    ],
)
def test_what_cannot_be_installed_from_is_refused(files: dict[str, str], fix: str):
    with pytest.raises(ProjectError) as caught:
        read_declared(Folder("demo", files))
    assert caught.value.fix == fix


def test_a_password_in_an_address_is_warned_about_and_not_shown():
    text = "--index-url https://me:secret@packages.example.com/simple\nsix==1.17.0\n"
    decided = plan(Folder("demo", {"requirements.txt": text, "main.py": "import six\n"}))
    assert [each.where for each in decided.cautions] == ["requirements.txt:1"]
    assert "secret@" not in repr(decided.decisions) + render(decided)


def test_versions_are_known_for_every_debian_package_that_is_needed():
    needed = {name for need in NEEDS.values() for name in (*need.runs_with, *need.built_with)} | {"git"}
    assert needed == set(DEBIAN_VERSIONS)
    assert all(set(each) <= set(PREFERRED) for each in OLDEST_WITH_WHEELS.values())


def test_an_image_of_another_debian_gets_no_versions():
    files = {"requirements.txt": "lightgbm==4.7.0\n", "main.py": "import lightgbm\n"}
    decided = plan(Folder("demo", files), Wishes(base="python:3.12-slim-bookworm"))
    assert decided.packages == ("libgomp1",)
    assert any("not pinned" in each.message for each in decided.cautions)


def test_what_a_dockerignore_lets_through():
    assert missing_patterns(dockerignore()) == ()
    assert missing_patterns("*.pyc\n.git/\n") == (".env",)
    assert missing_patterns("") == (".git", ".env")
    assert missing_patterns("**\n!src\n") == ()


@given(st.dictionaries(st.sampled_from(NAMES), JUNK, max_size=5))
def test_whatever_is_in_the_files_there_is_a_dockerfile_or_one_sentence(files: dict[str, str]):
    folder = Folder("demo", files)
    with suppress(ProjectError):
        text = render(plan(folder))
        assert text == render(plan(folder))
        assert text.count("\nENTRYPOINT [") == 1
        assert not parse(text).problems
