"""The calls that pyright checks in api.py do what they say."""

from __future__ import annotations

import pytest

import seatrial

from .api import build, errors_of, manifests_of, same_again


def test_a_cluster_built_in_python_is_sound_and_survives_being_written():
    cluster = build()
    assert errors_of(cluster) == []
    assert same_again(cluster) == cluster
    assert "kind: Deployment" in manifests_of(cluster)
    assert "kind: Job" in manifests_of(cluster)


def test_the_same_cluster_compiles_to_the_same_bytes():
    assert manifests_of(build()) == manifests_of(same_again(build()))


def test_everything_public_is_there():
    for name in seatrial.__all__:
        assert getattr(seatrial, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'Nonsense'"):
        _ = seatrial.Nonsense


def test_a_broken_file_raises_all_its_findings():
    with pytest.raises(seatrial.InvalidFileError) as caught:
        seatrial.load("seatrial: v1\nname: 7\nservices: {web: {team: nobody}}\n")
    assert len(caught.value.findings) > 1
    assert all(finding.position for finding in caught.value.findings)
