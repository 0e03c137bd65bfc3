"""Run the benchmarks, all or those named as arguments, and print their figures side by side."""

from __future__ import annotations

import importlib
import signal
import sys
import time

from figure import Figure, table
from machine import describe

NAMES = ("startup", "compile_and_check", "check", "up", "apply", "scale")
"""Each is a module with `run() -> list[Figure]`."""


def main(arguments: list[str]) -> int:
    # Ended by a signal, Python would leave a local cluster running; an exception ends it.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    unknown = sorted(set(arguments) - set(NAMES))
    if unknown:
        print(f"there is no benchmark {unknown[0]}; there are: {', '.join(NAMES)}", file=sys.stderr)
        return 2
    print(describe())
    print("columns   median (least–most, repetitions); what stands instead ran in the same run, in turn", flush=True)  # noqa: RUF001  a range
    figures: list[Figure] = []
    failed: list[str] = []
    try:
        for name in arguments or NAMES:
            started = time.perf_counter()
            try:
                figures += importlib.import_module(name).run()
            except Exception as error:  # noqa: BLE001  one that fails must not hide what the others measured
                failed.append(name)
                print(f"failed    {name}: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
            print(f"ran       {name} for {time.perf_counter() - started:.0f} s", flush=True)
    finally:
        print(f"\n{table(figures)}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
