"""A memo as a chapter would print it, three to four pages with a table of 25 rows.

The bench and the tests of print share it. Everybody and everything in it is made up.
"""

from html import escape

CANDIDATES = ("Amara Okonkwo-Reyes", "Tomasz Wiśniewski", "Lucía Peña-Ortiz", "Dương Thị Hạnh", "Ruth Feldspar")
VALUES = ("yes", "yes", "yes", "unknown", "yes", "no", "yes")
WORDS = {"yes": "Met", "no": "Not met", "unknown": "Unknown"}
CRITERIA = (
    ("G1", "Sought the endorsement"),
    ("G2", "Is a member"),
    ("G3", "Openly a democratic socialist"),
    ("G4", "Crosses no red line in force"),
    ("G5", "No independent bid on conservative terrain"),
    ("S1", "Labor against capital"),
    ("S2", "Coheres a left-labor coalition"),
    ("S3", "Polarizes along class lines"),
    ("S4", "Prominent, able to move working-class people"),
    ("C1", "Rooted in the chapter"),
    ("C2", "Accountable and disciplined"),
    ("C3", "A viable path to victory"),
    ("C4", "A non-symbolic executive or legislative office"),
    ("C5", "Can be a socialist pole, or govern"),
)
RED_LINES = tuple(
    (f"R{number}", f"Red line {number}: {what}")
    for number, what in enumerate(
        (
            "police budgets",
            "rent control",
            "public schools",
            "union recognition",
            "real-estate donations",
            "war funding",
            "cooperation with deportation",
            "privatizing transit",
            "strike solidarity",
            "tax breaks for developers",
            "voting as a bloc",
        ),
        start=1,
    )
)
EVIDENCE = (
    "Said so at the forum on 3 October and signed the questionnaire; the recording is kept by the committee.",
    "Two committee members confirmed it with the membership secretary and read the minutes of the branch meeting.",
    "The campaign's platform, second section, and a speech to the nurses' local reported by the neighborhood paper.",
    "Asked twice by letter; no answer by the day this memo was issued.",
)
CASES = (
    "The campaign begins where the tenants' strike ended: in six buildings that won their leases back last winter. Its "
    "field plan is drawn by the people who ran that strike, and the first hundred volunteers are on its lists already. "
    "A loss would still leave a tenants' union in a district that had none.",
    "Three locals have endorsed and two more vote this month. The candidate walked every picket line in the district "
    "this year, and the opponent's largest donors are the owners on the other side of those lines. Voters will not "
    "need the difference explained to them.",
    "The chapter has one organizer for this part of the city and a second race beside it. Doors knocked here are not "
    "knocked there, and the second race is closer. The committee should say plainly which it would give up first.",
)


def memo_html(index: int = 0, *, rows: int = 25) -> str:
    """The whole page, the `index`-th of a series in which names, marks and figures differ."""
    name = CANDIDATES[index % len(CANDIDATES)]
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(name)}</title></head>
<body><article class="memo" data-page="page" data-of="of">
{_head(index, name)}
{_verdict(index)}
{_criteria(index, rows)}
{_capacity(index)}
{_cases()}
{_vote(index)}
{_end(index)}
</article></body></html>"""


def _head(index: int, name: str) -> str:
    return f"""<header class="memo-head">
<div class="memo-issuer"><p class="memo-body">Larkspur Valley DSA · Electoral Committee</p>
<p class="memo-number">Memo 2026-{index + 1:03}</p></div>
<h1>{escape(name)} for State Assembly, District {30 + index}</h1>
<p class="memo-standfirst">Democratic primary, 23 June 2026. For the steering committee's meeting of 4 December.</p>
<ul class="memo-facts"><li>Status <strong>Recommended</strong></li><li>Issued <strong>22 November 2026</strong></li>
<li>Rulebook <strong>CAES 2026-03</strong></li><li>Next decision <strong>4 December 2026, 18:00 EST</strong></li></ul>
</header>"""


def _verdict(index: int) -> str:
    kind, word = (
        ("cadre", "Cadre"),
        ("class-struggle", "Class struggle"),
        ("not-endorsable", "Not endorsable"),
        ("undetermined", "Undetermined"),
    )[index % 4]
    return f"""<section><h2>Verdict</h2>
<div class="memo-verdict memo-verdict--{kind}"><div class="memo-verdict__shape"><span class="memo-shape"></span></div>
<div class="memo-verdict__word"><p class="memo-verdict__name">{word}</p>
<p>All five gates hold and all five criteria of this kind are met.</p></div></div>
<h3>What decided it</h3><ul><li>The candidate asked for the endorsement (G1).</li>
<li>The candidate is rooted in the chapter and accountable to it (C1, C2).</li>
<li>There is a path to victory: {7800 + index * 13:,} votes against an expected turnout of 15,420 (C3).</li></ul>
<h3>What would change it</h3><p>If the candidate crossed a red line the race would not be endorsable, whatever else
holds. Nothing else on record is a single fact that would change the verdict.</p></section>"""


def _criteria(index: int, rows: int) -> str:
    body = []
    for row, (code, title) in enumerate((CRITERIA + RED_LINES)[:rows]):
        value = VALUES[(row + index) % len(VALUES)]
        decides = ' class="memo-decides"' if value == "no" else ""
        body.append(
            f'<tr{decides}><th scope="row">{code}</th><td>{escape(title)}<br><span class="memo-source">CAES, Cadre '
            f"Elections ¶{row % 6 + 1}</span></td>"
            f'<td><span class="memo-mark memo-mark--{value}">{WORDS[value]}</span></td>'
            f'<td>{EVIDENCE[(row + index) % 4]} <a href="https://evidence.example/{index}/{row}">Source</a>, {row + 1} '
            f"October 2026.</td></tr>"
        )
    return f"""<section><h2>Criteria and red lines</h2><div class="memo-table"><table>
<caption>Each criterion with its value, its evidence and the paragraph it comes from.</caption>
<thead><tr><th scope="col" class="memo-criteria__code">Code</th><th scope="col" class="memo-criteria__criterion">
Criterion</th><th scope="col" class="memo-criteria__value">Value</th><th scope="col">Evidence and source
</th></tr></thead><tbody>{"".join(body)}</tbody></table></div>
<h3 id="unknown">What is unknown</h3><p>Whether the candidate would vote as a bloc with the chapter's other
representatives. The verdict does not depend on it; the conditions below do.</p></section>"""


def _capacity(index: int) -> str:
    figures = (
        ("Expected turnout", "14,100", "15,420", "16,900"),
        ("Win number, at 52 %", "7,332", "8,019", "8,788"),
        ("Contacts needed", "3,610", "5,397", "16,480"),
        ("Doors needed", "15,040", "22,490", "68,660"),
        ("Doors the chapter has", "18,200", "24,050", "31,700"),
    )
    rows = "".join(
        f'<tr><th scope="row">{name}</th>'
        + "".join(f'<td class="memo-number-cell">{cell}</td>' for cell in cells)
        + "</tr>"
        for name, *cells in figures
    )
    bars = "".join(
        f'<rect x="{40 * week}" y="{60 - height}" width="28" height="{height}" fill="#1b1916"/>'
        for week, height in enumerate((12, 18, 22, 30, 34, 41, 45, 52, 48, 55, 58, 57))
    )
    return f"""<section><h2>Win number and doors</h2><table><thead><tr><th scope="col">Figure</th>
<th scope="col" class="memo-number-cell">Low</th><th scope="col" class="memo-number-cell">Default</th>
<th scope="col" class="memo-number-cell">High</th></tr></thead><tbody>{rows}</tbody></table>
<figure class="memo-figure"><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 64" width="480" height="64">
<title>Doors a week from week 1 to week 12: from 1,200 to 5,700.</title>{bars}</svg>
<figcaption class="memo-note">Doors a week over the twelve weeks to election day.</figcaption></figure>
<h3>Effect on the slate</h3><p>With this race the slate needs {71 + index % 9} % of the doors in its busiest week. No
other race falls out; the reserve of a tenth is kept.</p></section>"""


def _cases() -> str:
    paragraphs = "".join(f"<p>{text}</p>" for text in CASES[:2])
    return f"""<section><h2>The case for</h2>{paragraphs}</section>
<section><h2>The case against</h2><p>{CASES[2]}</p><p>See also <a href="#unknown">what is unknown</a>.</p></section>"""


def _vote(index: int) -> str:
    return f"""<section><h2>The vote</h2><table><thead><tr><th scope="col">Body</th>
<th scope="col" class="memo-number-cell">Yes</th><th scope="col" class="memo-number-cell">No</th>
<th scope="col" class="memo-number-cell">Abstain</th><th scope="col">Base, in words</th></tr></thead><tbody>
<tr><th scope="row">Electoral committee</th><td class="memo-number-cell">{9 + index % 3}</td>
<td class="memo-number-cell">2</td><td class="memo-number-cell">1</td><td>More than half of yes and no; abstentions do
not count.</td></tr></tbody></table>
<h3>Next stage</h3><p>Steering committee, 4 December 2026, 18:00 Eastern time. At least three fifths of the votes for
and against; quorum 7 of 13.</p><h3>Conditions</h3><ol>
<li>The campaign reports its finances to the committee each month.</li>
<li>The candidate joins the Socialists in Office committee if elected.</li></ol></section>"""


def _end(index: int) -> str:
    return f"""<section><h2>Sources</h2><ol><li>Class Alignment Electoral Strategy, January 2026.</li>
<li>County board of elections, certified results, 2018, 2020 and 2022.</li><li>The campaign's filings, 15 October.</li>
</ol></section><footer class="memo-colophon"><p>Judged by rulebook CAES 2026-03, digest
<span class="memo-digest">{index:02x}9f3c7a51e0b84d26a7c1f5e8d4b2903a6c7e1f8d5b4a2c9e0f7d6b3a1c8e5f24</span>. Issued by
the committee on 22 November 2026; a later memo may supersede it, and then says so.</p></footer>"""
