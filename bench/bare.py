"""A bare Django page to measure ours against: one query, its rows in a plain template, no sessions and no users.

It is what one writes without a thought for speed: model objects with their relations joined, `{% url %}` and the date
filter in the loop. Serve it with `DJANGO_SETTINGS_MODULE=bench.bare_settings gunicorn config.wsgi`.
"""

from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path

from endorsements.models import Candidacy

PAGE = Template("""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head><body><h1>{{ title }}</h1>
<table><thead><tr><th>Candidacy</th><th>Office</th><th>District</th><th>Election day</th><th>Decide by</th>
<th>Seats</th>
<th>Assigned to</th><th>Opened</th></tr></thead><tbody>
{% for candidacy in candidacies %}<tr>
<th><a href="{% url 'one' candidacy.pk %}">{{ candidacy.candidate.name }}</a></th>
<td>{{ candidacy.race.office }}</td>
<td>{{ candidacy.race.district }}</td>
<td>{{ candidacy.race.election_on|date:"j M Y" }}</td>
<td>{{ candidacy.race.decide_by_on|date:"j M Y" }}</td>
<td>{{ candidacy.race.seats }}</td>
<td>{{ candidacy.assigned_to.name }}</td>
<td>{{ candidacy.opened_at|date:"j M Y" }}</td>
</tr>{% endfor %}
</tbody></table></body></html>
""")


def rows(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Print a cycle's candidacies."""
    candidacies = Candidacy.objects.filter(race__cycle=cycle_id).select_related("race", "candidate", "assigned_to")
    return HttpResponse(PAGE.render(Context({"title": f"Cycle {cycle_id}", "candidacies": candidacies})))


def one(request: HttpRequest, candidacy_id: int) -> HttpResponse:
    """Exist, so that a row has something to link to."""
    return HttpResponse(str(candidacy_id))


urlpatterns = [path("cycles/<int:cycle_id>/", rows), path("candidacies/<int:candidacy_id>/", one, name="one")]
