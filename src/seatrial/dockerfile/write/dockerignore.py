"""What stays out of the build: history, secrets, weights, and what a build on this machine left behind."""

from __future__ import annotations

from fnmatch import fnmatchcase

PATTERNS = (
    ("history and editors", (".git", ".github", ".idea", ".vscode", ".DS_Store")),
    ("secrets", ("**/.env", "**/.env.*", "**/.netrc", "**/*.pem", "**/*.key", "**/id_rsa*", "**/.ssh", "**/.aws")),
    (
        "what Python makes anew",
        ("**/__pycache__", "**/*.py[cod]", "**/*.egg-info", ".venv", "venv", "build", "dist", "**/.*_cache"),
    ),
    ("notebooks", ("**/*.ipynb", "**/.ipynb_checkpoints")),
    (
        "weights and runs: mount them, an image is pulled whole",
        (
            "**/*.safetensors",
            "**/*.gguf",
            "**/*.pt",
            "**/*.pth",
            "**/*.ckpt",
            "**/*.h5",
            "**/*.onnx",
            "mlruns",
            "wandb",
        ),
    ),
    ("the image itself", ("Dockerfile*", ".dockerignore", "compose*.y*ml", "docker-compose*.y*ml")),
)
REQUIRED = (".git", ".env")


def dockerignore() -> str:
    """The text of a .dockerignore."""
    return "\n".join("\n".join((f"# {title}", *patterns)) + "\n" for title, patterns in PATTERNS)


def missing_patterns(text: str) -> tuple[str, ...]:
    """What an existing .dockerignore lets through that no image should hold."""
    patterns = [line.strip().removeprefix("**/").strip("/") for line in text.splitlines()]
    return tuple(name for name in REQUIRED if not any(fnmatchcase(name, pattern) for pattern in patterns if pattern))
