"""What the command makes of a ballot's downloaded record."""

import json
from io import StringIO
from tempfile import NamedTemporaryFile

from django.core.management import call_command

from endorsements.models import Ballot
from endorsements.queries import ballots as read


def recounted(ballot: Ballot) -> dict:
    """What the command says of the downloaded record."""
    with NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(read.recount_record(ballot), file)
        file.flush()
        out = StringIO()
        call_command("recount", file.name, stdout=out)
    return json.loads(out.getvalue())
