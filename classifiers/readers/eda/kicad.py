"""KiCad: the whole source, title block, names, measures, a picture, and files packed into it.

Source: KiCad, S-expression file formats; legacy formats of versions 4 and 5.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING

from classifiers.document import MeasureKind
from classifiers.readers.eda.plot import Plot, Point, add_extents
from classifiers.readers.eda.source import without_numbers
from classifiers.readers.eda.titles import add_title
from classifiers.readers.text import take
from classifiers.readers.written import read_written_out
from policies.label import Reading

if TYPE_CHECKING:
    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|\|([^|]*)\||([()])|([^\s()"|]+)', re.DOTALL)
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
NUMBERS_ONLY = re.compile(r"\s{0,99}\([a-z_]{1,40}(?:[ \t]{1,9}[-+\d.]{1,20}){1,9}\)")
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
SLASHES = {"{slash}": "/", "{backslash}": "\\", "{colon}": ":", "{space}": " ", "{quote}": '"'}
DEPTH = 200
ATOMS = 12
DATA_ATOMS = 2_000_000
# fmt: off
COUNTED = frozenset({
    "symbol", "wire", "junction", "label", "global_label", "hierarchical_label", "sheet", "pin", "segment", "via",
    "footprint", "module", "pad", "zone", "gr_line", "gr_arc", "gr_circle", "gr_text", "gr_rect", "gr_poly",
    "fp_text", "fp_line", "dimension", "title_block", "net", "bus", "text", "image", "polyline", "group",
})
# fmt: on
PLACES = frozenset({"xy", "start", "end", "mid"})
LINES = frozenset({"wire", "bus", "polyline", "gr_line", "gr_poly", "gr_arc", "segment", "arc", "gr_rect"})
LEGACY_TITLE = re.compile(r"^(Title|Date|Rev|Comp|Comment\d|Sheet|\$Descr|TitleBlock)\s(.*)$", re.MULTILINE)


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """A schematic, a board or a library."""
    text = take(data, draft).text
    draft.cad["SOURCE_LINES"] = text.count("\n")
    if not text.lstrip().startswith("("):
        _read_legacy(text, draft)
        draft.add_text(text)
        read_written_out(text, draft, job, depth)
        return
    tree = _Tree(draft, job, depth)
    tree.read(text)
    pieces, start = [], 0
    for begin, end in tree.packed:
        pieces.append(text[start:begin])
        start = end
    tree.finish()
    source = without_numbers("".join([*pieces, text[start:]]), NUMBERS_ONLY)
    draft.add_text(QUOTED.sub(_shown, source))


def _shown(match: re.Match[str]) -> str:
    """A string as people see it, still between its quotes."""
    return f'"{_plain(match.group()[1:-1])}"'


def _plain(text: str) -> str:
    if "\\" in text:
        text = ESCAPE.sub(lambda match: ESCAPES.get(match.group(1), match.group(1)), text)
    for name, char in SLASHES.items() if "{" in text else ():
        text = text.replace(name, char)
    return text


def _read_legacy(text: str, draft: Draft) -> None:
    """Formats up to version 5: a title block of `Name "value"` lines."""
    for match in LEGACY_TITLE.finditer(text):
        key, value = match.group(1), match.group(2).strip().strip('"')
        if key == "$Descr":
            add_title(draft, "paper", value.split(" ")[0])
        else:
            add_title(draft, key, value)
    for word in ("$Comp", "Wire Wire", "Text Label", "$Sheet", "$MODULE", "$PAD", "$TRACK", "DEF ", "Connection"):
        draft.cad[word.strip("$ ").upper().replace(" ", "_")] += len(
            re.findall("^" + re.escape(word), text, re.MULTILINE)
        )
    draft.add_names(blocks=(match.group(1) for match in re.finditer(r"^DEF ~?(\S{1,200})", text, re.MULTILINE)))


class _Node:
    """A list that is open: its name, its first words, and the points in it."""

    __slots__ = ("atoms", "data", "name", "points")

    def __init__(self) -> None:
        self.name = ""
        self.atoms: list[str] = []
        self.data: list[str] = []
        self.points: list[Point] = []


class _Tree:
    """Goes through the lists without ever building the tree of them."""

    def __init__(self, draft: Draft, job: Job, depth: int) -> None:
        self.packed: list[tuple[int, int]] = []
        self._draft, self._job, self._depth = draft, job, depth
        self._plot = Plot()
        self._files = 0
        self._file_name = ""
        self._layers: list[str] = []
        self._blocks: list[str] = []

    def read(self, text: str) -> None:
        """Every list, as it closes."""
        stack: list[_Node] = []
        lost = 0
        for number, match in enumerate(TOKEN.finditer(text)):
            if number % 20_000 == 0:
                self._job.check_time()
            if match.group(3) == "(":
                if len(stack) >= DEPTH:
                    lost += 1
                else:
                    stack.append(_Node())
            elif match.group(3) == ")":
                if lost:
                    lost -= 1
                elif stack:
                    node = stack.pop()
                    self._close(node, [open_node.name for open_node in stack[-2:]], stack[-1] if stack else None)
            elif stack:
                self._take(stack[-1], match)
        if stack or lost:
            self._draft.degrade(Reading.PARTIAL, "damaged", "cut off")

    def _take(self, node: _Node, match: re.Match[str]) -> None:
        quoted, packed, _, bare = match.groups()
        value = _plain(quoted) if quoted is not None else packed if packed is not None else bare
        if not node.name:
            node.name = value[:40]
        elif node.name == "data":
            if len(node.data) < DATA_ATOMS:
                node.data.append(value)
                self.packed.append(match.span())
        elif len(node.atoms) < ATOMS:
            node.atoms.append(value)

    def _close(self, node: _Node, parents: list[str], parent: _Node | None) -> None:
        name, atoms = node.name, node.atoms
        inner = parents[-1] if parents else ""
        if name in COUNTED:
            self._draft.cad[name.upper()] += 1
        if name in PLACES and len(atoms) >= 2 and parent is not None:
            point = _point(atoms)
            if point is not None:
                parent.points.append(point)
        elif name == "pts" and parent is not None:
            parent.points.extend(node.points)
        elif name in LINES:
            self._plot.add(node.points)
        self._keep(name, atoms, inner)
        if node.data:
            self._unpack("".join(node.data))
        elif name == "name" and inner == "file" and atoms:
            self._file_name = atoms[0]

    def _keep(self, name: str, atoms: list[str], inner: str) -> None:
        draft = self._draft
        first = atoms[0] if atoms else ""
        if inner == "title_block" and len(atoms) > 1 and name == "comment":
            draft.add_metadata(f"comment{first}"[:20], atoms[1])
        elif inner == "title_block":
            add_title(draft, name, first)
        elif inner == "layers" and len(atoms) >= 2:
            self._layers.append(atoms[0])
            self._layers.extend(atoms[2:3])
        elif inner in ("kicad_sch", "kicad_pcb", "kicad_symbol_lib", "kicad_wks", "footprint", "module"):
            if name in ("generator", "host"):
                draft.add_metadata("producer", " ".join(atoms))
            elif name in ("paper", "page"):
                add_title(draft, "paper", first)
            elif name in ("version", "generator_version"):
                draft.add_metadata(name, first)
            elif name in ("footprint", "module", "symbol") and first:
                self._blocks.append(first)
        elif inner == "lib_symbols" and name == "symbol" and first:
            self._blocks.append(first)
        if (inner == "dimension" and name == "height") or (name == "dimension" and _is_number(first)):
            draft.add_measure(MeasureKind.LINEAR, float(first) if _is_number(first) else 0.0, unit="mm")

    def _unpack(self, text: str) -> None:
        """A picture or a file, in base64; newer versions pack it with zstd first."""
        self._files += 1
        try:
            data = base64.b64decode(re.sub(r"\s", "", text))
        except (binascii.Error, ValueError):
            self._draft.degrade(Reading.PARTIAL, "damaged", "base64")
            return
        name, self._file_name = self._file_name or f"image-{self._files}", ""
        is_packed = data.startswith(b"\x28\xb5\x2f\xfd")
        self._job.child(self._draft, f"{name}.zst" if is_packed else name, data, self._depth)

    def finish(self) -> None:
        """Names, extents and the picture."""
        self._draft.add_names(layers=self._layers, blocks=self._blocks)
        add_extents(self._draft, self._plot.box, unit="mm")
        self._plot.finish(self._draft, self._job)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?\d{1,12}(?:\.\d{0,12})?", text) is not None


def _point(atoms: list[str]) -> Point | None:
    """Down is up on a screen: y grows towards the foot of the sheet."""
    if _is_number(atoms[0]) and _is_number(atoms[1]):
        return float(atoms[0]), -float(atoms[1])
    return None
