"""What is run, where it listens, how it is asked whether it is well, and how it is stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from seatrial.cli.python_project import read_folder
from seatrial.dockerfile import parse
from seatrial.dockerfile.write import Folder, ProjectError, Wishes, plan, render
from seatrial.dockerfile.write.decisions import Start
from seatrial.dockerfile.write.render import health_program
from seatrial.dockerfile.write.servers import port_of

SCRIPT = Path(__file__).parent / "projects" / "script"
FASTAPI = "from fastapi import FastAPI\napp = FastAPI()\n"
FLASK = "from flask import Flask\napp = Flask(__name__)\n"


def start(files: dict[str, str], **wishes: object) -> Start:
    return plan(Folder("demo", files), Wishes(**wishes)).start  # type: ignore[arg-type]


def refused(files: dict[str, str], *others: str, **wishes: object) -> str:
    with pytest.raises(ProjectError) as caught:
        plan(Folder("demo", files, frozenset(others)), Wishes(**wishes))  # type: ignore[arg-type]
    assert caught.value.fix
    return caught.value.message


def fails(program: str) -> int:
    return subprocess.run([sys.executable, "-c", program], stderr=subprocess.DEVNULL, check=False).returncode


def test_the_script_starts_answers_its_health_check_and_ends_on_its_signal():
    decided = plan(read_folder(SCRIPT))
    instructions = {each.keyword: each for each in parse(render(decided)).instructions}
    _, *arguments = json.loads(instructions["ENTRYPOINT"].body)
    assert instructions["STOPSIGNAL"].body == "SIGINT"
    server = subprocess.Popen(
        [sys.executable, "-u", *arguments],
        cwd=SCRIPT,
        env={**os.environ, "PORT": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with server:
        assert server.stdout
        port = int(server.stdout.readline())
        _, _, program = json.loads(instructions["HEALTHCHECK"].body.partition("CMD ")[2])
        assert fails(program.replace("8080", str(port))) == 0
        assert fails(health_program(Start((), "server", port, "/no-such-path"))) == 1
        assert fails(health_program(Start((), "server", port))) == 0
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)
    assert fails(program.replace("8080", str(port))) == 1
    assert fails(health_program(Start((), "server", port))) == 1


@pytest.mark.skipif(not Path("/proc/1/stat").exists(), reason="there is no /proc here")
def test_the_health_of_a_job_is_the_state_of_its_process(tmp_path: Path):
    program = health_program(Start(("python", "train.py"), "job"))
    assert fails(program) == 0
    for state, code in (("S", 0), ("R", 0), ("T", 1), ("Z", 1)):
        stat = tmp_path / state
        stat.write_text(f"1 (a) b) {state} 0 1 1")
        assert fails(program.replace("/proc/1/stat", str(stat))) == code


@pytest.mark.parametrize(
    ("requirements", "command"),
    [
        ("fastapi\nuvicorn", "uvicorn app:app --host 0.0.0.0 --port 8000"),
        ("fastapi[standard]", "uvicorn app:app --host 0.0.0.0 --port 8000"),
        ("fastapi\nhypercorn", "hypercorn --bind 0.0.0.0:8000 app:app"),
        ("fastapi\ngranian", "granian --interface asgi app:app --host 0.0.0.0 --port 8000"),
    ],
)
def test_an_application_is_served_by_what_the_project_asks_for(requirements: str, command: str):
    assert " ".join(start({"app.py": FASTAPI, "requirements.txt": requirements}).command) == command


def test_an_application_that_nothing_serves_is_refused():
    message = refused({"app.py": FASTAPI, "requirements.txt": "fastapi"})
    assert message.startswith("app.py:2 is an application")


def test_flasks_own_server_is_taken_with_a_warning():
    decided = plan(Folder("demo", {"app.py": FLASK, "requirements.txt": "flask==3.1.2"}))
    assert decided.start.command[:2] == ("flask", "--app")
    assert [each.where for each in decided.cautions] == ["app.py:2"]
    assert not decided.start.handles_term


@pytest.mark.parametrize(
    ("route", "health"),
    [
        ('@app.get("/health")', "/health"),
        ('@app.get("/api/healthz/")', "/api/healthz/"),
        ('@app.post("/health")', ""),
        ('@app.get("/health/{name}")', ""),
        ('@app.get("/wealth")', ""),
        ('@other.get("/health")', ""),
    ],
)
def test_only_a_path_that_answers_get_is_asked(route: str, health: str):
    source = f"{FASTAPI}{route}\ndef answer(): ...\n"
    assert start({"app.py": source, "requirements.txt": "fastapi\nuvicorn"}).health == health


def test_a_router_under_a_prefix_hides_where_its_path_is():
    router = 'from fastapi import APIRouter\nrouter = APIRouter()\n@router.get("/health")\ndef answer(): ...\n'
    for included, health in (
        ("app.include_router(router)", "/health"),
        ("app.include_router(router, prefix='/v1')", ""),
    ):
        files = {"app.py": f"{FASTAPI}{included}\n", "routes.py": router, "requirements.txt": "fastapi\nuvicorn"}
        assert start(files).health == health


def test_the_port_is_the_one_that_is_written():
    served = f"{FASTAPI}import uvicorn, os\nuvicorn.run(app, port=int(os.getenv('PORT', '9100')))\n"
    files = {"app.py": served, "requirements.txt": "fastapi\nuvicorn"}
    assert start(files).port == 9100
    assert start(files, port=7000).command[-1] == "7000"


@pytest.mark.parametrize(
    ("command", "port"),
    [
        ("gunicorn -b :9000 a:b", 9000),
        ("gunicorn --bind=0.0.0.0:9000 a:b", 9000),
        ("gunicorn -b127.0.0.1:9000 a:b", 9000),
        ("uvicorn a:b --port 9000", 9000),
        ("streamlit run a.py --server.port=9000", 9000),
        ("waitress-serve --listen=*:9000 a:b", 9000),
        ("uvicorn a:b", 0),
        ("python a.py --port many", 0),
    ],
)
def test_ports_of_commands(command: str, port: int):
    assert port_of(command.split()) == port


def test_a_port_that_contradicts_the_command_is_refused():
    files = {"app.py": FASTAPI, "requirements.txt": "fastapi\nuvicorn"}
    message = refused(files, port=1, entrypoint=("uvicorn", "app:app", "--port", "2"))
    assert message == "the command listens on 2, --port says 1"


def test_a_number_that_is_no_port_is_refused():
    files = {"app.py": FASTAPI, "requirements.txt": "uvicorn", "Procfile": "web: uvicorn app:app --port 99999\n"}
    assert refused(files) == "Procfile:1 listens on 99999, which is no port"


def test_a_server_on_localhost_is_warned_about():
    files = {"app.py": FASTAPI, "requirements.txt": "fastapi==1\nuvicorn==1", "Procfile": "web: uvicorn app:app\n"}
    (caution,) = plan(Folder("demo", files)).cautions
    assert "127.0.0.1" in caution.message
    assert caution.where == "Procfile:1"


def test_a_procfile_with_a_shell_keeps_it_and_hands_over_the_process():
    files = {
        "app.py": FLASK,
        "requirements.txt": "flask\ngunicorn",
        "Procfile": "web: gunicorn -w $WORKERS -b :$PORT app:app\n",
    }
    found = start(files)
    assert found.command == ("/bin/sh", "-c", "exec gunicorn -w $WORKERS -b :8000 app:app")
    assert (found.port, found.handles_term) == (8000, True)


def test_a_job_may_write_beside_itself_and_a_server_may_not():
    job, server = {"train.py": "1\n"}, {"server.py": (SCRIPT / "server.py").read_text(encoding="utf-8")}
    assert "install --directory --owner=10001" in render(plan(Folder("demo", job)))
    assert "install --directory" not in render(plan(Folder("demo", server)))


def test_files_that_could_all_be_meant_are_not_guessed_about():
    guarded = "if __name__ == '__main__':\n    pass\n"
    assert "two.py" in refused({"one.py": guarded, "two.py": guarded})
    assert start({"one.py": guarded, "two.py": guarded}, entrypoint=("python", "two.py")).command == (
        "python",
        "two.py",
    )


def test_notebooks_alone_are_no_program():
    assert refused({}, "study.ipynb").startswith("there are only notebooks here, such as study.ipynb")


def test_an_empty_folder_says_what_was_looked_for():
    assert "no Procfile" in refused({})


def test_what_is_imported_has_to_be_declared():
    assert refused({"main.py": "import os\nimport torch\n"}).startswith("main.py:2 imports torch")
    assert start({"main.py": "import json\nimport words\n", "words.py": ""}).command == ("python", "main.py")
