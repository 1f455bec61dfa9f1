"""Bind printed documents into one PDF/UA-1 packet that keeps every part's tags, links and bookmarks."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from io import BytesIO

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, OutlineItem, Pdf, PdfError, String

from endorsements.pdf import errors
from endorsements.pdf.stamp import Stamp
from endorsements.pdf.structure import StructureTree, outline_items

# In the front's contents, <a href="part:3"> leads to the first page of the third part.
PART_SCHEME = "part:"
_PDFUA = "{http://www.aiim.org/pdfua/ns/id/}"


def bind(
    front: bytes,
    parts: Sequence[bytes],
    *,
    title: str,
    lang: str,
    at: datetime,
    outline: Sequence[str],
    author: str = "",
    page_words: Callable[[int], str] | None = None,
) -> bytes:
    """One PDF: `front`, then `parts`, each under its bookmark of `outline`, with its own bookmarks below it.

    `page_words` gives what is stamped on the foot of each page of the packet, counted from 1; None stamps nothing.
    The parts come from the press (tagged, cells scoped without element ids). The same arguments give the same bytes.
    Raises BindFailed when a part is no such PDF, ValueError when `outline` and `parts` differ in length.
    """
    if len(outline) != len(parts):
        raise ValueError(f"{len(outline)} bookmarks for {len(parts)} parts")
    try:
        with Pdf.new() as packet:
            binding = _Binding(packet)
            for number, (document, label) in enumerate(zip([front, *parts], ["", *outline], strict=True)):
                with Pdf.open(BytesIO(document)) as part:
                    binding.add(part, number, label)
            if page_words:
                binding.stamp(page_words)
            binding.finish(title=title, lang=lang, at=at, author=author)
            output = BytesIO()
            packet.save(output, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate, min_version="1.7")
            return output.getvalue()
    except (PdfError, AttributeError, KeyError) as error:
        raise errors.BindFailed(detail=f"{type(error).__name__}: {error}") from error


class _Binding:
    """What is gathered part by part before the catalog is written."""

    def __init__(self, packet: Pdf) -> None:
        self._packet = packet
        self._tree = StructureTree(packet)
        self._contents: list[tuple[Object, str]] = []
        self._first_pages: dict[str, Object] = {}
        self._bookmarks: list[OutlineItem] = []
        self._font_files: dict[bytes, Object] = {}

    def add(self, part: Pdf, number: int, label: str) -> None:
        offset = len(self._packet.pages)
        # Two memos may both have an anchor "unknown": the second one's is renamed, its links with it.
        self._packet.add_pages_from(part, forms="strip")
        pages = [page.obj for page in self._packet.pages[offset:]]
        self._tree.add(part, pages)
        if number == 0:
            self._link_contents(pages)
        self._share_font_files(pages)
        own = outline_items(part, pages)
        if label:
            self._first_pages[str(number)] = pages[0]
            bookmark = OutlineItem(label, Array([pages[0], Name.Fit]))
            bookmark.is_closed = True
            bookmark.children.extend(own)
            own = [bookmark]
        self._bookmarks.extend(own)

    def _link_contents(self, pages: list[Object]) -> None:
        """Turn the contents' ``part:3`` addresses into links inside the packet."""
        for annotation in (each for page in pages for each in page.get(Name.Annots, [])):
            address = str(annotation.get(Name.A, Dictionary()).get(Name.URI, ""))
            if address.startswith(PART_SCHEME):
                self._contents.append((annotation, address.removeprefix(PART_SCHEME)))

    def _share_font_files(self, pages: list[Object]) -> None:
        """Parts that use the same glyphs of a face carry the same font file; keep it once."""
        fonts = pages[0].Resources.get(Name.Font, Dictionary())
        for _, font in fonts.items():
            for descendant in font.get(Name.DescendantFonts, []):
                descriptor = descendant.FontDescriptor
                for key in (Name.FontFile2, Name.FontFile3):
                    if key in descriptor:
                        digest = hashlib.sha256(descriptor[key].read_raw_bytes()).digest()
                        descriptor[key] = self._font_files.setdefault(digest, descriptor[key])

    def stamp(self, page_words: Callable[[int], str]) -> None:
        lines = [page_words(number) for number in range(1, len(self._packet.pages) + 1)]
        stamp = Stamp(self._packet, lines)
        for page, line in zip(self._packet.pages, lines, strict=True):
            stamp.put(page, line)

    def finish(self, *, title: str, lang: str, at: datetime, author: str) -> None:
        packet, root = self._packet, self._packet.Root
        root.StructTreeRoot = self._tree.finish()
        root.MarkInfo = Dictionary(Marked=True)
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        root.Lang = String(lang)
        root.PageMode = Name.UseOutlines
        for annotation, number in self._contents:
            del annotation.A
            # An entry for a part that is not in the packet leads nowhere but to itself.
            annotation.Dest = Array([self._first_pages.get(number, packet.pages[0].obj), Name.Fit])
        with packet.open_outline() as outlines:
            outlines.root.extend(self._bookmarks)
        with packet.open_metadata(set_pikepdf_as_editor=False, update_docinfo=True) as metadata:
            metadata["dc:title"] = title
            if author:
                metadata["dc:creator"] = [author]
            metadata["xmp:CreateDate"] = metadata["xmp:ModifyDate"] = at.isoformat(timespec="seconds")
            metadata[_PDFUA + "part"] = "1"


def page_count(document: bytes) -> int:
    """The number of pages of a printed document. Raises BindFailed when it is no PDF."""
    try:
        with Pdf.open(BytesIO(document)) as opened:
            return len(opened.pages)
    except PdfError as error:
        raise errors.BindFailed(detail=f"{type(error).__name__}: {error}") from error
