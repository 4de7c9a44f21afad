"""The texts of the demo's documents: invented for it, in the manner of real ones."""

from __future__ import annotations

SPECIFICATION_TITLE = "QS-SPEC-0147 Rev. C — Nitrogen-vacancy gradiometer head, performance specification"

SPECIFICATION = (
    "1. Scope. This specification defines the performance, interface and verification requirements of the "
    "nitrogen-vacancy gradiometer head QS-0147 and of its cryogenic carrier. Drawing QS-DWG-0147-02 governs the "
    "mechanical envelope; where the two differ the drawing shall prevail.",
    "2. Sensing element. The diamond plate shall be (100) oriented, isotopically enriched to 99.995 % carbon-12, "
    "3.00 mm × 3.00 mm × 0.50 mm ± 0.02 mm, with an NV density of 2.4 ppm ± 0.3 ppm in a layer of 11 µm to 13 µm. The "
    "ensemble coherence time T2 measured by Hahn echo at 296 K shall be not less than 38 µs.",
    "3. Sensitivity. With 412 mW of 532 nm pump light and the balanced readout of section 6, the single-channel noise "
    "floor between 8 Hz and 1.6 kHz shall not exceed 640 fT/√Hz; the gradiometric noise over the 27.5 mm baseline shall "
    "not exceed 21 fT/(mm·√Hz). Common-mode rejection shall be at least 74 dB after the trim procedure QS-PRC-0052.",
    "4. Microwave drive. The loop-gap resonator shall be tuned to 2.8703 GHz ± 0.4 MHz at 296 K with a loaded Q between "
    "180 and 220. Rabi frequency at 38.5 dBm shall be 6.2 MHz ± 0.2 MHz and shall vary by less than 1.5 % across the "
    "illuminated volume of 0.11 mm³.",
    "5. Bias field. The Halbach assembly shall provide 1.273 mT along [111] with an inhomogeneity below 4 µT over the "
    "sensing volume, and a temperature coefficient compensated to ± 12 ppm/K from 283 K to 313 K by the shunt plate "
    "QS-PRT-0311.",
    "6. Readout. The transimpedance stage shall have a gain of 47.5 kV/A, an input-referred current noise below "
    "1.9 pA/√Hz at 100 kHz and a bandwidth of at least 4.2 MHz. Laser intensity noise shall be cancelled to within 1.3 dB "
    "of the photon shot-noise limit between 5 Hz and 20 kHz.",
    "7. Carrier. The OFHC copper carrier QS-DWG-0147-02 shall be flat to 5 µm over φ62, gold plated to 2.5 µm over "
    "5 µm nickel, with six M4 fasteners torqued to 1.35 N·m ± 0.10 N·m in the sequence given on the drawing.",
    "8. Verification. Each head shall pass the 72 h soak at 313 K, the 14.1 g RMS random vibration profile of table 4 on "
    "three axes, and the calibration of QS-PRC-0060 with an expanded uncertainty below 0.8 % (k = 2).",
)

SPECIFICATION_JAPANESE = (
    "付属書A(参考)。本仕様書はダイヤモンドNVセンタ勾配磁力計ヘッド QS-0147 の性能を規定する。ポンプ光 532 nm、412 mW、"
    "共振周波数 2.8703 GHz ± 0.4 MHz、基線長 27.5 mm における勾配雑音は 21 fT/(mm·√Hz) 以下とする。"
    "キャリアの平面度は φ62 の範囲で 5 µm 以下、締付トルクは 1.35 N·m ± 0.10 N·m とする。"
)

TEST_TABLE = (
    ("Item", "Symbol", "Min", "Typ", "Max", "Unit"),
    ("Coherence time", "T2", "38", "41", "", "µs"),
    ("Rabi frequency", "fR", "6.0", "6.2", "6.4", "MHz"),
    ("Noise floor", "en", "", "590", "640", "fT/√Hz"),
    ("Gradiometer noise", "gn", "", "18", "21", "fT/(mm·√Hz)"),
    ("Loop-gap resonator Q", "QL", "180", "200", "220", ""),
    ("Bias field", "B0", "1.268", "1.273", "1.278", "mT"),
    ("CMRR after trim", "", "74", "79", "", "dB"),
)

GRIPPER_REPORT_TITLE = "柔性夹爪联合课题 双周进展"
GRIPPER_REPORT = (
    "一、本阶段完成了柔性夹爪样机的装配与通电检查,课题组成员已就下一步试验安排达成一致。",
    "二、试验场地将于下月开放,请各位成员提前预约,并在共享文件夹中更新本人的时间表。",
    "三、国际合作办公室提醒:来访人员请提前两周提交申请材料,并携带身份证件办理入校手续。",
)
# Stands where the pasted paragraphs are hidden: an ordinary report around them.
GRIPPER_REPORT_END = "四、其他事项:下次例会改为周四下午,地点不变,会议纪要由本周值班同学整理后发送。"

AGENDA_TITLE = "合同研究打合せ 議題(第14回)"
AGENDA = (
    "日時:11月26日(木)14時00分〜15時30分 場所:本館3階 第2会議室(オンライン併用)",
    "出席予定:佐藤、王、陳、事務局 欠席連絡は前日までに事務局へお願いします。",
    "1. 前回議事録の確認(5分)",
    "2. 今年度の共同研究契約の更新手続きと日程について(事務局、20分)",
    "3. 学生の短期滞在と宿舎の手配、保険加入の確認(30分)",
    "4. 国際会議の旅費精算と締切について(15分)",
    "5. その他、次回の日程調整(10分)",
)

ABSTRACT_TITLE = "Teaching robotics across borders: lessons from ten years of a joint summer school"
ABSTRACT = (
    "Abstract. We report on ten years of a summer school run jointly by two universities for undergraduate students. "
    "We describe how the programme was organised, how students of different backgrounds were brought together in mixed "
    "teams, and what the participants said about it afterwards in interviews. Most of them remembered the people they "
    "met better than the topics they were taught. We discuss what this may mean for the planning of similar schools, and "
    "we compare our experience with earlier reports. The paper was published in the open proceedings of the society.",
    "Keywords: education, international exchange, summer school, survey.",
)
