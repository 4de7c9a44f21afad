"""Strings that drawing programs write into every drawing: names of styles, lines, scales and tables they come with."""

from __future__ import annotations

import re
from functools import cache

NAMES = (
    "2dWireframe 3dWireframe ACDSDATA APPID Annotative AcadAnnoPO BLOCK_RECORD BUMPTILE Basic Brighten CANNOSCALE "
    "CELLMARGIN_BEGIN CELLMARGIN_END CELLSTYLE CELLSTYLE_BEGIN CELLSTYLE_END CENTEREXE CENTERLTYPEFILE CMLEADERSTYLE "
    "COLUMN CONTENTFORMAT CONTENTFORMAT_BEGIN CONTENTFORMAT_END CTABLESTYLE CVIEWDETAILSTYLE CVIEWSECTIONSTYLE "
    "ColorChange Conceptual DIFFUSETILE DIM DIMASSOC DIMSTYLE DWGPROPS Defpoints Dim EdgeColorOff FBXASSET "
    "Facepattern Flat FlatWithEdges GRIDFORMAT GRIDFORMAT_BEGIN GRIDFORMAT_END Global Gouraud GouraudWithEdges "
    "HIDETEXT Hidden INDEXCTL ISO-25 Imperial24 JitterOff LAYER LAYEREVAL LAYERNOTIFY LIGHTINGUNITS LTYPE Layout1 "
    "Layout2 Linepattern MARGIN MSLTSCALE Metric50 Modeling None Normal OBJECTS OPACITYTILE OverhangOff "
    "REFLECTIONTILE REFRACTIONTILE Realistic SORTENTS SPECULARTILE STYLE Shaded Sketchy TABLEFORMAT TABLEFORMAT_BEGIN "
    "TABLEFORMAT_END TABLES TableStyle Thicken Thumbnail_Data UCS VIEW VPORT Wireframe WRITTEN_BY_EZDXF "
    "CREATED_BY_EZDXF X-Ray XCLIPFRAME arial.ttf Arial ltypeshp.shx strokes_ogs.tif iso.lin ROW DATA HEADER TITLE "
    "_DATA _HEADER _TITLE DATAMAP DATAMAP_BEGIN DATAMAP_END LINKEDTABLEDATACOLUMN_BEGIN ezdxf http://ezdxf.mozman.at "
)
PHRASES = (
    "3D Hidden", "Adobe PDF", "DWGPROPS COOKIE", "I, O, Q, S, X, Z", "Shaded with edges", "Shades of Gray",
    "Solid line",
)  # fmt: skip
LONGEST = 120
BOILERPLATE = re.compile(
    r"(?:ACAD|ACDB|ACAE|ACEC|ADSK_XREC|ASDK|DWGMETA|EZDXF|AVE|RAK|AEC)[A-Z0-9_\-.$*|]*|AcDbDs?(?:::?)?\w*"
    r"|AcDs:\w+|Ac[A-Z]\w+|VTR_[\d._]+\w*|RTVSProperty(?:Op)?\d*"
    r"|(?i:\*?(?:Standard|ByLayer|ByBlock|Continuous|Model|Active|(?:Model|Paper)_Space\d*))|%<\\?(?:Ac)?Var [^;]*"
    r"|(?=[A-Fa-f]*\d)[0-9A-Fa-f]{1,16}|[\s\d.,+\-=]*|\*[A-Z]\d*|(?:ANSI|ansi|dos|DOS)_?\d{3,5}"
    r"|\{?[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\}?|[{}]|<>|txt|(?i:none_device|[\w\-.]*\.(?:ctb|stb|pc3))"
    r"|(?i:(?:border|center|dashdot|dashed|divide|dot|hidden|phantom)[2x]{0,2})|(?:ANSI|ISO)\d\d(?:W\d+)?"
    r"|(?i:(?:border|center|dash dot|dashed|divide|dot|hidden|phantom|iso dash)\b)(?:[\s._()\dx]|(?i:dot|space|dash))*"
    r"|\d+:\d+|[\d\-/]+\" = 1'-0\"|(?:ANSI|ISO|ARCH|JIS|Letter|Legal)_?\w*_\([\d.]+_x_[\d.]+_(?:MM|Inches)\)",
    re.DOTALL,
)


def is_stock(text: str) -> bool:
    """Whether a string says nothing of the drawing that holds it."""
    return text in _known() or (len(text) <= LONGEST and BOILERPLATE.fullmatch(text) is not None)


@cache
def _known() -> frozenset[str]:
    return frozenset(NAMES.split()) | frozenset(PHRASES)
