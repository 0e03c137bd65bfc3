"""Whatever stands in a folder: `check` says what is wrong where, and everything else is checked all the same."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from seatrial.cli import review as command
from seatrial.gather import files

POD = (
    "apiVersion: v1\nkind: Pod\nmetadata: {{name: {0}}}\nspec: {{hostPID: true, containers: [{{name: a, image: a}}]}}\n"
)
GOOD = {
    "plain.yaml": POD.format("plain").encode(),
    "crlf.yaml": POD.format("crlf").replace("\n", "\r\n").encode(),
    "mark.yaml": b"\xef\xbb\xbf" + POD.format("mark").encode(),
    "little.yaml": b"\xff\xfe" + POD.format("little").encode("utf-16-le"),
    "big.yaml": b"\xfe\xff" + POD.format("big").encode("utf-16-be"),
    "name with space.yaml": POD.format("space").encode(),
    "a.json": b'{"apiVersion": "v1",\n\t"kind": "Pod", "metadata": {"name": "json"}, "spec": {"hostPID": true}}',
}
BAD = {
    "broken.yaml": (b"a: [1, 2\nb: 3\n", "MAN003:1:4"),
    "template.yaml": (b"kind: {{ .Values.kind }}\n", "MAN007:1:7"),
    "same-key.yaml": (b"a:\n  b: 1\n  b: 2\n", "MAN004:3:3"),
    "tabs.yaml": (b"a:\n\tb: 1\n", "MAN003:2:1"),
    "binary.yaml": (bytes(range(256)), "MAN001:1:1"),
    "latin.yaml": ("a: é\n".encode("latin-1"), "MAN001:1:4"),
    "deep.yaml": (b"[" * 100_000, "MAN002:1:65"),
    "list.yaml": (b"apiVersion: v1\nkind: List\nitems:\n- 3\n", "MAN008:4:3"),
    "cluster.yaml": (b"seatrial: v1\nname: [\n", "SPEC003:2:7"),
    "Dockerfile": (b"FROM \xff\n", "MAN001:1:6"),
}
QUIET = {
    "empty.yaml": b"",
    "blank.yaml": b"\n# nothing\n---\n",
    "values.yaml": b"replicas: 3\n",
    "patch.yaml": b"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\nspec: {template: {spec: {containers: "
    b"[{name: a}]}}}\n",
    "types.yaml": b"apiVersion: apps/v1\nkind: Deployment\nmetadata: 3\nspec: []\n---\napiVersion: v1\nkind: Pod\n"
    b"metadata: {labels: {a: 1}}\nspec: {containers: {}, volumes: [3], securityContext: x}\n",
}  # fmt: skip


def places(answer):
    return {
        (finding["file"].removeprefix("folder/"), f"{finding['code']}:{finding['line']}:{finding['column']}")
        for finding in answer.document["findings"]
    }


def pods(answer):
    return {finding["resource"]["name"] for finding in answer.document["findings"] if finding["code"] == "POD007"}


@pytest.fixture
def folder(home):
    (home / "folder").mkdir()
    return home / "folder"


def test_one_bad_file_hides_nothing_and_each_is_named_at_its_place(seatrial, folder):
    everything = GOOD | QUIET | {name: data for name, (data, _) in BAD.items()}
    for name, data in everything.items():
        (folder / name).write_bytes(data)
    answer = seatrial("check", "folder", "--rule", "POD007", "-o", "json")
    assert answer.code == 1
    assert pods(answer) == {"plain", "crlf", "mark", "little", "big", "space", "json"}
    assert {(name, place) for name, (_, place) in BAD.items()} == {
        (name, place) for name, place in places(answer) if not place.startswith("POD007")
    }


def test_wrong_types_stop_no_rule(seatrial, folder):
    for name, data in QUIET.items():
        (folder / name).write_bytes(data)
    answer = seatrial("check", "folder", "--profile", "all", "-o", "json")
    assert answer.code == 1
    assert not [finding for finding in answer.document["findings"] if finding["code"] == "RUL001"]
    assert {"types.yaml"} <= {file for file, _ in places(answer)}


def test_what_is_no_file_is_named_and_not_waited_for(seatrial, folder):
    (folder / "plain.yaml").write_text(POD.format("plain"))
    (folder / "folder.yaml").mkdir()
    os.mkfifo(folder / "pipe.yaml")
    (folder / "one.yaml").symlink_to("two.yaml")
    (folder / "two.yaml").symlink_to("one.yaml")
    (folder / "gone.yaml").symlink_to("nothing")
    (folder / "up").symlink_to("..")
    answer = seatrial("check", "folder", "--rule", "POD007", "-o", "json")
    assert pods(answer) == {"plain"}
    assert {file for file, place in places(answer) if place == "MAN009:1:1"} == {
        "pipe.yaml", "one.yaml", "two.yaml", "gone.yaml",
    }  # fmt: skip


def test_names_of_any_bytes(seatrial, folder):
    for name in (b"two\nlines.yaml", b"not-\xff-text.yaml", b"\x1b[31mred.yaml"):
        path = os.fsencode(folder) + b"/" + name
        with open(path, "wb") as file:  # noqa: PTH123  a name that is no text
            file.write(POD.format("a").encode())
    for output in ("text", "json", "yaml"):
        answer = seatrial("check", "folder", "--rule", "POD007", "-o", output)
        assert answer.code == 1
        assert "\x1b" not in answer.out
        assert answer.out.count("POD007") >= 3
    text = seatrial("check", "folder", "--rule", "POD007").out
    assert sum("error POD007" in line and line.startswith("folder/") for line in text.splitlines()) == 3


def test_a_file_that_vanishes_while_it_is_read(seatrial, folder, monkeypatch):
    (folder / "a.yaml").write_text(POD.format("a"))
    (folder / "b.yaml").write_text(POD.format("b"))
    read = files._read

    def vanishing(path, **options):
        if path.name == "a.yaml":
            path.unlink()
        return read(path, **options)

    monkeypatch.setattr(files, "_read", vanishing)
    answer = seatrial("check", "folder", "--rule", "POD007", "-o", "json")
    assert pods(answer) == {"b"}
    assert ("a.yaml", "MAN009:1:1") in places(answer)


def test_a_file_that_changes_before_it_is_mended_stays_as_it_is(seatrial, folder, monkeypatch):
    fault = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {contaners: [{name: a, image: a}]}\n"
    (folder / "a.yaml").write_text(fault)
    mend = command.Check.mend

    def edited_meanwhile(self, reviewed):
        (folder / "a.yaml").write_text("somebody: else\n")
        return mend(self, reviewed)

    monkeypatch.setattr(command.Check, "mend", edited_meanwhile)
    answer = seatrial("check", "folder/a.yaml", "--rule", "SCH001", "--fix")
    assert answer.code == 2
    assert "changed" in answer.err
    assert (folder / "a.yaml").read_text() == "somebody: else\n"


def test_what_may_not_be_read_is_named(seatrial, folder):
    (folder / "a.yaml").write_text(POD.format("a"))
    (folder / "a.yaml").chmod(0)
    (folder / "closed").mkdir(mode=0)
    if os.access(folder / "a.yaml", os.R_OK):
        pytest.skip("root reads everything")
    answer = seatrial("check", "folder", "-o", "json")
    assert {"a.yaml", "closed"} <= {file for file, place in places(answer) if place == "MAN009:1:1"}


def test_ten_thousand_documents_in_one_file(seatrial, folder):
    (folder / "a.yaml").write_text("---\n".join(map(POD.format, range(10_000))))
    answer = seatrial("check", "folder", "--rule", "POD007", "-o", "json")
    lines = [finding["line"] for finding in answer.document["findings"]]
    assert lines == list(range(4, 50_000, 5))


def test_ctrl_c_is_one_sentence_and_leaves_no_process(folder):
    """The command waits in the middle of a run: for a pipe that it was told to read."""
    os.mkfifo(folder / "pipe")
    with (
        subprocess.Popen(
            [sys.executable, "-m", "seatrial", "check", "pipe"],
            cwd=folder,
            stderr=subprocess.PIPE,
            start_new_session=True,
        ) as process,
        (folder / "pipe").open("wb"),  # opens once the command has opened its end
    ):
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert said.startswith(b"seatrial: interrupted; ")
    assert said.count(b"\n") == 1
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
