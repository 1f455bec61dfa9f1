"""A hostile dossier reads no file, calls nobody, and holds nothing up. Nothing here is pretended: it is all rendered."""

import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from bench.sample_memo import memo_html
from endorsements.pdf import errors, press, worker
from endorsements.pdf.press import Job, Limits, Typeset

AT = datetime(2026, 11, 22, tzinfo=UTC)
SECRET = "k7Qm-never-in-print"

REACHES = {
    "image": '<img src="{url}" alt="x">',
    "image with sources": '<picture><source srcset="{url}"><img src="{url}" alt="x"></picture>',
    "style import": '<style>@import "{url}"; @import url({url});</style>',
    "stylesheet": '<link rel="stylesheet" href="{url}">',
    "background": "<style>body {{ background: url({url}) }} p::before {{ content: url({url}) }}</style><p>x",
    "list bullet": '<ul style="list-style-image: url({url})"><li>x</ul>',
    "border image": '<p style="border: 9px solid; border-image: url({url}) 3">x',
    "page background": "<style>@page {{ background: url({url}) }}</style>",
    "font": "<style>@font-face {{ font-family: y; src: url({url}) }} p {{ font-family: y }}</style><p>x",
    "svg image": '<svg xmlns="http://www.w3.org/2000/svg"><image href="{url}" width="9" height="9"/></svg>',
    "svg old image": '<svg><image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="{url}" width="9" height="9"/></svg>',
    "svg use": '<svg><use href="{url}#a"/></svg>',
    "svg style": '<svg><style>@import "{url}"; @font-face {{ font-family: z; src: url({url}) }}</style><rect/></svg>',
    "object": '<object data="{url}">x</object>',
    "embed": '<embed src="{url}">',
    "frame": '<iframe src="{url}"></iframe>',
    "attached file": '<link rel="attachment" href="{url}">',
    "attached link": '<a rel="attachment" href="{url}">x</a>',
    "base": '<base href="{url}"><img src="a" alt=""><link rel="stylesheet" href="b"><link rel="attachment" href="c">',
    "meta refresh": '<meta http-equiv="refresh" content="0; url={url}">',
    "audio and video": '<video src="{url}" poster="{url}"></video><audio src="{url}"></audio>',
}
# These ask for something as they are laid out; the rest name an address that the typesetter ignores.
ASKING = set(REACHES) - {
    "attached link",
    "svg use",
    "svg style",
    "frame",
    "meta refresh",
    "audio and video",
    "image with sources",
}


class Listener:
    """A server on this machine that counts who connects."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.connections = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            connection.close()

    @property
    def port(self) -> int:
        return self.socket.getsockname()[1]


@pytest.fixture
def listener() -> Iterator[Listener]:
    server = Listener()
    yield server
    server.socket.close()


@pytest.fixture
def secret_file(tmp_path: Path) -> Path:
    path = tmp_path / "secret.svg"
    path.write_text(f'<svg xmlns="http://www.w3.org/2000/svg"><text y="20">{SECRET}</text></svg>')
    return path


def typeset(body: str, **limits) -> Typeset:
    return press.typeset(Job(f"<!DOCTYPE html><body>{body}", "t", "en", AT, limits=Limits(**limits)))


def everything(pdf: bytes) -> bytes:
    """All bytes of a PDF, its streams inflated, and its text."""
    parts = [pdf, "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).encode()]
    with pikepdf.open(BytesIO(pdf)) as document:
        parts += [each.read_bytes() for each in document.objects if isinstance(each, pikepdf.Stream)]
        parts += [repr(each).encode() for each in document.objects]
    return b"\n".join(parts)


@pytest.mark.parametrize("reach", REACHES)
def test_a_document_cannot_read_a_file(reach: str, secret_file: Path) -> None:
    result = typeset(REACHES[reach].format(url=secret_file.as_uri()))
    assert SECRET.encode() not in everything(result.pdf)
    assert b"/EmbeddedFile" not in everything(result.pdf)
    if reach in ASKING:
        assert any(address.startswith("file:///") for address in result.refused)


@pytest.mark.parametrize("reach", REACHES)
def test_a_document_cannot_call_out(reach: str, listener: Listener) -> None:
    result = typeset(REACHES[reach].format(url=f"http://127.0.0.1:{listener.port}/x.svg"))
    if reach in ASKING:
        assert any(str(listener.port) in address for address in result.refused)
    assert listener.connections == 0
    socket.create_connection(("127.0.0.1", listener.port)).close()
    until = time.monotonic() + 10
    while not listener.connections and time.monotonic() < until:
        time.sleep(0.01)
    assert listener.connections == 1  # it would have noticed


def test_a_refused_colour_profile_stops_the_document(secret_file: Path) -> None:
    """The typesetter has no way around a missing profile; no template of ours has one."""
    with pytest.raises(errors.RenderFailed) as caught:
        typeset(f"<style>@color-profile --y {{ src: url({secret_file.as_uri()}) }}</style><p>x")
    assert "NotBundled" in caught.value.detail


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "https://example.org/",
        "file:///etc/passwd",
        "data:,x",
        "ftp://h/",
        "bundle:css/memo.css",
        "//h/x",
    ],
)
def test_the_fetcher_of_documents_refuses_every_address(address: str) -> None:
    fetcher = worker.RefusingFetcher()
    with pytest.raises(ValueError):
        fetcher(address)
    assert list(fetcher.refused) == [address]
    with pytest.raises(ValueError):
        fetcher.open(address)


def test_a_local_font_by_name_is_not_a_way_in() -> None:
    typeset('<style>@font-face { font-family: q; src: local("DejaVu Sans") } p { font-family: q }</style><p>x')


def test_a_document_cannot_change_the_faces_of_the_next() -> None:
    before = press.render(memo_html(), title="t", lang="en", at=AT)
    face = "source-sans-3-regular.ttf"
    typeset(f'<style>@font-face {{ font-family: "Press Serif"; src: url("bundle:fonts/print/{face}") }}</style><p>x')
    assert press.render(memo_html(), title="t", lang="en", at=AT) == before


def test_links_that_could_open_a_file_or_run_a_script_are_set_as_text() -> None:
    links = [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "/relative",
        "\x01http://x",
    ]
    kept = ["https://example.org/a", "mailto:a@example.org"]
    result = typeset("".join(f'<p><a href="{link}">text</a></p>' for link in [*links, *kept]))
    annotations = [each.get_object() for each in PdfReader(BytesIO(result.pdf)).pages[0]["/Annots"]]
    assert [each["/A"]["/URI"] for each in annotations] == kept


def test_nothing_in_print_can_be_filled_in_or_run() -> None:
    form = (
        '<form action="http://x"><input style="appearance: auto" name="a"><button style="appearance: auto">b</button>'
    )
    content = everything(typeset(form + "<script>while (true) {}</script>").pdf)
    for name in (b"/AcroForm", b"/Widget", b"/JavaScript", b"/Launch", b"/SubmitForm", b"/OpenAction"):
        assert name not in content


HANGS = {
    "a megabyte of nested boxes": "<div>" * 200_000,
    "exponential layout": '<div style="display:flex">' * 16 + "x",
    "pages without end": "<style>@page{size:1px 1px;margin:0}</style>" + "x " * 20_000,
    "a drawing of drawings": "<svg><defs><g id='a0'><circle r='1'/></g>"
    + "".join(f"<g id='a{n + 1}'>" + f"<use href='#a{n}'/>" * 10 + "</g>" for n in range(9))
    + "</defs><use href='#a9'/></svg>",
}


@pytest.mark.parametrize("hang", HANGS)
def test_a_hang_is_ended_in_time_and_the_next_document_prints(hang: str) -> None:
    typeset("<p>a child is up")
    started = time.monotonic()
    with pytest.raises((errors.RenderTimedOut, errors.RenderFailed)):
        typeset(HANGS[hang], seconds=1.5)
    assert time.monotonic() - started < 1.5 + 2  # the machine may be busy
    assert typeset("<p>next").pages == 1


def test_a_child_stuck_for_good_is_ended_by_the_kernel_itself() -> None:
    """Should the parent die, nobody would be left to end the child."""
    from endorsements.pdf import pool, protocol

    child = pool.acquire(timeout=60, error=errors.RenderCrashed())
    job = {"title": "t", "lang": "en", "author": "", "at": AT.isoformat(), "styles": [], "seconds": 0.2}
    job |= {"memory_bytes": 2**30, "output_bytes": 2**20, "pages": 9}
    protocol.send(child.channel, job, b"<div>" * 200_000)
    assert child._process.wait(timeout=10) in child.TIME_SIGNALS
    pool.release(child)


@pytest.mark.parametrize(
    "bomb",
    [
        "<table><tr><td colspan=1000000000>x</table>",
        "<table>" + "<tr><td>x<td>y<td>z</tr>" * 60_000 + "</table>",
        "<style>:root{--a:x x x x x x x x x x;"
        + "".join(f"--{'abcdefghijklm'[n + 1]}:" + f"var(--{'abcdefghijklm'[n]}) " * 10 + ";" for n in range(12))
        + "}p::before{content:var(--m)}</style><p>x",
    ],
)
@pytest.mark.parametrize("megabytes", [280, 400])
def test_a_memory_bomb_is_contained_and_the_next_document_prints(bomb: str, megabytes: int) -> None:
    with pytest.raises((errors.RenderTooLarge, errors.RenderCrashed)):
        typeset(bomb, memory_bytes=megabytes * 2**20, seconds=60)
    assert typeset("<p>next").pages == 1


SETTABLE = {
    "rows spanning more than there are": "<table>" + "<tr><td rowspan=100000>x<td>y</tr>" * 50 + "</table>",
    "huge type": '<p style="font-size: 100000px">huge',
    "a word of 200,000 letters": "<p>" + "a" * 200_000,
    "a word of 50,000 letters in a cell": "<table><tr><td>" + "a" * 50_000 + "<td>x</table>",
    "right to left": "<p dir=rtl>" + "\u202e\u05d0\u05d1 \u0627\u0644 " * 3_000,
    "NUL and worse": "<p>a\x00b\x01c\x0b\ufffe\ud800\ufffd",
    "roman counters": "<style>p{counter-increment:x 2147483647}p::before{content:counters(x,'-',lower-roman)}</style>"
    + "<p>x" * 300,
    "a box a light year tall": '<div style="height:1e12px">x</div>',
    "a drawing that draws itself": "<svg><g id='a'><use href='#a'/></g></svg>",
    "nothing": "",
}


@pytest.mark.parametrize("text", SETTABLE)
def test_odd_text_is_set_all_the_same(text: str) -> None:
    assert typeset(SETTABLE[text]).pages >= 1


@pytest.mark.parametrize(
    "text", ['<p style="font-size:1e9px">x', "<div>" * 400 + "x", "<svg>" + "<g>" * 9_000 + "</svg>"]
)
def test_what_defeats_the_typesetter_is_told_apart_from_a_crash(text: str) -> None:
    with pytest.raises(errors.RenderFailed) as caught:
        typeset(text)
    assert caught.value.detail
    assert typeset("<p>next").pages == 1


def test_a_memo_of_the_longest_texts_allowed_still_prints() -> None:
    paragraphs = f"<p>{'Longest text. ' * 3571}</p>" * 6  # six answers of just under 50,000 characters
    assert 40 < typeset(paragraphs).pages < 200
