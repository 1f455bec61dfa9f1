"""The main requirements of PDF/UA-1 (ISO 14289-1), checked with pypdf, which wrote none of our files.

`faults` gives a sentence for each breach; a conforming file gives none. Clause numbers are ISO 14289-1's.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, IndirectObject

SHOWING = {b"Tj", b"TJ", b"'", b'"', b"f", b"F", b"f*", b"S", b"s", b"B", b"B*", b"b", b"b*", b"Do", b"sh", b"EI"}
GROUPS = {"/THead", "/TBody", "/TFoot"}


def faults(pdf: bytes) -> list[str]:
    """Every breach found in `pdf`, in words."""
    reader = PdfReader(BytesIO(pdf))
    tree = Tree(reader)
    return [*_catalog(reader), *_content(reader, tree), *_links(reader, tree), *_fonts(reader), *tree.faults()]


class Tree:
    """The structure tree as an independent reader sees it."""

    def __init__(self, reader: PdfReader) -> None:
        self.reader = reader
        self.root = reader.trailer["/Root"]["/StructTreeRoot"]
        self.parents = dict(_number_tree(self.root["/ParentTree"]))
        self.elements: dict[int, DictionaryObject] = {}
        self.parent_of: dict[int, int] = {}
        self.order: list[DictionaryObject] = []
        self._walk(_reference(self.root, reader.trailer["/Root"].raw_get("/StructTreeRoot")), self.root)

    def _walk(self, number: int, node: DictionaryObject) -> None:
        for kid in _kids(node):
            element = kid.get_object()
            if isinstance(element, DictionaryObject) and "/S" in element:
                assert isinstance(kid, IndirectObject)
                assert kid.idnum not in self.elements, f"element {kid.idnum} is reached twice"
                self.elements[kid.idnum] = element
                self.parent_of[kid.idnum] = number
                self.order.append(element)
                self._walk(kid.idnum, element)

    def faults(self) -> Iterator[str]:
        level = 0
        for number, element in self.elements.items():
            kind, kinds = element["/S"], [k.get_object()["/S"] for k in _kids(element) if _is_element(k)]
            if element.raw_get("/P").idnum != self.parent_of[number]:
                yield f"{kind} {number} names another parent than the one that holds it"
            if kind == "/Figure" and not element.get("/Alt"):
                yield "7.3: a figure has no alternative text"
            if kind == "/TH" and element.get("/A", {}).get("/Scope") not in ("/Column", "/Row"):
                yield "7.5: a header cell has no scope"
            if kind == "/Table" and not set(kinds) <= GROUPS | {"/TR", "/Caption"}:
                yield f"7.2: a table holds {kinds}"
            if kind in GROUPS and set(kinds) - {"/TR"}:
                yield f"7.2: {kind} holds {kinds}"
            if kind == "/TR" and set(kinds) - {"/TH", "/TD"}:
                yield f"7.2: a row holds {kinds}"
            if kind == "/L" and set(kinds) - {"/LI", "/Caption", "/L"}:
                yield f"7.2: a list holds {kinds}"
            if kind == "/LI" and set(kinds) - {"/Lbl", "/LBody"}:
                yield f"7.2: a list item holds {kinds}"
            if kind == "/Part":
                level = 0
            if kind[1:] in {"H1", "H2", "H3", "H4", "H5", "H6"}:
                if int(kind[2]) > level + 1:
                    yield f"7.4.2: {kind} follows level {level}"
                level = int(kind[2])


def _catalog(reader: PdfReader) -> Iterator[str]:
    root = reader.trailer["/Root"]
    metadata = reader.xmp_metadata
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "7.1: not marked as tagged"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "7.1: the title is not shown"
    if not root.get("/Lang"):
        yield "7.2: no language"
    if metadata is None or not metadata.dc_title.get("x-default"):
        yield "7.1: no title in the metadata"
    elif [_text(node) for node in metadata.get_element("", "http://www.aiim.org/pdfua/ns/id/", "part")] != ["1"]:
        yield "5: not identified as PDF/UA-1"
    for name in ("/AcroForm", "/OpenAction", "/AA"):
        if name in root:
            yield f"the catalog has {name}"
    for name in ("/EmbeddedFiles", "/JavaScript"):
        if name in root.get("/Names", {}):
            yield f"the catalog's names have {name}"


def _content(reader: PdfReader, tree: Tree) -> Iterator[str]:
    """Everything shown is an artifact or leads, by page and marked-content id, to an element of the tree."""
    for page_number, page in enumerate(reader.pages, start=1):
        key = page.get("/StructParents")
        marked = tree.parents.get(key)
        if not isinstance(marked, References):
            yield f"7.1: page {page_number} has no entry in the parent tree"
            continue
        stack: list[Any] = []
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator == b"BMC":
                stack.append(operands[0])
            elif operator == b"BDC":
                identifier = operands[1].get("/MCID") if operands[0] != "/Artifact" else "/Artifact"
                stack.append(identifier)
                yield from _leads_somewhere(identifier, marked, tree, page_number)
            elif operator == b"EMC":
                stack.pop()
            elif operator in SHOWING and not any(each is not None for each in stack):
                yield f"7.1: page {page_number} shows something that is neither tagged nor an artifact ({operator!r})"
        if [each for each in stack if each == "/Artifact"]:
            yield f"7.1: page {page_number} leaves an artifact open"


def _leads_somewhere(identifier: Any, marked: ArrayObject, tree: Tree, page_number: int) -> Iterator[str]:
    if not isinstance(identifier, int):
        return
    if identifier >= len(marked) or not isinstance(marked[identifier].get_object(), DictionaryObject):
        yield f"7.1: page {page_number}, content {identifier} has no element"
    elif ArrayObject.__getitem__(marked, identifier) is None or marked.get(identifier) not in tree.elements:
        yield f"7.1: page {page_number}, content {identifier} leads to an element outside the tree"


def _links(reader: PdfReader, tree: Tree) -> Iterator[str]:
    for page_number, page in enumerate(reader.pages, start=1):
        annotations = page.get("/Annots", ArrayObject())
        if annotations and page.get("/Tabs") != "/S":
            yield f"7.18.3: page {page_number} has no tab order by structure"
        for reference in annotations:
            annotation = reference.get_object()
            element = tree.parents.get(annotation.get("/StructParent"))
            if element is None or element.get("/S") != "/Link":
                yield f"7.18.5: a link on page {page_number} is not in a Link element"
            elif not any(_object_of(kid) == reference.idnum for kid in _kids(element)):
                yield f"7.18.5: a link on page {page_number} is not the one its element names"
            if not annotation.get("/Contents"):
                yield f"7.18.5: a link on page {page_number} has no description"


def _fonts(reader: PdfReader) -> Iterator[str]:
    for page in reader.pages:
        for name, reference in page["/Resources"].get("/Font", {}).items():
            font = reference.get_object()
            if "/ToUnicode" not in font:
                yield f"7.21.7: font {name} has no map to Unicode"
            descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            if not {"/FontFile2", "/FontFile3"} & set(descriptor):
                yield f"7.21.4: font {name} is not embedded"


def _text(node: Any) -> str:
    """The value of a property, which XMP writes as an attribute or as an element."""
    return node.nodeValue or "".join(child.data for child in node.childNodes)


def _number_tree(node: DictionaryObject) -> Iterator[tuple[int, Any]]:
    numbers = node.get("/Nums", [])
    for position in range(0, len(numbers), 2):
        value = numbers[position + 1].get_object()
        yield int(numbers[position]), References(value) if isinstance(value, ArrayObject) else value
    for kid in node.get("/Kids", []):
        yield from _number_tree(kid.get_object())


class References(ArrayObject):
    """An array that also tells the object number behind an entry."""

    def get(self, index: int) -> int | None:
        raw = list.__getitem__(self, index)
        return raw.idnum if isinstance(raw, IndirectObject) else None


def _kids(node: DictionaryObject) -> list[Any]:
    if "/K" not in node:
        return []
    kids = node["/K"]
    return list(list.__iter__(kids)) if isinstance(kids, ArrayObject) else [node.raw_get("/K")]


def _is_element(kid: Any) -> bool:
    value = kid.get_object()
    return isinstance(value, DictionaryObject) and "/S" in value


def _object_of(kid: Any) -> int | None:
    value = kid.get_object()
    return value.raw_get("/Obj").idnum if isinstance(value, DictionaryObject) and "/Obj" in value else None


def _reference(_node: DictionaryObject, raw: Any) -> int:
    return raw.idnum if isinstance(raw, IndirectObject) else 0
