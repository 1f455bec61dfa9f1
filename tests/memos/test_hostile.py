"""A dossier written by somebody who means harm, through the whole way from the form to the printed memo."""

import pytest

from endorsements.models import Memo
from endorsements.operations import dossiers
from endorsements.policies import Refused
from tests.factories import NOW
from tests.memos.conftest import freeze, text_of
from tests.pdf.ua import faults

EVIL = (
    '<script>alert(1)</script><img src="file:///etc/passwd"><link rel=attachment href="file:///etc/passwd">'
    '<iframe src="http://169.254.169.254/"></iframe><style>@import url(file:///etc/passwd);</style>'
    "</td></tr></table></article>{{ memo.chapter }}{% include 'x' %}&lt;b&gt; \u202eright to left\u202c שלום مرحبا"
)
MARKDOWN = (
    "[a file](file:///etc/passwd) ![an image](file:///etc/passwd) <object data='file:///etc/passwd'></object>\n\n"
    "[a script](javascript:alert(1)) [the web](https://example.org/)\n\n# A heading\n\n| a | b |\n|---|---|\n| 1 | 2 |"
)


@pytest.fixture
def evil(dossier, cast):
    long = EVIL + " ".join(["word"] * 9_000)
    for fact, evidence in (("solicited", EVIL), ("rooted", long[:50_000]), ("accountable", "W" * 20_000)):
        dossiers.set_answer(
            candidacy=dossier, fact=fact, value="yes", evidence=evidence, source=EVIL[:200], link="https://example.org/",
            evidence_on=None, by=cast.electoral, at=NOW,
        )  # fmt: skip
    dossiers.write_note(candidacy=dossier, side="for", text=MARKDOWN, by=cast.electoral, at=NOW)
    dossier.candidate.name = "<b>Eve</b> “Evil” \u202eenil"
    dossier.candidate.save()
    return freeze(dossier, cast.electoral)


def test_a_hostile_dossier_prints_as_the_text_it_is(as_, cast, evil):
    client = as_("electoral")
    address = f"/c/{cast.chapter.slug}/assessments/{evil.pk}/memo/"
    assert client.post(address, {"language": "en"}).status_code == 302
    pdf = bytes(Memo.objects.get().file.content)
    assert faults(pdf) == []
    text = text_of(pdf)
    assert "<script>alert(1)</script>" in text
    assert "{{ memo.chapter }}" in text
    assert "root:x:0" not in text
    for part in (b"/EmbeddedFile", b"/JavaScript", b"file:///"):
        assert part not in pdf


def test_a_hostile_dossier_is_escaped_on_the_page(as_, cast, evil):
    client = as_("electoral")
    client.post(f"/c/{cast.chapter.slug}/assessments/{evil.pk}/memo/", {"language": "en"})
    for address in (f"/c/{cast.chapter.slug}/memos/1/", f"/c/{cast.chapter.slug}/assessments/{evil.pk}/memo/"):
        page = client.get(address).content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        for raw in (
            "<script>alert",
            "<img src",
            "<iframe",
            "<style>@import",
            "<object",
            'href="file:',
            'href="javascript',
        ):
            assert raw not in page
        assert page.count("</article>") == 1


def test_a_link_to_a_file_and_a_text_too_long_never_get_into_a_dossier(cast, dossier):
    for more in ({"link": "file:///etc/passwd", "evidence": ""}, {"link": "", "evidence": "x" * 50_001}):
        with pytest.raises(Refused):
            dossiers.set_answer(
                candidacy=dossier, fact="rooted", value="yes", source="", evidence_on=None, by=cast.electoral, at=NOW,
                **more,
            )  # fmt: skip
