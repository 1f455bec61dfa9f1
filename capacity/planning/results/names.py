"""One name for an office, a district, a party and a person, however files write it."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

_OFFICES: Final = {
    "State Assembly": ("Member of the Assembly",),
    "State Senate": ("State Senator",),
    "U.S. House": ("Representative in Congress", "Congress"),
}
_PARTIES: Final = {"Democratic": ("DEM", "D", "Democrat"), "Republican": ("REP", "R")}
_POINT_NOTHING: Final = re.compile(r"\.0+", re.ASCII)


def tidy(text: str) -> str:
    """Without space around it, and with single spaces inside."""
    return " ".join(text.split())


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """What two ways to write one name have in common: capitals, full stops and spaces do not count."""
    return tidy(text.replace(".", "")).casefold()


def _known(table: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {folded(found): name for name, others in table.items() for found in (name, *others)}


_OFFICE_OF: Final = _known(_OFFICES)
_PARTY_OF: Final = _known(_PARTIES)


def office_name(found: str, mapping: Mapping[str, str] | None = None) -> str:
    """The office's usual name. `mapping`, by folded name, goes before what is known here and after it."""
    mapping = mapping or {}
    key = folded(found)
    if key in mapping:
        return mapping[key]
    name = _OFFICE_OF.get(key, tidy(found))
    return mapping.get(folded(name), name)


def party_name(found: str) -> str:
    """The party spelled out; one not known here as it was found."""
    return _PARTY_OF.get(folded(found), tidy(found))


def district_name(found: str) -> str:
    """Without leading zeros, and without the `.0` that spreadsheets add: `057`, `57.0` and `57` are one district."""
    whole, point, rest = (name := tidy(found)).partition(".")
    if whole.isdecimal() and _POINT_NOTHING.fullmatch(point + rest):
        name = whole
    bare = name.lstrip("0")
    return bare if bare[:1].isalnum() else f"0{bare}" if name.startswith("0") else name


def district_order(district: str) -> tuple[bool, int, str]:
    """Sorts districts as numbers where they are, the others after them. Long runs of digits are text."""
    number = district.isascii() and district.isdigit() and len(district) < 19
    return (not number, int(district) if number else 0, district)
