"""Patterns of legends that people make up of stock words: `Strictly Private & Confidential`, `重要機密資料`, `机密资料`.

A line counts where it is made of such words alone, one of them a word that asks for secrecy; prose has other words in
it. Each is one pattern for a whole line, bounded so that matching is linear.
"""

from __future__ import annotations

# ruff: noqa: E501 - tables of words read better a row a line

_EN_STRONG = r"(?:CONFIDENTIAL|PROPRIETARY|SECRETS?|PRIVILEGED)"
_EN_WEAK = r"(?:RESTRICTED|SENSITIVE|PRIVATE|PROTECTED|CLASSIFIED|LIMITED|INTERNAL)"
_EN_BESIDE = (
    r"(?:STRICTLY|HIGHLY|MOST|COMPANY|BUSINESS|COMMERCIAL(?:LY)?|CORPORATE|GROUP|TRADE|DRAFT|PRELIMINARY|FINAL|INFORMATION|"
    r"DATA|DOCUMENTS?|MATERIALS?|DRAWINGS?|FILE|ONLY|USE|FOR|AND|&|OR|NOT|NO|DO|COPY|COPIES|COPYING|PROJECT|PARTNERS?|"
    r"MEMBERS?|STAFF|EMPLOYEES|DISTRIBUTION|DISTRIBUTE|RELEASE|DISCLOSE|DISCLOSURE|EXTERNAL|PUBLIC|FORWARD|DUPLICATE|"
    r"ATTORNEY|CLIENT|WORK|PRODUCT|LEGALLY|OFFICIAL|AUTHORI[SZ]ED|PERSONNEL|RECIPIENTS?|NDA|UNDER|REQUIRED|PAGE|OF|\d{1,4})"
)
_GAP = r"(?:[ ,.!]{1,3}|[ ]?[-–—|/·•&][ ]?)"
_EN_BESIDES = rf"(?:(?:{_EN_BESIDE}|{_EN_WEAK}){_GAP}){{0,8}}"
_EN_TAIL = rf"(?:{_GAP}(?:{_EN_BESIDE}|{_EN_STRONG}|{_EN_WEAK})){{0,10}}[.!]?"

EN_STRONG = rf"{_EN_BESIDES}{_EN_STRONG}{_EN_TAIL}"
"""Of words in capitals or with capital initials; the caller upholds that."""

EN_WEAK = (
    rf"(?:(?:{_EN_BESIDE}{_GAP}){{1,8}}{_EN_WEAK}(?:{_GAP}{_EN_BESIDE}){{0,8}}|"
    rf"(?:RESTRICTED|SENSITIVE|PRIVATE|PROTECTED|INTERNAL|LIMITED)(?:{_GAP}(?:DISTRIBUTION|ONLY|USE|DOCUMENT|CIRCULATION)){{1,3}})[.!]?"
)
EN_OWNED = r"(?:©|\(C\)|COPYRIGHT) ?.{1,60}(?<![A-Z])(?:CONFIDENTIAL|PROPRIETARY)(?: (?:AND|&) (?:CONFIDENTIAL|PROPRIETARY))?[.!]?"
EN_CONTAINS = r"CONTAINS (?:\w{1,20} ){0,3}(?:CONFIDENTIAL|PROPRIETARY)(?: (?:AND|OR|&))?(?: \w{1,14}){0,4}[.!]?"
EN_ALLIED = (
    r"(?:NATO|EU|UE) (?:RESTRICTED|CONFIDENTIAL|SECRET)|RESTREINT UE(?: ?/ ?EU RESTRICTED)?|OFFICIAL[ -]SENSITIVE.{0,30}|"
    r"PROTECTED [ABC]|(?:COSMIC|FOCAL) TOP SECRET"
)
EN_PERSONS = r"(?:FOR )?U\.?S\.? (?:PERSONS|CITIZENS) ONLY|NO FOREIGN (?:NATIONALS|PERSONS|DISSEMINATION)"

_JA_BESIDE = (
    r"(?:当社|弊社|自社|社内|社外|学内|学外|所内|最?重要|最高|特別?|暫定版?|改訂版|最終版|草案|対象|指定|該当|資料|情報|文書|書類|図面|"
    r"図書|事項|データ|扱い?|取り?扱い?|注意|厳守|厳重|第 ?\d{1,4} ?号|限り?|限定|のみ|以外|転載|複製|複写|コピー|配布|開示|閲覧|無断|"
    r"要|[（(][^（()）]{1,24}[)）]?|[ ・、,/／:-])"
)


def japanese(core: str) -> str:
    """A line in Japanese of stock words round `core`."""
    return rf"{_JA_BESIDE}{{0,6}}(?:{core}){_JA_BESIDE}{{0,8}}"


JA_FORBIDDEN = (
    r"(?:社外|学外|部外|所外|無断|部外者|関係者以外)?(?:への|での|の)?(?:持ち?出し?|回覧|複[写製]|コピー|転載|転送|配布|開示|提供|閲覧|再配布)"
    r"(?:[・、,/](?:持ち?出し?|複[写製]|コピー|転載|転送|配布|開示|提供|再配布)){0,4}(?:は|を)?(?:厳禁|禁止|禁ず|制限情報)"
    r"(?:資料|文書|図面)?"
)
JA_NEAR = r"(?:社員|職員|教職員|共同研究者|研究者|出席者|構成員|担当者|メンバー|部員)限り|関係者(?:以)?外秘|配布先限定|限定配布|機微(?:情報|技術)|NDA(?:締結先)?(?:対象|限定)?(?:資料|情報)?|秘密保持(?:契約)?対象(?:資料|情報)?"
JA_EXPORT = (
    r"(?:外為法|輸出|リスト)?規制(?:対象|該当)(?:品|貨物|技術|データ|図面|資料)?|輸出(?:管理|規制)(?:対象|該当)(?:品|貨物|技術|データ)?|"
    r"(?:輸出貿易管理令|輸出令|外国為替令|外為令) ?別表 ?(?:第?[1一])? ?の? ?[\d一二三四五六七八九十]{1,3} ?の?項 ?(?:に)?(?<!非)該当.{0,20}"
)

_ZH_BESIDE = (
    r"(?:公司|本?企业|集团|本院|本所|本?单位|商业|核心|普通|重要|一般|技术|文件|资料|文档|材料|图纸|数据|信息|参考|使用|掌握|传阅|阅读|级|件|仅限|仅供|"
    r"限|[一二三]级|注意|严格|妥善|保管|保存|国家|国防|军工|军事|人员|员工|★|长期|\d{1,3} ?(?:年|个月)|[（(][^（()）]{1,24}[)）]?|"
    r"[ ·、,，/:：!！。-])"
)
ZH_FORBIDDEN = (
    r"(?:未经(?:许可|授权|批准|同意|允许),?)?(?:严禁|不得|禁止|请勿|切勿)(?:擅自|私自|随意|对外)?(?:外传|外泄|外流|外借|泄露|泄密|复制|复印|拍照|转发|传播|翻印|公开)"
    r"(?:[、和或](?:外传|外泄|外流|外借|泄露|复制|复印|拍照|转发|传播|翻印|公开)){0,4}"
)


def chinese(core: str) -> str:
    """A line in Chinese of stock words round `core`, what is forbidden behind it."""
    return rf"{_ZH_BESIDE}{{0,8}}(?:{core})(?:{_ZH_BESIDE}|{ZH_FORBIDDEN}){{0,8}}"
