"""The child process that sets documents, and the only importer of WeasyPrint.

Started by ``press`` with a socket and next to no environment: no database, no secrets, no Django. A document can fetch
nothing at all; the bundled styles and fonts are loaded before it, through a fetcher of their own.
"""

import contextlib
import gc
import logging
import os
import re
import resource
import select
import signal
import socket
import sys
from typing import Any

from endorsements.pdf import bundle, protocol, tagging

IDLE_SECONDS = 600
REFUSED_SHOWN = 50
# Documents link to the web, to themselves and, in a packet, to its parts; a link to a local file, a script or a
# relative path is set as plain text.
_LINK_SCHEMES = ("http://", "https://", "mailto:", "part:", "#")
_ALARM_MARGIN = 2.0
# Longer than any word, and than the addresses that a dossier takes; in pieces that fill about half a line.
_ENDLESS, _PIECE = re.compile(r"\S{501,}"), 40

logging.disable(logging.CRITICAL)  # WeasyPrint and fontTools would fill the log with remarks about style rules.

from weasyprint import CSS, HTML  # noqa: E402
from weasyprint.text.fonts import FontConfiguration  # noqa: E402
from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: E402


class BundleFetcher(URLFetcher):
    """Reads bundled styles and fonts, for our own stylesheets. The inherited opener is left without any handler."""

    def __init__(self) -> None:
        self._fail_on_errors = False

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        body, media_type = bundle.read(url)
        return URLFetcherResponse(url, body, {"Content-Type": media_type})


class RefusingFetcher(URLFetcher):
    """Refuses every address a document asks for, and remembers which. No socket, no file, no handler."""

    def __init__(self) -> None:
        self._fail_on_errors = False
        self.refused: dict[str, None] = {}

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if len(self.refused) < REFUSED_SHOWN:
            self.refused[url[:200]] = None
        raise bundle.NotBundled(url[:200])


class BundledFonts(FontConfiguration):
    """Fonts shared by all documents of this process; a document's own @font-face cannot add to them."""

    def add_font_face(self, rule_descriptors: dict[str, Any], url_fetcher: URLFetcher) -> None:
        if isinstance(url_fetcher, BundleFetcher):
            super().add_font_face(rule_descriptors, url_fetcher)
            return
        for kind, url in rule_descriptors["src"]:
            if kind == "external" and url:
                with contextlib.suppress(bundle.NotBundled):
                    url_fetcher(url)


class TooLarge(Exception):
    """More pages or more bytes than the job allows."""


class Typesetter:
    """WeasyPrint with what stays the same between documents: fonts, parsed stylesheets, one fetcher for the bundle."""

    def __init__(self) -> None:
        self._fonts = BundledFonts()
        self._fetcher = BundleFetcher()
        self._styles: dict[str, CSS] = {}

    def styles(self, names: list[str]) -> list[CSS]:
        """The stylesheets of `names` (``css/memo.css``), each parsed once."""
        for name in names:
            if name not in self._styles:
                url = bundle.SCHEME + name
                text = bundle.read(url)[0].decode()
                self._styles[name] = CSS(
                    string=text, base_url=url, url_fetcher=self._fetcher, font_config=self._fonts, media_type="print"
                )
        return [self._styles[name] for name in names]

    def typeset(self, html: str, job: dict[str, Any]) -> tuple[bytes, int, list[str]]:
        """PDF/UA-1 bytes, pages and refused addresses. `job`: title, lang, author, at (ISO 8601), styles, limits."""
        styles = self.styles(job["styles"])
        fetcher = RefusingFetcher()
        source = HTML(string=html, url_fetcher=fetcher, media_type="print")
        _prepare(source, job["lang"])
        document = source.render(font_config=self._fonts, stylesheets=styles, pdf_variant="pdf/ua-1")
        if len(document.pages) > job["pages"]:
            raise TooLarge(f"{len(document.pages)} pages")
        metadata = document.metadata
        metadata.title, metadata.lang = job["title"], job["lang"]
        metadata.authors = [job["author"]] if job["author"] else []
        metadata.created = metadata.modified = job["at"]
        metadata.description = metadata.generator = None
        metadata.keywords, metadata.custom = [], {}
        for page in document.pages:
            page.forms = {None: []}  # a printed document has nothing to fill in or to submit
        pdf = document.write_pdf(pdf_variant="pdf/ua-1", finisher=tagging.finish)
        if len(pdf) > job["output_bytes"]:
            raise TooLarge(f"{len(pdf)} bytes")
        return pdf, len(document.pages), list(fetcher.refused)


def _prepare(source: HTML, lang: str) -> None:
    """Set the language, let endless words break, and turn links that lead nowhere in print into plain text.

    Every Link tag has a link then; and laying out a word costs the square of its length no more.
    """
    root = source.etree_element
    root.set("lang", lang)
    for element in root.iter():
        if element.text:
            element.text = _ENDLESS.sub(_breakable, element.text)
        if element.tail:
            element.tail = _ENDLESS.sub(_breakable, element.tail)
    for element in root.iter("a"):
        leads_somewhere = element.get("href", "").strip().lower().startswith(_LINK_SCHEMES)
        if not leads_somewhere or "attachment" in element.get("rel", "").lower():
            element.attrib.pop("href", None)
            element.tag = "span"


def _breakable(word: re.Match[str]) -> str:
    return "\u200b".join(word[0][place : place + _PIECE] for place in range(0, len(word[0]), _PIECE))


def main() -> None:
    """Answer jobs until the other side closes or stays silent, or until a document failed."""
    channel = socket.socket(fileno=int(sys.argv[1]))
    _confine()
    typesetter = Typesetter()
    warm = {
        "title": "Warm",
        "lang": "en",
        "author": "",
        "at": "2026-01-01T00:00:00+00:00",
        "styles": ["css/press.css", "css/memo.css"],
    }
    typesetter.typeset("<h1>Warm</h1><p>Warm", warm | {"pages": 1, "output_bytes": protocol.MEGABYTE})
    gc.collect()
    gc.freeze()  # what is loaded by now stays; collections need not look at it again
    gc.set_threshold(50_000)
    with contextlib.suppress(protocol.Closed):
        protocol.send(channel, {"ready": True}, b"")
        while select.select([channel], [], [], IDLE_SECONDS)[0]:
            job, body = protocol.receive(channel, limit=sys.maxsize)
            head, pdf = _answer(typesetter, job, body)
            protocol.send(channel, head, pdf)
            if "error" in head:
                return


def _answer(typesetter: Typesetter, job: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
    _limit(job["seconds"], job["memory_bytes"])
    try:
        pdf, pages, refused = typesetter.typeset(body.decode(), job)
        return {"pages": pages, "refused": refused}, pdf
    except TooLarge as error:
        return {"error": "too large", "detail": str(error)}, b""
    except (MemoryError, SystemError) as error:  # extension modules without memory may raise the latter
        return {"error": "too large", "detail": f"out of memory: {error}"}, b""
    except Exception as error:  # whatever the typesetter trips over is the document's failure, told to the parent
        return {"error": "failed", "detail": f"{type(error).__name__}: {error}"[:500]}, b""
    finally:
        _limit(None, None)


def _limit(seconds: float | None, memory: int | None) -> None:
    """Bound the current job; the kernel ends the process even when stuck outside Python. None lifts the bounds."""
    none = resource.RLIM_INFINITY
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = none if seconds is None else int(used.ru_utime + used.ru_stime + seconds) + 2
    resource.setrlimit(resource.RLIMIT_AS, (none if memory is None else memory, none))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, none))
    signal.setitimer(signal.ITIMER_REAL, 0 if seconds is None else seconds + _ALARM_MARGIN)


def _confine() -> None:
    """Give up what typesetting never needs. Output of libraries goes to the error file, not into the channel."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_FSIZE, (32 * protocol.MEGABYTE, 32 * protocol.MEGABYTE))
    os.umask(0o077)
    os.dup2(2, 1)
    # The fetcher is the guard; where the kernel lets us, the process has no network to misuse in the first place.
    for flags in (os.CLONE_NEWNET, os.CLONE_NEWUSER | os.CLONE_NEWNET):
        try:
            os.unshare(flags)
        except OSError:
            continue
        break


if __name__ == "__main__":
    main()
