"""Addresses of cycles, races, candidacies, memos and criteria: one module a part.

`site` stands at the root; `of_chapter` below `/c/<short name>/`.
"""

from endorsements.urls import (
    ballots,
    board,
    candidacies,
    criteria,
    deadlines,
    field,
    imports,
    memos,
    motions,
    offices,
    outcomes,
    procedures,
    red_lines,
    slate,
)

PARTS = (
    ballots,
    board,
    candidacies,
    criteria,
    deadlines,
    field,
    imports,
    memos,
    motions,
    offices,
    outcomes,
    procedures,
    red_lines,
    slate,
)
site = [pattern for part in PARTS for pattern in part.site]
of_chapter = [pattern for part in PARTS for pattern in part.of_chapter]
