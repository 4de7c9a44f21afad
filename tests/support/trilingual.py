"""One invented specification in three languages, and ordinary papers, written for the tests."""

from __future__ import annotations

ENGLISH = """KR-SPEC-0231 Rev. B  Cryogenic rotary joint, performance specification
1. Scope. This specification defines the performance and verification requirements of the cryogenic rotary joint KR-0231.
Drawing KR-DWG-0231-04 governs the mechanical envelope; where the two differ the drawing shall prevail.
2. Envelope. The housing shall be machined from A6061-T6, outer diameter 87.4 mm ± 0.05 mm, length 143.2 mm ± 0.1 mm,
bore 31.75 mm H7, mass not more than 1.86 kg. Surfaces marked A shall have a roughness of 0.4 µm Ra or better.
3. Sealing. The helium leak rate at 4.2 K shall not exceed 3.6e-10 Pa·m3/s after 2,400 cycles between 4.2 K and 296 K.
The seal ring KR-PRT-0912 shall be compressed by 0.38 mm ± 0.02 mm with a torque of 2.15 N·m on each of eight M5 screws.
4. Rotation. The joint shall rotate at 0 to 74 rpm; the starting torque shall be below 0.62 N·m at 77 K and the runout
below 7 µm over the whole travel of 337.5 degrees. Bearing preload shall be 118 N ± 6 N.
5. Electrical. The slip ring shall carry 23 circuits of 1.7 A at 48 V; contact noise shall stay below 8.5 mΩ peak to peak,
and crosstalk between adjacent pairs below -67 dB at 2.5 MHz.
6. Verification. Each unit shall pass 96 h at 353 K, 12.4 g RMS random vibration on three axes, and the leak test of
procedure KR-PRC-0077 with an expanded uncertainty below 4.5 % (k = 2).
"""

JAPANESE = """KR-SPEC-0231 改訂B  極低温回転継手 性能仕様書
1. 適用範囲 本仕様書は極低温回転継手KR-0231の性能及び検証要求を規定する。外形は図面KR-DWG-0231-04による。両者が異なる場合は図面を優先する。
2. 外形 ハウジングはA6061-T6から削り出し、外径87.4mm±0.05mm、全長143.2mm±0.1mm、内径31.75mm H7、質量1.86kg以下とする。A面の表面粗さはRa0.4µm以下とする。
3. 気密 4.2Kと296Kの間で2,400回の熱サイクルを経た後、4.2Kにおけるヘリウムリーク量は3.6e-10Pa·m3/sを超えてはならない。シールリングKR-PRT-0912の圧縮代は0.38mm±0.02mmとし、M5ねじ8本をそれぞれ2.15N·mで締め付ける。
4. 回転 回転速度は0から74rpm、起動トルクは77Kにおいて0.62N·m未満、振れは337.5度の全範囲で7µm未満とする。軸受の予圧は118N±6Nとする。
5. 電気 スリップリングは48V、1.7Aの回路を23本備える。接触雑音は8.5mΩp-p未満、隣接対間の漏話は2.5MHzにおいて-67dB未満とする。
6. 検証 各個体は353Kで96時間の保持、3軸の12.4gRMSランダム振動、及び手順書KR-PRC-0077によるリーク試験(拡張不確かさ4.5%未満、k=2)に合格しなければならない。
"""

CHINESE = """KR-SPEC-0231 B版  低温旋转接头 性能规范
1. 范围 本规范规定低温旋转接头KR-0231的性能及验证要求。外形以图纸KR-DWG-0231-04为准;两者不一致时,以图纸为准。
2. 外形 壳体由A6061-T6加工而成,外径87.4mm±0.05mm,长度143.2mm±0.1mm,内孔31.75mm H7,质量不大于1.86kg。A面表面粗糙度应不大于Ra0.4µm。
3. 密封 在4.2K与296K之间经过2,400次冷热循环后,4.2K下的氦漏率不得超过3.6e-10Pa·m3/s。密封圈KR-PRT-0912的压缩量为0.38mm±0.02mm,八个M5螺钉的拧紧力矩均为2.15N·m。
4. 旋转 转速为0至74rpm;77K下的启动力矩应小于0.62N·m,在337.5度全行程内跳动应小于7µm。轴承预紧力为118N±6N。
5. 电气 滑环应有23路,每路48V、1.7A;接触噪声峰峰值应小于8.5mΩ,相邻线对间的串扰在2.5MHz下应低于-67dB。
6. 验证 每件产品应通过353K下96小时的保温、三个轴向12.4g RMS的随机振动,以及按程序KR-PRC-0077进行的检漏(扩展不确定度小于4.5%,k=2)。
"""

ORDINARY = {
    "en": """Minutes of the social committee
Present were the six members and two guests. The treasurer reported that the summer party had cost a little less than
planned, and that the rest would be spent on a new coffee machine. The secretary asked everybody to name a day for the
excursion. A visit to the botanical garden was preferred to the boat trip, because several members get seasick. The next
meeting takes place after the holidays; the secretary will send an invitation. There was no other business, and the
chair thanked all for coming. Whoever wants to help with the decoration may write to the secretary until the end of the
month. Cakes are welcome as always.
""" * 2,
    "ja": """親睦会幹事会の議事録
出席者は幹事六名と来賓二名でした。会計から、夏祭りの費用が予定よりもわずかに少なく済んだとの報告があり、残りは新しいコーヒーメーカーの購入に充てることになりました。
遠足の日取りについて、各自の都合を来週までに連絡することにしました。船旅は酔いやすい方がいるため、植物園の見学に決まりました。
次の集まりは休み明けに開きます。案内は幹事から送ります。飾り付けを手伝ってくださる方は、月末までにお知らせください。お菓子の差し入れはいつでも歓迎します。
""" * 3,
    "zh": """联谊会理事会会议纪要
到会的有六位理事和两位来宾。会计报告说,夏季聚会的花费比计划略少,余下的钱将用来买一台新的咖啡机。
关于郊游的日期,请各位在下周之前告知自己的安排。因为有几位同事晕船,大家决定不坐船,改去参观植物园。
下一次会议在假期之后举行,由秘书发送通知。愿意帮忙布置会场的同事,请在月底之前告诉秘书。欢迎大家像往常一样带些点心来。
""" * 3,
}  # fmt: skip
