"""What is looked at below a path."""

from __future__ import annotations

import os

import pytest

from seatrial.gather.files import Kind, MissingFileError, gather, is_dockerfile


def write(folder, *names, text="a: 1\n"):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def found(folder, **options):
    return [(os.path.relpath(item.name, folder), item.kind) for item in gather([str(folder)], **options)]


def test_a_folder_in_the_order_of_names(tmp_path):
    write(
        tmp_path, "b.yaml", "a/c.yml", "a/d.json", "README.md", ".git/x.yaml", "node_modules/y.yaml", "gpu.Dockerfile"
    )
    assert found(tmp_path) == [
        ("b.yaml", Kind.MANIFESTS),
        ("gpu.Dockerfile", Kind.DOCKERFILE),
        ("a/c.yml", Kind.MANIFESTS),
        ("a/d.json", Kind.MANIFESTS),
    ]


def test_what_a_tool_renders_is_not_read_as_it_stands(tmp_path):
    write(
        tmp_path,
        "chart/Chart.yaml",
        "chart/values.yaml",
        "chart/templates/a.yaml",
        "chart/Dockerfile",
        "o/kustomization.yaml",
    )
    assert found(tmp_path) == [
        ("chart", Kind.CHART),
        ("chart/Dockerfile", Kind.DOCKERFILE),
        ("o", Kind.KUSTOMIZATION),
        ("o/kustomization.yaml", Kind.MANIFESTS),
    ]


def test_a_cluster_file_is_known_by_its_first_key(tmp_path):
    write(tmp_path, "x.yaml", text="# ours\n---\nseatrial: v1\n")
    assert found(tmp_path) == [("x.yaml", Kind.CLUSTER)]


def test_links_in_circles_and_twice(tmp_path):
    write(tmp_path, "a/b.yaml")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "again.yaml").symlink_to(tmp_path / "a" / "b.yaml")
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nothing")
    items = list(gather([str(tmp_path), str(tmp_path / "a")]))
    assert [os.path.relpath(item.name, tmp_path) for item in items] == ["again.yaml", "gone.yaml"]
    assert items[1].problem == "no such file or directory"


def test_exclude(tmp_path):
    write(tmp_path, "a/b.yaml", "c.yaml", "skip.yaml")
    assert found(tmp_path, exclude=["skip.*", "*/a"]) == [("c.yaml", Kind.MANIFESTS)]


def test_standard_input_and_a_name_that_is_not_there():
    (item,) = gather(["-"], standard_input=b"seatrial: v1\n")
    assert (item.name, item.kind) == ("<stdin>", Kind.CLUSTER)
    with pytest.raises(MissingFileError):
        list(gather(["/nowhere"]))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Dockerfile", True), ("Dockerfile.gpu", True), ("api.Dockerfile", True), ("x.dockerfile", True),
        ("Containerfile", True), ("Dockerfile.dockerignore", False), ("Dockerfile.md", False), ("Dockerfiles", False),
    ],
)  # fmt: skip
def test_dockerfiles_by_name(name, expected):
    assert is_dockerfile(name) is expected
