"""One document and many: what comes out, and how the child processes are kept."""

import ast
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from bench.sample_memo import memo_html
from endorsements.pdf import errors, pool, press
from endorsements.pdf.press import Job, Limits
from tests.pdf.ua import faults

AT = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)
ROOT = Path(__file__).parents[2]


def job(html: str = "<h1>Memo</h1><p>Text", **changes) -> Job:
    return Job(html, **{"title": "A memo", "lang": "en", "at": AT} | changes)


def pids() -> set[int]:
    """Processes of idle children."""
    return {child._process.pid for child in pool._pool.idle}


@pytest.mark.parametrize("index", range(4))
def test_a_memo_is_pdf_ua(index: int) -> None:
    result = press.typeset(job(memo_html(index), title="Memo ‘x’ <&> (y)", author="Larkspur Valley DSA"))
    assert 3 <= result.pages <= 4
    assert faults(result.pdf) == []
    assert result.refused == ()


def test_what_the_file_says_about_itself() -> None:
    pdf = press.render("<title>Other</title><html lang=de><p>Texto", title="El memo", lang="es", at=AT, author="Comité")
    reader = PdfReader(BytesIO(pdf))
    assert (reader.metadata.title, reader.metadata.author) == ("El memo", "Comité")
    assert reader.metadata.creation_date == reader.metadata.modification_date == AT
    assert reader.trailer["/Root"]["/Lang"] == "es"
    assert reader.xmp_metadata.dc_title == {"x-default": "El memo"}


def test_control_characters_in_a_title_leave_the_metadata_readable() -> None:
    pdf = press.render("<p>Text", title="A\x00B\x1bC\ud800", lang="en", at=AT, author="\x07D")
    assert PdfReader(BytesIO(pdf)).xmp_metadata.dc_title == {"x-default": "A B C?"}


def test_text_and_page_foot_can_be_read_back() -> None:
    text = PdfReader(BytesIO(press.render(memo_html(), title="Memo", lang="en", at=AT))).pages[1].extract_text()
    assert "Memo 2026-001 · Amara Okonkwo-Reyes for State Assembly, District 30" in text
    assert "page 2 of 4" in text
    assert "Polarizes along class lines" in text


def test_the_same_document_gives_the_same_bytes_in_any_child_after_any_other() -> None:
    first = press.typeset(job(memo_html()))
    press.typeset(job(memo_html(3)))
    after_another = press.typeset(job(memo_html()))
    pool.close_all()
    assert first == after_another == press.typeset(job(memo_html()))
    assert press.typeset(job(memo_html(), at=AT.replace(day=23))).pdf != first.pdf


def test_the_child_knows_no_secret_and_no_django(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://somebody:hush@db/x")
    monkeypatch.setenv("SECRET_KEY", "hush")
    pool.close_all()
    press.typeset(job())
    (pid,) = pids()
    environment = Path(f"/proc/{pid}/environ").read_bytes()
    assert b"PYTHONPATH" in environment
    assert b"hush" not in environment
    seen = "import sys, endorsements.pdf.worker; print(sorted({'django', 'psycopg', 'sqlite3'} & set(sys.modules)))"
    output = subprocess.run([sys.executable, "-c", seen], cwd=ROOT, capture_output=True, text=True, check=True)
    assert output.stdout.strip() == "[]"


def test_only_the_worker_imports_the_typesetter() -> None:
    importers = set()
    for folder in ("config", "chapters", "capacity", "endorsements"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                importers |= {str(path.relative_to(ROOT)) for name in names if name.split(".")[0] == "weasyprint"}
    assert importers == {"endorsements/pdf/worker.py"}


def test_a_child_is_kept_warm_and_replaced_when_worn(monkeypatch: pytest.MonkeyPatch) -> None:
    pool.close_all()
    monkeypatch.setattr(pool, "DOCUMENTS_EACH", 2)
    press.typeset(job())
    first = pids()
    press.typeset(job())
    assert pids() == set()
    press.typeset(job())
    assert pids() != first


def test_an_idle_child_that_died_is_not_missed() -> None:
    pool.close_all()
    press.typeset(job())
    (child,) = pool._pool.idle
    os.kill(child._process.pid, 9)
    os.waitid(os.P_PID, child._process.pid, os.WEXITED | os.WNOWAIT)
    assert press.typeset(job()).pages == 1


def test_a_child_that_retired_after_it_was_taken_is_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    pool.close_all()
    press.typeset(job())
    (child,) = pool._pool.idle
    child.channel.shutdown(1)  # it reads the end of its jobs and leaves; we still believe that it is alive
    child._process.wait()
    codes = iter([None])
    monkeypatch.setattr(child._process, "poll", lambda: next(codes, 0))
    assert press.typeset(job()).pages == 1


@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
def test_a_forked_process_starts_its_own_child_and_leaves_ours_alone() -> None:
    press.typeset(job())
    before = pids()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            own_start = not pool._pool.idle
            press.typeset(job())
            code = 0 if own_start and not pids() & before else 2
            pool.close_all()
        finally:
            os._exit(code)
    assert os.waitpid(pid, 0)[1] == 0
    assert press.typeset(job()).pages == 1
    assert pids() == before


def test_threads_do_not_share_a_child() -> None:
    expected = [press.typeset(job(memo_html(index))) for index in range(4)]
    got: dict[int, object] = {}
    threads = [
        threading.Thread(target=lambda index=index: got.update({index: press.typeset(job(memo_html(index)))}))
        for index in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [got[index] for index in range(4)] == expected
    assert len(pool._pool.idle) <= pool.MOST


def test_many_come_back_in_order_with_the_error_in_its_place() -> None:
    seen: list[int] = []
    texts = ["long " * 20_000, "short", "refused" * 10, "short", "short"]
    limits = [Limits(), Limits(), Limits(input_bytes=10), Limits(), Limits()]
    jobs = [job(f"<p>{text}", limits=limit) for text, limit in zip(texts, limits, strict=True)]
    results = list(press.render_many(jobs, processes=2, progress=seen.append))
    assert [index for index, _ in results] == [0, 1, 2, 3, 4]
    assert [type(result).__name__ for _, result in results] == [
        "Typeset", "Typeset", "RenderTooLarge", "Typeset", "Typeset",
    ]  # fmt: skip
    assert seen == [1, 2, 3, 4, 5]
    assert results[0][1].pages > 1


def test_many_reads_ahead_only_a_little() -> None:
    taken = 0

    def endless():
        nonlocal taken
        while True:
            taken += 1
            yield job()

    results = press.render_many(endless(), processes=2)
    for _ in range(3):
        next(results)
    results.close()
    assert taken <= 3 + 4
    assert press.typeset(job()).pages == 1


def test_one_hung_document_does_not_hold_up_the_others() -> None:
    hang = job("<div>" * 90_000, limits=Limits(seconds=1.0))
    results = dict(press.render_many([hang, *[job()] * 4]))
    assert isinstance(results[0], errors.RenderTimedOut)
    assert all(results[index].pages == 1 for index in range(1, 5))


def test_limits_on_size_and_pages() -> None:
    with pytest.raises(errors.RenderTooLarge, match="4 megabytes and 400 pages"):
        press.typeset(job("x" * (4 * 1024 * 1024 + 1)))
    with pytest.raises(errors.RenderTooLarge, match="2 pages"):
        press.typeset(job("<p>word " * 5_000, limits=Limits(pages=2)))
    with pytest.raises(errors.RenderTooLarge):
        press.typeset(job(limits=Limits(output_bytes=1000)))


def test_an_unknown_stylesheet_fails_and_says_which_in_the_log() -> None:
    with pytest.raises(errors.RenderFailed) as caught:
        press.typeset(job(styles=("css/../../pyproject.toml",)))
    assert "pyproject" in caught.value.detail
    assert "pyproject" not in str(caught.value)
