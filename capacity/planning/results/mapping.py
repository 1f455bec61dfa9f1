"""A mapping of offices: what a state calls an office, and what it is called here."""

import tomllib
from typing import Final

from capacity.planning.results.names import folded, tidy
from capacity.planning.results.phrases import Malformed, Phrase, quoted
from capacity.planning.wording import gettext_noop

_EXPECTED: Final = Phrase(gettext_noop('lines such as "Assembly Member" = "State Assembly", in UTF-8'))
_NAME: Final = Phrase(gettext_noop("a name of an office, or a list of the names that files have for it"))


def offices(content: bytes, name: str) -> dict[str, str]:
    """Read a mapping in TOML: name by folded name found. Raises Malformed.

    Each line is `"found" = "name"`, or `"name" = ["found", "found"]`; they may stand under a table `[offices]`. A
    mapping goes before the offices already known, and after them: what they lead to can itself be renamed.
    """
    try:
        read = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as fault:
        raise Malformed(name, quoted(str(fault).replace("\n", " ")), _EXPECTED) from None
    table = read.get("offices", read)
    if not isinstance(table, dict) or (table is not read and len(read) > 1):
        raise Malformed(name, Phrase(gettext_noop("something beside the table offices")), _EXPECTED)
    mapping: dict[str, str] = {}
    for key, value in table.items():
        found_names = value if isinstance(value, list) else [key]
        called = key if isinstance(value, list) else value
        for found in (called, *found_names):
            if not (isinstance(found, str) and tidy(found)):
                raise Malformed(name, quoted(f"{key} = {value!r}"), _NAME)
        for found in found_names:
            if mapping.setdefault(folded(found), tidy(called)) != tidy(called):
                raise Malformed(name, quoted(found), Phrase(gettext_noop("one name for each office")))
    return mapping
