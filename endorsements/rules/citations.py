"""Locators: where a rule can be read, by section and paragraph, without its sentences being copied."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

SECTIONS: Final[Mapping[str, Mapping[str, int]]] = MappingProxyType(
    {
        "CAES": MappingProxyType(
            {
                "Why Elections": 11,
                "Class Struggle Elections": 10,
                "Cadre Elections": 4,
                "Practical Chapter Strategy": 3,
                "Ballot Line": 6,
                "Chapter Strategy": 17,
                "Coalitions": 7,
                "Opposing Fascism": 6,
                "Conjuncture": 10,
            }
        )
    }
)
"""For each document its sections and how many paragraphs each has; a bullet counts as a paragraph."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Paragraphs of one section, counted from its heading, from 1."""

    section: str
    paragraphs: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.section} {', '.join(f'¶{number}' for number in self.paragraphs)}"


@dataclass(frozen=True, slots=True)
class Citation:
    """Passages of a document. ValueError when there are none, or when the document has no such paragraph."""

    document: str
    passages: tuple[Passage, ...]

    def __post_init__(self) -> None:
        if not self.passages or not all(passage.paragraphs for passage in self.passages):
            raise ValueError("a citation names at least one paragraph")
        sections = SECTIONS.get(self.document)
        for passage in self.passages:
            last = sections.get(passage.section, 0) if sections else 0
            if not all(1 <= number <= last for number in passage.paragraphs):
                raise ValueError(f"{self.document} has no such passage: {passage}")

    def __str__(self) -> str:
        return f"{self.document}, {'; '.join(str(passage) for passage in self.passages)}"

    @classmethod
    def parse(cls, locator: str) -> "Citation":
        """Read a locator as `str()` writes it. ValueError when it is not one."""
        document, _, rest = locator.partition(", ")
        passages = []
        for part in rest.split("; "):
            section, _, numbers = part.partition(" ¶")
            passages.append(Passage(section, tuple(int(number) for number in numbers.split(", ¶"))))
        return cls(document, tuple(passages))


def caes(*parts: str | int) -> Citation:
    """Cite CAES: a section's name, then its paragraphs, as often as needed: `caes("Ballot Line", 5)`."""
    passages: list[Passage] = []
    for part in parts:
        if isinstance(part, str):
            passages.append(Passage(part, ()))
        else:
            passages[-1] = Passage(passages[-1].section, (*passages[-1].paragraphs, part))
    return Citation("CAES", tuple(passages))
