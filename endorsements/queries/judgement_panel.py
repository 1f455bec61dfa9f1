"""A judgement told on the page: the verdict and why, every finding, what is open, what would settle or change it."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from django.utils.text import get_text_list
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from endorsements import rules
from endorsements.queries.dossier_page import key_of
from endorsements.queries.judgement_rows import FactLink, FindingGroup, FindingRow, Panel, Way
from endorsements.rules import PART_TITLES, Change, Explanation, Finding, Part, Verdict
from endorsements.wording import RED_LINE, Words, words

YES, NO, UNKNOWN = "yes", "no", "unknown"


class _Teller:
    """Tells one explanation; knows the words and the red lines' titles (slug → title)."""

    def __init__(self, found: Explanation, values: Mapping[str, str], titles: Mapping[str, str], said: Words) -> None:
        self.found, self.values, self.titles, self.said = found, values, dict(titles), said
        # The rules sort facts by id; a reader finds them in the order of the dossier.
        asked = (*said.questions, *(RED_LINE + slug for slug in titles))
        self.place = {fact: place for place, fact in enumerate(asked)}

    def link(self, fact: str, label: str = "") -> FactLink:
        return FactLink(f"#fact-{key_of(fact)}", self.said.name(fact, self.titles), label)

    def links(self, facts: Iterable[str]) -> tuple[FactLink, ...]:
        return tuple(self.link(fact) for fact in facts)

    def ordered(self, facts: Iterable[str]) -> list[str]:
        return sorted(facts, key=lambda fact: self.place.get(fact, 0))

    def ways(self, changes: Iterable[Change]) -> tuple[Way, ...]:
        return tuple(self.way(change) for change in sorted(changes, key=lambda change: self.place.get(change.fact, 0)))

    def answer(self, fact: str, to: str) -> FactLink:
        return self.link(fact, self.said.label(fact, to))

    def way(self, change: Change) -> Way:
        return Way((self.answer(change.fact, change.to),), change.verdict, self.said.verdicts[change.verdict])

    def decides(self, finding: Finding, part: Part) -> bool:
        """Whether the verdict hangs on this finding: an unknown that is open, or a no that bars."""
        if self.found.verdict is Verdict.UNDETERMINED:
            return finding.value == UNKNOWN and not set(finding.because).isdisjoint(self.found.open_facts)
        if self.found.verdict is not Verdict.NOT_ENDORSABLE or finding.value != NO:
            return False
        return part is Part.GATES or not self.failed(Part.GATES)

    def failed(self, part: Part) -> list[Finding]:
        codes = {"gates": "G", "struggle": "S", "cadre": "C"}[part]
        return [finding for finding in self.found.findings if finding.code[0] == codes and finding.value == NO]

    def finding(self, finding: Finding, part: Part) -> FindingRow:
        title, sentence = self.said.criteria[finding.code]
        lead, because = "", ()
        if finding.value == UNKNOWN:
            lead, because = _("Waits for"), self.links(finding.because)
        elif finding.because:
            lead = _("Because of")
            because = tuple(self.answer(fact, self.values.get(fact, UNKNOWN)) for fact in finding.because)
        elif finding.code == "G4":
            lead = _("No red line is in force.")
        labels = self.said.labels["member"]
        classes = "finding finding--decides" if self.decides(finding, part) else "finding"
        return FindingRow(
            finding.code, title, sentence, finding.value, labels[finding.value], lead, because, finding.source, classes
        )

    def groups(self, book: rules.Rulebook) -> tuple[FindingGroup, ...]:
        by_code = {finding.code: finding for finding in self.found.findings}
        return tuple(
            FindingGroup(
                str(part),
                _(PART_TITLES[part]),
                tuple(self.finding(by_code[criterion.code], part) for criterion in book.of_part(part)),
            )
            for part in Part
        )

    def named(self, findings: Iterable[Finding]) -> str:
        return get_text_list([f"{self.said.criteria[f.code][0]} ({f.code})" for f in findings], _("and"))

    def why(self) -> str:
        verdict = self.found.verdict
        if verdict is Verdict.CADRE:
            return _("Every gate holds, and so does every cadre criterion.")
        if verdict is Verdict.CLASS_STRUGGLE:
            return _("Every gate holds, and so does every class-struggle criterion.")
        if verdict is Verdict.UNDETERMINED:
            count = len(self.found.open_facts)
            return ngettext(
                "What is known does not decide it yet: %(count)d open question can still change the verdict.",
                "What is known does not decide it yet: %(count)d open questions can still change the verdict.",
                count,
            ) % {"count": count}
        gates = self.failed(Part.GATES)
        if gates:
            return ngettext(
                "It fails a gate that every endorsement must pass: %(criteria)s.",
                "It fails gates that every endorsement must pass: %(criteria)s.",
                len(gates),
            ) % {"criteria": self.named(gates)}
        return _(
            "It is a campaign of neither kind. Class struggle fails on %(struggle)s; cadre fails on %(cadre)s."
        ) % {
            "struggle": self.named(self.failed(Part.STRUGGLE)),
            "cadre": self.named(self.failed(Part.CADRE)),
        }


@lru_cache(maxsize=512)
def _sets(
    rulebook_id: str, facts: tuple[tuple[str, str], ...], lines: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    found = rules.smallest_settling_sets(rules.rulebook(rulebook_id), dict(facts), dict(lines), limit=3)
    return tuple((str(each.verdict), tuple(each.answers)) for each in found)


def _ways(teller: _Teller, rulebook_id: str) -> tuple[Way, ...]:
    """The smallest sets of answers, for each verdict that no single answer leads to."""
    if teller.found.verdict is not Verdict.UNDETERMINED:
        return ()
    facts = tuple(sorted((fact, v) for fact, v in teller.values.items() if not fact.startswith(RED_LINE)))
    lines = tuple((slug, teller.values.get(RED_LINE + slug, UNKNOWN)) for slug in sorted(teller.titles))
    single = {change.verdict for change in teller.found.would_settle}
    return tuple(
        Way(
            tuple(teller.answer(fact, dict(answers)[fact]) for fact in teller.ordered(dict(answers))),
            verdict,
            teller.said.verdicts[verdict],
        )
        for verdict, answers in _sets(rulebook_id, facts, lines)
        if verdict not in single
    )


def told(found: Explanation, *, rulebook_id: str, values: Mapping[str, str], red_lines: Mapping[str, str]) -> Panel:
    """Tell a judgement of `values` (fact → value) under the red lines in force (slug → title). No query."""
    return _told(found, rulebook_id, tuple(sorted(values.items())), tuple(sorted(red_lines.items())), get_language())


@lru_cache(maxsize=512)
def _told(
    found: Explanation,
    rulebook_id: str,
    given: tuple[tuple[str, str], ...],
    titles: tuple[tuple[str, str], ...],
    _language: str | None,
) -> Panel:
    # Like the judgement itself, its telling is a pure function, so that it is not told twice by one process.
    said, values, red_lines = words(rulebook_id), dict(given), dict(titles)
    teller = _Teller(found, values, red_lines, said)
    asked = [*said.questions, *(RED_LINE + slug for slug in red_lines)]
    known = sum(values.get(fact, UNKNOWN) != UNKNOWN for fact in asked)
    return Panel(
        verdict=found.verdict,
        label=said.verdicts[found.verdict],
        why=teller.why(),
        kind=said.kinds[found.kind],
        both=_("It is a class-struggle campaign as well; cadre has the priority (CAES, Chapter Strategy ¶5).")
        if found.qualifies_as_both
        else "",
        advocacy=_(
            "Members in unions and coalitions may still argue for it there. That is no endorsement and costs no "
            "capacity (CAES, Coalitions ¶6)."
        )
        if found.coalition_advocacy
        else "",
        groups=teller.groups(rules.rulebook(rulebook_id)),
        open=teller.links(teller.ordered(found.open_facts)),
        settle=teller.ways(found.would_settle),
        sets=_ways(teller, rulebook_id),
        raises=teller.links(teller.ordered(found.could_raise)),
        change=teller.ways(found.would_change),
        answered=_("%(known)d of %(all)d answered") % {"known": known, "all": len(asked)},
    )
