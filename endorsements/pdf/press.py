"""Set documents in warm child processes with limits; a process that fails, hangs or grows is replaced.

Each server process keeps its own children: after a fork the new process starts its own. Results do not depend on which
child set a document nor on what it set before.
"""

import selectors
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from endorsements.pdf import errors, protocol
from endorsements.pdf.pool import Child, acquire, release, try_acquire
from endorsements.pdf.protocol import Limits, Typeset

MEMO_STYLES = ("css/press.css", "css/memo.css")
_CONTROL = dict.fromkeys([*range(0x20), 0x7F, *range(0x80, 0xA0), 0xFFFE, 0xFFFF], " ")


@dataclass(frozen=True, slots=True)
class Job:
    """One document to set: HTML, and what its PDF says about itself. `at` is aware and becomes the file's date."""

    html: str
    title: str
    lang: str
    at: datetime
    author: str = ""
    styles: tuple[str, ...] = MEMO_STYLES
    limits: Limits = field(default_factory=Limits)


def render(
    html: str,
    *,
    title: str,
    lang: str,
    at: datetime,
    author: str = "",
    styles: tuple[str, ...] = MEMO_STYLES,
    limits: Limits | None = None,
) -> bytes:
    """PDF/UA-1 bytes of `html`; the same arguments give the same bytes. Raises a PdfError (see ``errors``)."""
    return typeset(Job(html, title, lang, at, author, styles, limits or Limits())).pdf


def typeset(job: Job) -> Typeset:
    """Set one document. Raises RenderFailed, RenderTimedOut, RenderTooLarge or RenderCrashed."""
    body = _body(job)
    for _ in range(2):
        child = acquire(timeout=job.limits.seconds, error=_timed_out(job))
        try:
            _send(child, job, body)
            return _result(child, job)
        except _Retired:
            continue
        finally:
            release(child)
    raise errors.RenderCrashed(detail="two children in a row were gone before they took the document")


def render_many(
    jobs: Iterable[Job], *, processes: int = 2, progress: Callable[[int], None] | None = None
) -> Iterator[tuple[int, Typeset | errors.PdfError]]:
    """Set `jobs` side by side and yield ``(index, Typeset or PdfError)`` in order.

    `jobs` is read lazily, at most ``2 * processes`` ahead of what was yielded, so memory does not grow with their
    number. `progress` is called with the number of documents done so far.
    """
    return _Batch(jobs, processes, progress).run()


class _Retired(Exception):
    """An idle child had already gone; nothing was lost, ask another."""


class _Batch:
    def __init__(self, jobs: Iterable[Job], processes: int, progress: Callable[[int], None] | None) -> None:
        self._jobs = enumerate(jobs)
        self._processes = processes
        self._progress = progress
        self._selector = selectors.DefaultSelector()
        self._busy: dict[Child, tuple[int, Job, float]] = {}
        self._done: dict[int, Typeset | errors.PdfError] = {}
        self._next = self._finished = 0
        self._exhausted = False

    def run(self) -> Iterator[tuple[int, Typeset | errors.PdfError]]:
        try:
            while True:
                self._start_jobs()
                while self._next in self._done:
                    index = self._next
                    self._next += 1
                    yield index, self._done.pop(index)
                    self._start_jobs()
                if not self._busy:
                    return
                self._collect()
        finally:
            for child in list(self._busy):
                self._let_go(child)
                child.kill()
                release(child)
            self._selector.close()

    def _start_jobs(self) -> None:
        while not self._exhausted and len(self._busy) < self._processes and self._room():
            child = self._child()
            if child is None:
                return
            entry = next(self._jobs, None)
            if entry is None:
                self._exhausted = True
                release(child)
                return
            self._start(child, *entry)

    def _room(self) -> bool:
        return len(self._busy) + len(self._done) < 2 * self._processes

    def _child(self) -> Child | None:
        # Waiting for a second child while holding a first could make two packets wait for each other.
        return try_acquire() if self._busy else acquire(timeout=60.0, error=errors.RenderCrashed(detail="press busy"))

    def _start(self, child: Child, index: int, job: Job) -> None:
        try:
            _send(child, job, _body(job))
        except (errors.PdfError, _Retired) as error:
            release(child)
            self._finish(index, _again(job) if isinstance(error, _Retired) else error)
            return
        self._busy[child] = (index, job, time.monotonic() + job.limits.seconds)
        self._selector.register(child.channel, selectors.EVENT_READ, child)

    def _collect(self) -> None:
        nearest = min(deadline for _, _, deadline in self._busy.values())
        ready = {key.data for key, _ in self._selector.select(max(nearest - time.monotonic(), 0.0))}
        for child, (index, job, deadline) in list(self._busy.items()):
            if child not in ready and time.monotonic() < deadline:
                continue
            self._let_go(child)
            try:
                self._finish(index, _result(child, job, deadline=deadline))
            except errors.PdfError as error:
                self._finish(index, error)
            except _Retired:
                self._finish(index, _again(job))
            finally:
                release(child)

    def _let_go(self, child: Child) -> None:
        self._selector.unregister(child.channel)
        del self._busy[child]

    def _finish(self, index: int, result: Typeset | errors.PdfError) -> None:
        self._done[index] = result
        self._finished += 1
        if self._progress:
            self._progress(self._finished)


def _again(job: Job) -> Typeset | errors.PdfError:
    try:
        return typeset(job)
    except errors.PdfError as error:
        return error


def _body(job: Job) -> bytes:
    body = job.html.encode("utf-8", "replace")
    if len(body) > job.limits.input_bytes:
        raise _too_large(job, f"{len(body)} bytes of HTML")
    return body


def _send(child: Child, job: Job, body: bytes) -> None:
    limits = job.limits
    head = {
        "title": job.title.translate(_CONTROL).encode("utf-8", "replace").decode(),
        "author": job.author.translate(_CONTROL).encode("utf-8", "replace").decode(),
        "lang": job.lang,
        "at": job.at.isoformat(timespec="seconds"),
        "styles": list(job.styles),
        "seconds": limits.seconds,
        "memory_bytes": limits.memory_bytes,
        "output_bytes": limits.output_bytes,
        "pages": limits.pages,
    }
    child.started_at = time.monotonic()
    try:
        protocol.send(child.channel, head, body, deadline=child.started_at + limits.seconds)
    except protocol.Closed as error:
        child.kill()
        raise _Retired from error
    except TimeoutError as error:
        child.kill()
        raise _timed_out(job) from error


def _result(child: Child, job: Job, *, deadline: float | None = None) -> Typeset:
    deadline = deadline or child.started_at + job.limits.seconds
    try:
        head, body = protocol.receive(child.channel, limit=job.limits.output_bytes, deadline=deadline)
    except TimeoutError as error:
        child.kill()
        raise _timed_out(job) from error
    except protocol.Closed as error:
        raise _ended(child, job) from error
    except ValueError as error:
        child.kill()
        raise errors.RenderCrashed(detail=f"garbled answer: {error}") from error
    child.documents += 1
    if "error" in head:
        child.kill()
        if head["error"] == "too large":
            raise _too_large(job, head["detail"])
        raise errors.RenderFailed(detail=head["detail"])
    return Typeset(body, head["pages"], tuple(head["refused"]))


def _ended(child: Child, job: Job) -> Exception:
    code = child.wait()
    if code == 0:
        return _Retired()
    if code in child.TIME_SIGNALS:
        return _timed_out(job)
    return errors.RenderCrashed(detail=f"exit {code}: {child.last_words()}")


def _timed_out(job: Job) -> errors.RenderTimedOut:
    return errors.RenderTimedOut(seconds=f"{job.limits.seconds:g}")


def _too_large(job: Job, detail: str) -> errors.RenderTooLarge:
    megabytes = job.limits.input_bytes // protocol.MEGABYTE
    return errors.RenderTooLarge(detail=detail, megabytes=megabytes, pages=job.limits.pages)
