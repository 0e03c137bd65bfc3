"""What Python distributions need besides Python: facts, each with how it is known.

Debian packages are pinned to the upstream version of trixie, `1:2.47.*`: a stable release of Debian keeps it, and takes
security fixes by the part behind it, so that the image is the same tomorrow and builds, too. Versions: `apt-cache
policy` on trixie, 2026-11.
"""

from __future__ import annotations

from dataclasses import dataclass

DEBIAN = "trixie"
DEBIAN_VERSIONS = {
    "build-essential": "12.*",
    "default-libmysqlclient-dev": "1.1.*",
    "ffmpeg": "7:7.1.*",
    "git": "1:2.47.*",
    "graphviz": "2.42.*",
    "libgl1": "1.7.*",
    "libglib2.0-0t64": "2.84.*",
    "libgomp1": "14.2.*",
    "libharfbuzz-subset0": "10.2.*",
    "libmariadb3": "1:11.8.*",
    "libpango-1.0-0": "1.56.*",
    "libpangoft2-1.0-0": "1.56.*",
    "libportaudio2": "19.6.*",
    "libpq-dev": "17.*",
    "libpq5": "17.*",
    "libsm6": "2:1.2.*",
    "libxext6": "2:1.3.*",
    "pkg-config": "1.8.*",
    "poppler-utils": "25.03.*",
    "portaudio19-dev": "19.6.*",
    "tesseract-ocr": "5.5.*",
}

OLDEST_WITH_WHEELS = {
    "torch": {"3.11": "1.13.0", "3.12": "2.2.0", "3.13": "2.5.0", "3.14": "2.9.0"},
    "tensorflow": {"3.11": "2.12.0", "3.12": "2.16.1", "3.13": "2.20.0", "3.14": ""},
    "numpy": {"3.11": "1.23.2", "3.12": "1.26.0", "3.13": "2.1.0", "3.14": "2.3.2"},
    "scikit-learn": {"3.11": "1.1.3", "3.12": "1.3.1", "3.13": "1.5.2", "3.14": "1.7.2"},
    "pandas": {"3.11": "1.5.0", "3.12": "2.1.1", "3.13": "2.2.3", "3.14": "2.3.3"},
}
"""By distribution and Python the oldest version with a wheel for x86-64 Linux; empty: none yet. An older one would be
compiled, for which a slim image has no compiler. Asked of the package index with pip, 2026-11."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a distribution needs: Debian packages to run, Debian packages to be built, and why."""

    why: str
    runs_with: tuple[str, ...] = ()
    built_with: tuple[str, ...] = ()
    binary_extra: bool = False
    """With its extra `binary` it brings all that itself."""


OPENCV = Need(
    "its wheel links to libGL, glib, libSM and libXext", ("libgl1", "libglib2.0-0t64", "libsm6", "libxext6")
)  # readelf on opencv_python 5.0.0.93
NEEDS = {
    "ffmpeg-python": Need("it runs ffmpeg", ("ffmpeg",)),
    "gitpython": Need("it runs git", ("git",)),
    "graphviz": Need("it runs dot", ("graphviz",)),
    "lightgbm": Need("its wheel links to libgomp.so.1", ("libgomp1",)),  # readelf on lightgbm 4.7.0
    "llama-cpp-python": Need("it is compiled, with OpenMP", ("libgomp1",), ("build-essential",)),
    "mysqlclient": Need(
        "it is compiled against the MariaDB client",
        ("libmariadb3",),
        ("build-essential", "default-libmysqlclient-dev", "pkg-config"),
    ),
    "openai-whisper": Need("it runs ffmpeg", ("ffmpeg",)),
    "opencv-contrib-python": OPENCV,
    "opencv-python": OPENCV,
    "pdf2image": Need("it runs pdftoppm", ("poppler-utils",)),
    "psycopg": Need("it loads libpq", ("libpq5",), binary_extra=True),
    "psycopg2": Need("it is compiled against libpq", ("libpq5",), ("build-essential", "libpq-dev")),
    "pyaudio": Need("it is compiled against PortAudio", ("libportaudio2",), ("build-essential", "portaudio19-dev")),
    "pydub": Need("it runs ffmpeg", ("ffmpeg",)),
    "pytesseract": Need("it runs tesseract", ("tesseract-ocr",)),
    "sounddevice": Need("it loads PortAudio", ("libportaudio2",)),
    "torchcodec": Need("it loads ffmpeg's libraries", ("ffmpeg",)),
    "ultralytics": Need("it installs opencv-python, which links to libGL and glib", OPENCV.runs_with),
    "weasyprint": Need("it loads Pango", ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")),
}

NEEDS_NVCC = ("apex", "auto-gptq", "flash-attn", "flash-attn-3", "mamba-ssm", "causal-conv1d")
"""Distributions that are compiled with CUDA's compiler where no wheel fits: their sources need `nvcc`."""

CUDA_FROM_SYSTEM = {
    "onnxruntime-gpu": "onnxruntime-gpu[cuda,cudnn]",
    "faster-whisper": "nvidia-cublas-cu12 and nvidia-cudnn-cu12",
    "tensorflow": "tensorflow[and-cuda]",
}
"""Distributions that use a GPU only with CUDA's libraries, and the requirement that brings those as wheels (their
installation pages). torch brings its own."""
BRINGS_CUDA = frozenset({"and-cuda", "cuda"})

VLLM_IMAGE = "vllm/vllm-openai"
VLLM_VERSION = "0.33.0"
"""The newest on the package index in 2026-11; images carry the same version as tag, with a v before it."""

TOOLS = {
    "uv": "uv==0.13.9",
    "poetry": "poetry==2.5.1",
    "poetry export": "poetry==2.5.1 poetry-plugin-export==1.10.1",
    "pdm": "pdm==2.29.4 hishel==1.4.0",
    "pipenv": "pipenv==2026.10.3",
}
"""What installs, the newest on the package index in 2026-11. pdm alone would get hishel 2, with which it does not start
(tried); 1.4.0 is the version that its extra `locked` names."""
