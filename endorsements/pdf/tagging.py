"""Tags as PDF/UA-1 wants them, where WeasyPrint leaves them short. Runs in the child, on the PDF about to be written.

Objects are pydyf's: dictionaries with a ``reference`` like ``b"12 0 R"``, numbered by their place in ``pdf.objects``.
"""

from typing import Any

_PAGINATION = "<</Type /Pagination>>"


def finish(_document: object, pdf: Any) -> None:
    """WeasyPrint's `finisher`: scope header cells, and take running feet out of the reading order."""
    _scope_cells(pdf)
    tree = _object(pdf, pdf.catalog["StructTreeRoot"])
    document = _object(pdf, tree["K"][0])
    numbers = _object(pdf, tree["ParentTree"])["Nums"]
    pages = [_object(pdf, reference) for reference in pdf.page_references]
    for key, page in enumerate(pages):
        _make_artifacts(pdf, page, numbers[2 * key + 1], document)


def _scope_cells(pdf: Any) -> None:
    """Say of each header cell whether it heads a column or a row.

    WeasyPrint lists header ids in every cell instead, without the id tree they need and with the same ids in each
    document, which would clash in a packet.
    """
    for cell in [each for each in pdf.objects if isinstance(each, dict) and each.get("S") in ("/TH", "/TD")]:
        cell.pop("ID", None)
        attributes = cell.get("A", {})
        attributes.pop("Headers", None)
        if cell["S"] == "/TH":
            group = _object(pdf, _object(pdf, cell["P"])["P"])
            attributes["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"


def _make_artifacts(pdf: Any, page: dict[str, Any], elements: list[Any], document: dict[str, Any]) -> None:
    """Content of margin boxes leads to elements that no one holds; it is pagination, so it becomes an artifact."""
    held = set(document["K"])
    orphans = [number for number, element in enumerate(elements) if _top(pdf, element, document) not in held]
    if not orphans:
        return
    stream = _object(pdf, page["Contents"]).stream
    openings = {
        entry["MCID"]: place
        for place, entry in enumerate(stream)
        if isinstance(entry, dict) and stream[place + 1] == b"BDC" and "MCID" in entry
    }
    for number in orphans:
        elements[number] = "null"
        place = openings[number]
        stream[place - 1 : place + 1] = ["/Artifact", _PAGINATION]


def _top(pdf: Any, reference: bytes, document: dict[str, Any]) -> bytes:
    """The ancestor right below the document."""
    while (parent := _object(pdf, reference)["P"]) != document.reference:
        reference = parent
    return reference


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]
