"""The rulebook page told once more, plainly and slowly, to check the engine against. Imports nothing from it."""

from itertools import product

TRI = [
    "solicited", "member", "open_socialist", "rooted", "accountable", "sio_commitment", "endorsed_incumbent",
    "worked_with_chapter", "labor_against_capital", "coheres_left_labor", "polarizes_by_class", "visible",
    "contest_over_direction", "class_lines_legible", "symbolic", "viable_path", "socialist_governance",
    "conservative_area", "independent_exception",
]  # fmt: skip
CHOICES = {
    "branch": ["executive", "legislative", "judicial", "party", "other"],
    "contest": ["partisan-primary", "partisan-general", "nonpartisan"],
    "ballot_line": ["democratic", "republican", "independent", "third-party", "none"],
}
ASKED_BY = {
    "G1": ["solicited"], "G2": ["member"], "G3": ["open_socialist"], "G4": [],
    "G5": ["contest", "ballot_line", "conservative_area", "independent_exception"],
    "S1": ["labor_against_capital"], "S2": ["coheres_left_labor"], "S3": ["polarizes_by_class"],
    "S4": ["visible", "contest_over_direction", "class_lines_legible"],
    "C1": ["member", "rooted"], "C2": ["accountable"], "C3": ["viable_path"], "C4": ["branch", "symbolic"],
    "C5": ["socialist_governance"],
}  # fmt: skip


def answers(fact):
    if fact.startswith("red_lines."):
        return ["holds", "crosses"]
    return CHOICES.get(fact, ["yes", "no"])


def good(code, fact, value):
    """Whether this answer to this fact speaks for the criterion: True, False, or None while unknown."""
    if value == "unknown":
        return None
    if fact.startswith("red_lines."):
        return value == "holds"
    if fact == "branch":
        return value in ("executive", "legislative")
    if fact == "contest":
        return value not in ("partisan-primary", "partisan-general")
    if fact == "ballot_line":
        return value != "independent"
    if fact in ("symbolic", "conservative_area"):
        return value == "no"
    return value == "yes"


def finding(code, dossier):
    """A criterion's value and the facts that made it so."""
    facts = ASKED_BY[code] if code != "G4" else sorted(fact for fact in dossier if fact.startswith("red_lines."))
    said = {fact: good(code, fact, dossier[fact]) for fact in facts}
    if code == "G5":  # any one is enough for the yes
        for wanted, value in ((True, "yes"), (None, "unknown"), (False, "no")):
            if wanted in said.values():
                return value, [fact for fact in facts if said[fact] is wanted]
    for wanted, value in ((False, "no"), (None, "unknown"), (True, "yes")):
        if wanted in said.values():
            return value, [fact for fact in facts if said[fact] is wanted]
    return "yes", []


def conjunction(values):
    if "no" in values:
        return "no"
    return "unknown" if "unknown" in values else "yes"


def parts(dossier):
    values = {code: finding(code, dossier)[0] for code in ASKED_BY}
    return [conjunction([value for code, value in values.items() if code[0] == part]) for part in "GSC"]


def verdict(dossier):
    gates, struggle, cadre = parts(dossier)
    if conjunction([gates, cadre]) == "yes":
        return "cadre"
    if conjunction([gates, struggle]) == "yes":
        return "class-struggle"
    if conjunction([gates, cadre]) == "no" and conjunction([gates, struggle]) == "no":
        return "not-endorsable"
    return "undetermined"


def kind(dossier):
    _, struggle, cadre = parts(dossier)
    names = {("yes", "yes"): "both", ("no", "no"): "neither", ("no", "yes"): "cadre", ("yes", "no"): "class-struggle"}
    return names.get((struggle, cadre), "open")


def unknown_facts(dossier):
    return [fact for fact, value in dossier.items() if value == "unknown"]


def completions(dossier):
    unknown = unknown_facts(dossier)
    for chosen in product(*(answers(fact) for fact in unknown)):
        yield dossier | dict(zip(unknown, chosen, strict=True))


def depends(dossier, fact, told=verdict):
    """Whether, for some full set of answers to the other unknown facts, two answers to this one tell differently."""
    rest = {other: value for other, value in dossier.items() if other != fact}
    return any(len({told(full | {fact: to}) for to in answers(fact)}) > 1 for full in completions(rest))


def open_facts(dossier):
    if verdict(dossier) != "undetermined":
        return []
    return sorted(fact for fact in unknown_facts(dossier) if depends(dossier, fact))


def would_settle(dossier):
    if verdict(dossier) != "undetermined":
        return []
    tried = [(fact, to, verdict(dossier | {fact: to})) for fact in unknown_facts(dossier) for to in answers(fact)]
    return sorted(change for change in tried if change[2] != "undetermined")


def could_raise(dossier):
    if verdict(dossier) != "class-struggle" or parts(dossier)[2] != "unknown":
        return []
    return sorted(fact for fact in unknown_facts(dossier) if depends(dossier, fact, lambda full: parts(full)[2]))


def would_change(dossier):
    before = verdict(dossier)
    if before == "undetermined":
        return []
    other = {"yes": "no", "no": "yes", "holds": "crosses", "crosses": "holds"}
    tried = [
        (f, other[v], verdict(dossier | {f: other[v]})) for f, v in dossier.items() if v in other and f not in CHOICES
    ]
    return sorted(change for change in tried if change[2] not in ("undetermined", before))


def smallest_sets(dossier):
    """For each verdict the smallest sets of answers that settle it so; tries all sets in the order of their sizes."""
    if verdict(dossier) != "undetermined":
        return {}
    found = {}
    unknown = unknown_facts(dossier)
    for chosen in product(*(["unknown", *answers(fact)] for fact in unknown)):
        said = tuple(sorted((f, to) for f, to in zip(unknown, chosen, strict=True) if to != "unknown"))
        then = verdict(dossier | dict(said))
        if then != "undetermined":
            best = found.setdefault(then, [])
            if best and len(said) < len(best[0]):
                best.clear()
            if not best or len(said) == len(best[0]):
                best.append(said)
    return {then: sorted(some) for then, some in found.items()}
