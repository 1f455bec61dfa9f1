"""What holds of every dossier, checked against a plain second telling of the rulebook (`naive`)."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from endorsements.rules import CAES_2026, Verdict, explain, judge, smallest_settling_sets
from tests.rules import naive
from tests.rules.strategies import anything, around_red_lines, dossiers, split

# Both cores are often at work on other tests; how long one example takes says nothing here.
settings.register_profile("rules", deadline=None)
settings.load_profile("rules")


def explained(dossier):
    return explain(CAES_2026, *split(dossier))


@given(dossiers() | anything)
def test_verdict_kind_and_notes(dossier):
    told = explained(dossier)
    gates, struggle, cadre = naive.parts(dossier)
    assert told.verdict == naive.verdict(dossier)
    assert told.kind == naive.kind(dossier)
    assert told.qualifies_as_both is (gates == struggle == cadre == "yes")
    assert told.coalition_advocacy is (struggle == "yes" and naive.verdict(dossier) == "not-endorsable")


@given(dossiers() | anything)
def test_findings_and_what_they_are_because_of(dossier):
    told = [(finding.code, finding.value, list(finding.because)) for finding in explained(dossier).findings]
    assert told == [(code, *naive.finding(code, dossier)) for code in naive.ASKED_BY]


def test_red_lines_decide_as_brute_force_says():
    for dossier in around_red_lines():
        told = explained(dossier)
        assert told.verdict == naive.verdict(dossier)
        assert list(told.findings[3].because) == naive.finding("G4", dossier)[1]
        for name in ("open_facts", "would_settle", "could_raise", "would_change"):
            assert list(getattr(told, name)) == getattr(naive, name)(dossier)


@given(dossiers(max_unknown=7))
@settings(max_examples=150)
def test_open_facts_equal_brute_force(dossier):
    assert list(explained(dossier).open_facts) == naive.open_facts(dossier)


@given(st.sampled_from(["yes", "no", "unknown"]), dossiers(max_unknown=5))
@settings(max_examples=150)
def test_a_fact_of_two_criteria_is_open_as_brute_force_says(rooted, dossier):
    dossier |= {"member": "unknown", "rooted": rooted}
    assert list(explained(dossier).open_facts) == naive.open_facts(dossier)


@given(dossiers() | anything)
def test_single_answers_that_settle(dossier):
    assert list(explained(dossier).would_settle) == naive.would_settle(dossier)


@given(dossiers() | anything)
def test_single_flips_that_change(dossier):
    assert list(explained(dossier).would_change) == naive.would_change(dossier)


@given(dossiers(max_unknown=6))
@settings(max_examples=150)
def test_what_could_raise_to_cadre(dossier):
    assert list(explained(dossier).could_raise) == naive.could_raise(dossier)


@given(st.sets(st.sampled_from(["rooted", "accountable", "viable_path", "branch", "symbolic", "socialist_governance"])))
def test_a_class_struggle_verdict_says_what_could_raise_it(unknown):
    good = dict.fromkeys(naive.TRI, "yes") | {"symbolic": "no", "branch": "executive", "ballot_line": "democratic"}
    dossier = good | {"contest": "partisan-general"} | dict.fromkeys(unknown, "unknown")
    assert list(explained(dossier).could_raise) == naive.could_raise(dossier) == sorted(unknown)


@given(dossiers(max_unknown=5))
@settings(max_examples=100)
def test_smallest_settling_sets_equal_brute_force(dossier):
    found = {}
    for settling in smallest_settling_sets(CAES_2026, *split(dossier), limit=1000):
        found.setdefault(settling.verdict, []).append(settling.answers)
    assert found == naive.smallest_sets(dossier)


@given(dossiers(max_unknown=7))
@settings(max_examples=150)
def test_an_unknown_never_decides(dossier):
    """A settled verdict holds whatever the unknown answers turn out to be; class struggle may only rise to cadre."""
    verdict = explained(dossier).verdict
    reachable = {explained(full).verdict for full in naive.completions(dossier)}
    if verdict is Verdict.UNDETERMINED:
        assert len(reachable) > 1
    elif verdict is Verdict.CLASS_STRUGGLE:
        assert reachable <= {Verdict.CLASS_STRUGGLE, Verdict.CADRE}
        assert (Verdict.CADRE in reachable) is bool(explained(dossier).could_raise)
    else:
        assert reachable == {verdict}


@given(dossiers(), st.data())
def test_an_answer_never_contradicts_what_was_settled(dossier, data):
    unknown = naive.unknown_facts(dossier)
    assume(unknown)
    before = explained(dossier)
    fact = data.draw(st.sampled_from(unknown))
    after = explained(dossier | {fact: data.draw(st.sampled_from(naive.answers(fact)))})
    if before.verdict not in (Verdict.UNDETERMINED, Verdict.CLASS_STRUGGLE):
        assert after.verdict is before.verdict
    if before.verdict is Verdict.CLASS_STRUGGLE:
        assert after.verdict is before.verdict or (after.verdict is Verdict.CADRE and fact in before.could_raise)
    if before.kind != "open":
        assert after.kind is before.kind
    for was, now in zip(before.findings, after.findings, strict=True):
        assert was.value == "unknown" or now.value == was.value


@given(dossiers(), st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(dossier, random):
    shuffled = list(dossier.items())
    random.shuffle(shuffled)
    assert explained(dict(shuffled)) == explained(dossier)


@given(dossiers())
def test_a_missing_fact_is_an_unknown_one(dossier):
    answers, lines = split(dossier)
    known = {fact: value for fact, value in answers.items() if value != "unknown"}
    assert explain(CAES_2026, known, lines) == explained(dossier)


@given(dossiers() | anything)
def test_judging_says_what_explaining_says(dossier):
    judged, told = judge(CAES_2026, *split(dossier)), explained(dossier)
    names = ("verdict", "kind", "qualifies_as_both", "coalition_advocacy", "findings")
    assert all(getattr(judged, name) == getattr(told, name) for name in names)
