"""The model cards: what was learnt from what, and how it did on what it had not seen. Written by training."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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
    return {
        "drawing_auroc": round(figures.auroc.value, 4),
        "drawing_recall_at_1pct": round(figures.recall.value, 4),
        "drawing_ece": round(figures.ece, 4),
    }


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
        f"calibration error {figures.ece:.3f}. {figures.counts['files']} files, {figures.counts['drawings']} of them "
        f"drawings, from {figures.counts['origins']} origins.",
        "",
        "| folder | files | median p | called drawing |",
        "|---|---|---|---|",
    ]
    lines += [f"| {name} | {count} | {p:.2f} | {share:.0%} |" for name, count, p, share in figures.by_folder]
    return "\n".join([*lines, ""])


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

**Learnt from** pages of public files, read as in service, each once more as a scanner would give it, and from pages
drawn by ourselves (plates, circuits, plans, plants with frames and title blocks in three languages; letters, forms,
charts), which are never tested on.

**How.** Extremely randomised trees on numbers of the raster (ink, straight lines, frame, title-block corner, edges,
rhythm of text), vector counts and words of the page. Kinds: {", ".join(model.kinds)}. Patent figures and CAD models as
pictures have too few examples and are named by type only.

**A drawing** from p = {model.threshold:.2f}: a false alarm costs twice a miss.

**Known weak**: photographs of drawings, hand sketches, maps and flow charts near the border.

## Held out

{drawing_tables(figures)}"""


def _share(figure: Figure | None) -> str:
    return f"{figure.value:.2f}" if figure else "-"


def _range(figure: Figure) -> str:
    return f"{figure.value:.3f} ({figure.low:.3f} to {figure.high:.3f}, n = {figure.count})"
