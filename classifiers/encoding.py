"""Text in any encoding: byte-order marks, strict decodings scored by plausibility, and a guess only at the end.

Statistical guessers are weak on short Japanese and Chinese text. What is strong is that a wrong decoding of it yields
rare characters: a decoding is scored by how many of its characters are ones that people write.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from classifiers import ebcdic

SAMPLE_BYTES = 96 * 1024
ACCEPTED_SCORE = 0.3
SCORED_CHARS = 4_000

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
JAPANESE = (
    "日一国会人年大十二本中長出三同時政事自行社見月分議後前民生連五発間対上部東者党地合市業内相方四定今回新場金員九入選立開手米力学問"
    "高代明実円関決子動京全目表戦経通外最言氏現理調体化田当八六約主題下首意法不来作性的要用制治度務強気小七成期公野協取都和統以機平総"
    "加思家話世受区領多県続進正安設保改数記院女初北午指権心界支第産結百派点教報済書府活原先共得解名交資予川向際査勝面委告軍文反元重近千"
    "考判認画海参売利組知案道信策集在件団別物側任引使求所次水半品昨論計死官増係感特情投示変打男基私各始島直両朝革価式確村提運終挙果西勢"
    "減台広容必応演電歳住争談能無再位置企真流格有疑口過局少放税検藤町常校料沢状工建語球営空職証土与急止送援供可役構木割聞身費付施切由説"
    "転食比難防補車優研収断井何南石足違消境神番規術護展態導備宅配副算視条幹独究席訪楽起万着店述残想線率病農州質念待試族象銀域助労例衛"
    "然早映限監環験追審商義伝働形景落担好準英技低毎復図材精密仕様角穴寸単位面取公差表処焼熱鋼板溶接部承尺紙注氏号社外秘取扱注意極"
    "、。「」・ー（）々　：／％～＝－＋０１２３４５６７８９"
)
SIMPLIFIED = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学"
    "如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将"
    "两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教东声提立及比"
    "员解水名真论处走义各入几口认条平系气题活更别打变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直资命山金指许统区保至队形"
    "社便空决治展司五基书非则听界光放强即像难且权思王象完设式色路记南品住告类求据程北边张该交规万取格望术领共确传师观清今切院让识候带"
    "导争运图材料精密规格寸标准项目研究技术测试机密秘绝内部件版号单尺数据公差表处理热钢板焊装配"
    "、。，！？：；（）“”《》　・"
)
TRADITIONAL = (
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經麼去法學"
    "如都同現當沒動面起看定天分還進好小部其些主樣理心本前開但因只從想實日軍者意無力它與長把機十民第公此已工使情明性知全三又關點正業外將"
    "兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特代內信表化老給世位次度門任常先海通教東聲提立及比"
    "員解水名真論處走義各入幾口認條平系氣題活更別打變四神總何電數安少報才結反受目太量再感建務做接必場件計管期市直資命山金指許統區保至隊形"
    "社便空決治展司五基書非則聽界光放強即像難且權思王象完設式色路記南品住告類求據程北邊張該交規萬取格望術領共確傳師觀清今切院讓識候帶"
    "導爭運圖材料精密標準項研究技術測試機密單位、。，！？：；（）「」『』《》　・"
)
KOREAN = (
    "이다의는에을가고하지로한사은기도인시서대어정수나자리해일전스구부장제아보있상과를라여들만게적으그면원동공성내세주위경유조관무년"
    "소안국진모요비연우선것오교방지개회계용민신행김문생미실했학금당통중치체음반외물산발간차심재호양출트마저거니화할때된대운명법입"
)
# Encoding, the characters that text in it is made of, and whether kana speak for it.
CANDIDATES = (
    ("cp932", JAPANESE, True),
    ("euc_jis_2004", JAPANESE, True),
    ("shift_jis_2004", JAPANESE, True),
    ("gb18030", SIMPLIFIED, False),
    ("big5hkscs", TRADITIONAL, False),
    ("cp950", TRADITIONAL, False),
    ("cp949", KOREAN, False),
)
ESCAPES = re.compile(rb"\x1b[$(][@-KO-T(]|\x1b\$[()][A-Z]")
WINDOWS_CARONS = re.compile(rb"[\x80-\x9f]")
STANDARD_CARONS = re.compile(rb"[\xa9\xab\xae\xb9\xbb\xbe]")
KOREAN_SHIFT = b"\x1b$)C"
HANZI_ESCAPES = re.compile(rb"~\{(?:[!-w][!-~]){1,}~\}")
UTF7_RUN = re.compile(rb"\+[A-Za-z0-9+/]{3,}")
UTF7_SCORE = 0.4
MIXED_SCORE = 0.5
# Browsers show a page in spite of bytes that are no characters.
PAGE = re.compile(rb"\s{0,64}<(?:!doctype html|html|head|body)\b", re.IGNORECASE)
CONTROL = bytes(set(range(0x20)) - {0x09, 0x0A, 0x0C, 0x0D, 0x1A, 0x1B}) + b"\x7f"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text and how sure its encoding is.

    Attributes:
        encoding: Python's name of the encoding.
        is_certain: Whether a mark, a strict decoding or a declaration says so, not a guess.
        replaced: Bytes that no character could be made of.
    """

    text: str
    encoding: str
    is_certain: bool = True
    replaced: int = 0


def decode(data: bytes, declared: str = "") -> Decoded:
    """Text of `data`.

    Args:
        data: Whole text; a character cut off at its end is no fault.
        declared: What a header or a `<meta>` says; believed where it decodes strictly and plausibly.
    """
    encoding, is_certain = _encoding_of(data, declared)
    text = data.decode(encoding, "replace")
    replaced = text.count("\ufffd")
    if replaced and encoding == "cp932":
        # Characters beyond cp932 that JIS X 0213 has.
        wider = data.decode("shift_jis_2004", "replace")
        if wider.count("\ufffd") < replaced:
            text, replaced, encoding = wider, wider.count("\ufffd"), "shift_jis_2004"
    if encoding in ebcdic.CANDIDATES:
        text = text.replace(ebcdic.LINE_END, "\n")
    return Decoded(text=text, encoding=encoding, is_certain=is_certain, replaced=replaced)


def looks_like_text(data: bytes) -> bool:
    """Whether the head of `data` is text in some encoding."""
    return text_head(data, 4096) is not None


def text_head(data: bytes, size: int) -> str | None:
    """The first `size` bytes as text, or None where they are no text."""
    head = data[:size]
    if any(head.startswith(bom) for bom, _ in BOMS):
        return _strict_head(head, _bom_encoding(head))
    wide = _wide_encoding(head)
    if wide:
        return _strict_head(head, wide)
    mainframe = ebcdic.encoding(head)
    if mainframe:
        return _strict_head(head, mainframe)
    controls = len(head) - len(head.translate(None, CONTROL))
    if KOREAN_SHIFT in head:  # its two shift characters are controls
        controls -= head.count(b"\x0e") + head.count(b"\x0f")
    is_page = bool(PAGE.match(head))
    most = len(head) // (10 if is_page else 500)
    if controls > most and not (controls <= 2 and head.rstrip(b"\0\x03\x1a").isascii()):
        return None
    encoding, is_certain = _encoding_of(head, "")
    if not is_certain and controls and not is_page:
        return None
    text = head.decode(encoding, "replace")
    if is_page or text.count("\ufffd") <= 1 + len(text) // 50:
        return text
    return None if controls else _mixed_head(head, encoding)


def _mixed_head(head: bytes, encoding: str) -> str | None:
    """Text whose lines are in several encodings, where each of them makes words."""
    text = by_lines(head.rpartition(b"\n")[0], encoding)
    if not text or "\ufffd" in text:
        return None
    score = max(plausibility(text, frequent, has_kana=has_kana) for _, frequent, has_kana in CANDIDATES)
    return text if score > MIXED_SCORE else None


def by_lines(data: bytes, encoding: str) -> str:
    """Text whose lines are in several encodings.

    Each is read as UTF-8, or by what fits the whole best, or by what fits all those best that are neither.
    """
    if encoding not in {name for name, _, _ in CANDIDATES}:
        encoding = "utf-8"  # one of a byte a character fits anything
    raw = data.split(b"\n")
    others = b"\n".join(line for line in raw if not (_is_whole(line, "utf-8") or _is_whole(line, encoding)))
    third = _encoding_of(others, "")[0]
    lines: list[str] = []
    for line in raw:
        for codec in ("utf-8", encoding, third):
            try:
                lines.append(line.decode(codec))
                break
            except UnicodeDecodeError:
                continue
        else:
            lines.append(decode(line).text)
    return "\n".join(lines)


def plausibility(text: str, frequent: str, *, has_kana: bool) -> float:
    """Mean score of the first characters beyond ASCII, about 1 for real text and below 0.2 for a wrong decoding."""
    known = _frequent(frequent)
    total = 0.0
    count = 0
    for char in text:
        if char < "\x80":
            continue
        count += 1
        total += _char_score(char, known, has_kana=has_kana)
        if count >= SCORED_CHARS:
            break
    return total / count if count else 0.0


@cache
def _frequent(characters: str) -> frozenset[str]:
    return frozenset(characters)


def _char_score(char: str, known: frozenset[str], *, has_kana: bool) -> float:
    if char in known:
        return 1.0
    if "\u3041" <= char <= "\u30ff":
        return 1.0 if has_kana else 0.2
    if "\uff61" <= char <= "\uff9f":
        return -0.2 if has_kana else -1.0
    if "\u4e00" <= char <= "\u9fff":
        return 0.15
    if "\uac00" <= char <= "\ud7a3":
        return 0.15
    if "\u2010" <= char <= "\u266f" or "\u3000" <= char <= "\u303f" or "\uff01" <= char <= "\uff5e":
        return 0.4
    if "\u0391" <= char <= "\u044f":
        return 0.0
    return -1.0 if unicodedata.category(char) in ("Co", "Cn", "Cc", "Cs") else -0.4


def _encoding_of(data: bytes, declared: str) -> tuple[str, bool]:
    if any(data.startswith(bom) for bom, _ in BOMS):
        return _bom_encoding(data), True
    wide = _wide_encoding(data[:SAMPLE_BYTES])
    if wide:
        return wide, True
    sample = data[:SAMPLE_BYTES]
    if data.isascii():
        return _seven_bit(data, declared), True
    if _strict(data, "utf-8"):
        return "utf-8", True
    mainframe = ebcdic.encoding(sample)
    if mainframe:
        return mainframe, False
    stated = _declared(sample, declared)
    if stated:
        return stated, True
    best, score = _best_candidate(sample)
    if best and score >= ACCEPTED_SCORE:
        return best, True
    return _guess(sample, best, score)


def _declared(sample: bytes, declared: str) -> str:
    """The declared encoding, by Python's name for what is really meant, where it can be true."""
    meant = {
        "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "sjis": "cp932", "ms_kanji": "cp932",
        "windows-31j": "cp932",
        "euc-jp": "euc_jis_2004", "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "euc-kr": "cp949",
        "ks_c_5601-1987": "cp949",
        "iso-8859-1": "cp1252", "us-ascii": "", "utf-8": "", "utf8": "", "unicode": "", "iso-8859-11": "cp874",
        "tis-620": "cp874",
    }  # fmt: skip
    name = declared.strip().strip("\"'").lower()
    name = meant.get(name, name)
    try:
        if not name or not codecs.lookup(name)._is_text_encoding:
            return ""
    except (LookupError, ValueError):
        return ""
    if not _strict(sample, name):
        return ""
    for candidate, frequent, has_kana in CANDIDATES:
        if candidate == name and plausibility(_head_text(sample, name), frequent, has_kana=has_kana) < 0.1:
            return ""
    return name


def _best_candidate(sample: bytes) -> tuple[str, float]:
    best, best_score = "", -1.0
    for encoding, frequent, has_kana in CANDIDATES:
        if _strict(sample, encoding):
            score = plausibility(_head_text(sample, encoding), frequent, has_kana=has_kana)
            if score > best_score + 1e-9:
                best, best_score = encoding, score
    if best:
        return best, best_score
    # A few broken bytes must not lose the whole: the same again, each replaced character counting against it.
    for encoding, frequent, has_kana in CANDIDATES:
        text = sample.decode(encoding, "replace")
        if text.count("\ufffd") <= len(text) // 50:
            score = plausibility(text, frequent, has_kana=has_kana) - 0.1
            if score > best_score:
                best, best_score = encoding, score
    return best, best_score


def _guess(sample: bytes, best: str, score: float) -> tuple[str, bool]:
    text = sample.decode("utf-8", "replace")
    replaced = text.count("\ufffd")
    # Damaged UTF-8 still has far more whole characters than broken ones; a single-byte encoding has next to none.
    if sum(char >= "\x80" for char in text) > 4 * replaced:
        return "utf-8", False
    import charset_normalizer

    match = charset_normalizer.from_bytes(sample[:16_384]).best()
    if match is not None and match.encoding not in ("utf_8", "ascii", "utf_16", "utf_7"):
        return _central_european(sample) if match.encoding == "cp1250" else match.encoding, False
    return (best, False) if best and score > 0.1 else ("cp1252", False)


def _central_european(sample: bytes) -> str:
    """Windows' code page or the standard: the former has ž, š and ť where the latter has controls."""
    is_standard = STANDARD_CARONS.search(sample) and not WINDOWS_CARONS.search(sample)
    return "iso8859_2" if is_standard else "cp1250"


def _bom_encoding(data: bytes) -> str:
    return next(name for bom, name in BOMS if data.startswith(bom))


def _wide_encoding(sample: bytes) -> str:
    """UTF-16 or UTF-32 without a mark, told by where its zero bytes stand; empty where it is neither."""
    if len(sample) < 4:
        return ""
    sample = sample[: len(sample) // 4 * 4]
    quarter = len(sample) // 4
    zeros = [sample[place::4].count(0) for place in range(4)]
    if zeros[1] + zeros[2] + zeros[3] > 2.7 * quarter and zeros[0] < quarter // 4:
        return "utf-32-le" if _strict_head(sample, "utf-32-le") else ""
    if zeros[0] + zeros[1] + zeros[2] > 2.7 * quarter and zeros[3] < quarter // 4:
        return "utf-32-be" if _strict_head(sample, "utf-32-be") else ""
    if not sample.translate(None, b"\t\n\r\x0c\x1b") or not any(byte < 9 for byte in sample):
        return ""
    scores = {name: _wide_score(sample, name) for name in ("utf-16-le", "utf-16-be")}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > 0.6 else ""


def _wide_score(sample: bytes, encoding: str) -> float:
    text = _strict_head(sample[:4096], encoding)
    if not text:
        return -1.0
    known = _frequent(JAPANESE) | _frequent(SIMPLIFIED) | _frequent(KOREAN)
    total = 0.0
    for char in text:
        if char in "\n\r\t" or " " <= char <= "~":
            total += 1.0
        elif char < " ":
            return -1.0
        else:
            total += _char_score(char, known, has_kana=True)
    return total / len(text)


def _seven_bit(data: bytes, declared: str) -> str:
    if ESCAPES.search(data):
        japanese = ("iso2022_jp_2", "iso2022_jp_2004", "iso2022_jp_ext")
        for name in ("iso2022_kr", *japanese) if KOREAN_SHIFT in data else (*japanese, "iso2022_kr"):
            if _strict(data, name):
                return name
        return "iso2022_jp_ext"
    if HANZI_ESCAPES.search(data[:SAMPLE_BYTES]) and _strict(data, "hz"):
        return "hz"
    if UTF7_RUN.search(data) and _strict(data, "utf-7"):
        is_declared = declared.strip().strip("\"'").lower() in ("utf-7", "unicode-1-1-utf-7", "csunicode11utf7")
        if is_declared or _is_plausible_utf7(data):
            return "utf-7"
    return "ascii"


def _is_plausible_utf7(data: bytes) -> bool:
    """Whether what stands between the marks of UTF-7 are words of Chinese, Japanese or Korean."""
    text = "".join(char for char in _head_text(data[:SAMPLE_BYTES], "utf-7") if char >= "\x80")
    score = max(plausibility(text, frequent, has_kana=has_kana) for _, frequent, has_kana in CANDIDATES)
    return len(text) >= 4 and score > UTF7_SCORE


def _is_whole(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _strict(data: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)("strict").decode(data, final=False)
    except (UnicodeError, ValueError):
        return False
    return True


def _head_text(data: bytes, encoding: str) -> str:
    return codecs.getincrementaldecoder(encoding)("ignore").decode(data, final=False)


def _strict_head(data: bytes, encoding: str) -> str | None:
    try:
        return codecs.getincrementaldecoder(encoding)("strict").decode(data, final=False)
    except (UnicodeError, ValueError):
        return None
