"""Make `.venv` from the locked requirements with nothing but a Python interpreter.

Debian and Ubuntu ship Python without pip and without the part of `venv` that installs it, so pip comes from the wheel
in `bootstrap/`. Wheels are kept in the user's cache: once they are there, a new clone needs no network.

    python3 scripts/bootstrap.py runtime|dev
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
OLDEST = (3, 11)


def main(profile: str) -> None:
    if sys.version_info < OLDEST:
        found = f"{sys.executable} is {sys.version.split()[0]}"
        sys.exit(f"Seatrial needs Python 3.11 or newer; {found}. Try: make PYTHON=python3.12")
    lock = ROOT / "requirements" / f"{profile}.txt"
    inputs = lock.read_bytes() + (ROOT / "pyproject.toml").read_bytes() + str(ROOT).encode() + sys.version.encode()
    stamp = ENVIRONMENT / f".{profile}-{hashlib.sha256(inputs).hexdigest()[:16]}"
    if stamp.exists():
        return
    if not PYTHON.exists():
        print("creating .venv", flush=True)
        venv.create(ENVIRONMENT, with_pip=False, symlinks=True)
    wheels = wheelhouse(lock)
    print(f"installing the locked {profile} requirements", flush=True)
    pip("install", "--no-index", "--find-links", str(wheels), "--require-hashes", "-r", str(lock))
    pip("install", "--no-index", "--no-deps", "--no-build-isolation", "-e", str(ROOT))
    for old in ENVIRONMENT.glob(f".{profile}-*"):
        old.unlink()
    stamp.touch()


def wheelhouse(lock: Path) -> Path:
    """The directory with every wheel of the lock file, filled on first use."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "seatrial" / "wheels"
    tag = f"cp{sys.version_info.major}{sys.version_info.minor}-{os.uname().sysname.lower()}-{os.uname().machine}"
    wheels = cache / f"{tag}-{hashlib.sha256(lock.read_bytes()).hexdigest()[:16]}"
    complete = wheels / ".complete"
    if not complete.exists():
        wheels.mkdir(parents=True, exist_ok=True)
        print(f"downloading the locked packages to {wheels}", flush=True)
        pip("download", "--only-binary", ":all:", "--dest", str(wheels), "--require-hashes", "-r", str(lock))
        complete.touch()
    return wheels


def pip(*arguments: str) -> None:
    (wheel,) = (ROOT / "bootstrap").glob("pip-*.whl")
    command = [str(PYTHON), str(wheel / "pip"), "--disable-pip-version-check", "--quiet", "--isolated", *arguments]
    # --isolated ignores a user's pip settings, which must not change what is installed; where packages come from is
    # the machine's business, so the index alone is passed on.
    index = {
        key: value for key, value in os.environ.items() if key in {"PIP_INDEX_URL", "PIP_CERT", "PIP_TRUSTED_HOST"}
    }
    options = {"PIP_INDEX_URL": "--index-url", "PIP_CERT": "--cert", "PIP_TRUSTED_HOST": "--trusted-host"}
    if arguments[0] == "download":
        command += [part for key, value in index.items() for part in (options[key], value)]
    try:
        subprocess.run(command, check=True)
    except subprocess.CalledProcessError:
        sys.exit(
            f"pip {arguments[0]} failed; its words are above. Without a network, a first run cannot fill the cache."
        )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "runtime")
