"""The table of legends that people put on documents, in English, Japanese and Chinese.

Two forms. A *banner* is a legend alone on its line, as in a header, a stamp or a title block; a line that only
mentions the word is none. A *sentence* speaks about the document itself ("this drawing contains …") and counts
wherever it stands.
Every repetition is bounded, so that matching is linear in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from policies.label import Level

PUBLIC_RELEASE = "public-release"
"""Name of the legend that lowers a document's level."""

_THIS = (
    r"(?:this|these|the (?:attached|enclosed|following)|all|any)\s{1,4}(?:\w{1,20}\s{1,4}){0,3}"
    r"(?:documents?|drawings?|files?|data|information|materials?|pages?|presentations?|reports?|items?|software|"
    r"specifications?|technolog(?:y|ies)|commodit(?:y|ies)|products?|publications?|contents?)\b"
)
_CONTROL = r"(?:controlled|restricted|subject|governed|regulated|licen[cs]ed|export(?:ed)?|prohibited)"
_JA_THIS = r"(?:本|この)(?:書|資料|文書|図面|仕様書|図書|データ|技術|製品|報告書)"
_ZH_THIS = r"(?:本|该|此)(?:文件|资料|图纸|文档|报告|图样|技术|产品|数据)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Legend:
    """One legend.

    Attributes:
        name: Stable key that decisions and policies see.
        level: What the legend says of the document.
        pattern: For a banner, the whole line (NFKC, trimmed, inner spaces single); for a sentence, anywhere.
        hint: Lower-case text without which the pattern cannot match; spares the search.
        rival: Legends of one rival group standing on neighbouring lines are a list of levels, not a marking.
    """

    name: str
    level: Level
    pattern: re.Pattern[str]
    hint: str = ""
    rival: str = ""


def _banner(name: str, level: Level, pattern: str, *, rival: str = "", fold: bool = True) -> Legend:
    return Legend(name=name, level=level, pattern=re.compile(pattern, re.IGNORECASE if fold else 0), rival=rival)


def _sentence(name: str, level: Level, hint: str, pattern: str) -> Legend:
    return Legend(name=name, level=level, hint=hint, pattern=re.compile(pattern, re.IGNORECASE | re.DOTALL))


_CAPITALISED = r"(?:[A-Z0-9©(][\w.,&()©'-]{0,24} ){0,6}"
_AFTER = r"(?: ?[-–—|/:,.·•(©].{0,60})?"
_JA_FIELD = (
    r"(?:機密区分|秘密区分|取扱区分|秘区分|管理区分|機密レベル|情報区分|機密等級|取扱い?|配布区分|公開区分) ?[:：]? ?"
)
_JA_AFTER = r"(?:情報|文書|資料|扱い|指定)?(?: ?[-–—|/:・,、(（〔©].{0,40}| .{1,24})?"
_ZH_FIELD = r"(?:密 ?级|密 ?級|保密级别|保密等级|文件密级) ?[:：] ?"
_ZH_TERM = r"(?: ?[★☆] ?(?:\d{1,3} ?[年月日]|长期|長期|[一二三四五六七八九十]{1,3}年|启用前|解密前)?)"

BANNERS: tuple[Legend, ...] = (
    _banner("cui", Level.CONTROLLED, r"(?:CUI|CONTROLLED)(?: ?// ?[A-Z0-9][A-Z0-9 ,/&-]{0,80})?", fold=False),
    _banner("cui", Level.CONTROLLED, r"(?:\(?U\)? ?// ?)?CONTROLLED UNCLASSIFIED INFORMATION(?: \(CUI\))?", fold=False),
    _banner("cui", Level.CONTROLLED, r"CUI Categor(?:y|ies) ?: ?.{2,80}"),
    _banner("cui", Level.CONTROLLED, r"\(CUI(?://[A-Z0-9-]{1,30}){0,3}\) .{1,400}", fold=False),
    _banner("fouo", Level.SENSITIVE, r"(?:UNCLASSIFIED ?// ?)?(?:FOR OFFICIAL USE ONLY|FOUO)", fold=False),
    _banner("itar", Level.CONTROLLED, r"(?:WARNING[:! -]{1,4})?(?:THIS \w{2,20} (?:IS|CONTAINS) )?ITAR[ -](?:CONTROLLED|RESTRICTED)(?: .{0,40})?"),
    _banner("ear", Level.CONTROLLED, r"(?:WARNING[:! -]{1,4})?EAR[ -](?:CONTROLLED|RESTRICTED)(?: .{0,40})?", fold=False),
    _banner("ear", Level.CONTROLLED, r"(?:.{0,40}\b)?ECCN(?: ?(?:no|number)\.?)? ?[:：#]? ?[0-9][A-E][0-9]{3}(?:\.?[a-z0-9.]{0,12})?(?: .{0,40})?"),
    _banner("export-controlled", Level.CONTROLLED, r"(?:WARNING[:! -]{1,4})?EXPORT[ -]CONTROLLED(?: (?:INFORMATION|DATA|DOCUMENT|DRAWING|MATERIAL|TECHNICAL DATA))?"),
    _banner("distribution-restricted", Level.CONTROLLED, r"DISTRIBUTION STATEMENT [B-FX]\b ?(?:[.:,-].{0,400})?"),
    _banner(PUBLIC_RELEASE, Level.PUBLIC, r"DISTRIBUTION STATEMENT A\b ?(?:[.:,-].{0,400})?"),
    _banner(PUBLIC_RELEASE, Level.PUBLIC, r"(?:cleared|approved) for (?:open publication|public release)(?: ?[.;:,-].{0,200}| (?:\d|on |by ).{0,60})?"),
    _banner(PUBLIC_RELEASE, Level.PUBLIC, rf"{_ZH_FIELD}(?:公开|公開|非密)|(?:{_JA_FIELD})(?:公開|一般公開|公知)"),
    _banner(PUBLIC_RELEASE, Level.PUBLIC, r"TLP ?: ?(?:CLEAR|WHITE)", rival="tlp"),
    _banner("tlp-red", Level.SENSITIVE, r"TLP ?: ?RED", rival="tlp"),
    _banner("tlp-amber", Level.SENSITIVE, r"TLP ?: ?AMBER(?:\+STRICT)?", rival="tlp"),
    _banner("tlp-green", Level.INTERNAL, r"TLP ?: ?GREEN", rival="tlp"),
    _banner("confidential", Level.SENSITIVE, rf"{_CAPITALISED}(?:STRICTLY |HIGHLY |COMPANY |COMMERCIAL IN |BUSINESS )?(?:CONFIDENTIAL|Confidential|CONFIDENCE)(?: (?:INFORMATION|DOCUMENT|MATERIAL|DRAWING|Information|Document))?{_AFTER}", rival="en", fold=False),
    _banner("confidential", Level.SENSITIVE, r"(?:document )?(?:classification|confidentiality|sensitivity|security class(?:ification)?) ?: ?(?:strictly |highly |company )?(?:confidential|restricted|secret)(?: .{0,30})?"),
    _banner("proprietary", Level.SENSITIVE, rf"{_CAPITALISED}(?:PROPRIETARY|Proprietary|TRADE SECRETS?|Trade Secrets?)(?: (?:AND|&|and|/) (?:CONFIDENTIAL|Confidential))?(?: (?:INFORMATION|DATA|Information|Data))?{_AFTER}", rival="en", fold=False),
    _banner("internal-only", Level.INTERNAL, rf"{_CAPITALISED}(?:FOR |For )?(?:INTERNAL USE ONLY|Internal Use Only|Internal use only){_AFTER}", rival="en", fold=False),
    _banner("nda", Level.SENSITIVE, r"(?:disclosed |provided |released )?under (?:an? )?(?:NDA|non-disclosure agreement)(?: (?:only|required))?|NDA (?:required|only|confidential)"),
    _banner("jp-gokuhi", Level.CONTROLLED, rf"(?:{_JA_FIELD})?(?:極秘|厳秘){_JA_AFTER}", rival="ja"),
    _banner("jp-hi", Level.SENSITIVE, rf"(?:{_JA_FIELD})?秘(?: ?[-–—|/・(（].{{0,40}})?|{_JA_FIELD}秘密", rival="ja"),
    _banner("jp-kimitsu", Level.SENSITIVE, rf"(?:{_JA_FIELD})機密{_JA_AFTER}|機密(?:情報|文書|資料|扱い)(?: ?[-–—|/・(（].{{0,40}})?|機密性 ?[23] ?情報.{{0,40}}", rival="ja"),
    _banner("jp-shagaihi", Level.SENSITIVE, rf"(?:{_JA_FIELD})?(?:社外秘|学外秘|学内限り?|社内限り?){_JA_AFTER}", rival="ja"),
    _banner("jp-toriatsukai-chui", Level.SENSITIVE, rf"(?:{_JA_FIELD})?(?:取り?扱い?(?:厳重)?注意|要保護情報){_JA_AFTER}", rival="ja"),
    _banner("jp-bugaihi", Level.SENSITIVE, rf"(?:{_JA_FIELD})?(?:部外秘|部内限り?|課外秘){_JA_AFTER}", rival="ja"),
    _banner("jp-kankeisha", Level.SENSITIVE, rf"(?:{_JA_FIELD})?(?:関係者外秘|関係者限り?|関係者以外(?:閲覧|配布|持出)禁止|委員限り){_JA_AFTER}", rival="ja"),
    _banner("jp-fefa", Level.CONTROLLED, r"(?:該非判定(?:結果)?|外為法(?:該非)?|輸出管理) ?[:：] ?(?:該当|リスト規制該当).{0,40}"),
    _banner("cn-juemi", Level.CONTROLLED, rf"(?:{_ZH_FIELD})?[绝絕]密{_ZH_TERM}?(?:级)?(?:文件|资料)?", rival="zh"),
    _banner("cn-jimi", Level.CONTROLLED, rf"(?:{_ZH_FIELD})?(?:机密{_ZH_TERM}?|機密{_ZH_TERM})(?:级)?(?:文件|资料)?|{_ZH_FIELD}機密", rival="zh"),
    _banner("cn-mimi", Level.SENSITIVE, rf"{_ZH_FIELD}秘密{_ZH_TERM}?|秘密{_ZH_TERM}?", rival="zh"),
    _banner("kimitsu", Level.CONTROLLED, r"機密", rival="zh"),
    _banner("cn-neibu", Level.SENSITIVE, rf"(?:{_ZH_FIELD})?(?:内部(?:资料|文件|材料|使用|公开)|仅供内部(?:使用|参考|交流)|仅限内部(?:使用)?|內部(?:資料|文件|使用))(?:[ ,，。!！·、—-].{{0,30}})?|{_ZH_FIELD}内部", rival="zh"),
    _banner("cn-shangmi", Level.SENSITIVE, rf"(?:{_ZH_FIELD})?(?:商业秘密|商业机密|商密|保密(?:文件|资料)|受控(?:文件|图纸)|请勿外传|严禁外传|不得外传|禁止外传){_ZH_TERM}?[!！。]?", rival="zh"),
)  # fmt: skip
"""Legends that stand alone; each pattern matches a whole line."""

SENTENCES: tuple[Legend, ...] = (
    _sentence("itar", Level.CONTROLLED, "arms export control act", rf"{_THIS}.{{0,120}}?{_CONTROL}.{{0,120}}?arms\s{{1,4}}export\s{{1,4}}control\s{{1,4}}act"),
    _sentence("itar", Level.CONTROLLED, "traffic in arms", rf"{_THIS}.{{0,120}}?{_CONTROL}.{{0,120}}?international\s{{1,4}}traffic\s{{1,4}}in\s{{1,4}}arms"),
    _sentence("itar", Level.CONTROLLED, "itar", rf"{_THIS}.{{0,80}}?(?:contains?\s{{1,4}}ITAR|{_CONTROL}.{{0,80}}?\bITAR\b)"),
    _sentence("ear", Level.CONTROLLED, "export administration", rf"{_THIS}.{{0,160}}?{_CONTROL}.{{0,160}}?export\s{{1,4}}administration\s{{1,4}}(?:regulations|act)"),
    _sentence("ear", Level.CONTROLLED, "ear", rf"{_THIS}.{{0,60}}?(?:subject\s{{1,4}}to|controlled\s{{1,4}}(?:by|under))\s{{1,4}}(?:the\s{{1,4}})?(?-i:EAR)\b"),
    _sentence("distribution-restricted", Level.CONTROLLED, "distribution statement", r"\bdistribution\s{1,4}statement\s{1,4}[B-F]\b[\s.:,(-]{1,6}(?:distribution|further)\s{1,4}(?:authori[sz]ed|dissemination)"),
    _sentence("distribution-restricted", Level.CONTROLLED, "distribution authorized to", r"(?<!\w)distribution\s{1,4}authori[sz]ed\s{1,4}to\s{1,4}(?:the\s{1,4})?(?:u\.?s\.?\s{1,4}government|department\s{1,4}of\s{1,4}defense|dod\b)"),
    _sentence(PUBLIC_RELEASE, Level.PUBLIC, "approved for public release", r"(?:^|[.:;\n|])[\s*\"'(]{0,6}approved\s{1,4}for\s{1,4}public\s{1,4}release[\s;:,.–-]{1,6}(?:(?:the\s{1,4})?distribution\s{1,4}(?:of\s{1,4}this\s{1,4}\w{1,20}\s{1,4})?(?:is\s{1,4})?unlimited|unlimited\s{1,4}distribution)"),
    _sentence("proprietary", Level.SENSITIVE, "property of", r"information\s{1,4}contained\s{1,4}(?:in\s{1,4}this\s{1,4}(?:drawing|document|file)|herein)\s{1,4}is\s{1,4}(?:the\s{1,4})?(?:sole\s{1,4}|exclusive\s{1,4})?(?:property\s{1,4}of|proprietary)"),
    _sentence("proprietary", Level.SENSITIVE, "proprietary", r"\bthis\s{1,4}(?:document|drawing|specification|report|file|page|presentation|design)\s{1,4}(?:is|contains)\s{1,4}(?:\w{1,20}[\s,]{1,4}){0,4}?proprietary"),
    _sentence("confidential", Level.SENSITIVE, "confidential", r"\bthis\s{1,4}(?:document|drawing|specification|report|file|page|presentation|design)\s{1,4}(?:is|contains)\s{1,4}(?:\w{1,20}[\s,]{1,4}){0,4}?(?:confidential|trade\s{1,4}secrets?)\b"),
    _sentence("jp-shagaihi", Level.SENSITIVE, "社外秘", rf"{_JA_THIS}(?:は|には)[^。\n]{{0,40}}社外秘(?!で(?:は|な))"),
    _sentence("jp-gokuhi", Level.CONTROLLED, "極秘", rf"{_JA_THIS}(?:は|には)[^。\n]{{0,30}}極秘(?!で(?:は|な))"),
    _sentence("jp-kimitsu", Level.SENSITIVE, "密", rf"{_JA_THIS}(?:は|には|に含まれる)[^。\n]{{0,40}}(?:機密(?:情報|事項|文書)|秘密(?:情報|事項|文書)|営業秘密)(?:です|で(?:す|ある)|を含|が含|として|に該当|とする|につき)"),
    _sentence("jp-fefa", Level.CONTROLLED, "外", rf"{_JA_THIS}[^。\n]{{0,60}}(?:外為法|外国為替及び外国貿易法|輸出貿易管理令|外国為替令)[^。\n]{{0,80}}(?:規制|該当|許可)"),
    _sentence("cn-shangmi", Level.SENSITIVE, "密", rf"{_ZH_THIS}(?:为|属于|属|含有|包含|涉及|内容)[^。\n]{{0,24}}(?:商业秘密|商业机密|保密信息|涉密|技术秘密)"),
    _sentence("cn-jimi", Level.CONTROLLED, "密", rf"{_ZH_THIS}(?:为|属于|属)[^。\n]{{0,10}}(?:国家秘密|机密级|绝密级)"),
    _sentence("cn-neibu", Level.SENSITIVE, "内部", rf"{_ZH_THIS}(?:为|属于|属|仅供|仅限)[^。\n]{{0,12}}内部(?:资料|文件|使用|参考)"),
    _sentence("cn-export-control", Level.CONTROLLED, "出口", rf"{_ZH_THIS}[^。\n]{{0,40}}(?:出口管制|两用物项|禁止出口|限制出口)[^。\n]{{0,40}}(?:管制|许可|管理|技术目录|目录)"),
)  # fmt: skip
"""Legends that speak about the document; searched anywhere."""
