"""Pages that are read in other processes, so that an import of many uses every core.

A worker is a Python of its own. Pages come by its standard input and leave, ready for a store, by its standard output;
the store it never sees. Why it is not one of `multiprocessing`: docs/decisions/0026-reading-in-other-processes.md.
"""

import os
import pickle
import subprocess
import sys
import traceback
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import IO, Self, TypeAlias, cast

from graphtalk.corrections import Corrections
from graphtalk.errors import GraphtalkError
from graphtalk.fingerprint import Fingerprint
from graphtalk.language import Language
from graphtalk.loading import ReadyPage
from graphtalk.model import RawPage
from graphtalk.reading import ready_page, size_of

__all__ = ["Ahead", "Question", "Workers"]

ENOUGH = 500_000  # characters to read in an import, three or four seconds of work, from which the start of workers pays
MOST = 8  # workers that are not asked for: one process has to write what all of them read
PAGES_AHEAD, CHARACTERS_AHEAD = 10, 1_000_000  # for each worker, that are read before their turn comes to be written
PROGRAM = "import sys; sys.path[:] = sys.argv[1:]; from graphtalk.workers import work; work()"
LOOK_UP = 1.0  # seconds: on Windows, a wait without an end cannot be interrupted
Setting: TypeAlias = bytes  # language and corrections of an import, as a pickle


@dataclass(frozen=True, slots=True)
class Question:
    """A page that is to be read.

    Attributes:
        raw: The page.
        read_from: Its fingerprint.
    """

    raw: RawPage
    read_from: Fingerprint

    @property
    def travels(self) -> bool:
        """Tell whether all of it is here: what a wiki is asked for while it is read stays with the connection."""
        return isinstance(self.raw.history, tuple) and self.raw.article is None


class Worker:
    """One process that reads pages.

    It ends with its input, and so with the import, whatever ends that. Ctrl-C in a terminal reaches the import alone.
    """

    def __init__(self) -> None:
        command = [sys.executable, "-c", PROGRAM, *sys.path]
        try:
            if sys.platform == "win32":
                self.process = subprocess.Popen(  # noqa: S603 - Python itself, with a program that stands here
                    command,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    creationflags=subprocess.CREATE_NEW_PROCESS_GROUP,
                )
            else:
                self.process = subprocess.Popen(  # noqa: S603 - likewise
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0
                )
        except OSError as cause:
            raise GraphtalkError(
                f"no further process can be started ({cause.strerror}); import again with --jobs 1"
            ) from cause
        self.setting: Setting | None = None

    def ask(self, question: Question, setting: Setting) -> ReadyPage | Exception:
        """Return a page, ready, or what was raised when it was read.

        Raises:
            GraphtalkError: The process ended.
        """
        told = None if setting is self.setting else setting
        try:
            asked = cast("IO[bytes]", self.process.stdin)
            pickle.dump((told, question), asked, pickle.HIGHEST_PROTOCOL)
            asked.flush()
            found: ReadyPage | Exception = pickle.load(cast("IO[bytes]", self.process.stdout))  # noqa: S301 - from our own program
        except (EOFError, OSError, pickle.UnpicklingError) as cause:
            title = question.raw.title or question.raw.source
            raise GraphtalkError(
                f"{title}: the process that read it ended ({self.ending()}), as it does when memory runs out; "
                "import again with --jobs 1"
            ) from cause
        self.setting = setting
        return found

    def ending(self) -> str:
        """Return in words how the process ended."""
        try:
            code = self.process.wait(LOOK_UP)
        except subprocess.TimeoutExpired:
            return "without an answer"
        return f"signal {-code}" if code < 0 else f"exit code {code}"

    def close(self) -> None:
        """Wait for the process, which has been killed, and let go of its pipes."""
        with suppress(OSError), self.process:  # what was not sent to it yet stays unsent
            pass


class Workers:
    """The processes that read pages for imports: none at first, and once there is enough to read, some.

    It is a context manager, at the end of which none of them is left. Pages are given to them by threads, one for each.
    """

    def __init__(self, jobs: int | None = None) -> None:
        """Take how many there may be, None for one a core; one means that pages are read here."""
        self.jobs = jobs or min(usable_cores(), MOST)
        self.characters = 0
        self.started: list[Worker] = []
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        self._threads = ThreadPoolExecutor(self.jobs)
        self._lock, self._closed = Lock(), False
        self._setting: tuple[Language, Corrections, Setting] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._closed = True
        for worker in self.started:
            worker.process.kill()  # it holds nothing that would be lost
        self._threads.shutdown(cancel_futures=True)
        for worker in self.started:
            worker.close()

    def pay(self, sizes: Sequence[int]) -> bool:
        """Tell whether pages of these sizes, with those that were read before, make workers worth their start."""
        self.characters += sum(sizes)
        return self.jobs > 1 and (bool(self.started) or (len(sizes) > 1 and self.characters >= ENOUGH))

    def submit(self, question: Question, language: Language, corrections: Corrections) -> Future[ReadyPage]:
        """Return what will have a page, ready, or what was raised when it was read."""
        known = self._setting
        if not known or known[0] is not language or known[1] is not corrections:
            setting = pickle.dumps((language, corrections), pickle.HIGHEST_PROTOCOL)
            known = self._setting = language, corrections, setting
        return self._threads.submit(self._ask, question, known[2])

    def _ask(self, question: Question, setting: Setting) -> ReadyPage:
        worker = self._free()
        found = worker.ask(question, setting)
        self._idle.put(worker)
        if isinstance(found, Exception):
            raise found
        return found

    def _free(self) -> Worker:
        with suppress(Empty):
            return self._idle.get_nowait()
        with self._lock:
            if self._closed:
                raise GraphtalkError("the import has ended")
            self.started.append(Worker())
            return self.started[-1]


class Ahead:
    """Pages of a list that are to be read in its order, those to come by workers, as far as that pays.

    Only so many are on their way that memory does not grow with the list.
    """

    def __init__(
        self, pages: Mapping[int, Question], language: Language, corrections: Corrections, workers: Workers | None
    ) -> None:
        """Take the pages that are to be read, as far as one can tell, by their places in the list."""
        self.language, self.corrections = language, corrections
        self.coming = deque((place, page, size_of(page.raw)) for place, page in pages.items() if page.travels)
        self.workers = workers if workers and workers.pay([size for _, _, size in self.coming]) else None
        self.begun: dict[int, tuple[int, Future[ReadyPage]]] = {}

    def read(self, place: int, question: Question) -> ReadyPage:
        """Return the page at a place of the list; those before it are not asked for any more.

        Raises:
            CorrectionError: A correction does not fit the page.
            GraphtalkError: The process that read it ended.
        """
        self.begun = {other: begun for other, begun in self.begun.items() if other >= place}
        self.begin(place)
        if place not in self.begun:
            return ready_page(question.raw, self.language, self.corrections, question.read_from)
        _, future = self.begun[place]
        while not wait([future], LOOK_UP).done:
            pass
        del self.begun[place]
        self.begin(place)
        return future.result()

    def begin(self, place: int) -> None:
        """Give pages from a place on to the workers, as many as may be on their way."""
        while self.workers and self.coming and self.has_room(self.workers.jobs):
            number, page, size = self.coming.popleft()
            if number >= place:
                self.begun[number] = size, self.workers.submit(page, self.language, self.corrections)

    def has_room(self, workers: int) -> bool:
        """Tell whether another page may be on its way to so many workers; each may have one, however large."""
        sizes = [size for size, _ in self.begun.values()]
        few = len(sizes) < PAGES_AHEAD * workers and sum(sizes) < CHARACTERS_AHEAD * workers
        return few or len(sizes) < workers


def usable_cores() -> int:
    """Return how many cores this process may use, as far as the system tells."""
    if sys.version_info >= (3, 13):
        return os.process_cpu_count() or 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def work() -> None:
    """Read the pages that come by standard input until that ends: the program of a worker."""
    questions: SimpleQueue[tuple[Setting | None, Question]] = SimpleQueue()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what anything prints must not stand among the answers
    Thread(target=listen, args=(questions,), daemon=True).start()
    by: tuple[Language, Corrections] | None = None
    while True:
        setting, question = questions.get()
        by = pickle.loads(setting) if setting else by  # noqa: S301 - from the import that started this
        pickle.dump(answer(question, *by) if by else None, answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()


def listen(questions: "SimpleQueue[tuple[Setting | None, Question]]") -> None:
    """Pass on what comes by standard input, and end the process with that, whatever it is doing."""
    with suppress(EOFError, OSError, pickle.UnpicklingError):
        while True:
            questions.put(pickle.load(sys.stdin.buffer))  # noqa: S301 - from the import that started this
    os._exit(0)


def answer(question: Question, language: Language, corrections: Corrections) -> ReadyPage | Exception:
    """Return a page, ready, or what was raised when it was read, with where that was."""
    try:
        return ready_page(question.raw, language, corrections, question.read_from)
    except Exception as error:  # noqa: BLE001 - raised again by who asked
        told = traceback.format_exc()
        try:
            error.add_note(told)
            pickle.loads(pickle.dumps(error))  # noqa: S301 - just made here
        except Exception:  # noqa: BLE001 - one that cannot travel goes as its words
            return RuntimeError(told)
        return error
