"""The table of legends that people put on documents, in English, Japanese and Chinese.

Two forms. A *banner* is a legend alone on its line, as in a header, a stamp or a title block; a line that only
mentions the word is none. A *sentence* speaks about the document itself ("this drawing contains …") and counts
wherever it stands.
Every repetition is bounded, so that matching is linear in the text.

Source: DoDI 5200.48 and the CUI Registry; DoDI 5230.24; 22 CFR 120 to 130; 15 CFR 730 to 774; FIRST TLP 2.0 (2022) and
1.0; GB/T 7156 and the PRC Regulations on Implementing the Law on Guarding State Secrets; 政府機関等のサイバーセキュリティ
対策のための統一基準.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from classifiers.detect import compounds
from classifiers.detect.lettering import skeleton
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
        hints: Without any of these the pattern cannot match: letters as `lettering.skeleton` leaves them, a line end
            before the first where the line must begin so.
        spelling: Of its pattern. flags: How it is compiled.
        rival: Legends of one rival group standing on neighbouring lines are a list of levels, not a marking.
    """

    name: str
    level: Level
    hints: tuple[str, ...]
    spelling: str
    flags: re.RegexFlag = re.NOFLAG
    rival: str = ""

    @property
    def pattern(self) -> re.Pattern[str]:
        """For a banner, the whole line (NFKC, trimmed, inner spaces single); for a sentence, anywhere.

        Compiled when a text first holds a hint: all of them together take a third of a second, and most never come up.
        """
        return _compiled(self.spelling, self.flags)


@functools.cache
def _compiled(spelling: str, flags: re.RegexFlag) -> re.Pattern[str]:
    return re.compile(spelling, flags)


def _banner(name: str, level: Level, hints: str, pattern: str, *, rival: str = "", fold: bool = True) -> Legend:
    flags = re.IGNORECASE if fold else re.NOFLAG
    return Legend(name=name, level=level, hints=_hints(hints), spelling=pattern, flags=flags, rival=rival)


def _sentence(name: str, level: Level, hints: str, pattern: str) -> Legend:
    flags = re.IGNORECASE | re.DOTALL
    return Legend(name=name, level=level, hints=_hints(hints), spelling=pattern, flags=flags)


def _hints(words: str) -> tuple[str, ...]:
    return tuple("\n" * word.startswith("^") + skeleton(word.removeprefix("^")) for word in words.split())


_NUMBERED = r"(?!\d{1,2}(?:\.\d{1,2}){0,3}\.? |§|(?:Article|Section|Chapter|ARTICLE|SECTION|Annex|Clause) )"
_CAPITALISED = _NUMBERED + r"(?:[A-Z0-9©(][\w.,&()©'-]{0,24} ){0,6}"
_AFTER = r"(?: ?[-–—|/·•(©].{0,60}| ?[:,] ?(?!no\b|yes\b|false|true|none|n/a|\d\b)\S.{1,60}|\.(?: .{0,60})?)?"
_CUI_AFTER = r"(?: ?// ?[A-Z0-9][A-Z0-9 ,/&-]{0,80})?"
_US_AFTER = r"(?: ?// ?[A-Z0-9][A-Z0-9 ,/&-]{0,60})"
_JA_FIELD = (
    r"(?:機密区分|秘密区分|取扱区分|秘区分|管理区分|機密レベル|情報区分|機密等級|秘密等級|取扱い?|配布区分|公開区分|"
    r"情報管理区分|文書区分) ?[:： ]? ?"
)
_JA_WHOSE = r"(?:.{1,20}(?:株式会社|有限会社|\(株\)|大学|研究所|機構|研究室|グループ) ?|株式会社.{1,16} |CONFIDENTIAL ?[/・ ] ?)?"
_JA_AFTER = r"(?:情報|文書|資料|扱い|指定)?(?: ?[-–—|/・:,、(（〔©].{0,40}| .{1,24})?"
_ZH_FIELD = (
    r"(?:密 ?级|密 ?級|保密级别|保密等级|文件密级|秘密等级|机密等级|保密等級|保密級別|文檔密級|文档密级) ?[:： ] ?"
)
_ZH_YEARS = r"(?:\d{1,3} ?(?:个月|個月|[年月日])|长期|長期|永久|[一二三四五六七八九十]{1,3}年|解密前|到 ?\d{4}.{0,12})"
_ZH_TERM = rf"(?: ?[★☆⭐✭✩*] ?{_ZH_YEARS}?| ?[（(] ?{_ZH_YEARS}[)）]?| ?保密期限 ?[:：]? ?{_ZH_YEARS})"
_ZH_WHOSE = r"(?:.{2,24}(?:公司|集团|集團|研究院|研究所|大学|实验室|股份) ?)?"

# A legend that stands alone; each pattern matches a whole line.
_US_BANNERS = (
    _banner("cui", Level.CONTROLLED, "cui/ ^cui controlled", rf"(?:CUI|CONTROLLED){_CUI_AFTER}", fold=False),
    _banner("cui", Level.CONTROLLED, "controlledunclassified", r"(?:\(?U\)? ?// ?)?CONTROLLED UNCLASSIFIED INFORMATION(?: \(CUI\))?(?: ?[-–—|].{0,60})?", fold=False),
    _banner("cui", Level.CONTROLLED, "cuicategor cuidesignation disseminationcontrol", r"(?:CUI (?:Categor(?:y|ies)(?:\(s\)|\(ies\))?|designation indicator)|(?:limited |distribution/)?dissemination controls?) ?: ?(?=.*(?:[A-Z]{2}|CUI)).{2,80}"),
    _banner("cui", Level.CONTROLLED, "(cui", r"\(CUI(?://[A-Z0-9/ -]{1,30}){0,3}\) .{1,400}", fold=False),
    _banner("cui", Level.CONTROLLED, "uncontrollednuclear controllednuclear navalnuclear", r"(?:UNCLASSIFIED CONTROLLED NUCLEAR INFORMATION|NAVAL NUCLEAR PROPULSION INFORMATION).{0,40}"),
    _banner("fouo", Level.SENSITIVE, "officialuseonly fouo", r"(?:\(?(?:U|UNCLASSIFIED)\)? ?// ?)?(?:FOR OFFICIAL USE ONLY|FOUO|OFFICIAL USE ONLY)(?: ?[-–—|/(].{0,40})?", fold=False),
    _banner("fouo", Level.SENSITIVE, "//fouo", r"\(U//FOUO\) .{1,400}", fold=False),
    _banner("fouo", Level.SENSITIVE, "unclassified/ sensitivebut lawenforcementsens limdis", rf"(?:UNCLASSIFIED{_US_AFTER}|SENSITIVE BUT UNCLASSIFIED|LAW ENFORCEMENT SENSITIVE|LIMDIS)", fold=False),
    _banner("noforn", Level.CONTROLLED, "noforn relto notreleas", r"(?:NOFORN|NOT RELEASABLE TO FOREIGN NATIONALS(?:/.{0,40})?|REL TO [A-Z]{3}(?:, ?[A-Z]{3,4}){0,12})", fold=False),
    _banner("us-classified", Level.CONTROLLED, "secret/ secret confidential/", rf"(?:TOP SECRET(?:{_US_AFTER})?|(?:SECRET|CONFIDENTIAL) ?// ?(?:NOFORN|REL|SI|ORCON|NF|RD|FRD|FGI|TK|HCS)[A-Z0-9 ,/&-]{{0,60}})", fold=False),
    _banner("us-classified", Level.CONTROLLED, "(s/ (ts/ (c/", r"\((?:TS|S|C)//[A-Z/, -]{2,40}\) .{1,400}", fold=False),
    _banner("us-classified", Level.CONTROLLED, "classifiedby derivedfrom declassifyon", r"(?:Declassify on|Derived from) ?: ?\S.{1,60}", fold=False),
    _banner("itar", Level.CONTROLLED, "itar", r"(?:WARNING[:! -]{1,4})?(?:THIS \w{2,20} (?:IS|CONTAINS) )?ITAR[ -](?:CONTROLLED|RESTRICTED)(?: .{0,60})?"),
    _banner("itar", Level.CONTROLLED, "usml", r"(?:.{0,30}\b)?USML(?: categor(?:y|ies))? ?[:#]? ?[IVX]{1,6}\b.{0,40}"),
    _banner("ear", Level.CONTROLLED, "earcontrolled ear-controlled earrestricted", r"(?:WARNING[:! -]{1,4})?EAR[ -](?:CONTROLLED|RESTRICTED)(?: .{0,40})?", fold=False),
    _banner("ear", Level.CONTROLLED, "eccn", r"(?:.{0,40}\b)?ECCN(?: ?(?:no|number)\.?)? ?[:：#]? ?[0-9][A-E][0-9]{3}(?:\.?[a-z0-9.]{0,12})?(?: .{0,40})?"),
    _banner("export-controlled", Level.CONTROLLED, "exportcontrolled exportrestricted", r"(?:WARNING[:! -]{1,4})?EXPORT[ -](?:CONTROLLED|RESTRICTED)(?: (?:INFORMATION|DATA|DOCUMENT|DRAWING|MATERIAL|TECHNICAL DATA))?(?: ?[-–—|(].{0,60})?"),
    _banner("distribution-restricted", Level.CONTROLLED, "distributionstatement diststatement distrostatement", r"(?:DOD )?DIST(?:RIBUTION|RO)?\.? STATEMENT [B-FX]\b ?(?:[.:,;–-].{0,400})?", rival="dist"),
    _banner("distribution-restricted", Level.CONTROLLED, "distribution distrob distroc distrod distroe distrof distb distc distd diste distf", r"(?:DISTRIBUTION|DISTRO|DIST) [B-F](?: ?[.:,;–-] ?(?:Distribution |Further ).{0,400})?", rival="dist", fold=False),
    _banner(PUBLIC_RELEASE, Level.PUBLIC, "distributionstatementa diststatementa", r"(?:DOD )?DIST(?:RIBUTION|RO)?\.? STATEMENT A\b ?(?:[.:,;–-].{0,400})?", rival="dist"),
    _banner(PUBLIC_RELEASE, Level.PUBLIC, "distributiona distroa dista:", r"(?:DISTRIBUTION|DISTRO|DIST) A ?[.:,;–-] ?(?:cleared|approved) for .{0,400}", rival="dist"),
    _banner(PUBLIC_RELEASE, Level.PUBLIC, "foropenpublication forpublicrelease", r"(?:cleared|approved) for (?:open publication|public release)(?: ?[.;:,-].{0,200}| (?:\d|on |by ).{0,60})?"),
)  # fmt: skip
_EN_BANNERS = (
    _banner(PUBLIC_RELEASE, Level.PUBLIC, "tlp:", r"TLP ?: ?(?:CLEAR|WHITE)", rival="tlp"),
    _banner("tlp-red", Level.SENSITIVE, "tlp:", r"TLP ?: ?RED", rival="tlp"),
    _banner("tlp-amber", Level.SENSITIVE, "tlp:", r"TLP ?: ?AMBER(?:\+ ?STRICT)?", rival="tlp"),
    _banner("tlp-green", Level.INTERNAL, "tlp:", r"TLP ?: ?GREEN", rival="tlp"),
    _banner("confidential", Level.SENSITIVE, "confiden", rf"{_CAPITALISED}(?:STRICTLY |HIGHLY |COMPANY |COMMERCIAL IN |BUSINESS |IN )?(?:CONFIDENTIAL(?: (?:INFORMATION|DOCUMENT|MATERIAL|DRAWING))?|Confidential(?: Document)?|CONFIDENCE){_AFTER}", rival="en", fold=False),
    _banner("confidential", Level.SENSITIVE, "^secret strictlysecret companysecret", r"(?:STRICTLY |COMPANY |HIGHLY )?SECRET(?: (?:INFORMATION|DOCUMENT|DRAWING))?", rival="en", fold=False),
    _banner("confidential", Level.SENSITIVE, "classification confidentiality sensitivity securityclass protectivemarking", r"(?:document |data |information |security )?(?:classification|confidentiality(?: level)?|sensitivity|security class(?:ification)?|protective marking) ?: ?(?:strictly |highly |company |company-)?(?:confidential|restricted|secret|protected)(?: .{0,30})?"),
    _banner("proprietary", Level.SENSITIVE, "proprietary tradesecret", rf"{_CAPITALISED}(?:PROPRIETARY|Proprietary|TRADE SECRETS?|Trade Secrets?)(?: (?:AND|&|and|/) (?:CONFIDENTIAL|Confidential))?(?: (?:INFORMATION|DATA))?{_AFTER}", rival="en", fold=False),
    _banner("internal-only", Level.INTERNAL, "internaluse", rf"{_CAPITALISED}(?:FOR |For )?(?:INTERNAL USE ONLY|Internal Use Only|Internal use only){_AFTER}", rival="en", fold=False),
    _banner("internal-only", Level.INTERNAL, "classification: confidentiality: sensitivity: securityclass", r"(?:document |data |information |security )?(?:classification|confidentiality(?: level)?|sensitivity|security class(?:ification)?) ?: ?(?:internal|general|company internal)(?: .{0,30})?"),
    _banner(PUBLIC_RELEASE, Level.PUBLIC, "classification: confidentiality: sensitivity: securityclass", r"(?:document |data |information |security )?(?:classification|confidentiality(?: level)?|sensitivity|security class(?:ification)?) ?: ?(?:public|unrestricted|open)"),
    _banner("nda", Level.SENSITIVE, "nda non-disclosure nondisclosure", r"(?:disclosed |provided |released )?under (?:an? )?(?:NDA|non-disclosure agreement)(?: (?:only|required))?|NDA (?:required|only|confidential)"),
    _banner("do-not-distribute", Level.SENSITIVE, "notdistribute notforrelease notforpublic notforexternal eyesonly", r"(?:DO NOT (?:RE)?DISTRIBUTE|NOT FOR (?:PUBLIC RELEASE|EXTERNAL (?:DISTRIBUTION|RELEASE|USE)|RELEASE|PUBLIC DISTRIBUTION)|NOT APPROVED FOR PUBLIC RELEASE|EYES ONLY)(?: ?[-–—|!.(].{0,40})?", fold=False),
)  # fmt: skip
_JA_BANNERS = (
    _banner(PUBLIC_RELEASE, Level.PUBLIC, "区分:公開 区分公開 区分:一般 区分:公知 レベル:公開", rf"(?:{_JA_FIELD})(?:公開|一般公開|公知)"),
    _banner("jp-gokuhi", Level.CONTROLLED, "極秘 厳秘", rf"(?:{_JA_FIELD}|{_JA_WHOSE})(?:極秘|厳秘){_JA_AFTER}", rival="ja"),
    _banner("jp-tokutei-himitsu", Level.CONTROLLED, "特定秘密 防衛秘密 経済安保情報 装備品等秘密", r"(?:特定秘密|特別?防衛秘密|重要経済安保情報|装備品等秘密)(?: ?[(（].{1,30}[)）])?", rival="ja"),
    _banner("jp-hi", Level.SENSITIVE, "秘", rf"(?:{_JA_FIELD})?\(?(?:マル|丸|まる|[○〇◯])?秘\)?(?: ?[-–—|/・(（].{{0,40}})?|{_JA_FIELD}秘密", rival="ja"),
    _banner("jp-kimitsu", Level.SENSITIVE, "機密", rf"(?:{_JA_FIELD})機密{_JA_AFTER}|{_JA_WHOSE}機密(?:情報|文書|資料|扱い|保持)(?: ?[-–—|/・(（].{{0,40}})?|要?機密(?:性 ?[23] ?)?情報.{{0,40}}", rival="ja"),
    _banner("jp-eigyo-himitsu", Level.SENSITIVE, "営業秘密 企業秘密", rf"{_JA_WHOSE}(?:営業秘密|企業秘密){_JA_AFTER}", rival="ja"),
    _banner("jp-shagaihi", Level.SENSITIVE, "社外秘 学外秘 学内限 社内限 グループ外秘 所外秘", rf"(?:{_JA_FIELD}|{_JA_WHOSE})(?:社外秘|学外秘|グループ外秘|所外秘|学内限り?|社内限り?){_JA_AFTER}", rival="ja"),
    _banner("jp-toriatsukai-chui", Level.SENSITIVE, "扱注意 扱い注意 扱厳重注意 扱い厳重注意 要保護情報", rf"(?:{_JA_FIELD}|{_JA_WHOSE})(?:取り?扱い?(?:厳重)?注意|要保護情報){_JA_AFTER}", rival="ja"),
    _banner("jp-bugaihi", Level.SENSITIVE, "部外秘 部内限 課外秘", rf"(?:{_JA_FIELD}|{_JA_WHOSE})(?:部外秘|部内限り?|課外秘){_JA_AFTER}", rival="ja"),
    _banner("jp-kankeisha", Level.SENSITIVE, "関係者外秘 関係者限 関係者以外 委員限", rf"(?:{_JA_FIELD}|{_JA_WHOSE})(?:関係者外秘|関係者限り?|関係者以外(?:閲覧|配布|持出)禁止|委員限り){_JA_AFTER}", rival="ja"),
    _banner("jp-mochidashi-kinshi", Level.SENSITIVE, "持出禁止 持ち出し禁止 持出し禁止 複写厳禁 複製厳禁 転送禁止", r"(?:社外|学外|部外|所外)?(?:持ち?出し?(?:厳禁|禁止)|複[写製]厳禁|転送禁止)(?: ?[-–—|/・(（].{0,40})?"),
    _banner("jp-fefa", Level.CONTROLLED, "該非 外為法 輸出管理 輸出令 リスト規制 輸出貿易管理令 外為令", r"(?:.{0,12}該非(?:判定)?(?:結果|区分)?|外為法(?:該非|区分)?|輸出管理(?:区分)?|リスト規制) ?[:：] ?(?!非該当|該当せず|該当しない|対象外)(?:該当|リスト規制(?:該当)?|規制対象).{0,40}"),
    _banner("jp-fefa", Level.CONTROLLED, "別表第 別表1 規制該当 規制品 規制貨物 規制技術", r"(?:輸出貿易管理令|輸出令|外国為替令|外為令)(?: ?\(?別表)? ?第? ?[1一] ?(?:の)? ?第? ?[\d一二三四五六七八九十]{1,3} ?の?項.{0,16}(?<!非)該当.{0,20}|(?:外為法|輸出|リスト)?規制(?:該当)?(?:品|貨物|技術)"),
)  # fmt: skip
_ZH_BANNERS = (
    _banner(PUBLIC_RELEASE, Level.PUBLIC, "级:公开 级公开 級:公開 别:公开 级:非密 密级 密級", rf"{_ZH_FIELD}(?:公开|公開|非密)"),
    _banner("cn-juemi", Level.CONTROLLED, "绝密 絕密 绝对机密 絕對機密 極機密", rf"(?:{_ZH_FIELD}|{_ZH_WHOSE})(?:[绝絕]密|[绝絕][对對][机機]密|極機密){_ZH_TERM}?(?:级)?(?:文件|资料|資料)?(?: 编号.{{0,20}})?", rival="zh"),
    _banner("cn-exam", Level.INTERNAL, "启用前 啓用前", r"(?:绝密|机密|秘密) ?[★☆⭐*]? ?(?:启用前|考试结束前|使用完毕前)(?: .{0,30})?"),
    _banner("cn-jimi", Level.CONTROLLED, "机密 機密", rf"(?:{_ZH_FIELD})?(?:国家秘密 ?[·★ ]? ?)?(?:机密{_ZH_TERM}?|機密{_ZH_TERM})(?:级)?(?:文件|资料)?(?: 编号.{{0,20}})?|{_ZH_FIELD}機密", rival="zh"),
    _banner("cn-mimi", Level.SENSITIVE, "秘密", rf"{_ZH_FIELD}秘密{_ZH_TERM}?|(?:国家)?秘密{_ZH_TERM}?", rival="zh"),
    _banner("kimitsu", Level.CONTROLLED, "機密", r"機密", rival="zh"),
    _banner("cn-neibu", Level.SENSITIVE, "内部 內部", rf"(?:{_ZH_FIELD}|{_ZH_WHOSE})?(?:内部(?:资料|文件|材料|使用|公开|事项|传阅)|(?:仅供|仅限|限)(?:公司)?内部(?:使用|参考|交流|传阅)?|內部(?:資料|文件|使用|機密))(?:[ ,，。!！·、—-].{{0,30}})?|{_ZH_FIELD}内部", rival="zh"),
    _banner("cn-gongzuo-mimi", Level.SENSITIVE, "工作秘密 敏感信息 涉密", r"(?:工作秘密|涉密(?:文件|资料|图纸)?|敏感信息)(?: ?[★☆].{0,12})?", rival="zh"),
    _banner("cn-shangmi", Level.SENSITIVE, "商业秘密 商业机密 商業機密 商業秘密 商密 营业秘密 營業秘密 企业秘密 企业机密 公司机密 公司秘密 公司絕密 公司绝密 技术秘密 机密 秘密 保密 受控 外传 外傳 外泄", rf"(?:{_ZH_FIELD}|{_ZH_WHOSE})(?:商业秘密|商业机密|商業機密|商業秘密|[营營][业業]秘密|企业[机秘]密|公司(?:[机秘]密|绝密)|技术秘密|(?:核心|普通|重要)?商密|保密(?:文件|资料)|受控(?:文件|图纸)|(?:请勿|严禁|不得|禁止|嚴禁)外[传傳泄]){_ZH_TERM}?(?:文件|资料)?(?:[,，] ?.{{0,24}})?[!！。]?", rival="zh"),
    _banner("cn-shangmi", Level.SENSITIVE, "公司 集团 研究院 研究所 股份", r".{2,24}(?:公司|集团|研究院|研究所|股份) ?[-—·|]? ?(?:机密|秘密|内部资料|保密资料)(?:文件|资料)?", rival="zh"),
    _banner("cn-export-control", Level.CONTROLLED, "出口管制 两用物项 兩用物項 限制出口 禁止出口", r"(?:出口管制(?:物项|技术|产品)|两用物项(?:和技术)?|(?:限制|禁止)出口技术)(?: ?[:：(（].{0,40})?"),
)  # fmt: skip

# Lines of stock words; `(?=…)` asks that an English one begin its words with capitals.
_CAPITALS = r"(?!.*\b(?!(?:and|or|for|of|to|not|in|by|the|do|only|use|under)\b)[a-z])"
# A heading of a contract or a column, not a stamp.
_HEADING = r"(?!\d|(?:Secrets?|Privileged|Proprietary|Confidential) ?(?:Information|Data|Materials?|Documents?)?$)"
_MADE_UP = (
    _banner("confidential", Level.SENSITIVE, "confiden secret privileged", rf"{_HEADING}{_CAPITALS}(?i:{compounds.EN_STRONG})", rival="en", fold=False),
    _banner("confidential", Level.SENSITIVE, "restricted sensitive private protected classified limited", rf"{_CAPITALS}(?i:{compounds.EN_WEAK})", rival="en", fold=False),
    _banner("internal-only", Level.INTERNAL, "internalonly companyinternal internaluse internaldocument", r"(?:(?:STRICTLY |FOR )?(?:COMPANY |GROUP )?INTERNAL(?: USE)?(?: ONLY)?(?: DOCUMENT)?|(?:Company|Group) Internal|Internal(?: Use)? Only)(?<!^INTERNAL)", rival="en", fold=False),
    _banner("proprietary", Level.SENSITIVE, "confidential proprietary", compounds.EN_OWNED, rival="en"),
    _banner("proprietary", Level.SENSITIVE, "contains", compounds.EN_CONTAINS, rival="en"),
    _banner("proprietary", Level.SENSITIVE, "informationof", r"(?:CONFIDENTIAL|PROPRIETARY|Confidential|Proprietary)(?: (?:AND|&|and) (?:CONFIDENTIAL|PROPRIETARY|Confidential|Proprietary))? (?:INFORMATION|Information) (?:OF|of) [A-Z][\w.,& -]{1,40}", rival="en", fold=False),
    _banner("do-not-distribute", Level.SENSITIVE, "notforpublic", r"Not for public (?:release|distribution|disclosure)[.!]?"),
    _banner("fouo", Level.SENSITIVE, "sensitivebut", r"sensitive but unclassified.{0,20}"),
    _banner("allied-classified", Level.CONTROLLED, "restricted secret officialsensitive protected confidential restreint", compounds.EN_ALLIED, fold=False),
    _banner("noforn", Level.CONTROLLED, "personsonly citizensonly foreignnationals foreignpersons foreigndissem", compounds.EN_PERSONS),
    _banner("us-classified", Level.CONTROLLED, "^ts/ ^s/ ^c/", r"(?:TS|S|C)//[A-Z][A-Z/ ,-]{1,40}", fold=False),
    _banner("cui", Level.CONTROLLED, "controlledtechnicalinf", r"(?:UNCLASSIFIED |CTI ?[-–—:] ?)?CONTROLLED TECHNICAL INFORMATION(?: \(CTI\))?"),
    _banner("fouo", Level.SENSITIVE, "governmentuse", r"(?:FOR )?(?:U\.?S\.? )?GOVERNMENT USE ONLY"),
    _banner("noforn", Level.CONTROLLED, "notreleas", r"NOT RELEASABLE TO (?:FOREIGN NATIONALS|ANY FOREIGN).{0,40}"),
    _banner("do-not-distribute", Level.SENSITIVE, "eyesonly", r"(?:[\w.]{1,20} )?EYES ONLY"),
    _banner("proprietary", Level.SENSITIVE, "rights", r"(?:LIMITED|RESTRICTED|GOVERNMENT PURPOSE|SPECIALLY NEGOTIATED LICENSE) RIGHTS(?: (?:DATA|LEGEND|NOTICE))?", fold=False),
    _banner("proprietary", Level.SENSITIVE, "proprietary", r"(?:CONTRACTOR|VENDOR|SUPPLIER|COMPANY|CUSTOMER) PROPRIETARY(?: (?:DATA|INFORMATION))?"),
    _banner("proprietary", Level.SENSITIVE, "propertyof", r"(?:sole |exclusive )?property of .{2,60}unauthori[sz]ed (?:use|disclosure|copying|reproduction|distribution).{0,60}"),
    _banner("export-controlled", Level.CONTROLLED, "exportlicense exportlicence exportrestricted", r"EXPORT LICEN[SC]E REQUIRED.{0,30}|(?:ITAR|EAR) ?[-–—/:] ?EXPORT[ -](?:RESTRICTED|CONTROLLED).{0,30}"),
    _banner("confidential", Level.SENSITIVE, "confidential restricted secret", r"(?:(?:security )?(?:class|level|category|tier|grade)) ?[\w]{1,10} ?[:–—-] ?(?:strictly |highly )?(?:confidential|restricted|secret)"),
    _banner("jp-kimitsu", Level.SENSITIVE, "機密( コンフィデンシャル", r"機密\([^()]{1,24}\)?|コンフィデンシャル"),
    _banner("jp-tokutei-himitsu", Level.CONTROLLED, "防衛秘", r"(?:特別)?防衛秘(?:密)?"),
    _banner("jp-eigyo-himitsu", Level.SENSITIVE, "企業秘密 営業秘密", compounds.japanese("(?:企業|営業)秘密(?:につき)?"), rival="ja"),
    _banner("jp-hi", Level.SENSITIVE, "秘資料 秘文書 秘情報", r"秘(?:資料|文書|情報)", rival="ja"),
    _banner("jp-fefa", Level.CONTROLLED, "許可要 許可必要 許可が必要", r"(?:輸出|役務取引)許可(?:申請)?(?:が)?(?:必要|要)(?:品|貨物|技術)?"),
    _banner("cn-neibu", Level.SENSITIVE, "内部 知悉范围", r"(?:仅供|仅限|限).{1,10}内部(?:使用|参考|交流|传阅|阅读)[。!！]?|内部发行|知悉范围 ?[:：] ?.{1,30}", rival="zh"),
    _banner("cn-shangmi", Level.SENSITIVE, "不公开 不予公开 受控", r"此件不(?:予)?公开|" + compounds.chinese("受控(?:文件|图纸)"), rival="zh"),
    _banner("cn-gongzuo-mimi", Level.SENSITIVE, "涉密", compounds.chinese("涉密"), rival="zh"),
    _banner("jp-gokuhi", Level.CONTROLLED, "極秘 厳秘", compounds.japanese("極秘|厳秘"), rival="ja"),
    _banner("jp-kimitsu", Level.SENSITIVE, "機密", compounds.japanese(r"(?:当社|弊社|自社|最?重要|社内|特別)機密|機密(?:資料|情報|文書|書類|図面|扱い?)"), rival="ja"),
    _banner("jp-hi", Level.SENSITIVE, "秘", r"(?:マル|丸|まる)秘(?:資料|情報|文書|扱い?)|秘 ?第 ?\d{1,4} ?号", rival="ja"),
    _banner("jp-shagaihi", Level.SENSITIVE, "社外秘 社内秘 対外秘 学外秘 所外秘", compounds.japanese("社外秘|社内秘|対外秘|学外秘|所外秘"), rival="ja"),
    _banner("jp-bugaihi", Level.SENSITIVE, "部外秘 部内秘", compounds.japanese("部外秘|部内秘"), rival="ja"),
    _banner("jp-toriatsukai-chui", Level.SENSITIVE, "取扱注意 取り扱い注意 取扱い注意", compounds.japanese("取り?扱い?注意"), rival="ja"),
    _banner("jp-kankeisha", Level.SENSITIVE, "外秘 限定 員限 者限 バー限 機微 nda対 nda締 nda資 nda情 nda限 秘密保持", compounds.japanese(compounds.JA_NEAR), rival="ja"),
    _banner("jp-mochidashi-kinshi", Level.SENSITIVE, "厳禁 禁止 制限情報", compounds.JA_FORBIDDEN),
    _banner("jp-fefa", Level.CONTROLLED, "規制対象 規制該当 輸出管理対象 輸出管理該当 別表", compounds.JA_EXPORT),
    _banner("cn-juemi", Level.CONTROLLED, "绝密 絕密", compounds.chinese("绝密|絕密"), rival="zh"),
    _banner("cn-jimi", Level.CONTROLLED, "机密 国防秘密 军工秘密 军事秘密 國家機密 國防機密", compounds.chinese("机密|国防秘密|军工秘密|军事秘密|國家機密|國防機密"), rival="zh"),
    _banner("kimitsu", Level.CONTROLLED, "機密", r"機密(?:文件|資料|檔案|公文)(?:[ ,，]{0,2}.{0,12})?", rival="zh"),
    _banner("cn-mimi", Level.SENSITIVE, "秘密", compounds.chinese("秘密(?:级|文件|资料|文档|件)"), rival="zh"),
    _banner("cn-shangmi", Level.SENSITIVE, "技术秘密 商密 密件 保密 公开", compounds.chinese("(?:核心)?技术秘密|商密|密件|(?:注意|严格|请)保密|保密(?:文件|资料|文档|材料|信息)|非公开|不予公开"), rival="zh"),
    _banner("cn-shangmi", Level.SENSITIVE, "严禁 不得 禁止 请勿 切勿", rf"(?:(?:本|此)(?:文件|资料|图纸))?{compounds.ZH_FORBIDDEN}[!！。]?", rival="zh"),
    _banner("cn-neibu", Level.SENSITIVE, "内部 內部", compounds.chinese("[内內]部(?:资料|資料|文件|文档|材料|图纸|参考|使用|掌握|传阅|公开|信息|数据)"), rival="zh"),
    _banner("cn-neibu", Level.SENSITIVE, "內部", r"(?:公司)?內部(?:資料|文件|使用|參考).{0,16}", rival="zh"),
    _banner("cn-export-control", Level.CONTROLLED, "出口管制", r"受?出口管制(?:物项|技术|产品|清单|图纸|资料)?(?:[（(].{1,20}[)）])?", rival=""),
)  # fmt: skip

BANNERS: tuple[Legend, ...] = (*_US_BANNERS, *_EN_BANNERS, *_JA_BANNERS, *_ZH_BANNERS, *_MADE_UP)
"""Legends that stand alone; each pattern matches a whole line."""

SENTENCES: tuple[Legend, ...] = (
    _sentence("itar", Level.CONTROLLED, "armsexportcontrolact", rf"{_THIS}.{{0,120}}?{_CONTROL}.{{0,120}}?arms\s{{1,4}}export\s{{1,4}}control\s{{1,4}}act"),
    _sentence("itar", Level.CONTROLLED, "trafficinarms", rf"{_THIS}.{{0,120}}?{_CONTROL}.{{0,120}}?international\s{{1,4}}traffic\s{{1,4}}in\s{{1,4}}arms"),
    _sentence("itar", Level.CONTROLLED, "itar", rf"{_THIS}.{{0,80}}?(?:contains?\s{{1,4}}ITAR|{_CONTROL}.{{0,80}}?\bITAR\b|technical\s{{1,4}}data\s{{1,4}}(?:as\s{{1,4}}defined|under|within).{{0,60}}?\bITAR\b)"),
    _sentence("ear", Level.CONTROLLED, "exportadministration", rf"{_THIS}.{{0,160}}?{_CONTROL}.{{0,160}}?export\s{{1,4}}administration\s{{1,4}}(?:regulations|act)"),
    _sentence("ear", Level.CONTROLLED, "subjecttotheear subjecttoear byear underear bytheear undertheear", rf"{_THIS}.{{0,60}}?(?:subject\s{{1,4}}to|controlled\s{{1,4}}(?:by|under))\s{{1,4}}(?:the\s{{1,4}})?(?-i:EAR)\b"),
    _sentence("ear", Level.CONTROLLED, "authorizedforexportonly", rf"{_THIS}.{{0,60}}?controlled\s{{1,4}}by\s{{1,4}}the\s{{1,4}}u\.?s\.?\s{{1,4}}government.{{0,60}}?authorized\s{{1,4}}for\s{{1,4}}export\s{{1,4}}only"),
    _sentence("distribution-restricted", Level.CONTROLLED, "distributionstatement", r"\bdistribution\s{1,4}statement\s{1,4}[B-F]\b[\s.:,(-]{1,6}(?:distribution|further)\s{1,4}(?:authori[sz]ed|dissemination)"),
    _sentence("distribution-restricted", Level.CONTROLLED, "distributionauthor", r"(?<!\w)distribution\s{1,4}authori[sz]ed\s{1,4}to\s{1,4}(?:the\s{1,4})?(?:u\.?s\.?\s{1,4}government|department\s{1,4}of\s{1,4}defense|dod\b)"),
    _sentence(PUBLIC_RELEASE, Level.PUBLIC, "approvedforpublicrelease", r"(?:^|[.:;\n|])[\s*\"'(]{0,6}approved\s{1,4}for\s{1,4}public\s{1,4}release[\s;:,.–-]{1,6}(?:(?:the\s{1,4})?distribution\s{1,4}(?:of\s{1,4}this\s{1,4}\w{1,20}\s{1,4})?(?:is\s{1,4})?unlimited|unlimited\s{1,4}distribution)"),
    _sentence("proprietary", Level.SENSITIVE, "propertyof proprietary", r"information\s{1,4}contained\s{1,4}(?:in\s{1,4}this\s{1,4}(?:drawing|document|file)|herein)\s{1,4}is\s{1,4}(?:the\s{1,4})?(?:sole\s{1,4}|exclusive\s{1,4})?(?:property\s{1,4}of|proprietary)"),
    _sentence("proprietary", Level.SENSITIVE, "proprietary", r"\bthis\s{1,4}(?:document|drawing|specification|report|file|page|presentation|design)\s{1,4}(?:is|contains)\s{1,4}(?:\w{1,20}[\s,]{1,4}){0,4}?proprietary"),
    _sentence("confidential", Level.SENSITIVE, "confidential tradesecret", r"\bthis\s{1,4}(?:document|drawing|specification|report|file|page|presentation|design)\s{1,4}(?:is|contains)\s{1,4}(?:\w{1,20}[\s,]{1,4}){0,4}?(?:confidential|trade\s{1,4}secrets?)\b"),
    _sentence("confidential", Level.SENSITIVE, "confidential", r"\bthis\s{1,4}(?:document|drawing|specification|report|file|presentation|design)\s{1,4}and\s{1,4}(?:its|all|any)\s{1,4}(?:contents?|information)[^.\n]{0,40}\s(?:is|are)\s{1,4}(?:strictly\s{1,4})?confidential"),
    _sentence("jp-bugaihi", Level.SENSITIVE, "部外秘", rf"{_JA_THIS}(?:は|には)[^。\n]{{0,40}}部外秘(?!で(?:は|な))"),
    _sentence("jp-mochidashi-kinshi", Level.SENSITIVE, "禁止 禁じ 禁ず 厳禁", rf"{_JA_THIS}の(?:無断)?(?:複[写製]|転載|転送|開示|持ち?出し?)[^。\n]{{0,24}}を?(?:禁止|禁じ|禁ず|厳禁)"),
    _sentence("jp-shagaihi", Level.SENSITIVE, "社外秘", rf"{_JA_THIS}(?:は|には)[^。\n]{{0,40}}社外秘(?!で(?:は|な))"),
    _sentence("jp-gokuhi", Level.CONTROLLED, "極秘", rf"{_JA_THIS}(?:は|には)[^。\n]{{0,30}}極秘(?!で(?:は|な))"),
    _sentence("jp-kimitsu", Level.SENSITIVE, "機密 秘密", rf"{_JA_THIS}(?:は|には|に含まれる)[^。\n]{{0,40}}(?:機密(?:情報|事項|文書)|秘密(?:情報|事項|文書)|営業秘密)(?:です|で(?:す|ある)|を含|が含|として|に該当|とする|につき)"),
    _sentence("jp-mochidashi-kinshi", Level.SENSITIVE, "禁止 禁じ 厳禁", rf"{_JA_THIS}[^。\n]{{0,20}}(?:社外|学外|部外|第三者)[^。\n]{{0,16}}(?:持ち?出し|開示|提供|配布|漏洩)[^。\n]{{0,12}}(?:禁止|禁じ|厳禁)"),
    _sentence("jp-fefa", Level.CONTROLLED, "外為法 外国為替 輸出貿易管理令", rf"{_JA_THIS}[^。\n]{{0,60}}(?:外為法|外国為替及び外国貿易法|輸出貿易管理令|外国為替令)[^。\n]{{0,80}}(?:規制|(?<!非)該当|許可)"),
    _sentence("cn-shangmi", Level.SENSITIVE, "商业秘密 商业机密 保密信息 涉密 技术秘密", rf"{_ZH_THIS}(?:为|属于|属|含有|包含|涉及|内容)[^。\n]{{0,24}}(?:商业秘密|商业机密|保密信息|涉密|技术秘密)"),
    _sentence("cn-jimi", Level.CONTROLLED, "国家秘密 机密级 绝密级", rf"{_ZH_THIS}(?:为|属于|属)[^。\n]{{0,10}}(?:国家秘密|机密级|绝密级)"),
    _sentence("cn-neibu", Level.SENSITIVE, "内部资料 内部文件 内部使用 内部参考", rf"{_ZH_THIS}(?:为|属于|属|仅供|仅限)[^。\n]{{0,12}}内部(?:资料|文件|使用|参考)"),
    _sentence("cn-export-control", Level.CONTROLLED, "出口管制 两用物项 禁止出口 限制出口", rf"{_ZH_THIS}[^。\n]{{0,40}}(?:出口管制|两用物项|禁止出口|限制出口)[^。\n]{{0,40}}(?:管制|许可|管理|技术目录|目录)"),
)  # fmt: skip
"""Legends that speak about the document; searched anywhere."""
