"""The formats of archives, streams and cipher text."""

# ruff: noqa: E501 - one format a line, as in the printed table
from __future__ import annotations

from classifiers.readers.format import Format

FORMATS = (
    Format("zip, jar", ("application/zip", "application/java-archive", "application/vnd.android*"), "archives.zip", "read_zip", "every file inside; encrypted ones opaque", "zipfile"),
    Format("tar", ("application/x-tar", "application/x-gtar"), "archives.tar", "read_tar", "every file inside; links and devices never followed", "tarfile"),
    Format("gzip, bzip2, xz, lzma", ("application/gzip", "application/x-bzip2", "application/x-xz", "application/x-lzma"), "archives.stream", "read_stream", "the file inside", "zlib, bz2, lzma"),
    Format("7z", ("application/x-7z-compressed",), "archives.formats", "read", "every file inside; encrypted ones and archives with encrypted names opaque", "libarchive"),
    Format("rar 1.5 to 7", ("application/x-rar",), "archives.rar", "read", "every file inside, comments; encrypted ones and archives with encrypted names opaque; other volumes and alternate streams told", "libarchive, rars"),
    Format("cab, cpio, ar (deb), rpm, xar", ("application/vnd.ms-cab-compressed", "application/x-cpio", "application/x-archive", "application/vnd.debian.binary-package", "application/x-rpm", "application/x-xar"), "archives.formats", "read", "every file inside; links and devices never followed", "libarchive"),
    Format("ISO 9660", ("application/x-iso9660-image",), "archives.formats", "read", "every file inside, names of the volume, its publisher and its program, words of the area before it; links never followed; other file systems in the same image told", "libarchive, own"),
    Format("WARC", ("application/warc",), "archives.warc", "read", "headers of every record, what was sent as parts", "own"),
    Format("Backups of `dump`", ("application/x-dump",), "archives.dump", "read", "every file inside, also where packed by zlib or bzip2; links never followed; packed by LZO: opaque", "own", "full, opaque"),
    Format("lha (lzh)", ("application/x-lha",), "archives.lha", "read", "every file inside, names in Shift_JIS as well", "libarchive, lhasa"),
    Format("Folder of the Finder (`.DS_Store`)", ("application/x-ds-store",), "apple", "read_folder_view", "names of files, remarks", "own"),
    Format("AppleDouble (`._name` beside files from macOS), AppleSingle", ("application/applefile", "multipart/appledouble"), "apple", "read", "strings of attributes; forks as parts", "own"),
    Format("zstd, lz4, lzip, compress", ("application/zstd", "application/x-lz4", "application/x-lzip", "application/x-compress"), "archives.formats", "read", "the file inside", "libarchive"),
    Format("arj", ("application/x-arj",), "archives.arj", "read", "every file inside, methods 0 to 4, comments; garbled ones opaque", "own, lhasa"),
    Format("snappy in frames", ("application/x-snappy-framed",), "archives.snappy", "read", "the file inside", "own"),
    Format("zlib", ("application/zlib",), "archives.stream", "read_stream", "what is inside", "zlib"),
    Format("MacBinary, BinHex", ("application/x-macbinary", "application/mac-binhex40"), "archives.macintosh", "read", "name; forks as parts", "own"),
    Format("Other archives (lrzip, lzop, StuffIt, zoo, ACE, ALZ, EGG, GCA, ZPAQ, backups of Android)", ("application/x-lrzip", "application/x-tzo", "application/x-lzop", "application/x-stuffit", "application/x-zoo", "application/x-ace-compressed", "application/x-alz", "application/x-egg", "application/x-gca", "application/x-zpaq", "application/x-ms-compress", "application/x-android-backup"), "binary", "read_unsupported_archive", "nothing; finding `archive.unsupported`", "–", "opaque"),
    Format("Images of disks (VHD, VMDK, qcow2, VDI, DMG, WIM, SquashFS, UDF, FAT, NTFS, ext)", ("application/x-vhd", "application/x-vhdx", "application/x-vmdk", "application/x-qemu-disk", "application/x-virtualbox-vdi", "application/x-apple-diskimage", "application/x-ms-wim", "application/vnd.squashfs", "application/x-udf-image", "application/x-fat-image", "application/x-exfat-image", "application/x-ntfs-image", "application/x-ext-image", "application/x-raw-disk-image"), "binary", "read_unsupported_archive", "nothing; finding `archive.unsupported`", "–", "opaque"),
    Format("age, OpenSSL", ("application/vnd.age", "application/vnd.openssl-salted"), "binary", "read_encrypted", "nothing; finding `encrypted`", "–", "opaque"),
    Format("Programs (ELF, PE, Mach-O)", ("application/x-executable", "application/x-pie-executable", "application/x-sharedlib", "application/x-object", "application/x-dosexec", "application/vnd.microsoft.portable-executable", "application/x-mach-binary"), "programs.program", "read", "strings in ASCII, UTF-8, UTF-16, Shift_JIS, EUC-JP, GB 18030 and Big5, the statement of the version; what stands behind the program, and files in base64, as parts; with stretches as dense as packed bytes: partial; words masked at a low density (shifted letters, bits in pictures, gaps between letters) are not seen", "numpy, own", "full, partial"),
    Format("Java classes", ("application/x-java-applet",), "programs.program", "read_class", "every constant: names, strings, types; with stretches as dense as packed bytes: partial", "numpy, own", "full, partial"),
    Format("Pack200", ("application/x-java-pack200",), "binary", "read_strings", "readable strings", "own", "partial"),
)  # fmt: skip
