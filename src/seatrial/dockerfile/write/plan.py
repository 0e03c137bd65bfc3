"""All decisions about a project's image, made in one place from what its files show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seatrial.dockerfile.write.candidates import Look
from seatrial.dockerfile.write.decisions import Caution, Decision, Plan, ProjectError, Wishes
from seatrial.dockerfile.write.declared import REQUIREMENTS, Declared, read_declared
from seatrial.dockerfile.write.distributions import (
    BRINGS_CUDA,
    CUDA_FROM_SYSTEM,
    DEBIAN,
    DEBIAN_VERSIONS,
    NEEDS,
    NEEDS_NVCC,
    VLLM_IMAGE,
    VLLM_VERSION,
)
from seatrial.dockerfile.write.install import about_install, choose_install
from seatrial.dockerfile.write.python_version import choose_python
from seatrial.dockerfile.write.requirements import normalize
from seatrial.dockerfile.write.sources import Source, read_source
from seatrial.dockerfile.write.start import choose_start

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from seatrial.dockerfile.write.decisions import Install
    from seatrial.dockerfile.write.folder import Folder

WEIGHTS = (".safetensors", ".gguf", ".pt", ".pth", ".ckpt")


def plan(folder: Folder, wishes: Wishes | None = None) -> Plan:
    """Decide on everything.

    Args:
        folder: the project's files.
        wishes: what the user has decided.

    Raises:
        ProjectError: no image can be written for this project as it is.

    """
    wishes = wishes or Wishes()
    declared = read_declared(folder)
    read = {path: read_source(path, folder.texts[path]) for path in folder.programs()}
    sources = {path: source for path, source in read.items() if source}
    start, start_decisions, start_cautions = choose_start(Look(folder, declared, sources, wishes))
    _refuse_undeclared(folder, declared, sources)
    is_vllm = bool(declared.wants("vllm")) or start.command[0] == "vllm"
    image, decisions, cautions = _image(declared, wishes, is_vllm=is_vllm)
    install = choose_install(folder, declared, on_top=is_vllm and not wishes.base)
    if install:
        about, install_cautions = about_install(declared, install)
        decisions += about
        cautions += install_cautions
    needed = list(_needs(declared, install))
    decisions += tuple(decision for _, _, decision in needed)
    cautions += tuple(_gpu_cautions(declared)) + start_cautions + tuple(_left_out(folder, read))
    pin = DEBIAN in image
    return Plan(
        image,
        install,
        start,
        _pinned((name for _, built, _ in needed for name in built), pin=pin),
        _pinned((name for runs, _, _ in needed for name in runs), pin=pin),
        site_packages=is_vllm and not wishes.base,
        slow_start=any(declared.wants(name) for name in ("torch", "tensorflow", "vllm", "transformers")) or is_vllm,
        version_from_git=bool(declared.version_from_git and install and install.project),
        decisions=(*decisions, *start_decisions),
        cautions=cautions,
    )


def _image(
    declared: Declared, wishes: Wishes, *, is_vllm: bool
) -> tuple[str, tuple[Decision, ...], tuple[Caution, ...]]:
    if wishes.base:
        cautions = ()
        if DEBIAN not in wishes.base:
            message = f"Debian packages are not pinned: their versions are known for {DEBIAN} only"
            cautions = (Caution(message, f"choose an image of {DEBIAN}, or add the versions"),)
        return wishes.base, (Decision("base", wishes.base, "you asked for it"),), cautions
    if is_vllm:
        return _vllm_image(declared)
    chosen = choose_python(wishes.python, declared.python, declared.versions())
    image = f"python:{chosen.version}-slim-{DEBIAN}"
    decisions = [Decision("base", image, chosen.why, chosen.where)]
    torch, tensorflow = declared.wants("torch"), declared.wants("tensorflow")
    if gpu := torch or (tensorflow if tensorflow and tensorflow.extras & BRINGS_CUDA else None):
        why = f"{gpu.name} gets CUDA from wheels, so no CUDA image is needed"
        decisions.append(Decision("CUDA", "from wheels", why, gpu.where))
    return image, tuple(decisions), chosen.cautions


def _vllm_image(declared: Declared) -> tuple[str, tuple[Decision, ...], tuple[Caution, ...]]:
    wanted = declared.wants("vllm")
    version = declared.versions().get("vllm", (wanted.version if wanted else "", ""))[0]
    image = f"{VLLM_IMAGE}:v{version.partition('+')[0] or VLLM_VERSION}"
    why = "vLLM compiles kernels while it runs and needs a compiler: its own image has what fits"
    where = declared.versions().get("vllm", ("", wanted.where if wanted else ""))[1]
    cautions = ()
    if not version:
        message = f"no exact version of vllm is asked for: {VLLM_VERSION} is the newest that is known here"
        cautions = (Caution(message, f"write vllm=={VLLM_VERSION}, or the version that you tested", where),)
    return image, (Decision("base", image, why, where),), cautions


def _needs(declared: Declared, install: Install | None) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], Decision]]:
    """Debian packages to run with and to build with, and why."""
    if install and install.vcs:
        where = next((each.where for each in declared.requirements.wanted if "git" in each.rest), declared.where)
        yield (), ("git",), Decision("build packages", "git", "a requirement comes from a repository", where)
    for name, need in NEEDS.items():
        wanted = declared.wants(name)
        if wanted is None or (need.binary_extra and (wanted.extras or declared.wants(f"{name}-binary"))):
            continue
        runs, built = " ".join(need.runs_with), " ".join(need.built_with)
        choice = f"{runs} (to build: {built})" if built else runs
        yield need.runs_with, need.built_with, Decision("packages", choice, f"{name}: {need.why}", wanted.where)


def _pinned(names: Iterator[str], *, pin: bool) -> tuple[str, ...]:
    return tuple(f"{name}={DEBIAN_VERSIONS[name]}" if pin else name for name in sorted(set(names)))


def _gpu_cautions(declared: Declared) -> Iterator[Caution]:
    for name, instead in CUDA_FROM_SYSTEM.items():
        wanted = declared.wants(name)
        brought = any(declared.wants(each) for each in ("nvidia-cudnn-cu12", "nvidia-cudnn-cu13"))
        if wanted and not wanted.extras & BRINGS_CUDA and not brought:
            yield Caution(f"{name} finds no CUDA here and uses the CPU", f"for a GPU require {instead}", wanted.where)
    for name in NEEDS_NVCC:
        if wanted := declared.wants(name):
            message = f"{name} is compiled with nvcc, which this image has not, where no wheel fits"
            yield Caution(message, "require the address of a wheel that fits torch and Python", wanted.where)


def _left_out(folder: Folder, read: Mapping[str, Source | None]) -> Iterator[Caution]:
    for path in sorted(folder.others):
        if path.endswith(WEIGHTS):
            fix = "mount them, or download them into a volume when it starts"
            yield Caution("weights are kept out of the image, where every pull would carry them", fix, path)
    for path, source in read.items():
        if source is None:
            yield Caution("this is not Python as it is read here, so nothing was learnt from it", "correct it", path)


def _refuse_undeclared(folder: Folder, declared: Declared, sources: Mapping[str, Source]) -> None:
    """A program that imports what nothing declares cannot run in an image."""
    if declared.kind != "nothing":
        return
    own = {part.removesuffix(".py") for path in folder.texts if path.endswith(".py") for part in path.split("/")}
    foreign = {
        name: f"{path}:{line}"
        for path, source in sources.items()
        for name, line in source.third_party().items()
        if name not in own
    }
    if foreign:
        names = ", ".join(sorted(map(normalize, foreign)))
        looked = f"{', '.join(REQUIREMENTS[2:3])}, pyproject.toml, setup.py, Pipfile"
        raise ProjectError(
            f"{next(iter(foreign.values()))} imports {next(iter(foreign))}, but nothing declares dependencies: "
            f"there is no {looked}",
            fix=f"write a requirements.txt for what is imported: {names}",
        )
