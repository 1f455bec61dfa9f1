"""Parts of the candidacy page rendered on their own: a fact's row, the verdict's panel, the findings.

They depend on nothing but what is handed in, so that a process keeps what it rendered: dossiers are read far oftener
than they change, and these parts are most of the page's time.
"""

from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from endorsements.queries.dossier_page import FactGroupRows, FactRow
from endorsements.queries.field_proposal import Proposed
from endorsements.queries.field_section import Section
from endorsements.queries.judgement_rows import Panel

# Where the request's own token goes; the rest of a row is the same for everybody who sees it.
TOKEN = mark_safe("<!-- token -->")
Halves = tuple[SafeString, SafeString]


def texts() -> dict[str, str]:
    """Return the words that every row repeats."""
    return {"whole": _("The whole text"), "edit": _("Edit the evidence"), "add": _("Add evidence")}


def token_field(token: str) -> SafeString:
    """Return the hidden field that carries the request's token."""
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', token)


def _row(row: FactRow, base: str, *, editable: bool, token: str = "") -> Halves:
    context = {"row": row, "base": base, "editable": editable, "texts": texts(), "token": TOKEN, "csrf_token": token}
    before, _mark, after = render_to_string("candidacy/dossier.html#row", context).partition(TOKEN)
    return mark_safe(before), mark_safe(after)  # noqa: S308  (two halves of what a template escaped)


@lru_cache(maxsize=4096)
def _kept_row(row: FactRow, base: str, editable: bool, _language: str | None) -> Halves:
    return _row(row, base, editable=editable)


def row_html(row: FactRow, base: str, *, editable: bool, token: str) -> SafeString:
    """Return a row's HTML; `token` is the request's own.

    Kept unless something is going on in it, or its evidence is so long that keeping it would cost memory.
    """
    if row.state is not None or row.given.opening:
        before, after = _row(row, base, editable=editable, token=token)
    else:
        before, after = _kept_row(row, base, editable, get_language())
    return before + token_field(token) + after if after else before


def group_html(groups: list[FactGroupRows], base: str, *, editable: bool, token: str) -> list[dict[str, Any]]:
    """Return each group with its rows as HTML."""
    return [
        {
            "id": group.id,
            "title": group.title,
            "empty": group.empty,
            "facts": [row.fact for row in group.rows],
            "html": [row_html(row, base, editable=editable, token=token) for row in group.rows],
        }
        for group in groups
    ]


def beside(groups: list[dict[str, Any]], fact: str, html: SafeString) -> None:
    """Put something after a fact's row. It stays when the row is swapped."""
    for group in groups:
        if fact in group["facts"]:
            group["html"].insert(group["facts"].index(fact) + 1, format_html("<li>{}</li>", html))


def proposal_html(proposed: Proposed, accept: str, editable: bool, token: str) -> SafeString:
    """Return what the figures propose; with a button to accept it where the dossier may be changed."""
    context = {"proposed": proposed, "accept": accept if editable else "", "token": token_field(token)}
    return render_to_string("field/_proposal.html", context)


@lru_cache(maxsize=256)
def section_html(section: Section, _language: str | None) -> SafeString:
    """Return what a candidacy needs in the field as HTML."""
    return render_to_string("field/_section.html", {"section": section})


@lru_cache(maxsize=256)
def judgement_html(panel: Panel, tactical: str, _language: str | None, *, oob: bool) -> Halves:
    """Return the verdict's panel and the findings as HTML; `oob` marks them to be swapped out of band by htmx."""
    context = {"panel": panel, "tactical": tactical, "oob": oob}
    return (
        render_to_string("candidacy/judgement.html#verdict", context),
        render_to_string("candidacy/judgement.html#findings", context),
    )
