"""The model cards: what was learnt from what, and how it did on what it had not seen. Written by training."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from classifiers.model.raster import NAMES as PAGE_NAMES
from policies.label import Kind

if TYPE_CHECKING:
    from classifiers.model.evaluate_drawing import DrawingFigures
    from classifiers.model.evaluate_text import Figure, TextFigures
    from classifiers.model.score import DrawingModel, TextModel


def text_facts(figures: TextFigures) -> dict[str, Any]:
    """What the text model's JSON says besides its settings."""
    return {
        "threshold_cost": "a false alarm costs as much as a miss: sensitive from p = 1 / (1 + 1)",
        "figures": text_figures(figures),
    }


def text_figures(figures: TextFigures) -> dict[str, float]:
    """The figures by which two trainings are compared."""
    named = {f"auroc_{name}_sources_out": figure.value for name, figure in figures.sources.items()}
    named |= {f"auroc_{name}_grouped": figure.value for name, figure in figures.grouped.items()}
    named |= {
        "ece": figures.ece,
        "ece_grouped": figures.ece_grouped,
        "kind_accuracy": figures.kind_accuracy,
        "field_top1": figures.field_top1,
        "misses_at_threshold": figures.misses_at_threshold,
        "false_alarms_at_threshold": figures.false_alarms_at_threshold,
        "office_false_alarms": figures.office_false_alarms,
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
        "### Sensitive technical text, AUROC",
        "",
        "| language | whole sources left out | source documents left out |",
    ]
    lines += ["|---|---|---|"]
    lines += [
        f"| {name} | {_range(figures.sources[name])} | {_range(figures.grouped[name])} |" for name in figures.sources
    ]
    lines += [
        "",
        f"Calibration error: {figures.ece:.3f} with sources left out (calibrated on other sources too), "
        f"{figures.ece_grouped:.3f} with source documents left out. At the threshold, with sources left out, "
        f"{figures.misses_at_threshold:.1%} of the sensitive texts are missed and "
        f"{figures.false_alarms_at_threshold:.1%} of the ordinary ones raise an alarm.",
        "",
        "### Each source, when it was left out",
        "",
        "| source | language | class | texts | median p |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {source} | {lang} | {sort} | {count} | {p:.2f} |" for source, lang, sort, count, p in figures.by_source
    ]
    lines += [
        "",
        "### Ordinary office files, when their origins were left out",
        "",
        f"{figures.counts['office_texts']} texts of {figures.counts['office_origins']} origins; "
        f"{figures.office_false_alarms:.1%} raise an alarm.",
        "",
        "| folder | texts | median p | alarms | kind recognised |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {name} | {count} | {p:.2f} | {share:.1%} | {_share(figures.office_kinds.get(name))} |"
        for name, count, p, share in figures.office
    ]
    lines += ["", "### Kind of document, share recognised, source documents left out", "", "| kind | recognised |"]
    lines += ["|---|---|", *(f"| {name} | {_range(figure)} |" for name, figure in figures.kinds.items())]
    lines += [f"| all | {figures.kind_accuracy:.3f} |", ""]
    lines += ["### Field, AUROC, source documents left out", "", "| field | AUROC |", "|---|---|"]
    lines += [f"| {name} | {_range(figure)} |" for name, figure in figures.fields.items()]
    lines += ["", f"The likeliest field is the right one for {figures.field_top1:.1%} of the texts that have one.", ""]
    return "\n".join(lines)


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


def text_card(model: TextModel, figures: TextFigures) -> str:
    """The text model's card."""
    by_type = ", ".join(sorted(set(Kind) - set(model.kinds)))
    return f"""# Text model {model.version}

Says how likely a text is sensitive technical content, what kind of document it is and which fields it is about, in
English, Japanese and Chinese. Written by `sekimori train`; the figures are those of `bench/classify.py`.

**Learnt from** {figures.counts["texts"]} public texts of {figures.counts["sources"]} families of sources. None of them
is confidential: "sensitive" stands for specification-like technical text in a controlled field. Patents, public
standards and military standards count half, as what they are nearest to. To these come {figures.counts["office_texts"]}
texts of ordinary office files of {figures.counts["office_origins"]} origins, read as in service, which shall pass.

**How.** Structural counts (units, identifiers, part numbers, requirement verbs, words of a trilingual list) as
deviations from what is usual in the language, in a logistic regression whose known directions are fixed; hashed
character n-grams and words, which count only where a text reads like a source of the training. Kinds by both, fields by
n-grams. Probabilities are calibrated on sources left out.

**Sensitive** from p = {model.threshold:.2f}: a false alarm is held to cost as much as a miss. The level
alone stops nothing; the policy does.

**Known only by type, not learnt** for lack of texts: {by_type}.

**Not for**: judging people; texts under 40 characters (no score; under 400, or under 30 different words, the score
is drawn towards "ordinary"): tables of bare numbers and lists of names pass;
other languages, which are judged by structure alone. Scientific abstracts close to engineering and software manuals of
hardware are the commonest false alarms; short notes and templates of technical projects the commonest misses.

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
with dimensions, sections, isometric views, canvases of CAD programs, circuits, boards, chips, floor plans, plants,
patent figures; letters, tables, forms, music, charts, flow charts, windows, maps, wiring, line art, photographs.
What is made was chosen after looking at which of these files were missed or raised an alarm; so the figures hold for
origins that the trees have not seen, but not for kinds of page that nobody has thought of, and may be lower there.

**How.** Extremely randomised trees on {len(PAGE_NAMES)} numbers: ink, widths of strokes, straight lines and how they
end, crossings, pieces and rows of letters, frame, title-block corner, colours, vector counts, words of the page. Kinds:
{", ".join(model.kinds)}. Chip layouts and patent figures are learnt from made pages alone and are not measured.

**A drawing** from p = {model.threshold:.2f}: a false alarm costs twice a miss.

**Known weak**: renders of parts with few dimensions, board plots that are mostly silk screen, circuits in thin gray
lines on large sheets, photographs of drawings, hand sketches; empty forms, music in few large notes and wiring pictures
pass for drawings most easily.

## Held out

{drawing_tables(figures)}"""


def _share(figure: Figure | None) -> str:
    return f"{figure.value:.2f}" if figure else "-"


def _range(figure: Figure) -> str:
    return f"{figure.value:.3f} ({figure.low:.3f} to {figure.high:.3f}, n = {figure.count})"
