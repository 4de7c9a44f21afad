"""Phrases that everybody's documents share; a hash that comes from one of them is evidence of nothing."""

from __future__ import annotations

PHRASES: tuple[str, ...] = (
    "WARNING - This document contains technical data whose export is restricted by the Arms Export Control Act "
    "(Title 22, U.S.C., Sec 2751, et seq.) or the Export Administration Act of 1979 (Title 50, U.S.C., App. 2401 et seq.), "
    "as amended. Violations of these export laws are subject to severe criminal penalties. Disseminate in accordance with "
    "provisions of DoD Directive 5230.25.",
    "Distribution authorized to U.S. Government agencies and their contractors. Other requests for this document shall be "
    "referred to the controlling DoD office.",
    "DISTRIBUTION STATEMENT A. Approved for public release; distribution is unlimited.",
    "PROPRIETARY AND CONFIDENTIAL. The information contained in this drawing is the sole property of. Any reproduction in "
    "part or as a whole without the written permission of is prohibited.",
    "UNLESS OTHERWISE SPECIFIED: DIMENSIONS ARE IN MILLIMETERS. DO NOT SCALE DRAWING. BREAK SHARP EDGES. "
    "INTERPRET GEOMETRIC TOLERANCING PER ASME Y14.5. TOLERANCES: FRACTIONAL ANGULAR TWO PLACE DECIMAL THREE PLACE DECIMAL. "
    "SURFACE FINISH DEBURR AND BREAK SHARP EDGES. THIRD ANGLE PROJECTION. DRAWN CHECKED APPROVED MFG Q.A. COMMENTS TITLE "
    "SIZE DWG. NO. REV SCALE WEIGHT SHEET 1 OF 1 MATERIAL FINISH DATE NAME SIGNATURE",
    "A-A Ra 0.8 図番 DWG NO.",
    "図番 DWG NO. 図名 TITLE 材質 MATERIAL 尺度 SCALE 普通公差 TOLERANCE JIS B 0405-m 設計 DRAWN 検図 CHECKED 投影法 PROJECTION 第三角法",
    "普通公差 TOLERANCE 設計 DRAWN 検図 CHECKED — 投影法 PROJECTION 第三角法 注記1: NOTE 1:",
    "This e-mail and any attachments are confidential and intended solely for the use of the individual or entity to whom "
    "they are addressed. If you have received this e-mail in error, please notify the sender immediately and delete it.",
    "Licensed under the Apache License, Version 2.0 (the \"License\"); you may not use this file except in compliance with "
    "the License. You may obtain a copy of the License at http://www.apache.org/licenses/LICENSE-2.0 Unless required by "
    "applicable law or agreed to in writing, software distributed under the License is distributed on an \"AS IS\" BASIS, "
    "WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied. See the License for the specific language "
    "governing permissions and limitations under the License.",
    "Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated "
    "documentation files (the \"Software\"), to deal in the Software without restriction, including without limitation the "
    "rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit "
    "persons to whom the Software is furnished to do so, subject to the following conditions:",
    "Copyright (C) Free Software Foundation, Inc. This is free software; see the source for copying conditions. There is "
    "NO warranty; not even for MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.",
    "This work is licensed under a Creative Commons Attribution 4.0 International License.",
    "The key words \"MUST\", \"MUST NOT\", \"REQUIRED\", \"SHALL\", \"SHALL NOT\", \"SHOULD\", \"SHOULD NOT\", \"RECOMMENDED\", "
    "\"MAY\", and \"OPTIONAL\" in this document are to be interpreted as described in RFC 2119.",
    "The quick brown fox jumps over the lazy dog. Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod "
    "tempor incididunt ut labore et dolore magna aliqua.",
    "この文書及び記載内容の全部又は一部を、許可なく複製、転載、第三者に開示することを禁じます。",
    "本資料に記載された内容は予告なく変更されることがあります。",
    "いつもお世話になっております。よろしくお願いいたします。お忙しいところ恐れ入りますが、ご確認のほどよろしくお願い申し上げます。",
    "未经书面许可,不得以任何形式复制、传播本文件的任何部分。本资料内容如有变更,恕不另行通知。",
)  # fmt: skip
