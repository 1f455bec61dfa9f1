from django.urls import URLPattern, path

from endorsements.views import red_lines

site: list[URLPattern] = []
of_chapter = [
    path("red-lines/", red_lines.register, name="red_lines"),
    path("red-lines/new/", red_lines.new, name="red_line_new"),
    path("red-lines/<slug:line_slug>/", red_lines.line, name="red_line"),
    path("red-lines/<slug:line_slug>/edit/", red_lines.edit, name="red_line_edit"),
    path("red-lines/<slug:line_slug>/retire/", red_lines.retire, name="red_line_retire"),
    path("red-lines/<slug:line_slug>/reaffirm/", red_lines.reaffirm, name="red_line_reaffirm"),
]
