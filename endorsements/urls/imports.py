from django.urls import URLPattern, path

from endorsements.views import imports

site: list[URLPattern] = []
of_chapter: list[URLPattern] = [
    path("cycles/<int:cycle_id>/import/", imports.import_, name="import"),
    path("cycles/<int:cycle_id>/import/empty.csv", imports.import_template, name="import_template"),
    path("cycles/<int:cycle_id>/import/<int:upload_id>/", imports.import_check, name="import_check"),
    path("cycles/<int:cycle_id>/import/<int:upload_id>/columns/", imports.import_columns, name="import_columns"),
    path("cycles/<int:cycle_id>/import/<int:upload_id>/apply/", imports.import_apply, name="import_apply"),
    path("cycles/<int:cycle_id>/import/<int:upload_id>/discard/", imports.import_discard, name="import_discard"),
    path("cycles/<int:cycle_id>/import/<int:upload_id>/problems.csv", imports.import_problems, name="import_problems"),
    path("cycles/<int:cycle_id>/dossiers.csv", imports.dossiers_csv_, name="dossiers_csv"),
]
