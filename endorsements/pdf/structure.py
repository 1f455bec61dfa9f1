"""The structure tree of a packet: what screen readers follow, joined from the trees of its parts.

ISO 32000-1, 14.7: each page's ``StructParents`` and each link's ``StructParent`` is a key of the one parent tree, which
leads from marked content back to its element. Keys of the parts overlap, so every part's are shifted.
"""

from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Pdf


class StructureTree:
    """Grows by one part at a time; `finish` gives the root for the catalog."""

    def __init__(self, packet: Pdf) -> None:
        self._packet = packet
        self._root = packet.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self._document = packet.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Document, P=self._root, K=Array())
        )
        self._root.K = Array([self._document])
        self._numbers = Array()
        self._roles = Dictionary()
        self._next_key = 0

    def add(self, part: Pdf, pages: list[Object]) -> None:
        """Take over the tree of `part`, whose pages are `pages` in the packet already.

        Pages must have been copied before: copying the tree then finds them instead of leaving nulls.
        """
        tree = self._packet.copy_foreign(part.Root.StructTreeRoot)
        for element in _as_list(tree.K):
            element.S = Name.Part
            element.P = self._document
            element.Lang = part.Root.Lang
            self._document.K.append(element)
        for role, standard in tree.get(Name.RoleMap, Dictionary()).items():
            self._roles[role] = standard
        first = self._next_key
        for key, value in _entries(tree.ParentTree):
            self._numbers.append(first + key)
            self._numbers.append(value)
            self._next_key = max(self._next_key, first + key + 1)
        for page in pages:
            if Name.StructParents in page:
                page.StructParents = first + int(page.StructParents)
            for annotation in page.get(Name.Annots, []):
                if Name.StructParent in annotation:
                    annotation.StructParent = first + int(annotation.StructParent)

    def finish(self) -> Object:
        self._root.ParentTree = self._packet.make_indirect(Dictionary(Nums=self._numbers))
        self._root.ParentTreeNextKey = self._next_key
        if len(self._roles):
            self._root.RoleMap = self._roles
        return self._root


def outline_items(part: Pdf, pages: list[Object]) -> list[OutlineItem]:
    """The bookmarks of `part`, leading to the same places among `pages` of the packet."""
    index_of = {page.obj.objgen: index for index, page in enumerate(part.pages)}

    def moved(item: OutlineItem) -> OutlineItem:
        target = list(item.destination)
        copy = OutlineItem(item.title, Array([pages[index_of[target[0].objgen]], *target[1:]]))
        copy.is_closed = True
        copy.children.extend(moved(child) for child in item.children)
        return copy

    with part.open_outline() as outlines:
        return [moved(item) for item in outlines.root]


def _entries(tree: Object) -> Iterator[tuple[int, Object]]:
    """Keys and values of a number tree, leaves and branches."""
    numbers = tree.get(Name.Nums, Array())
    for position in range(0, len(numbers), 2):
        yield int(numbers[position]), numbers[position + 1]
    for kid in tree.get(Name.Kids, []):
        yield from _entries(kid)


def _as_list(kids: Object) -> list[Object]:
    return list(kids) if isinstance(kids, Array) else [kids]
