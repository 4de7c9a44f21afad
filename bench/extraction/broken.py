"""Files of the test data that nobody can read whole, and why, though they lie in no folder for such.

Archives were tried with 7-Zip and bsdtar: both give up on each or get nothing out of it, or 7-Zip asks for a volume
that is not there (bsdtar takes two such for whole) or tells of faults in the headers. 7-Zip knows no WARC and no
backups of `dump`; `restore` asks whether to give up on the one here. Of the endless ones two hold themselves, byte for
byte; the bomb is one by design, and Tika refuses it. PDFs were tried with qpdf, pypdf and pdfminer: these fail, or find
letters by numbers in a font that is not there. What is cut short in mails and books was so by the people who made them,
as the text around it says or shows. What needs a key was tried with openssl, which finds nothing but cipher text.
"""

from __future__ import annotations

NO_HEAD = "a header that makes no sense"
NO_END = "ends without its last record"
CUT_OFF = "cut off"
ONE_VOLUME = "one volume, the others are not there"
DIRECTORY = "a directory that points beside its members"
ENDLESS = "holds itself"
OUT_OF_MEMORY = "states sizes that no memory holds"
BOMB = "1,270 bytes that unpack to 24 million letters"
NO_FOLDERS = "states a folder where there is none"
NOISE = "bytes that a fuzzer made, of no format"
ABRIDGED = "a file within it was cut short before it was packed"
NO_PAGES = "a tree of pages that holds itself, or what is no page"
NO_LETTERS = "letters by the numbers of their shapes, in a font that is not there"

BROKEN = {
    f"{folder}/{name}": why
    for folder, names in {
        "containers/archives": (
            ("COMPRESS-178-fail.tar", NO_HEAD),
            ("COMPRESS-542-endheadercorrupted.7z", NO_HEAD),
            ("COMPRESS-553-fail.tar", NO_HEAD),
            ("TIKA-216.tgz", BOMB),
            ("bad_long_namelen_bsd-fail.ar", NO_HEAD),
            ("bin-big-endian.cpio", NO_END),
            ("bla-multi.7z.001", ONE_VOLUME),
            ("bla-stored-dd.zip", DIRECTORY),
            ("bla.noendheaderoffset.7z", NO_HEAD),
            ("droste.zip", ENDLESS),
            ("max-segment-length.dump", NO_HEAD),
            ("newc-fail.cpio", OUT_OF_MEMORY),
            ("odc.cpio", NO_END),
            ("quine.gz", ENDLESS),
            ("rar3-old.r01", ONE_VOLUME),
            ("test.iso", NO_FOLDERS),
            ("testZip_with_DataDescriptor.zip", DIRECTORY),
            ("test_rar_multivolume_single_file.part2.rar", ONE_VOLUME),
            ("test_rar_multivolume_uncompressed_files.part04.rar", ONE_VOLUME),
            ("test_rar_multivolume_uncompressed_files.part05.rar", ONE_VOLUME),
            ("test_read_format_7zip_entries_oom.7z", OUT_OF_MEMORY),
            ("test_read_format_rar5_multiarchive.part06.rar", ONE_VOLUME),
            ("test_read_format_rar5_multiarchive_solid.part01.rar", ONE_VOLUME),
            ("test_read_format_rar_symlink_huge.rar", CUT_OFF),
            ("test_read_format_warc_incomplete.warc", CUT_OFF),
            ("test_read_format_zip_zipx_lzma_oom.zipx", OUT_OF_MEMORY),
            ("test_read_splitted_rar_aa", CUT_OFF),
            ("test_splitted_rar_seek_support_aa", CUT_OFF),
            ("test_write_format_iso9660_underflow.bin", NOISE),
        ),
        "documents/ebook": (("test.fb2", ABRIDGED),),
        "documents/mail": (
            ("attachment_content_location.eml", ABRIDGED),
            ("attachment_message_rfc822.eml", ABRIDGED),
            ("attachment_pdf_lf.eml", ABRIDGED),
            ("email_with_similar_boundaries.eml", ABRIDGED),
        ),
        "documents/pdf": (
            ("T02-02_002_page-tree-kids-links-recursive.pdf", NO_PAGES),
            ("T02-02_003_page-tree-different-kids.pdf", NO_PAGES),
            ("issue15443.pdf", NO_LETTERS),
        ),
    }.items()
    for name, why in names
}

# Behind a key, though the list of the test data does not say so: what is in it and in no other file.
ENCRYPTED = {
    "documents/mail/testPKCS7_enveloped_def.p7m": "PKCS #7 enveloped data for one recipient, whose key is lost"
}
