"""Files of the test data that nobody can read whole, and why, though they lie in no folder `hostile`.

Each was tried with 7-Zip and bsdtar: both give up on it or get nothing out of it, or 7-Zip asks for a volume that is
not there (bsdtar takes two such for whole). The WARC was tried with bsdtar only, since 7-Zip knows none. The two
endless ones hold themselves, byte for byte.
"""

from __future__ import annotations

FOLDER = "containers/archives/"
NO_HEAD = "a header that makes no sense"
NO_END = "ends without its last record"
CUT_OFF = "cut off"
ONE_VOLUME = "one volume, the others are not there"
DIRECTORY = "a directory that points beside its members"
ENDLESS = "holds itself"
OUT_OF_MEMORY = "states sizes that no memory holds"

BROKEN = {
    FOLDER + name: why
    for name, why in (
        ("COMPRESS-178-fail.tar", NO_HEAD),
        ("COMPRESS-542-endheadercorrupted.7z", NO_HEAD),
        ("COMPRESS-553-fail.tar", NO_HEAD),
        ("bad_long_namelen_bsd-fail.ar", NO_HEAD),
        ("bin-big-endian.cpio", NO_END),
        ("bla-multi.7z.001", ONE_VOLUME),
        ("bla-stored-dd.zip", DIRECTORY),
        ("droste.zip", ENDLESS),
        ("newc-fail.cpio", OUT_OF_MEMORY),
        ("odc.cpio", NO_END),
        ("quine.gz", ENDLESS),
        ("rar3-old.r01", ONE_VOLUME),
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
    )
}
