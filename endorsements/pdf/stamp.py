"""A line of small type at the foot of finished pages: the packet's own page numbers, to follow its contents on paper.

The line is pagination (ISO 32000-1, 14.8.2.2), not content: screen readers pass over it.
"""

from collections.abc import Iterable
from io import BytesIO

from fontTools import subset
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream, String

from endorsements.pdf import bundle

FACE = "bundle:fonts/print/source-sans-3-semibold.ttf"
SIZE, BASELINE, GREY = 8.0, 26.0, 0.35  # points, points above the sheet's lower edge, and how light
_RESOURCE = Name.PacketFoot
_UNICODE_MAP = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def
/CMapName /PacketFoot def 1 begincodespacerange <0000> <ffff> endcodespacerange
{}
endcmap CMapName currentdict /CMap defineresource pop end end"""


class Stamp:
    """Sets lines in one face, embedded in `packet` with the glyphs of `lines` only. The same lines, the same bytes."""

    def __init__(self, packet: Pdf, lines: Iterable[str]) -> None:
        self._packet = packet
        self._face = _Face(sorted(set("".join(lines))))
        self._font = self._face.embedded_in(packet)
        # What a page drew before may have moved its coordinates; this puts them back.
        self._before = packet.make_stream(b"q\n")

    def put(self, page: Page, line: str) -> None:
        """Add a line in the middle of the page's foot."""
        left, bottom, right, _top = (float(edge) for edge in page.mediabox)
        start = (left + right - self._face.width(line) * SIZE / 1000) / 2
        drawn = (
            f"\nQ /Artifact <</Type /Pagination /Subtype /Footer>> BDC q BT {GREY} g {_RESOURCE} {SIZE:g} Tf "
            f"{start:.2f} {bottom + BASELINE:.2f} Td <{self._face.codes(line)}> Tj ET Q EMC\n"
        )
        after = self._packet.make_stream(drawn.encode())
        page.obj.Contents = Array([self._before, *_streams(page.obj.Contents), after])
        if Name.Font not in page.obj.Resources:
            page.obj.Resources.Font = Dictionary()
        page.obj.Resources.Font[_RESOURCE] = self._font


class _Face:
    """A face cut down to some characters."""

    def __init__(self, characters: list[str]) -> None:
        options = subset.Options(hinting=False, layout_features=[], name_IDs=[], notdef_outline=True)
        self._font = TTFont(BytesIO(bundle.read(FACE)[0]), recalcTimestamp=False)
        self._name = self._font["name"].getDebugName(6)
        cutter = subset.Subsetter(options)
        cutter.populate(text="".join(characters))
        cutter.subset(self._font)
        glyphs = self._font.getBestCmap()
        # A character that the face lacks prints as the empty box of glyph 0.
        names = {each: glyphs.get(ord(each), ".notdef") for each in characters}
        scale = 1000 / self._font["head"].unitsPerEm
        self._glyph = {each: self._font.getGlyphID(name) for each, name in names.items()}
        self._width = {each: self._font["hmtx"][name][0] * scale for each, name in names.items()}

    def width(self, line: str) -> float:
        """In thousandths of the size."""
        return sum(self._width[each] for each in line)

    def codes(self, line: str) -> str:
        return "".join(f"{self._glyph[each]:04x}" for each in line)

    def embedded_in(self, packet: Pdf) -> Object:
        name = Name("/PACKET+" + self._name)
        widths: dict[int, float] = {self._glyph[each]: self._width[each] for each in self._glyph}
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=name,
            CIDSystemInfo=Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0),
            CIDToGIDMap=Name.Identity,
            FontDescriptor=packet.make_indirect(self._descriptor(packet, name)),
            W=Array([part for glyph, width in sorted(widths.items()) for part in (glyph, Array([round(width)]))]),
        )
        return packet.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=name,
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([packet.make_indirect(descendant)]),
                ToUnicode=self._to_unicode(packet),
            )
        )

    def _descriptor(self, packet: Pdf, name: Name) -> Dictionary:
        written = BytesIO()
        self._font.save(written)
        head, metrics = self._font["head"], self._font["hhea"]
        scale = 1000 / head.unitsPerEm
        return Dictionary(
            Type=Name.FontDescriptor,
            FontName=name,
            Flags=4,  # symbolic: its codes are glyph numbers
            FontBBox=Array([round(edge * scale) for edge in (head.xMin, head.yMin, head.xMax, head.yMax)]),
            ItalicAngle=0,
            Ascent=round(metrics.ascent * scale),
            Descent=round(metrics.descent * scale),
            CapHeight=round(self._font["OS/2"].sCapHeight * scale),
            StemV=100,
            FontFile2=packet.make_stream(written.getvalue(), Length1=len(written.getvalue())),
        )

    def _to_unicode(self, packet: Pdf) -> Stream:
        codes = {code: each.encode("utf-16-be").hex() for each, code in self._glyph.items() if code}
        lines = [f"<{code:04x}> <{meant}>" for code, meant in sorted(codes.items())]
        # The format takes at most a hundred in a block.
        blocks = [lines[place : place + 100] for place in range(0, len(lines), 100)]
        said = [f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks]
        return packet.make_stream(_UNICODE_MAP.format("\n".join(said)).encode())


def _streams(contents: Object) -> list[Object]:
    return list(contents) if isinstance(contents, Array) else [contents]
