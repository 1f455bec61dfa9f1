"""A packet keeps what its parts had: tags, links, bookmarks, languages."""

from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest
from pypdf import PdfReader

from bench.sample_memo import memo_html
from endorsements.pdf import errors, packet, press
from endorsements.pdf.press import Job
from tests.pdf.ua import Tree, faults

AT = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)
FRONT = """<h1>Packet</h1><h2>Contents</h2><table><thead><tr><th>Memo</th></tr></thead><tbody>
<tr><td><a href="part:1">First</a></td></tr><tr><td><a href="part:2">Second</a></td></tr>
<tr><td><a href="part:9">Not in it</a></td></tr></tbody></table><p>See <a href="#end">the end</a>.<p id="end">End."""


@pytest.fixture(scope="module")
def parts() -> list[bytes]:
    jobs = [
        Job(memo_html(0), "Memo 1", "en", AT),
        Job(memo_html(1), "Memo 2", "es", AT),
        Job(memo_html(2), "Memo 3", "en", AT),
    ]
    return [result.pdf for _, result in press.render_many(jobs)]


@pytest.fixture(scope="module")
def front() -> bytes:
    return press.render(FRONT, title="Packet", lang="en", at=AT)


@pytest.fixture(scope="module")
def bound(front: bytes, parts: list[bytes]) -> bytes:
    outline = ["Memo 1 · (Okonkwo)", "Memo 2", "Memo 3"]
    return packet.bind(
        front, parts, title="The packet", lang="en", at=AT, outline=outline, author="Larkspur Valley DSA"
    )


def test_a_packet_is_pdf_ua(bound: bytes) -> None:
    assert faults(bound) == []


def test_the_checker_sees_what_a_plain_merge_loses(front: bytes, parts: list[bytes]) -> None:
    with pikepdf.open(BytesIO(front)) as merged, pikepdf.open(BytesIO(parts[0])) as part:
        merged.add_pages_from(part)
        output = BytesIO()
        merged.save(output)
    assert any("outside the tree" in fault or "has no element" in fault for fault in faults(output.getvalue()))


def test_every_page_is_there_in_order_with_its_text(bound: bytes, front: bytes, parts: list[bytes]) -> None:
    expected = [page.extract_text() for each in [front, *parts] for page in PdfReader(BytesIO(each)).pages]
    assert [page.extract_text() for page in PdfReader(BytesIO(bound)).pages] == expected


def test_every_page_has_its_own_entry_in_the_parent_tree(bound: bytes) -> None:
    reader = PdfReader(BytesIO(bound))
    keys = [page["/StructParents"] for page in reader.pages]
    assert len(set(keys)) == len(keys)
    assert set(keys) <= set(Tree(reader).parents)


def test_each_part_is_one_element_in_its_own_language(bound: bytes) -> None:
    reader = PdfReader(BytesIO(bound))
    document = reader.trailer["/Root"]["/StructTreeRoot"]["/K"][0].get_object()
    kinds = [(kid.get_object()["/S"], kid.get_object()["/Lang"]) for kid in document["/K"]]
    assert document["/S"] == "/Document"
    assert kinds == [("/Part", "en"), ("/Part", "en"), ("/Part", "es"), ("/Part", "en")]


def test_bookmarks_lead_to_each_part_and_into_it(bound: bytes, parts: list[bytes]) -> None:
    reader = PdfReader(BytesIO(bound))
    top = [each for each in reader.outline if not isinstance(each, list)]
    assert [each.title for each in top] == ["Packet", "Memo 1 · (Okonkwo)", "Memo 2", "Memo 3"]
    lengths = [len(PdfReader(BytesIO(each)).pages) for each in parts]
    starts = [1, 1 + lengths[0], 1 + lengths[0] + lengths[1]]
    assert [reader.get_destination_page_number(each) for each in top[1:]] == starts
    nested = [each for each in reader.outline if isinstance(each, list)][2]
    assert nested[0].title.startswith("Tomasz Wiśniewski for State Assembly")
    inner = [each for each in nested[1] if not isinstance(each, list)]
    assert [each.title for each in inner][:2] == ["Verdict", "Criteria and red lines"]
    assert {reader.get_destination_page_number(each) for each in inner} <= set(range(starts[1], starts[2]))


def test_links_stay_within_their_part_though_all_have_the_same_anchor(bound: bytes, parts: list[bytes]) -> None:
    reader = PdfReader(BytesIO(bound))
    page_of = {name: reader.get_destination_page_number(each) for name, each in reader.named_destinations.items()}
    found, first = [], 1
    for part in parts:
        last = first + len(PdfReader(BytesIO(part)).pages)
        for index in range(first, last):
            for annotation in reader.pages[index].get("/Annots", []):
                if "/Dest" in annotation.get_object():
                    found.append(first <= page_of[annotation.get_object()["/Dest"]] < last)
        first = last
    assert found == [True, True, True]


def test_the_contents_lead_to_the_parts(bound: bytes) -> None:
    reader = PdfReader(BytesIO(bound))
    pages = [page.indirect_reference.idnum for page in reader.pages]
    targets = [each.get_object()["/Dest"] for each in reader.pages[0]["/Annots"]]
    assert [pages.index(target.raw_get(0).idnum if hasattr(target, "raw_get") else list.__getitem__(target, 0).idnum)
            for target in targets if isinstance(target, list)] == [1, 5, 0]  # fmt: skip


def test_what_the_packet_says_about_itself(bound: bytes) -> None:
    reader = PdfReader(BytesIO(bound))
    assert (reader.metadata.title, reader.metadata.author) == ("The packet", "Larkspur Valley DSA")
    assert reader.metadata.creation_date == AT
    assert reader.xmp_metadata.dc_title == {"x-default": "The packet"}


def test_the_same_parts_give_the_same_packet(front: bytes, parts: list[bytes], bound: bytes) -> None:
    names = ["Memo 1 · (Okonkwo)", "Memo 2", "Memo 3"]
    again = packet.bind(front, parts, title="The packet", lang="en", at=AT, outline=names, author="Larkspur Valley DSA")
    assert again == bound


def test_faces_are_kept_once(front: bytes, parts: list[bytes]) -> None:
    twelve = packet.bind(front, parts * 4, title="t", lang="en", at=AT, outline=["Memo"] * 12)
    assert len(twelve) < 0.75 * sum(map(len, parts * 4))
    assert faults(twelve) == []


def test_a_front_alone_is_a_packet(front: bytes) -> None:
    assert faults(packet.bind(front, [], title="t", lang="en", at=AT, outline=[])) == []


@pytest.mark.parametrize("broken", [b"", b"not a PDF", b"%PDF-1.7\n%%EOF"])
def test_a_part_that_is_no_pdf_is_named_as_such(front: bytes, broken: bytes) -> None:
    with pytest.raises(errors.BindFailed, match="could not be bound"):
        packet.bind(front, [broken], title="t", lang="en", at=AT, outline=["x"])


def test_an_untagged_part_is_refused(front: bytes) -> None:
    output = BytesIO()
    with pikepdf.new() as blank:
        blank.add_blank_page()
        blank.save(output)
    with pytest.raises(errors.BindFailed):
        packet.bind(front, [output.getvalue()], title="t", lang="en", at=AT, outline=["x"])


def test_each_part_needs_its_bookmark(front: bytes, parts: list[bytes]) -> None:
    with pytest.raises(ValueError, match="0 bookmarks for 3 parts"):
        packet.bind(front, parts, title="t", lang="en", at=AT, outline=[])
