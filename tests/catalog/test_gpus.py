from __future__ import annotations

from fractions import Fraction

import pytest

from seatrial.catalog import table
from seatrial.catalog.gpus import find_gpu, find_gpus, gpu_answers, gpu_models, suggest_gpus

RESOURCES = {
    "nvidia": "nvidia.com/gpu",
    "amd": "amd.com/gpu",
    "aws": "aws.amazon.com/neuron",
    "qualcomm": "qualcomm.com/qaic",
}


def test_every_model_has_its_vendors_resource_and_a_valid_label() -> None:
    for model in gpu_models():
        assert model.resource == RESOURCES[model.vendor], model.key
        assert model.memory_mib > 0, model.key
        assert len(model.product) <= 63, model.key
        assert not model.product or model.product.replace("-", "").replace("_", "").isalnum(), model.key
        assert bool(model.product) == bool(model.product_label), model.key
        assert bool(model.compute_capability) == (model.vendor == "nvidia"), model.key


def test_mig_profiles_fit_the_card_they_cut() -> None:
    with_mig = [model for model in gpu_models() if model.mig]
    assert {model.key for model in with_mig} == set(table.keys("mig"))
    for model in with_mig:
        for profile in model.mig:
            assert profile.fraction * profile.per_gpu <= 1, (model.key, profile.name)
            # Profile names round to GB; a full card's worth of slices may not exceed its memory by more than that.
            assert profile.memory_gb * profile.per_gpu * 10**9 <= model.memory_mib * 2**20 * 1.05, (model.key, profile)
        assert model.mig[-1].fraction == 1


def test_one_profile() -> None:
    model = find_gpu("h100")
    assert model
    profile = model.mig[0]
    assert (profile.name, profile.fraction, profile.memory_gb, profile.per_gpu) == ("1g.10gb", Fraction(1, 7), 10, 7)
    assert profile.resource == "nvidia.com/mig-1g.10gb"


@pytest.mark.parametrize(
    ("key", "product", "family"),
    [
        ("l4", "NVIDIA-L4", "ada-lovelace"),
        ("t4", "Tesla-T4", "turing"),
        ("a10g", "NVIDIA-A10G", "ampere"),
        ("a100-40gb", "NVIDIA-A100-SXM4-40GB", "ampere"),
        ("a100-80gb", "NVIDIA-A100-SXM4-80GB", "ampere"),
        ("h100", "NVIDIA-H100-80GB-HBM3", "hopper"),
        ("h200", "NVIDIA-H200", "hopper"),
        ("b200", "NVIDIA-B200", "blackwell"),
        ("v100-32gb", "Tesla-V100-SXM2-32GB", "volta"),
        ("mi300x", "AMD_Instinct_MI300X_OAM", "cdna3"),
    ],
)
def test_labels_as_the_labellers_print_them(key: str, product: str, family: str) -> None:
    model = find_gpu(key)
    assert model
    assert (model.product, model.family) == (product, family)


def test_an_ambiguous_name_means_several_models_and_the_instance_decides() -> None:
    assert find_gpu("a100") is None
    assert {model.key for model in find_gpus("a100")} == {"a100-40gb", "a100-80gb", "a100-80gb-pcie"}
    assert find_gpus("H100")[0].key == "h100"
    assert gpu_answers("a100", "a100-40gb")
    assert gpu_answers("h100", "h100-nvl")
    assert not gpu_answers("a100-80gb", "a100-40gb")
    assert not gpu_answers("h100-nvl", "h100")


def test_aliases_lead_to_a_model_and_never_shadow_the_only_owner() -> None:
    for model in gpu_models():
        assert find_gpu(model.key) == model
        assert find_gpu(model.key.upper()) == model
        for alias in model.aliases:
            assert model in find_gpus(alias)


def test_unknown_names_and_what_was_meant() -> None:
    assert find_gpus("x100") == ()
    assert find_gpus("") == ()
    assert "h100" in suggest_gpus("h1000")
    assert "a100-80gb" in suggest_gpus("a100-80g")
