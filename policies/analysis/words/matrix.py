"""The table of all places: key to (Japanese, English, Chinese); `{name}` stands for a fact."""

from __future__ import annotations

MATRIX = {
    "matrix.title": (
        "{organisation}: 何がどこへ動けるか",
        "{organisation}: what may go where",
        "{organisation}：何物可往何处",
    ),
    "matrix.about": (
        "左の場所にある内容（{content}）を上の場所へ動かすとき、方針（版 {version}、{at}）が出す判定。",
        "What the policy (version {version}, on {at}) decides of content ({content}) that rests in the place at "
        "the left and goes to the place at the top.",
        "将左侧处所的内容（{content}）传到上方去向时，策略（版本 {version}，{at}）的判定。",
    ),
    "matrix.own-level": ("各プロジェクトの水準", "at its projects' own level", "按各项目自身级别"),
    "matrix.kind-any": ("種類は問わない", "of no particular kind", "不限种类"),
    "matrix.from": ("この内容を", "content of", "内容来自"),
    "matrix.to": ("ここへ", "goes to", "去向"),
    "matrix.by": ("判定の根拠", "decided by", "判定依据"),
    "matrix.marks": ("記号", "marks", "记号"),
    "matrix.elsewhere": ("方針にない行き先", "anywhere else", "策略外去向"),
    "matrix.nobodys": ("誰のものでもない内容", "nobody's content", "不属任何项目"),
    "matrix.neutral": ("どの側でもない", "on no side", "不属任何一方"),
    "matrix.stays": ("動かない", "stays where it is", "原处不动"),
    "matrix.cell": (
        "{row} の内容を {column} へ: {verdict}（{rule}）",
        "{row} to {column}: {verdict}, by {rule}",
        "{row} 的内容往 {column}：{verdict}（{rule}）",
    ),
    "place.home": ("保管場所", "home", "存放处"),
    "place.common": ("共有", "common", "公用"),
    "place.enclave": ("共同区域", "enclave", "专区"),
    "place.machine": ("端末", "machine", "终端"),
    "place.removable": ("媒体", "removable", "移动介质"),
    "place.sync": ("同期", "sync", "同步"),
    "place.party": ("相手先", "party", "接收方"),
    "place.unknown": ("不明", "unknown", "不明"),
}
