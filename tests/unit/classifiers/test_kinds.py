from __future__ import annotations

import numpy as np
import pytest

from classifiers.model.artifacts import load_models
from classifiers.model.composition import COMPOSITION_NAMES, composition
from classifiers.model.kinds import FORM_NAMES, FORM_OF, FORMS, joined_logits
from classifiers.model.layout import layout
from classifiers.model.plain import plain
from classifiers.model.structure import TELLING_NAMES, reading
from policies.label import Kind

ORDER = list(Kind)
MAIL = (
    "From: Aiko Sato <a@example.org>\nTo: B. Miller <b@example.org>\nSubject: visit on Friday\n"
    "Date: Mon, 2 Mar 2026 09:12:00 +0900\n\nDear Mr Miller,\n\nthank you for your message. I am happy to show you "
    "round on Friday afternoon. Please let me know when your train arrives.\n\nKind regards,\nAiko Sato\n"
)
PROGRAM = (
    "import sys\n\n\ndef total(values: list[int]) -> int:\n    result = 0\n    for value in values:\n"
    "        if value > 0:\n            result += value\n    return result\n\n\nclass Box:\n"
    "    def __init__(self, size: int) -> None:\n        self.size = size\n\n\n"
    'if __name__ == "__main__":\n    print(total([int(word) for word in sys.argv[1:]]))\n'
)
LAW = (
    "第一条 为了加强管理,根据国家有关规定,制定本办法。\n第二条 在中华人民共和国境内从事活动的单位,应当遵守本办法。\n"
    "第三条 主管部门应当依法公布办理条件。违反规定的,责令改正,处以罚款。\n第四条 本办法自公布之日起施行。\n"
) * 4
PAPER = (
    "We investigate the asymptotic behaviour of a class of random walks. Our results show that the limit distribution "
    "is consistent with previous studies. We prove a theorem and discuss numerical simulations; the findings suggest "
    "that the hypothesis holds. In contrast to earlier experimental results, we find no phase transition. "
) * 2
PATENT = (
    "What is claimed is:\n1. An apparatus comprising a housing and a lever disposed therein, wherein the lever is "
    "coupled to the housing.\n2. The apparatus of claim 1, wherein the lever comprises a plurality of teeth.\n"
    "The present invention relates to levers. In one embodiment, the first lever 12 is coupled to a lever 14.\n"
) * 3


ABSTRACT_ZH = (
    "随着社会经济的发展,农村公共服务的管理问题日益突出。文章从制度变迁的视角出发,考察了基层政府工作的演变过程,"
    "分析了影响因素,并在此基础上探讨了完善管理制度的途径,以期为相关政策的制定提供参考。"
)
INVENTION_ZH = (
    "本发明公开了一种散热装置,包括壳体和设置在壳体内的风扇,所述风扇的一端与壳体固定连接,其特征在于,所述壳体上设有"
    "多个通孔。本发明结构简单,有益效果明显。"
)
LESSON = (
    "# はじめての回帰\n\n"
    "このチュートリアルでは、簡単な例を使って回帰の考え方を一歩ずつ学びます。予備知識は必要ありません。\n\n"
    "import numpy as np\nvalues = np.array([1, 2, 3])\nprint(values)\n\n"
    "次のセルを実行して、結果が予想どおりになっているかどうかを自分の目で確かめてみましょう。\n\n"
    "total = values.sum()\nprint(total)\n\n"
    "値を変えるとどうなるでしょうか。いくつか試してから、なぜそうなるのかを考えてみてください。\n"
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (MAIL, Kind.CORRESPONDENCE),
        (PROGRAM * 2, Kind.SOURCE_CODE),
        (LAW, Kind.ADMINISTRATIVE),
        (PAPER, Kind.PAPER),
        (PATENT, Kind.PATENT),
        (ABSTRACT_ZH, Kind.PAPER),
        (INVENTION_ZH, Kind.PATENT),
        (LESSON * 2, Kind.TEACHING),
    ],
)
def test_plain_cases_are_told(text: str, kind: Kind) -> None:
    score = load_models().text.score(text)
    assert score is not None
    assert score.kind is kind


def test_each_kind_has_a_form_and_running_text_is_one() -> None:
    assert len(FORM_OF) == len(ORDER)
    assert [FORM_OF[ORDER.index(kind)] for kind in FORMS] == list(range(len(FORMS)))
    assert sum(place == len(FORMS) for place in FORM_OF) == len(ORDER) - len(FORMS)


def test_the_form_decides_between_forms_and_words_within_running_text() -> None:
    logits = np.zeros((1, len(ORDER)))
    logits[0, ORDER.index(Kind.PAPER)] = 1.0
    shares = np.full((1, len(FORMS) + 1), 0.01)
    shares[0, -1] = 0.95
    assert ORDER[int(joined_logits(logits, shares).argmax())] is Kind.PAPER
    shares = np.full((1, len(FORMS) + 1), 0.01)
    shares[0, FORMS.index(Kind.DRAWING)] = 0.95
    assert ORDER[int(joined_logits(logits, shares).argmax())] is Kind.DRAWING
    assert np.isfinite(joined_logits(logits * 1e6, np.zeros_like(shares))).all()


def test_probabilities_add_up_and_little_evidence_brings_them_closer() -> None:
    model = load_models().text.kind
    counts = reading(plain(PAPER))
    form = np.concatenate([counts.shape, layout(PAPER)])
    logits = model.logits(counts, 0)
    sure, unsure = (model.probabilities(logits, composition(PAPER), form, evidence) for evidence in (1.0, 0.0))
    assert sure.sum() == pytest.approx(1.0)
    assert sure.max() > unsure.max()
    assert sure.argmax() == unsure.argmax()


def test_the_shipped_arrays_fit_the_features() -> None:
    model = load_models().text.kind
    assert model.mean.shape == model.spread.shape == (3, len(TELLING_NAMES))
    assert model.weights.shape == (len(TELLING_NAMES) + 1, len(ORDER))
    assert model.composition.shape == (len(COMPOSITION_NAMES), len(ORDER))
    assert model.forms.feature.max() < len(FORM_NAMES)
    assert model.forms.value.shape[1] == len(FORMS) + 1
    assert (model.spread > 0).all()
