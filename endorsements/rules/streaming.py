"""JSON Lines to results: one dossier in, one result out, in order, in memory that does not grow with the file."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from itertools import batched, islice
from multiprocessing import get_context
from typing import BinaryIO, NamedTuple

from endorsements.rules.judgement import Explanation, explain
from endorsements.rules.malformed import Malformed
from endorsements.rules.reading import LONGEST_LINE, read_line
from endorsements.rules.rulebook import Rulebook
from endorsements.rules.wording import gettext_noop
from endorsements.rules.writing import result_line

_LINES_A_BATCH = 256

type Batch = tuple[tuple[int, bytes], ...]
type Render = Callable[[str, Rulebook, Explanation], str]


class Answered(NamedTuple):
    """The results of a batch of lines, up to the first malformed one if there is one."""

    results: str
    fault: Malformed | None


def answer_lines(stream: BinaryIO, render: Render = result_line, jobs: int = 1) -> Iterator[str]:
    """Results, some at a time. Raises Malformed, naming the line, once all before it are given out.

    With more than one job that many processes answer, a few batches each under way at any time; `render` must then
    be a function that another process can import.
    """
    answer = partial(answer_batch, render=render)
    batches = batched(_numbered(stream), _LINES_A_BATCH, strict=False)
    for results, fault in map(answer, batches) if jobs == 1 else _in_processes(answer, batches, jobs):
        yield results
        if fault is not None:
            raise fault


def answer_batch(lines: Batch, render: Render) -> Answered:
    """Read, judge and explain numbered lines."""
    results: list[str] = []
    for number, line in lines:
        try:
            book, dossier = read_line(line)
        except Malformed as fault:
            return Answered("".join(results), fault.within(gettext_noop("line %s"), f"{number}"))
        results.append(render(dossier.id, book, explain(book, dossier.answers, dossier.red_lines)))
    return Answered("".join(results), None)


def _numbered(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Lines with their numbers, from 1; empty ones are counted and skipped. A line too long comes cut, but too long."""
    lines = iter(partial(stream.readline, LONGEST_LINE + 1), b"")
    return ((number, line) for number, line in enumerate(lines, start=1) if not line.isspace())


def _in_processes(answer: Callable[[Batch], Answered], batches: Iterable[Batch], jobs: int) -> Iterator[Answered]:
    waiting = iter(batches)
    # Fresh interpreters: they need this package only, and nothing of the calling process is copied into them.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        under_way: deque[Future[Answered]] = deque(pool.submit(answer, batch) for batch in islice(waiting, 3 * jobs))
        try:
            while under_way:
                yield under_way.popleft().result()
                under_way.extend(pool.submit(answer, batch) for batch in islice(waiting, 1))
        finally:
            pool.shutdown(cancel_futures=True)
