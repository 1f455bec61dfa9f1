"""Fill an empty database for the live site and print, as JSON, each address with a session for every principal.

`python -m tests.live.prepare`, with the live site's environment. The scenario is the permission matrix's own, once for
every state that a row asks for, so that the pages looked at are the pages whose access is checked.
"""

import json
import sys

import django
from django.core.management import call_command

from tests import migrated


def prepare() -> dict[str, object]:
    """Return {"pages": {row: path}, "sessions": {row: {principal: key}}, "emails": {principal: address}}."""
    from tests.access import scenario as scenarios
    from tests.access.matrix import ROWS
    from tests.conftest import Cast, gather

    made: dict[object, tuple[scenarios.Scenario, dict[str, str]]] = {}
    pages, sessions = {}, {}
    for row in ROWS:
        if row.prepare not in made:
            scenario = scenarios.build(gather())
            row.prepare(scenario)
            keys = {name: scenarios.session_of(getattr(scenario.cast, name)) for name in Cast.PRINCIPALS[1:]}
            made[row.prepare] = scenario, keys
        scenario, keys = made[row.prepare]
        pages[row.name], sessions[row.name] = row.path(scenario), keys
    plain = made[ROWS[0].prepare][0]
    emails = {name: getattr(plain.cast, name).email for name in Cast.PRINCIPALS[1:]}
    return {"pages": pages, "sessions": sessions, "emails": emails}


if __name__ == "__main__":
    django.setup()
    call_command("migrate", verbosity=0)
    migrated.gather_static()
    json.dump(prepare(), sys.stdout)
