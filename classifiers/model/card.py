"""The model cards: what was learnt from what, and how it did on what it had not seen. Written by training."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from classifiers.model.evaluate_text import DULL_WINDOWS, PASSAGE_TRIALS
from classifiers.model.raster import NAMES as PAGE_NAMES
from classifiers.model.score import KINDS
from classifiers.model.train_text import FIELD_MISS_COST, GRAVE_FIELD_MISS_COST, GRAVE_FIELDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from classifiers.model.corpus import SourceFacts
    from classifiers.model.evaluate_drawing import DrawingFigures
    from classifiers.model.evaluate_kinds import ClassFigures, SourceRow
    from classifiers.model.evaluate_text import Figure, TextFigures
    from classifiers.model.score import DrawingModel, TextModel

PLOT_CHARS = 50
KINDS_IN_SERVICE = (
    "As in service: a file whose type says its kind is taken for that (messages, JSON, tables, programs, circuits "
    "in words, CAD, EDA), a web page or a file of XML unless words are sure of another kind. The corpus has no "
    "types, only files have: correspondence, data, web and most drawings are known by them. What stands inside a "
    "file with a text of its own is not counted, as the file is what was labelled. Drawings in PDF are told by "
    "their words here, since the model that looks at pages has learnt from them."
)


def text_facts(figures: TextFigures) -> dict[str, Any]:
    """What the text model's JSON says besides its settings."""
    return {
        "threshold_cost": "a false alarm costs 3, a miss 1: sensitive from p = 3 / (3 + 1)",
        "field_threshold_cost": (
            f"a field imagined costs 1, one missed {FIELD_MISS_COST:g}, "
            f"of {' and '.join(sorted(GRAVE_FIELDS))} {GRAVE_FIELD_MISS_COST:g}"
        ),
        "figures": text_figures(figures),
    }


def text_figures(figures: TextFigures) -> dict[str, float]:
    """The figures by which two trainings are compared."""
    named: dict[str, float] = {}
    for way, table in (("sources_out", figures.sources), ("grouped", figures.grouped)):
        for name, found in table.items():
            named[f"auroc_{name}_{way}"] = found.auroc.value
            named[f"recall_{name}_at_1pct" + ("_grouped" if way == "grouped" else "")] = found.recall.value
    named |= {
        "ece": figures.ece,
        "ece_grouped": figures.ece_grouped,
        "kind_f1": figures.kind_f1,
        "kind_f1_by_words": figures.kind_f1_by_words,
        "kind_accuracy": figures.kind_accuracy,
        "field_f1": figures.field_f1,
        "misses_at_threshold": figures.misses_at_threshold,
        "false_alarms_at_threshold": figures.false_alarms_at_threshold,
        "clean_stopped": figures.office_false_alarms,
        "passage_found": figures.passage_found,
        "passage_shown": figures.passage_shown,
        "passage_alarms": figures.passage_alarms,
    }
    return {name: round(value, 4) for name, value in named.items()}


def drawing_facts(figures: DrawingFigures) -> dict[str, Any]:
    """What the drawing model's JSON says besides its settings."""
    return {
        "threshold_cost": "a false alarm costs 2, a miss 1: a drawing from p = 2 / (2 + 1)",
        "figures": drawing_figures(figures),
    }


def drawing_figures(figures: DrawingFigures) -> dict[str, float]:
    """The figures by which two trainings are compared."""
    named = {
        "drawing_auroc": figures.auroc.value,
        "drawing_recall_at_1pct": figures.recall.value,
        "drawing_ece": figures.ece,
        "drawing_kind_f1": figures.kind_f1.value,
        "drawing_found_at_threshold": figures.found,
        "drawing_false_alarms_at_threshold": figures.false_alarms,
    }
    return {name: round(value, 4) for name, value in named.items()}


def text_tables(figures: TextFigures) -> str:
    """The held-out tables, as Markdown."""
    lines = [
        "### Sensitive technical text",
        "",
        "Intervals: middle 95 % over texts drawn again; in the last column over whole sources drawn again.",
        "",
        "| language | left out | AUROC | recall at 1 % false alarms | by source |",
    ]
    lines += ["|---|---|---|---|---|"]
    for way, table in (("whole sources", figures.sources), ("source documents", figures.grouped)):
        lines += [
            f"| {name} | {way} | {_range(one.auroc)} | {_span(one.recall)} | "
            f"{one.auroc_by_source[0]:.3f} to {one.auroc_by_source[1]:.3f} |"
            for name, one in table.items()
        ]
    lines += [
        "",
        f"Calibration error: {figures.ece:.3f} with sources left out (calibrated on other sources too), "
        f"{figures.ece_grouped:.3f} with source documents left out. At the threshold, with sources left out, "
        f"{figures.misses_at_threshold:.1%} of the sensitive texts are missed and "
        f"{figures.false_alarms_at_threshold:.1%} of the ordinary ones raise an alarm.",
        "",
        f"One sensitive window among {DULL_WINDOWS} ordinary ones of one source, all from sources left out, makes the "
        f"whole sensitive in {figures.passage_found:.1%} of the trials, {PASSAGE_TRIALS} a source and language, "
        f"and is shown in {figures.passage_shown:.1%}; the ordinary ones alone raise an alarm in "
        f"{figures.passage_alarms:.1%}.",
        "",
        *_calibration_plot(figures.reliability),
        "",
        "### Each source, when it was left out",
        "",
        "| source | language | class | texts | median p | called sensitive |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {source} | {lang} | {sort} | {count} | {p:.2f} | {share:.0%} |"
        for source, lang, sort, count, p, share in figures.by_source
    ]
    lines += [
        "",
        "### Ordinary office files, when their origins were left out",
        "",
        f"{figures.counts['office_texts']} texts of {figures.counts['office_origins']} origins; "
        f"{figures.office_false_alarms:.1%} raise an alarm.",
        "",
        "| folder | texts | median p | alarms |",
        "|---|---|---|---|",
    ]
    lines += [f"| {name} | {count} | {p:.2f} | {share:.1%} |" for name, count, p, share in figures.office]
    lines += ["", "### Kind of document, whole sources left out", "", KINDS_IN_SERVICE, ""]
    lines += _class_table(figures.kinds, figures.kind_f1)
    lines += [f"Right for {figures.kind_accuracy:.1%} of all texts whose kind is known.", ""]
    lines += ["By words and lines alone, whatever type a file has, and with the parts of files counted too:", ""]
    lines += _class_table(figures.kinds_by_words, figures.kind_f1_by_words)
    lines += [*_source_table("Kind", figures.kinds_by_source), "", "### Field, whole sources left out", ""]
    lines += [*_class_table(figures.fields, figures.field_f1), *_source_table("Field", figures.fields_by_source), ""]
    return "\n".join(lines)


def _class_table(classes: dict[str, ClassFigures], mean: float) -> list[str]:
    lines = ["| class | precision | recall | F1 | texts | sources |", "|---|---|---|---|---|---|"]
    lines += [
        f"| {name} | {one.precision:.2f} | {one.recall:.2f} | {one.f1:.2f} | {one.count} | {one.sources} |"
        for name, one in classes.items()
    ]
    return [*lines, "", f"Macro-F1 {mean:.3f} over {len(classes)} classes.", ""]


def _source_table(what: str, rows: list[SourceRow]) -> list[str]:
    lines = [
        f"| {what.lower()} | source, when left out | language | texts | found | else mostly |",
        "|---|---|---|---|---|---|",
    ]
    return lines + [
        f"| {row.name} | {row.source} | {row.language} | {row.count} | {row.found:.0%} | {row.mistaken_for} |"
        for row in rows
    ]


def _calibration_plot(reliability: list[tuple[float, float, int]]) -> list[str]:
    """Stated probability against found share, a bar a tenth; `|` stands where the bar should end."""
    lines = ["Calibration, sources left out (bar: share found sensitive; `|`: stated probability):", "", "```text"]
    for stated, found, count in reliability:
        bar = list(("#" * round(found * PLOT_CHARS)).ljust(PLOT_CHARS + 1))
        bar[round(stated * PLOT_CHARS)] = "|"
        lines.append(f"p {stated:.2f} {''.join(bar)} {found:.2f} of {count}")
    return [*lines, "```"]


def drawing_tables(figures: DrawingFigures) -> str:
    """The held-out tables, as Markdown."""
    lines = [
        "### Drawing or not, files, origins left out",
        "",
        f"AUROC {_range(figures.auroc)}; drawings found where 1 % of the other files pass: {_range(figures.recall)}; "
        f"calibration error {figures.ece:.3f}. At the threshold {figures.found:.1%} of the drawings are found and "
        f"{figures.false_alarms:.1%} of the other files raise an alarm. {figures.counts['files']} files, "
        f"{figures.counts['drawings']} of them drawings, from {figures.counts['origins']} origins; all origins of one "
        "owner are left out together. Intervals come from resampled files and do not hold the chance of other origins.",
        "",
        "| folder | files | median p | called drawing |",
        "|---|---|---|---|",
    ]
    lines += [f"| {name} | {count} | {p:.2f} | {share:.0%} |" for name, count, p, share in figures.by_folder]
    lines += ["", "### Drawings by origin, when it was left out", "", "| origin | drawings | median p | found |"]
    lines += ["|---|---|---|---|"]
    lines += [f"| {name} | {count} | {p:.2f} | {share:.0%} |" for name, count, p, share in figures.by_origin]
    lines += ["", f"### Kind of drawing, origins left out: macro-F1 {_range(figures.kind_f1)}", ""]
    lines += ["| kind | drawings | precision | recall |", "|---|---|---|---|"]
    lines += [f"| {name} | {count} | {one:.2f} | {two:.2f} |" for name, count, one, two in figures.kinds]
    lines += [
        "",
        "### Calibration, origins left out",
        "",
        "| p from | files | mean p | drawings | |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {low:.1f} | {count} | {p:.2f} | {share:.2f} | `{_plot(p, share)}` |"
        for low, count, p, share in figures.bins
    ]
    return "\n".join([*lines, ""])


def _plot(p: float, share: float) -> str:
    """A line from 0 to 1: `o` where files should lie, `x` where they lie."""
    marks = ["."] * 21
    marks[round(p * 20)] = "o"
    marks[round(share * 20)] = "x"
    return "".join(marks)


def text_card(model: TextModel, figures: TextFigures, sources: Sequence[SourceFacts] = ()) -> str:
    """The text model's card."""
    measured = set(figures.kinds)
    unmeasured = ", ".join(sorted(str(kind) for kind in KINDS if str(kind) not in measured)) or "none"
    thresholds = ", ".join(f"{n} {p:.2f}" for n, p in zip(model.fields, model.field_thresholds.tolist(), strict=True))
    listed = "\n".join(f"| {one.name} | {one.repository} | {one.licence} | {one.texts} |" for one in sources)
    return f"""# Text model {model.version}

Says how likely a text is sensitive technical content, where in it, what kind of document it is and which fields it is
about, in English, Japanese and Chinese. Written by `sekimori train`; the figures are those of `bench/classify.py`.

**Learnt from** {figures.counts["texts"]} public texts of {figures.counts["sources"]} families of sources that count in
the figures, and others that do not. None of them is confidential: "sensitive" stands for specification-like technical
text in a controlled field. Patents, public standards and military standards count half, as what they are nearest to.
To these come {figures.counts["office_texts"]} texts of ordinary office files of {figures.counts["office_origins"]}
origins, read as in service, which shall pass, and {figures.counts["made"]} short texts of our own for kinds that have
few, of which letters, minutes, lessons, studies, web pages and tables also count as ordinary, while abstracts and
lessons around programs teach kinds alone; no figure is taken from those.

**How.** Structural counts (units, identifiers, part numbers, words of trilingual lists) as deviations from what is
usual in the language, in six logistic regressions whose known directions are fixed: patents, and all else that is
sensitive, each against studies, against teaching and programs, and against what offices, mail and projects write; a
text is as sensitive as the likelier of the two ways, and that as its hardest contrast. Hashed character n-grams and
words count only where a text reads like a source of the training. A text is judged by windows: by their mean, or by
the highest one less {model.length_penalty:g} for each doubling of their number. Kinds by all counts and by what the
writing does (reports a study, gives steps, rules, claims an invention …), and by whether the whole is one paragraph
or explains a program; drawings, letters, programs,
data and web pages also by how they are set on their lines, in randomised trees to which all running text is one class.
Fields by the share of their words among all that tell any subject, medicine, farming and law among them, where nothing
is learnt but the calibration. Probabilities are calibrated on sources left out.

**What flatters the figures.** A source is left out when its texts are judged, but the lists of words, the directions,
the gate of the n-grams and the penalty for length were chosen by how these same sources came out. Expect less
on others.

**Sensitive** from p = {model.threshold:.2f}: a false alarm is held to cost three misses. The level
alone stops nothing; the policy does. **Fields** from
p = {thresholds}: one imagined costs 1, one missed {FIELD_MISS_COST:g}, of the gravest {GRAVE_FIELD_MISS_COST:g}.

**Not measured** for lack of real texts: {unmeasured}.

**Not for**: judging people; texts under 40 characters (no score; under 400, or under 30 different words, the score
is drawn towards "ordinary"): tables of bare numbers and lists of names pass; other languages, which are judged by
structure alone. Software manuals of hardware, project pages of technical sources and scientific abstracts close to
engineering are the commonest false alarms; news of technical projects, patents' abstracts and templates the commonest
misses.

## Sources

| source | repository | licence | texts |
|---|---|---|---|
{listed}

Office files and drawings: the public test files of {figures.counts["office_origins"]} projects, each with its licence
in the manifest beside them. Our own texts: the licence of this program.

## Held out

{text_tables(figures)}"""


def drawing_card(model: DrawingModel, figures: DrawingFigures) -> str:
    """The drawing model's card."""
    return f"""# Drawing model {model.version}

Says how likely a page or a picture is a technical drawing, and which kind. Written by `sekimori train`; the figures are
those of `bench/classify.py`. Files that only CAD, EDA and CAM programs write are drawings by type, without this model,
and are not in these figures.

**Learnt from** pages of public files, read as in service, each once more as a scanner would give it and once cut out
and made smaller, and from pages made by ourselves, which are never tested on and weigh as much as the real ones: parts
with dimensions, sections, isometric views, views of whole products, things with a few sizes, canvases of CAD programs,
circuits, boards, chips, floor plans, plants, patent figures; letters, tables, forms, music, charts, flow charts,
windows, dialogs, maps, wiring, line art, large words, photographs.
Further made pages teach the kind alone: floor plans of any outline, arrangement sheets and flow diagrams of plants,
circuits in ruled parts or small on large paper, parts and products in frames.
What is made was chosen after looking at which of these files were missed or raised an alarm, and of some ways to fit
the one was taken that did best on them; so the figures hold for origins that the trees have not seen, but not for
kinds of page that nobody has thought of, and may be lower there.

**How.** Extremely randomised trees and boosted trees on {len(PAGE_NAMES)} numbers, the mean of their log odds: ink,
widths of strokes, straight lines and how they end, dimensions with heads and the lines that these point at, what a
circle around a point of ink meets, areas that ink shuts in, crossings, pieces and rows of letters, frame, title-block
corner, colours, vector counts, words of the page. Kinds: {", ".join(model.kinds)}. Chip layouts and patent figures are
learnt from made pages alone and are not measured.

**A drawing** from p = {model.threshold:.2f}: a false alarm costs twice a miss.

**Known weak**: renders of parts with few dimensions, copper layers of boards in solid black, circuits in thin gray
lines on large sheets, photographs of drawings, hand sketches. Wiring pictures, music in few large notes, plots in black
and dimensioned renders pass for drawings most easily. Of the kinds, floor plans are told worst, and mechanical drawings
pass for sheets of plants. The kind's figure moves by .02 with the chance of a fit alone, and by .03 with each of the
few floor plans. Recall at 1 % false alarms moves between .84 and .88 with the noise of the scanned copies.

**Labels open to doubt**, which were left as they are: a dimensioned view of a shaft among the renders that are no
drawings; a table of pins among the schematics; a sheet that begins with a circuit, and modules of displays that others
are board plots for, among board plots and mechanical drawings; six or seven arrangement plans of buildings among the
process diagrams; pictures of a dark canvas with a line or two, and pages of markers, among the mechanical drawings.

## Held out

{drawing_tables(figures)}"""


def _range(figure: Figure) -> str:
    return f"{figure.value:.3f} ({figure.low:.3f} to {figure.high:.3f}, n = {figure.count})"


def _span(figure: Figure) -> str:
    return f"{figure.value:.2f} ({figure.low:.2f} to {figure.high:.2f})"
