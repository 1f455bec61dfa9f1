from django.urls import URLPattern, path

from capacity.views import results, results_files

of_chapter: list[URLPattern] = [
    path("results/", results.library, name="results"),
    path("results/contests/<int:contest_id>/", results.series, name="results_series"),
    path("results/import/", results_files.import_, name="results_import"),
    path("results/template.csv", results_files.template_csv, name="results_template_csv"),
    path("results/template.xlsx", results_files.template_xlsx, name="results_template_xlsx"),
    path("results/files/", results_files.files, name="results_files"),
    path("results/files/<int:file_id>/", results_files.file, name="results_file"),
    path("results/files/<int:file_id>/retire/", results_files.retire, name="results_retire"),
]
