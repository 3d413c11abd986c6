"""Looks for pages that graphtalk cannot bear: `python -m benchmarks.fuzz --seconds 600`.

Mangled pages are parsed one after the other and must keep the laws of `laws.broken_law`. A page that breaks one in a way
not seen before is made as short as it can be and kept in a folder, under a name made of its content.
"""

import argparse
import hashlib
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.laws import Court
from benchmarks.minimise import minimise
from benchmarks.mutations import SUFFIXES, mutants
from benchmarks.report import progress
from graphtalk.model import RawPage

SECONDS = 600.0
SHORTENING = 60.0  # seconds to make one page short
FOLDER = Path("build") / "fuzz"


def saved(file: Path) -> RawPage:
    """Return a page that was kept before: `<hash>.<wiki>.<suffix>`."""
    site = file.suffixes[-2].removeprefix(".") if len(file.suffixes) > 1 else "enwiki"
    text = file.read_bytes().decode("utf-8", "surrogatepass")
    return RawPage(text, SUFFIXES[file.suffix], title="Talk:Lake", site=site)


def save(raw: RawPage, folder: Path) -> Path:
    """Keep a page and return its file."""
    content = raw.text.encode("utf-8", "surrogatepass")
    suffix = next(suffix for suffix, markup in SUFFIXES.items() if markup == raw.markup)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{hashlib.sha256(content).hexdigest()[:16]}.{raw.site}{suffix}"
    file.write_bytes(content)
    return file


def shortest(raw: RawPage, law: str, court: Court) -> RawPage:
    """Return a page that breaks the same law in the same way with as little as possible in it."""
    return replace(
        raw, text=minimise(raw.text, lambda text: court.try_page(replace(raw, text=text)) == law, SHORTENING)
    )


def tried(pages: Iterator[RawPage], court: Court, seconds: float) -> Iterator[tuple[RawPage, str | None]]:
    """Yield pages with the laws that they break, until the time is up."""
    end = time.monotonic() + seconds
    for raw in pages:
        if time.monotonic() > end:
            return
        yield raw, court.try_page(raw)


def look(court: Court, number: int, seconds: float, folder: Path) -> Counter[str]:
    """Return how many pages break each law, after a first page of each kind was kept."""
    broken: Counter[str] = Counter()
    count = 0
    for count, (raw, law) in enumerate(tried(mutants(number), court, seconds), 1):
        if law and not broken[law]:
            file = save(shortest(raw, law, court), folder)
            print(f"{law}: {file} ({file.stat().st_size} bytes)", flush=True)
        broken.update([law] if law else [])
        progress(f"{count} pages")
    progress("")
    print(f"{count} pages, seed {number}")
    return broken


def main() -> None:
    """Look for pages that break a law; exit with 1 where there are any."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="*", help="pages kept before: try these and no others")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long to look (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="gives the same pages again")
    parser.add_argument("--whole", action="store_true", help="annotate the pages too")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where to keep pages (default: %(default)s)")
    options = parser.parse_args()
    court = Court(whole=options.whole)
    if options.files:
        verdicts = {file: court.try_page(saved(file)) for file in options.files}
        broken = Counter(f"{law}: {file}" for file, law in verdicts.items() if law)
    else:
        broken = look(court, options.seed, options.seconds, options.folder)
    court.close()
    print("\n".join(f"{count}x {law}" for law, count in broken.most_common()) or "no page breaks a law")
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
