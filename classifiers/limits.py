"""Every limit on reading one document. Each one that is hit becomes a finding, never silence."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What reading one document may cost.

    A limit named `x` that is hit gives the finding `limit.x` with the figure, and a reading of `partial` or worse.

    Attributes:
        deadline_s: Wall time after which the reader process is killed; the document is then `failed`.
        reading_s: Wall time after which reading stops by itself and keeps what it has.
        cpu_s: Processor time for one document, enforced by the kernel.
        memory_bytes: Memory of the reader process; a large file that it looks at where it lies does not count.
        reply_bytes: Longest reply that the caller accepts from the reader process.
        reply_items: Values, keys, lists and tables in that reply.
        documents_per_worker: Documents after which a reader process is replaced by a fresh one.
        hash_bytes: Largest file whose digest is computed; a larger one has an empty digest.
        file_bytes: Largest file that is read; a larger one is opaque.
        memory_file_bytes: Largest file that is read in memory; a larger one is read where it lies or as it goes by,
            in so far as its format can be.
        part_bytes: Largest file inside another one that is unpacked into memory; a larger one is read as it goes by.
        held_bytes: Unpacked bytes of files inside each other that are in memory at once.
        total_bytes: Unpacked bytes over all parts.
        ratio: Unpacked ÷ packed bytes of one archive; looked at from `ratio_floor_bytes` unpacked on.
        ratio_floor_bytes: Unpacked bytes below which a ratio does no harm.
        parts: Parts of one document, the file itself included.
        depth: Containers within containers.
        entries: Names listed in one archive.
        part_chars: Characters of text of one part.
        total_chars: Characters of text over all parts.
        xml_bytes: Largest XML part of an Office document.
        metadata_items: Metadata entries of one part.
        metadata_chars: Characters of one metadata value.
        structure_items: Places, title-block fields, measures, layers, blocks and addresses of one part, each.
        outline_edges: Edges of one drawing or model that its fingerprint is made of. All of it is read all the same;
            the assessment is partial.
        outline_rounds: Circles, pads and placed symbols, as `outline_edges`.
        outline_features: Features of the same that are kept, those that say most; a part that has as many is told
            where it is looked up (`prints.structure`), not here.
        findings: Findings of one document.
        pdf_pages: Pages of one PDF whose text is read.
        pages: Rasters of one document.
        raster_px: Longer side of a raster.
        image_px: Pixels of an image that is decoded.
        page_objects: Objects counted on one PDF page.
        render_s: Wall time for the rasters of one part, and for each of them; a page that takes longer has none.
        dxf_bytes: Largest DXF that is parsed in full; a larger one is scanned for text.
        messages: Messages of one mailbox.
        ocr_pages: Pages and pictures of one document whose letters are read by OCR.
        ocr_px: Longer side of a picture in which letters are read; a larger one is scaled down.
        ocr_page_s: Wall time for the letters of one page or picture.
        ocr_s: Wall time for all letters of one document; the reader's deadline is longer by as much.
        ocr_memory_bytes: Address space of a process that reads letters.
    """

    deadline_s: float = 60.0
    reading_s: float = 45.0
    cpu_s: int = 60
    memory_bytes: int = 1536 * MIB
    reply_bytes: int = 64 * MIB
    reply_items: int = 2_000_000
    documents_per_worker: int = 200
    hash_bytes: int = 4096 * MIB
    file_bytes: int = 2048 * MIB
    memory_file_bytes: int = 128 * MIB
    part_bytes: int = 64 * MIB
    held_bytes: int = 256 * MIB
    total_bytes: int = 8192 * MIB
    ratio: int = 200
    ratio_floor_bytes: int = 8 * MIB
    parts: int = 10_000
    depth: int = 8
    entries: int = 20_000
    part_chars: int = 2_000_000
    total_chars: int = 8_000_000
    xml_bytes: int = 48 * MIB
    metadata_items: int = 64
    metadata_chars: int = 2_000
    structure_items: int = 20_000
    outline_edges: int = 60_000
    outline_rounds: int = 2_500
    outline_features: int = 1_024
    findings: int = 500
    pdf_pages: int = 1_000
    pages: int = 24
    raster_px: int = 512
    image_px: int = 80_000_000
    page_objects: int = 20_000
    render_s: float = 8.0
    dxf_bytes: int = 8 * MIB
    messages: int = 500
    ocr_pages: int = 20
    ocr_px: int = 4_000
    ocr_page_s: float = 30.0
    ocr_s: float = 180.0
    ocr_memory_bytes: int = 3072 * MIB

    def with_ocr(self) -> Limits:
        """What reading a document may cost where its letters are read too."""
        return replace(
            self,
            deadline_s=self.deadline_s + self.ocr_s,
            reading_s=self.reading_s + self.ocr_s,
            cpu_s=self.cpu_s + math.ceil(self.ocr_s),
            memory_bytes=max(self.memory_bytes, self.ocr_memory_bytes),
        )
