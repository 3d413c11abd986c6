"""How many instructions measures of reply networks take, from size to size: `python -m benchmarks.instructions`.

Time tells two things at once: how many steps a measure takes, and how far away its numbers lie in memory. Callgrind counts
the instructions that a measure executes, libraries included; the same on each machine with the same versions, whatever else it
does. Needs valgrind. Takes some ten minutes.
"""

import argparse
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from subprocess import PIPE
from tempfile import TemporaryDirectory
from typing import IO, cast

import numpy as np

from benchmarks.analytics import PASSING, SIZES, Columns, growth, made_up_columns, ours, passing
from benchmarks.report import markdown_table

TOTALS = re.compile(r"^(?:totals|summary): (\d+)", re.MULTILINE)
READY = "ready"


def run_measures(folder: Path, sizes: Sequence[int]) -> None:
    """Run each measure once it is told to, so that what comes before is not counted."""
    engine = ours()
    for measure in engine.measures.values():
        measure(engine.build(load(folder, min(sizes))))  # which loads the libraries
    for size in sizes:
        columns = load(folder, size)
        network = engine.build(columns)
        works: dict[str, Callable[[], object]] = {PASSING: passing(columns), "network": partial(engine.build, columns)}
        works |= {name: partial(measure, network) for name, measure in engine.measures.items()}
        for name, work in works.items():
            print(READY, size, name, flush=True)
            sys.stdin.readline()
            work()
            print("done", flush=True)
            sys.stdin.readline()


def load(folder: Path, size: int) -> Columns:
    """Return the columns of a network that were saved."""
    starts, ends = np.load(folder / f"{size}.npy")
    return [f"enwiki:User:{number}" for number in range(size // 4)], starts, ends


def count(sizes: Sequence[int], folder: Path) -> dict[int, dict[str, float]]:
    """Return the instructions of each measure by the size of the network."""
    for size in sizes:
        np.save(folder / f"{size}.npy", np.array(made_up_columns(size)[1:]))
    module = [sys.executable, "-m", "benchmarks.instructions", "--sizes", *map(str, sizes), "--run", str(folder)]
    counter = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out"]
    found: dict[int, dict[str, float]] = {size: {} for size in sizes}
    quiet = subprocess.DEVNULL
    with subprocess.Popen([*counter, *module], stdin=PIPE, stdout=PIPE, stderr=quiet, text=True) as child:
        orders, answers = cast("IO[str]", child.stdin), cast("IO[str]", child.stdout)
        for line in answers:
            _, edges, name = line.strip().split(" ", 2)
            control(child.pid, "--zero")
            print(file=orders, flush=True)
            answers.readline()
            control(child.pid, "--dump")
            found[int(edges)][name] = counted(folder)
            print(file=orders, flush=True)
    return found


def control(process: int, order: str) -> None:
    """Give callgrind an order."""
    subprocess.run(["callgrind_control", order, str(process)], check=True, capture_output=True)  # noqa: S607 - where valgrind is


def counted(folder: Path) -> float:
    """Return the instructions of the one dump that is in a folder, or about to be, and remove it."""
    while True:
        for file in folder.glob("out*"):
            if found := TOTALS.search(file.read_text(encoding="utf-8")):
                file.unlink()
                return float(found[1])
        time.sleep(0.1)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="edges of the networks")
    parser.add_argument("--run", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.run:
        run_measures(options.run, options.sizes)
        return
    with TemporaryDirectory() as folder:
        found = count(options.sizes, Path(folder))
    steps = [f"to {size:,}" for size in options.sizes[1:]]
    print(markdown_table(["instructions over edges", *steps], list(growth(found))))


if __name__ == "__main__":
    main()
