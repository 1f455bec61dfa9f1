"""Election results as OpenElections publishes them: files in, contests out. Pure: no database, no framework."""

from capacity.planning.results.ballot import on_one_ballot
from capacity.planning.results.contest import Contest, ContestKey, CountedFrom
from capacity.planning.results.election import Election, Source, source
from capacity.planning.results.mapping import offices
from capacity.planning.results.names import district_name, office_name, party_name
from capacity.planning.results.phrases import Malformed, NotUnderstood
from capacity.planning.results.reading import FileRead, Results, read_results

__all__ = [
    "Contest",
    "ContestKey",
    "CountedFrom",
    "Election",
    "FileRead",
    "Malformed",
    "NotUnderstood",
    "Results",
    "Source",
    "district_name",
    "office_name",
    "offices",
    "on_one_ballot",
    "party_name",
    "read_results",
    "source",
]
