"""Older and East Asian office documents, books and notebooks: made here by their own rules, and cut and turned over."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from classifiers.document import Document
from classifiers.limits import Limits
from classifiers.readers.job import Job
from classifiers.readers.legacy import lmbcs, lrf, lzh, lzx, onenote, spreadsheet, visio, wordperfect
from classifiers.readers.legacy.huffcdic import Dictionary
from classifiers.readers.office.storage import compound_file
from policies.label import Reading

WORDS = "図面 機密 drawing"


def read(data: bytes, name: str = "", limits: Limits | None = None) -> Document:
    job = Job(limits or Limits())
    job.read("", data, file_name=name)
    return job.document("test")


def fresh_job() -> Job:
    return Job(Limits())


def bits(*pieces: tuple[int, int]) -> bytes:
    """Numbers and their widths, most significant bit first, filled up to a byte."""
    text = "".join(f"{value:0{width}b}" for value, width in pieces if width)
    return int(text.ljust(-(-len(text) // 8) * 8, "0"), 2).to_bytes(-(-len(text) // 8), "big")


def packed_lzh(plain: bytes) -> bytes:
    """One block of letters of eight bits each."""
    head = [(len(plain), 16), (0, 5), (10, 5), (256, 9), (0, 4), (0, 4)]
    return bits(*head, *((byte, 8) for byte in plain))


def ber(tag: bytes, content: bytes) -> bytes:
    size = len(content)
    return tag + (bytes([size]) if size < 128 else b"\x82" + struct.pack(">H", size)) + content


def docuworks() -> bytes:
    attribute = b"\x02\x07\xd1\x01\x04\x01\xff\x01\x06\x06%Text\0"
    note = ber(b"\x9f\x8f\x6c", (WORDS + "\0").encode("utf-16-le")) + ber(b"\x9f\x33", attribute)
    tree = ber(b"\x62", ber(b"\x84", "部品.xdw\0".encode("cp932")) + ber(b"\x62", ber(b"\x80", b"\4") + note))
    content = ber(b"\x61", ber(b"\x63", packed_lzh(tree)) + ber(b"\x68", b"\x80\1\0"))
    return ber(b"\x60", b"\x82\1\x0a\x80\3\0\xc0\x13\x83\4\1\r\n\1") + content


def ichitaro_text(text: str) -> bytes:
    units = text.encode("utf-16-be")
    return b"SsmgV.01" + bytes(13)[:12] + b"TextV.01" + struct.pack(">I", len(units) // 2) + units + bytes(32)


def ichitaro() -> bytes:
    note = "\x1c\0\x0d\0\x1f\x1c\1\7\0\x1dNote\x1e\5\0\1\x1f"
    return compound_file({
        ("DocumentText",): ichitaro_text(WORDS + "\n本文\n"),
        ("Footnote",): ichitaro_text(note),
        ("Header",): ichitaro_text("- 1 -"),
        ("RelatedDocuments",): b"SsmgV.01" + bytes(40) + "C:\\lab\\other.jtd".encode("utf-16-be") + bytes(40),
        ("LineMark",): b"\x09\x14" + bytes(40),
        ("\x04JSRV_SummaryInformation",): bytes(0x40)
        + struct.pack("<I", 0x31000004) + "作成者".encode("utf-16-le").ljust(66, b"\0")
        + struct.pack("<IIII", 0x01000207, 13, 1, 6) + bytes(12) + "花子".encode("utf-16-le") + b"\0\0",
    })  # fmt: skip


def old_ichitaro(version: int = 2) -> bytes:
    body = "図面\N{RIGHTWARDS ARROW}機密".encode("cp932").replace(b"\x81\xa8", b"\xfe\x41")
    content = body if version == 1 else struct.pack("<I", len(body) + 4) + body
    entry = struct.pack("<BBHIII", 1, 0, 2, 0, 1, len(content)) + b"\1\0\0\0" + bytes(44)
    directory = entry.ljust(0x400, b"\xff") if version == 1 else bytes(0x200) + entry.ljust(0x200, b"\xff")
    head = (b"DOC" + bytes(5) + b" " * 8 + bytes([0, 0, version, 0])).ljust(0x400, b"\0")
    data = content.ljust(0x400, b"\0")
    return head + directory + (masked(data) if version == 1 else data)


def masked(plain: bytes, step: int = 0x8C62) -> bytes:
    out, mask = bytearray(), 0x4E27
    for place in range(0, len(plain), 2):
        out += (int.from_bytes(plain[place : place + 2], "big") ^ mask).to_bytes(2, "big")
        mask = ((mask << 1 & 0xFFFF) | mask >> 15) ^ (step if mask & 0x80 else 0)
    return bytes(out)


def record(tag: int, content: bytes) -> bytes:
    return struct.pack("<I", tag | len(content) << 20) + content


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def hwp(flags: int = 1, folder: str = "BodyText", wrap: Callable[[bytes], bytes] = deflated) -> bytes:
    text = "도면 기밀".encode("utf-16-le") + struct.pack("<8H", 9, 1, 2, 3, 4, 5, 6, 9) + "표\r".encode("utf-16-le")
    header = b"HWP Document File".ljust(32, b"\0") + struct.pack("<BBBBI", 0, 1, 1, 5, flags) + bytes(216)
    return compound_file({
        ("FileHeader",): header,
        ("DocInfo",): deflated(record(0x1A, struct.pack("<H", 3) + "바탕글".encode("utf-16-le"))),
        (folder, "Section0"): wrap(record(0x42, bytes(22)) + record(0x43, text)),
        ("BinData", "BIN0001.txt"): deflated("그림 picture".encode()),
    })  # fmt: skip


def distributed(plain: bytes) -> bytes:
    """A section enciphered as in documents for distribution."""
    seed, key = 5, bytes(range(65, 81))
    hidden = bytearray(256)
    hidden[4 + (seed & 15) : 20 + (seed & 15)] = key
    state, left, mask = seed, 0, 0
    for index in range(256):
        if not left:
            state = (state * 214013 + 2531011) & 0xFFFFFFFF
            mask = state >> 16 & 0xFF
            state = (state * 214013 + 2531011) & 0xFFFFFFFF
            left = (state >> 16 & 0xF) + 1
        hidden[index] ^= mask if index >= 4 else 0
        left -= 1
    hidden[:4] = struct.pack("<I", seed)
    body = deflated(plain)
    engine = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305
    return record(0x1C, bytes(hidden)) + engine.update(body.ljust(-(-len(body) // 16) * 16, b"\0")) + engine.finalize()


def hwp3() -> bytes:
    def paragraph(raw: bytes) -> bytes:
        head = struct.pack("<BHHB", 0, len(raw) // 2, 1, 0).ljust(43, b"\0")
        return head + bytes(187) + bytes(14) + raw

    syllables = b"".join("도면".encode("johab")[place : place + 2][::-1] for place in (0, 2))
    note = struct.pack("<H", 17) + bytes(20) + paragraph(struct.pack("<2H", 0x6E, 13)) + bytes(43)
    body = struct.pack("<7H", *[0] * 7) + bytes(2)
    body += paragraph(syllables + struct.pack("<H", 13))
    first, rest = note[:22], note[22:]
    body += struct.pack("<BHHB", 0, 5, 0, 0).ljust(43, b"\0") + bytes(187) + first + rest + struct.pack("<H", 13)
    body += bytes(43)
    info = bytearray(128)
    info[124] = 1
    title = "".join("x").encode("utf-16-le").ljust(112, b"\0")
    return b"HWP Document File V3.00 \x1a\1\2\3\4\5" + bytes(info) + title + bytes(1008 - 112) + deflated(body)


def hwpx() -> bytes:
    out = io.BytesIO()
    namespace = "http://www.hancom.co.kr/hwpml/2011/paragraph"
    section = f'<s xmlns:hp="{namespace}"><hp:p><hp:t>도면<hp:tab/>기밀</hp:t></hp:p><hp:p><hp:t>둘</hp:t></hp:p></s>'
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("mimetype", "application/hwp+zip")
        package.writestr("Contents/section0.xml", section)
        package.writestr("Contents/content.hpf", '<p><meta name="creator">花子</meta></p>')
        package.writestr("BinData/image1.txt", "그림 picture")
    return out.getvalue()


def one_note() -> bytes:
    def part(number: int, value: bytes) -> tuple[int, bytes]:
        return number | 7 << 26, struct.pack("<I", len(value)) + value

    values = [
        part(0x1C22, WORDS.encode("utf-16-le")),
        part(0x3498, b"old ascii"),
        part(0x1D75, "花子\0".encode("utf-16-le")),
    ]
    inner = struct.pack("<I", 0x80000000) + struct.pack("<H", len(values))
    inner += b"".join(struct.pack("<I", number) for number, _ in values) + b"".join(value for _, value in values)
    file = "添付 attached".encode()
    stored = onenote.FILE_OBJECT + struct.pack("<Q", len(file)) + bytes(12) + file
    head = bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3") + bytes(32) + onenote.REVISION_STORE
    start = len(head) + 16 + 12
    node = struct.pack("<I", 0xA4 | 12 << 10 | 1 << 23 | 0 << 25 | 1 << 27) + struct.pack("<II", start, len(inner))
    return head + onenote.FRAGMENT + bytes(8) + node + inner + stored


def palm() -> bytes:
    text = "図面 drawing".encode("cp932")
    records = [struct.pack(">HHIHHHH", 1, 0, len(text), 1, 4096, 0, 0), text]
    head = b"Title".ljust(32, b"\0") + bytes(28) + b"TEXtREAd" + bytes(8) + struct.pack(">H", 2)
    place, table = len(head) + 16, b""
    for number, content in enumerate(records):
        table += struct.pack(">II", place, number)
        place += len(content)
    return head + table + b"".join(records)


def chm() -> bytes:
    page = "<html><body>図面 drawing</body></html>".encode("cp932")
    entries = b""
    for name, section, start, size in (("/", 0, 0, 0), ("/page.htm", 0, 0, len(page))):
        entries += bytes([len(name)]) + name.encode() + bytes([section, start, size])
    chunk = b"PMGL" + struct.pack("<IIii", 4096 - 20 - len(entries), 0, -1, -1) + entries
    directory = struct.pack("<4sIIIIIIIiIII", b"ITSP", 1, 84, 10, 4096, 2, 1, 0, -1, 0, 0, 1).ljust(84, b"\0")
    directory += chunk.ljust(4096, b"\0")
    head = b"ITSF" + struct.pack("<III", 3, 0x60, 1) + bytes(40)
    head += struct.pack("<QQQQ", 0x60, 0, 0x60, len(directory))[:16]
    return (
        (head.ljust(0x48, b"\0") + struct.pack("<QQQ", 0x60, len(directory), 0x60 + len(directory))) + directory + page
    )


def lotus_record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def lotus() -> bytes:
    cells = lotus_record(0x0F, struct.pack("<BHH", 0, 0, 0) + b"'" + "図面\0".encode("cp932"))
    cells += lotus_record(0x0F, struct.pack("<BHH", 0, 0, 1) + b"'" + "機密の寸法と公差です\0".encode("cp932"))
    cells += lotus_record(0x0D, struct.pack("<BHHh", 0, 1, 0, -7)) + lotus_record(
        0x0E, struct.pack("<BHHd", 0, 2, 0, 2.5)
    )
    cells += lotus_record(0x10, struct.pack("<BHHdH", 0, 3, 0, 1e3, 9) + b"\6in code\0")
    return lotus_record(0, b"\6\4") + cells + lotus_record(0x25, b"page heading\0") + lotus_record(1, b"")


def works() -> bytes:
    text = (WORDS + "\r\n").encode("utf-16-le")
    head = b"CHNKINK " + bytes(4) + struct.pack("<H", 1) + bytes(18)
    entry = struct.pack("<H4sHIH", 24, b"TEXT", 0, 1, 0)[:12].ljust(16, b"\0") + struct.pack("<II", 56, len(text))
    return compound_file({("CONTENTS",): head + entry + text})


def write() -> bytes:
    text = "図面 機密の寸法です drawing\r\n".encode("cp932")
    head = struct.pack("<HHHHHHH", 0xBE31, 0, 0xAB00, 0, 0, 0, 0) + struct.pack("<IHH", 128 + len(text), 2, 2)
    return head.ljust(0x60, b"\0") + struct.pack("<H", 3).ljust(32, b"\0") + text


def word_perfect() -> bytes:
    return (
        b"\xcb\x0a\x01\xf6\x01\xcb"
        + b"drawing\r"
        + b"\xc3\0\x29\x17\xc3"
        + b"of a part\n"
        + b"\xd1\0header words\0\xd1"
        + b"end"
    )


def drawing() -> bytes:
    text = bytes(8) + (WORDS + "\0").encode("utf-16-le")
    chunk = struct.pack("<IIIIHB", 0x0E, 1, 0, len(text), 0, 0) + text
    fillers = [b"unpacked words", b"second", b"third"]
    place, pointers, body = 0x100, b"", b""
    for form, content in [(0xD0, chunk), *((0x40, content) for content in fillers)]:
        pointers += struct.pack("<IIIIH", 0x15, 0, place, len(content), form)
        body += content
        place += len(content)
    trailer = struct.pack("<III", 4, 4, 0) + pointers
    head = (visio.MAGIC + b"\r\n").ljust(0x1A, b"\0") + b"\x0b".ljust(10, b"\0")
    head += struct.pack("<IIIIH", 0x14, 0, place, len(trailer), 0x50)
    return compound_file({("VisioDocument",): head.ljust(0x100, b"\0") + body + trailer})


def star() -> bytes:
    raw = b"drawing of a part"
    node = bytes([4, 3, 0, 0xFE, 0xFF]) + struct.pack("<H", len(raw)) + raw
    main = b"SW5HDR\0\x2e" + bytes(40) + b"T" + (len(node) + 4).to_bytes(3, "little") + node
    return compound_file({("StarWriterDocument",): main})


def iwork() -> bytes:
    text = WORDS.encode()
    inner = b"\x1a" + bytes([len(text)]) + text
    head = b"\x08\x01\x12\x04\x08\x02\x18" + bytes([len(inner)])
    archive = bytes([len(head)]) + head + inner
    packed = bytes([len(archive)]) + bytes([(len(archive) - 1) << 2]) + archive
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("Index/Document.iwa", b"\0" + len(packed).to_bytes(3, "little") + packed)
        package.writestr("notes.txt", "beside")
    return out.getvalue()


def sony() -> bytes:
    body = "図面 drawing".encode("utf-16-le")
    stream = struct.pack("<HH", 0xF554, 0x100) + struct.pack("<HI", 0xF504, 0)
    packed = struct.pack("<I", len(body)) + zlib.compress(body)
    stream = (
        struct.pack("<HH", 0xF554, 0x100) + struct.pack("<HI", 0xF504, len(packed)) + b"\x05\xf5" + packed + b"\x06\xf5"
    )
    item = struct.pack("<HIH", 0xF500, 1, 0x0A) + stream
    info = zlib.compress("<Info><Title>図面</Title></Info>".encode())
    head = bytearray(b"L\0R\0F\0\0\0\xe8\3").ljust(0x54, b"\0")
    start = 0x54 + 4 + len(info)
    struct.pack_into("<QQ", head, 0x10, 1, start + len(item))
    struct.pack_into("<H", head, 0x4C, len(info) + 4)
    return bytes(head) + bytes(4) + info + item + struct.pack("<IIII", 1, start, len(item), 0)


def word95(flags: int = 0) -> bytes:
    body = "図面 機密の寸法です drawing\r".encode("cp932")
    pieces = b""
    if flags:
        half = 6
        plan = struct.pack("<3I", 0, len(body) - half, len(body))
        plan += struct.pack("<HIH", 0, 768 + half, 0) + struct.pack("<HIH", 0, 768, 0)
        pieces = b"\2" + struct.pack("<I", len(plan)) + plan
    stored = body[-6:] + body[:-6] if flags else body
    head = bytearray(struct.pack("<HH", 0xA5DC, 104).ljust(768, b"\0"))
    struct.pack_into("<H", head, 0x0A, flags)
    struct.pack_into("<II", head, 0x18, 768, 768 + len(body))
    struct.pack_into("<II", head, 0x160, 768 + len(body), len(pieces))
    return compound_file({("WordDocument",): bytes(head) + stored + pieces})


SAMPLES: dict[str, tuple[Callable[[], bytes], str, tuple[str, ...]]] = {
    "docuworks": (docuworks, "application/vnd.fujixerox.docuworks", (WORDS, "部品.xdw")),
    "ichitaro": (ichitaro, "application/x-ichitaro", (WORDS, "本文", "Note", "- 1 -", "other.jtd")),
    "ichitaro5": (old_ichitaro, "application/x-ichitaro5", ("図面\n機密",)),
    "ichitaro4": (lambda: old_ichitaro(1), "application/x-ichitaro4", ("図面\n機密",)),
    "hwp": (hwp, "application/x-hwp", ("도면 기밀\t표", "바탕글", "그림 picture")),
    "hwp3": (hwp3, "application/x-hwp-v3", ("도면", "n")),
    "hwpx": (hwpx, "application/hwp+zip", ("도면\t기밀", "둘", "그림 picture")),
    "onenote": (one_note, "application/onenote", (WORDS, "old ascii", "添付 attached")),
    "palm": (palm, "application/vnd.palm", ("図面 drawing",)),
    "chm": (chm, "application/vnd.ms-htmlhelp", ("図面 drawing",)),
    "lotus": (lotus, "application/vnd.lotus-1-2-3", ("図面\t-7\t2.5\t1000", "機密", "in code", "page heading")),
    "works": (works, "application/x-ole-storage", (WORDS,)),
    "write": (write, "application/x-mswrite", ("図面 機密の寸法です drawing",)),
    "word95": (word95, "application/msword", ("図面 機密の寸法です drawing",)),
    "word95-in-pieces": (lambda: word95(4), "application/msword", ("図面 機密の寸法です drawing",)),
    "wordperfect": (
        word_perfect,
        "application/vnd.wordperfect;version=4",
        ("drawing of a part", "header words", "end"),
    ),
    "visio": (drawing, "application/vnd.visio", (WORDS, "unpacked words")),
    "star": (star, "application/vnd.stardivision.writer", ("drawing of a part",)),
    "iwork": (iwork, "application/vnd.apple.iwork", (WORDS, "beside")),
    "lrf": (sony, "application/x-sony-bbeb", ("図面 drawing",)),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_healthy_file_is_read_whole(name: str) -> None:
    make, kind, expected = SAMPLES[name]
    document = read(make())
    assert document.parts[0].type == kind
    text = "\n".join(part.text for part in document.parts)
    for words in expected:
        assert words in text
    assert document.reading is Reading.FULL, document.findings


@pytest.mark.parametrize("name", SAMPLES)
def test_cut_and_turned_over_it_raises_nothing_and_ends(name: str) -> None:
    data = SAMPLES[name][0]()
    chance = random.Random(7)
    for _ in range(30):
        hurt = bytearray(data)
        for _ in range(chance.randrange(1, 8)):
            hurt[chance.randrange(len(hurt))] = chance.choice((0, 1, 0x7F, 0xFF, chance.randrange(256)))
        cut = bytes(hurt[: chance.randrange(1, len(hurt) + 1)])
        document = read(cut, limits=Limits(reading_s=5.0, part_bytes=1 << 20, total_bytes=8 << 20))
        assert document.parts
        for part in document.parts:
            part.text.encode()
        if document.reading is not Reading.FULL:
            assert document.findings


@pytest.mark.parametrize("name", SAMPLES)
def test_text_beyond_the_limit_is_told(name: str) -> None:
    document = read(SAMPLES[name][0](), limits=Limits(part_chars=1))
    assert document.reading is not Reading.FULL
    assert any(finding.name.startswith("limit.") for finding in document.findings)


def test_properties_have_their_canonical_names() -> None:
    assert read(ichitaro()).parts[0].metadata["author"] == "花子"
    assert read(hwpx()).parts[0].metadata["author"] == "花子"
    assert read(one_note()).parts[0].metadata["author"] == "花子"
    assert read(sony()).parts[0].metadata["title"] == "図面"


def test_a_list_of_properties_longer_than_its_stream_costs_nothing() -> None:
    section = struct.pack("<IIIIIII", 28, 1, 4, 16, 0x1001, 0xFFFFFFFF, 0)
    summary = b"\xfe\xff\0\0\x0a\0\2\0" + bytes(16) + struct.pack("<I", 1) + bytes(16) + struct.pack("<I", 48) + section
    document = read(compound_file({("DocumentText",): ichitaro_text(WORDS), ("\x05SummaryInformation",): summary}))
    assert WORDS in document.parts[0].text
    assert "damaged" in {finding.name for finding in document.findings}


def test_places_are_told() -> None:
    part = read(hwp()).parts[0]
    assert part.place_of(part.text.index("도면")) == "section 1"
    part = read(ichitaro()).parts[0]
    assert part.place_of(part.text.index("Note")) == "footnotes"


def test_hangul_behind_a_password_is_opaque_and_for_distribution_is_read() -> None:
    locked = read(hwp(flags=3))
    assert locked.reading is Reading.OPAQUE
    assert [finding.name for finding in locked.findings] == ["encrypted"]
    document = read(hwp(flags=5, folder="ViewText", wrap=distributed))
    assert "도면 기밀" in document.parts[0].text
    assert document.reading is Reading.FULL, document.findings


def test_hangul_that_unpacks_to_too_much_stops() -> None:
    data = compound_file({
        ("FileHeader",): b"HWP Document File".ljust(32, b"\0") + struct.pack("<BBBBI", 0, 1, 1, 5, 1) + bytes(216),
        ("BodyText", "Section0"): deflated(bytes(4 << 20)),
    })  # fmt: skip
    document = read(data, limits=Limits(part_bytes=1 << 20))
    assert "limit.part_bytes" in {finding.name for finding in document.findings}


def test_records_of_palm_that_share_bytes_are_refused() -> None:
    data = bytearray(palm())
    first = struct.unpack_from(">I", data, 78)[0]
    struct.pack_into(">II", data, 78, first + 4, 0)
    struct.pack_into(">I", data, 86, first)
    document = read(bytes(data))
    assert document.reading is not Reading.FULL
    assert "damaged" in {finding.name for finding in document.findings}


def test_lzh_copies_and_stops_at_its_limit() -> None:
    plain = b"abc" * 20
    assert lzh.unpacked(packed_lzh(plain), fresh_job(), 1000) == plain
    with pytest.raises(ValueError, match="cut off"):
        lzh.unpacked(packed_lzh(plain)[:-20], fresh_job(), 1000)


def test_lzx_takes_stored_blocks_and_refuses_what_is_none() -> None:
    plain = bytes(range(200))
    head = int("0" + "011" + f"{len(plain):024b}" + "0000", 2)
    words = b"".join((head >> shift & 0xFFFF).to_bytes(2, "little") for shift in (16, 0))
    packed = words + struct.pack("<III", 1, 1, 1) + plain
    assert lzx.Decoder(16, fresh_job()).decode(packed, len(plain)) == plain
    with pytest.raises(ValueError, match="no such block"):
        lzx.Decoder(16, fresh_job()).decode(bytes(64), 100)


def test_phrases_of_a_huffman_book() -> None:
    quick = b"".join(struct.pack(">I", 8 | 0x80 | 255 << 8) for _ in range(256))
    code = b"HUFF" + struct.pack(">III", 24, 24, 24 + 1024) + bytes(8) + quick + bytes(256)
    phrases = [b"drawing ", b"part"]
    starts, body = [], b""
    for phrase in phrases:
        starts.append(2 * len(phrases) + len(body))
        body += struct.pack(">H", 0x8000 | len(phrase)) + phrase
    record = b"CDIC" + struct.pack(">III", 16, len(phrases), 8) + struct.pack(">2H", *starts) + body
    dictionary = Dictionary([code, record], fresh_job())
    assert dictionary.unpacked(bytes([255, 254])) == b"drawing part"
    with pytest.raises(ValueError, match="no such phrase"):
        dictionary.unpacked(b"\x01")


def test_groups_of_lotus_text() -> None:
    japanese = b"".join(b"\x10" + bytes(pair) for pair in ("図".encode("cp932"), "面".encode("cp932")))
    assert lmbcs.decoded(b"a " + japanese + b"\x14\x90\xe8") == "a 図面部"


@pytest.mark.parametrize(
    ("value", "expected"), [(7 << 1, 7.0), ((3 << 4) | (2 << 1) | 1, 0.15), ((-3 << 4) | 1, -15000.0)]
)
def test_small_numbers_of_lotus(value: int, expected: float) -> None:
    assert spreadsheet.small(value) == pytest.approx(expected)


def test_numbers_of_80_bits() -> None:
    assert spreadsheet.extended(struct.pack("<QH", 1 << 63, 16383)) == 1.0
    assert spreadsheet.extended(struct.pack("<QH", 3 << 62, 16384 | 0x8000)) == -3.0
    assert spreadsheet.extended(b"\xff" * 10) == float("inf")


def test_tags_in_a_sony_book_are_no_text() -> None:
    raw = (
        "図".encode("utf-16-le")
        + b"\x11\xf5\x41\x41"
        + "面".encode("utf-16-le")
        + b"\xd2\xf5"
        + "x".encode("utf-16-le")
    )
    assert lrf.text(raw) == "図面\nx"


def test_a_word_perfect_behind_a_password_is_opaque_and_a_later_one_partial() -> None:
    head = b"\xffWPC" + struct.pack("<IBBBBH", 16, 1, 10, 2, 1, 0) + bytes(2)
    later = read(head + b"drawing\x80part\xcc")
    assert "drawing part" in later.parts[0].text
    assert later.reading is Reading.PARTIAL
    locked = read(head[:12] + b"\x11\x22\0\0" + b"cipher")
    assert locked.reading is Reading.OPAQUE
    assert wordperfect.LENGTHS4[0xCB] == 6


def test_visio_copies_out_of_its_window() -> None:
    packed = bytes([0b00001111]) + b"abcd" + bytes([(-18) & 0xFF, 0xF0 | 1])
    assert visio.unpacked(packed, fresh_job()) == b"abcdabcd"


def test_shared_files_are_read_whole(shared_data: Path) -> None:
    folder = shared_data / "files" / "documents"
    if not folder.is_dir():
        pytest.skip("no collection of files")
    expected = {
        "ichitaro-hwp/taro2016_basic_zip_sheet.jtdc": "シート２",
        "ichitaro-hwp/test_xdw_ver10.xdw": "吾輩は猫である",
        "ichitaro-hwp/ver4_taro2016_basic.jsw": "一太郎",
        "ichitaro-hwp/testHWP_3.0.hwp": "테스트",
        "ebook/testChm.chm": "Creates Associative links",
        "office-legacy/testOneNote3.one": "awesome information about sports",
        "ebook/lorem-ipsum.mobi": "Variatio Ipsius",
        "mail/testPST.pst": "the PreviousMapFeatureGenerator remebers",
    }
    for name, words in expected.items():
        document = read((folder / name).read_bytes(), name)
        assert words in "\n".join(part.text for part in document.parts), name
        assert document.parts[0].reading is Reading.FULL or name.endswith(".pst"), name
