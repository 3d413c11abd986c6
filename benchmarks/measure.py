"""What parsing one page costs, measured in a process of its own: `python -m benchmarks.measure FILE MARKUP`.

The process takes the parser's memory and time with it when it goes, and can be ended when it takes too long.
"""

import json
import re
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from graphtalk.annotate import annotate
from graphtalk.language import load_language
from graphtalk.model import Markup, RawPage
from graphtalk.parse import parse

__all__ = ["Cost", "measure_apart", "measure_file", "raw_page"]

MEMORY_LIMIT = 8 * 2**30  # bytes of address space; a page that wants more fails instead of the machine
PROCESS_STATUS = Path("/proc/self/status")


@dataclass(frozen=True, slots=True)
class Cost:
    """What parsing a page took.

    Attributes:
        seconds: Time on the processor.
        bytes: Most memory held, the page's text included, without what the idle program holds.
        comments: Number of comments found.
        warnings: Codes of the page's warnings, each once, sorted.
        failure: Why there is no figure: the last line of the error, or that the time was up; empty if all went well.
    """

    seconds: float
    bytes: int
    comments: int = 0
    warnings: tuple[str, ...] = ()
    failure: str = ""


def raw_page(text: str, markup: Markup) -> RawPage:
    """Return a page as the benchmarks parse it."""
    return RawPage(text, markup, title="Talk:Lake", site="enwiki")


def measure_apart(text: str, markup: Markup, *, timeout: float, whole: bool = False) -> Cost:
    """Return what parsing a page costs; after `timeout` seconds it is ended. `whole` is to annotate it too."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "page"
        file.write_text(text, encoding="utf-8", newline="")
        return measure_file(file, markup, timeout=timeout, whole=whole)


def measure_file(file: Path, markup: Markup, *, timeout: float, whole: bool = False) -> Cost:
    """Return what parsing the page in a file costs; after `timeout` seconds it is ended. `whole` is to annotate it too."""
    command = [sys.executable, "-m", "benchmarks.measure", str(file), markup, *(["whole"] if whole else [])]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired:
        return Cost(timeout, 0, failure=f"over {timeout:.0f} s")
    if done.returncode:
        return Cost(0, 0, failure=(done.stderr.strip().splitlines() or [f"ended by signal {-done.returncode}"])[-1])
    return Cost(**json.loads(done.stdout))


def peak_memory() -> int:
    """Return the most memory that this process has held so far, in bytes."""
    if PROCESS_STATUS.exists():  # getrusage's figure begins at what the parent held
        found = re.search(r"VmHWM:\s*(\d+) kB", PROCESS_STATUS.read_text())
        return int(found[1]) * 1024 if found else 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def main() -> None:
    """Parse a page and print the cost as JSON."""
    file, markup, whole = sys.argv[1], cast("Markup", sys.argv[2]), "whole" in sys.argv[3:]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    language = load_language("en")
    annotate(parse(raw_page("", markup), language), language)
    idle = peak_memory()
    raw = raw_page(Path(file).read_bytes().decode(), markup)
    start = time.process_time()
    page = parse(raw, language)
    if whole:
        annotate(page, language)
    seconds = time.process_time() - start
    warnings = tuple(sorted({warning.code for warning in page.warnings}))
    print(json.dumps(asdict(Cost(seconds, peak_memory() - idle, len(page.comments), warnings))))


if __name__ == "__main__":
    main()
