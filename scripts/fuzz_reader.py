"""Fuzz the reader of manifests: whatever the bytes are, it answers, and its answers agree with each other.

    make fuzz                                 five minutes
    make fuzz FUZZ="-max_total_time=3600"     any option of libFuzzer

Needs atheris, which `make fuzz` installs below `build/fuzz/`. The corpus is kept in `build/fuzz/corpus`; a text that
breaks a law is left in `build/fuzz/` and belongs, once understood, in `tests/manifests/broken/`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["seatrial"]):
    from tests.manifests.laws import hold

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "fuzz"
SEEDS = ("tests/manifests/broken/*", "tests/cases/*/resources.yaml", "tests/rules/*/*.yaml")
LARGEST = 4_000
"""Bytes of a seed; small ones are mutated more often."""
WORDS = ("---", "...", "{{", "}}", "<<: *", "&a ", "*a", "!!int ", ": |\\x0a", "\\xff\\xfe", "\\xef\\xbb\\xbf",
         "\\xe2\\x80\\xa8", "\\xc2\\x85", "\\x0d\\x0a", "apiVersion: v1\\x0akind: List\\x0aitems:\\x0a",
         "# seatrial: ignore[POD001] ", "0x1f", ".inf", "1_000", "yes", "? ", "%YAML 1.1")  # fmt: skip


def main() -> None:
    corpus = FOLDER / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for pattern in SEEDS:
        for path in ROOT.glob(pattern):
            data = path.read_bytes() if path.is_file() else b""
            if 0 < len(data) < LARGEST:
                (corpus / f"{path.parent.name}-{path.name}").write_bytes(data)
    words = FOLDER / "words.txt"
    words.write_text("".join(f'"{word}"\n' for word in WORDS), encoding="utf-8")
    options = sys.argv[1:] or ["-max_total_time=300"]
    fixed = [f"-dict={words}", f"-artifact_prefix={FOLDER}/", "-timeout=10", "-rss_limit_mb=1024", str(corpus)]
    atheris.Setup([sys.argv[0], *options, *fixed], hold)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
