"""From a memo's content to its PDF, and from memos to a packet: the one place that puts templates to print."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from django.db.models import Prefetch
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chapters.models import Member
from endorsements.models import Assessment, Ballot, Certificate, Memo, Packet
from endorsements.operations import certificates, memos, packets
from endorsements.pdf import packet as binding
from endorsements.pdf import press
from endorsements.pdf.errors import PdfError
from endorsements.pdf.protocol import Limits
from endorsements.queries.certificates import certificate_content
from endorsements.queries.memo_evidence import long_day
from endorsements.queries.memos import Content, memo_content

TRIES = 5
RECORD_STYLES = (*press.MEMO_STYLES, "css/record.css")
# A roll or a list of receipts may have ten thousand lines; a memo never has.
RECORD_LIMITS = Limits(seconds=90, pages=1000)
IN_ORDER = ("cadre", "class-struggle", "undetermined", "not-endorsable")


def assessments_to_print() -> Any:
    """Return assessments with everything a memo is made from, in one query."""
    return Assessment.objects.select_related("candidacy__race__cycle__chapter", "candidacy__candidate", "frozen_by")


def as_html(content: Content) -> SafeString:
    """Return a memo as the page shows it, in the memo's own language whatever the page around it speaks."""
    with translation.override(content["language"]):
        return mark_safe(render_to_string("memos/_memo.html", {"memo": content}))  # noqa: S308  (escaped by the template)


def memo_job(content: Content, *, at: dt.datetime) -> press.Job:
    """Return a memo's content as a document to set."""
    with translation.override(content["language"]):
        html = render_to_string("memos/print.html", {"memo": content})
    return press.Job(html=html, title=content["title"], lang=content["language"], at=at, author=content["chapter"])


def _content(assessment: Assessment, number: int, *, by: Member, at: dt.datetime) -> Content:
    chapter = assessment.candidacy.race.cycle.chapter
    with timezone.override(chapter.time_zone):
        return memo_content(assessment, number=number, issued_by=by.name, issued_at=at)


def draft(assessment: Assessment, *, by: Member, at: dt.datetime) -> Content:
    """Return what the memo would say if it were issued now, in the active language. Raises `limits.MemoTooLong`."""
    return _content(assessment, memos.next_number(assessment.candidacy.race.cycle.chapter), by=by, at=at)


def issue_memo(assessment: Assessment, *, by: Member, at: dt.datetime) -> Memo:
    """Print and issue a memo in the active language.

    Printing happens outside the transaction, which would else keep every writer waiting; when somebody else's memo
    took the number meanwhile it is printed again under the next one.

    Raises `limits.MemoTooLong`, `pdf.errors.PdfError`, or `memos.NumberTaken` after TRIES such races.
    """
    for attempt in count(1):
        content = draft(assessment, by=by, at=at)
        pdf = press.typeset(memo_job(content, at=at)).pdf
        try:
            return memos.issue(assessment=assessment, content=content, pdf=pdf, by=by, at=at)
        except memos.NumberTaken:
            if attempt == TRIES:
                raise
    raise AssertionError("count() does not end")


def _issue_all(wanted: Sequence[Assessment], *, by: Member, at: dt.datetime) -> Iterator[Memo]:
    """Print memos side by side and issue them in order. Raises the first `PdfError`; those before it stay issued."""
    if not wanted:
        return
    first = memos.next_number(wanted[0].candidacy.race.cycle.chapter)
    contents: dict[int, Content] = {}

    def jobs() -> Iterator[press.Job]:
        for index, assessment in enumerate(wanted):
            contents[index] = _content(assessment, first + index, by=by, at=at)
            yield memo_job(contents[index], at=at)

    for index, result in press.render_many(jobs()):
        if isinstance(result, PdfError):
            raise result
        content = contents.pop(index)
        try:
            yield memos.issue(assessment=wanted[index], content=content, pdf=result.pdf, by=by, at=at)
        except memos.NumberTaken:
            yield issue_memo(wanted[index], by=by, at=at)


def _current_memos(packet: Packet, wanted: Sequence[Assessment]) -> dict[int, Memo]:
    """Return the newest memo in the packet's language of each assessment that has one."""
    issued = (
        Memo.objects.filter(assessment__in=wanted, language=packet.language).select_related("file").order_by("number")
    )
    return {memo.assessment_id: memo for memo in issued}


def make_packet(packet: Packet, *, at: dt.datetime) -> None:
    """Issue the memos that are missing, then bind all of them behind contents and a summary page.

    Raises `PdfError` or `limits.MemoTooLong`.
    """
    items = packet.items.order_by("position").prefetch_related(Prefetch("assessment", queryset=assessments_to_print()))
    wanted = [item.assessment for item in items]
    with translation.override(packet.language):
        issued = _current_memos(packet, wanted)
        missing = [assessment for assessment in wanted if assessment.pk not in issued]
        packets.advance(packet=packet, done=len(issued), at=timezone.now())
        for memo in _issue_all(missing, by=packet.asked_by, at=at):
            issued[memo.assessment_id] = memo
            packets.advance(packet=packet, done=len(issued), at=timezone.now())
        bound = [issued[assessment.pk] for assessment in wanted]
        packets.place(packet=packet, memos=bound)
        pdf = _bind(packet, bound, at=at)
    packets.finish(packet=packet, pdf=pdf, at=timezone.now())


def _bind(packet: Packet, bound: Sequence[Memo], *, at: dt.datetime) -> bytes:
    parts = [bytes(memo.file.content) for memo in bound]
    pages = [binding.page_count(part) for part in parts]
    front, front_pages = b"", 1
    for _attempt in range(3):  # the contents' own length moves the page numbers that stand in it
        with timezone.override(packet.chapter.time_zone):
            context = _front(packet, bound, pages, front_pages, long_day(timezone.localdate(at)))
        html = render_to_string("memos/packet_front.html", context)
        typeset = press.typeset(press.Job(html=html, title=packet.title, lang=packet.language, at=at))
        front = typeset.pdf
        if typeset.pages == front_pages:
            break
        front_pages = typeset.pages
    return binding.bind(
        front,
        parts,
        title=packet.title,
        lang=packet.language,
        at=at,
        outline=[memo.content["title"] for memo in bound],
        author=packet.chapter.name,
        page_words=lambda page: _("Packet page %(page)d") % {"page": page},
    )


def _front(packet: Packet, bound: Sequence[Memo], pages: Sequence[int], front: int, day: str) -> dict[str, Any]:
    rows, page = [], front + 1
    for memo, length in zip(bound, pages, strict=True):
        rows.append({"memo": memo.content, "page": page})
        page += length
    found = {memo.content["verdict"]["id"]: memo.content["verdict"]["word"] for memo in bound}
    count = Counter(memo.content["verdict"]["id"] for memo in bound)
    return {
        "packet": packet,
        "rows": rows,
        "day": day,
        "counts": [{"id": id, "word": found[id], "count": count[id]} for id in IN_ORDER if id in found],
        "label": ngettext("Packet of %(count)d memo", "Packet of %(count)d memos", len(bound)) % {"count": len(bound)},
    }


def record_as_html(content: Content) -> SafeString:
    """Return a ballot's certified record as the page shows it, in its own language."""
    with translation.override(content["language"]):
        codes = [code for line in content["receipts"] for code in line.split("\t")]
        html = render_to_string("ballots/_certificate.html", {"record": content, "within": True, "codes": codes})
        return mark_safe(html)  # noqa: S308  (escaped)


def draft_record(ballot: Ballot, *, by: Member, at: dt.datetime) -> Content:
    """Return what a closed ballot's record would say if it were certified now, in the active language."""
    with timezone.override(ballot.motion.chapter.time_zone):
        return certificate_content(ballot, certified_by=by.name, at=at)


def certify_ballot(ballot: Ballot, *, by: Member, at: dt.datetime) -> Certificate:
    """Print and keep a closed ballot's certified record in the active language. Raises `PdfError` or `Refused`."""
    content = draft_record(ballot, by=by, at=at)
    certificates.check_certifiable(ballot, content["language"])
    with translation.override(content["language"]):
        html = render_to_string("ballots/certificate_print.html", {"record": content})
    job = press.Job(
        html=html,
        title=content["title"],
        lang=content["language"],
        at=at,
        author=content["chapter"],
        styles=RECORD_STYLES,
        limits=RECORD_LIMITS,
    )
    return certificates.certify(ballot=ballot, content=content, pdf=press.typeset(job).pdf, by=by, at=at)
