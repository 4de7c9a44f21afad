"""Control words of RTF by what they do.

Source: Rich Text Format Specification 1.9.1.
"""

from __future__ import annotations

# Destinations without words of the author's.
WORDLESS = frozenset({
    "fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "rsidtbl", "colorschememapping",
    "latentstyles", "xmlnstbl", "mmathPr", "pgptbl", "panose", "falt", "blipuid", "wgrffmtfilter", "fontemb",
    "fontfile", "passwordhash", "blipscale", "listpicture", "tblsid", "ftnsep", "ftnsepc",
    "aftnsep", "aftnsepc", "sn", "propname", "objalign", "objsect", "themelang",
})  # fmt: skip
# Binary destinations, in hexadecimal or behind `\\bin`.
BINARY = frozenset({"pict", "objdata", "datastore", "themedata", "datafield", "svb", "bin"})
# Destinations that are read apart from the body, and the words for where they stand.
STORIES = {
    "header": "headers and footers", "headerl": "headers and footers", "headerr": "headers and footers",
    "headerf": "headers and footers", "footer": "headers and footers", "footerl": "headers and footers",
    "footerr": "headers and footers", "footerf": "headers and footers", "footnote": "footnotes",
    "annotation": "comments", "atnauthor": "comments", "atnid": "comments",
    "revtbl": "authors of changes", "bkmkstart": "bookmarks", "listname": "lists", "filetbl": "files",
    "docvar": "variables", "objclass": "objects", "objname": "objects", "sv": "shapes", "formfield": "fields",
    "ffname": "fields", "ffdeftext": "fields", "ffhelptext": "fields", "ffstattext": "fields", "ffl": "fields",
    "htmltag": "markup", "mhtmltag": "markup", "protusertbl": "people", "mailmerge": "mail merge",
    "mmconnectstr": "mail merge", "mmdatasource": "mail merge", "mmquery": "mail merge", "xmlname": "markup",
    "xmlattrvalue": "markup", "hl": "links", "hlloc": "links", "hlsrc": "links", "hlfr": "links",
}  # fmt: skip
HIDDEN = "hidden destinations"
# Starred destinations whose words belong to the text around them.
FLOWING = frozenset({
    "shpinst", "shptxt", "shprslt", "nonshppict", "shppict", "ud", "fldinst", "fldrslt", "field", "object", "result",
    "listtext", "pntext", "pn", "pntxta", "pntxtb", "shp", "shpgrp", "do", "dptxbxtext", "background", "picprop", "sp",
    "moMath", "moMathPara", "mr", "mt", "hsv", "cs", "ds", "ts",
    "atnref", "atnparent", "atndate", "atnicn", "aftncn", "ftncn", "docvar", "upr", "userprops", "info", "objattph",
})  # fmt: skip
BREAKS = {
    "par": "\n",
    "line": "\n",
    "page": "\f",
    "sect": "\n",
    "cell": "\t",
    "row": "\n",
    "tab": "\t",
    "nestcell": "\t",
    "nestrow": "\n",
}
SYMBOLS = {
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": " ",
    "enspace": " ",
}
# Words of the information group and its kin, and the names of properties.
INFO = {
    "title": "title", "subject": "subject", "author": "author", "manager": "manager", "company": "company",
    "operator": "last-author", "category": "category", "keywords": "keywords", "comment": "comments",
    "doccomm": "comments", "hlinkbase": "link-base", "template": "template", "generator": "producer",
}  # fmt: skip
TIMES = {"creatim": "created", "revtim": "modified", "printim": "printed"}
TIME_WORDS = ("yr", "mo", "dy", "hr", "min")
CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "cp950",
    161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
DOUBLE_BYTE = frozenset({"cp932", "cp949", "gb18030", "cp950", "johab"})
