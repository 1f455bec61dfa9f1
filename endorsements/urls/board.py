"""Addresses of the desk, the board, cycles, races, and of candidacies being opened and closed."""

from django.urls import URLPattern, path

from endorsements.views import board, cycles, desk, export, races

site: list[URLPattern] = [path("desk/", desk.desk, name="desk")]
of_chapter: list[URLPattern] = [
    path("", board.chapter, name="chapter"),
    path("cycles/", cycles.cycles, name="cycles"),
    path("cycles/new/", cycles.cycle_new, name="cycle_new"),
    path("cycles/<int:cycle_id>/", board.board, name="board"),
    path("cycles/<int:cycle_id>/board.csv", export.board_csv, name="board_csv"),
    path("cycles/<int:cycle_id>/board.xlsx", export.board_xlsx, name="board_xlsx"),
    path("cycles/<int:cycle_id>/edit/", cycles.cycle_edit, name="cycle_edit"),
    path("cycles/<int:cycle_id>/close/", cycles.cycle_close, name="cycle_close"),
    path("cycles/<int:cycle_id>/races/new/", races.race_new, name="race_new"),
    path("races/<int:race_id>/", races.race, name="race"),
    path("races/<int:race_id>/edit/", races.race_edit, name="race_edit"),
    path("races/<int:race_id>/candidacies/new/", races.candidacy_new, name="candidacy_new"),
    path("candidacies/<int:candidacy_id>/edit/", races.candidacy_edit, name="candidacy_edit"),
    path("candidacies/<int:candidacy_id>/close/", races.candidacy_close, name="candidacy_close"),
    path("candidacies/<int:candidacy_id>/reopen/", races.candidacy_reopen, name="candidacy_reopen"),
]
