"""Sentences with gaps, by kind of document and language, out of which `made_texts` writes training texts.

Gaps: {t} a technical word, {q} a quantity, {n} a number, {i} an identifier, {d} a date, {p} a person, {h} a time of
day, {r} a part number, {c} a small count.
"""

from __future__ import annotations

from types import MappingProxyType

from policies.label import Kind

SENTENCES: MappingProxyType[tuple[Kind, str], str] = MappingProxyType({
    (Kind.NOTEBOOK, "en"): """
        {d}. Operator {p}. Continued with sample {r} from yesterday.
        Weighed {q} of the {t} precursor and stirred for {q}.
        Heated to {q}, held for {q}, then let it cool overnight.
        Loaded sample {r} into the chamber at {h}, pumped down to {q}.
        Readings: {n}, {n}, {n}; the third one looks off, will repeat tomorrow.
        Noted a drift of {q} in the {t} signal after {h}. Checked cables, no change.
        Run {c}: {t} at {q}, result {n}. Run {c}: same settings, result {n}.
        Idea: try a thinner {t} layer next time. Ask {p} for a fresh batch.
        Failed again, the {t} cracked. Probably too fast a ramp ({q}).
        Rinsed with water, dried, measured the {t} by hand: {q}.
        Baseline taken before each run. File saved as {i}.
        Next step: anneal the remaining pieces and compare with lot {r}.
        Witnessed and understood: {p}, {d}.
        Observed a faint colour change when the {t} was added.
        Setup as on page {c}, only the {t} was replaced.""",
    (Kind.NOTEBOOK, "ja"): """
        {d} 実験者 {p}。昨日の試料{r}の続き。
        {t}の前駆体を{q}秤量し、{q}攪拌した。
        {q}まで加熱し、{q}保持した後、一晩放冷。
        {h}に試料を装置に投入、{q}まで真空引き。
        測定値:{n}、{n}、{n}。三つ目は怪しい。明日再測定する。
        {t}の信号に{q}のドリフトを確認。ケーブルを確認したが変化なし。
        {c}回目:{t} {q}、結果 {n}。条件は前回と同じ。
        気づき:{t}の層をもう少し薄くしてみる。{p}さんに新しいロットを頼む。
        また失敗。{t}が割れた。昇温が速すぎたか({q})。
        洗浄、乾燥後に手で測定した。{q}。
        所見:{t}を加えるとわずかに着色した。
        次回は残りの試料をアニールして比較する。
        確認者 {p} {d}
        データは{i}に保存。
        手順は{c}ページの通り。{t}のみ交換した。""",
    (Kind.NOTEBOOK, "zh"): """
        {d} 实验记录 操作人:{p}。继续昨天的样品{r}。
        称取{t}前驱体{q},搅拌{q}。
        加热到{q},保温{q},然后自然冷却过夜。
        {h}将样品放入腔体,抽真空至{q}。
        测得:{n}、{n}、{n}。第三个数偏大,明天复测。
        {t}信号漂移{q},检查线缆后没有变化。
        第{c}次:{t},{q},结果{n}。条件同上一次。
        想法:下次把{t}层做薄一些,找{p}要一批新的。
        又失败了,{t}开裂,可能升温太快({q})。
        清洗、烘干后测量,{q}。
        实验现象:加入{t}后略微变色。
        下一步:把剩下的样品退火后比较。
        见证人:{p} {d}
        数据保存在{i}。
        步骤同第{c}页,只更换了{t}。""",
    (Kind.SPECIFICATION, "en"): """
        The {t} shall be designed for a nominal value of {q} and shall not exceed {q}.
        {i}-{c} The {t} assembly shall withstand {q} for {q} without degradation.
        Requirement {r}: the {t} shall respond within {q} after the command {i} is received.
        The interface between the {t} and the {t} is defined in Table {c}.
        Verification method: test. Acceptance criterion: {q} ± {q}.
        Figure {c} shows the block diagram of the {t} subsystem.
        The {t} is driven by the {t} unit through connector J{c}, pin {c}.
        Parameter {i} sets the {t} threshold; the default is {q}.
        The operating temperature range is {q} to {q}.
        In the fault state the {t} is disabled and the flag {i} is set.
        The {t} consists of three stages: the {t} stage, the {t} stage and the output stage.
        Part {r} is machined with a tolerance of ± {q} and a surface roughness of {q}.
        Derived from {r}. Allocated to the {t} module.
        Process parameters: pressure {q}, flow {q}, duration {q}.
        The controller initializes the {t} module and waits until {i} becomes valid.""",
    (Kind.SPECIFICATION, "ja"): """
        {t}の定格値は{q}とし、{q}を超えてはならない。
        {t}は{q}の負荷に{q}耐えること。
        要求{r}:{t}はコマンド{i}を受信してから{q}以内に応答すること。
        {t}と{t}のインターフェースは表{c}に示す。
        検証方法:試験。判定基準:{q}±{q}。
        図{c}に{t}系のブロック図を示す。
        {t}はコネクタJ{c}の{c}番端子を介して{t}部に接続する。
        パラメータ{i}は{t}の閾値を設定する。初期値は{q}。
        動作温度範囲は{q}から{q}とする。
        異常時は{t}を停止し、フラグ{i}を立てる。
        {t}は三段で構成する。各段の{t}は独立に制御する。
        部品{r}の寸法公差は±{q}、表面粗さは{q}とする。
        {t}モジュールを初期化し、{i}が有効になるまで待つ。
        工程条件:圧力{q}、流量{q}、時間{q}。
        本書は{t}の設計仕様を定める。関連文書は{r}である。""",
    (Kind.SPECIFICATION, "zh"): """
        {t}的额定值为{q},不得超过{q}。
        {t}应能承受{q}的负载{q}而不损坏。
        需求{r}:{t}收到命令{i}后应在{q}内响应。
        {t}与{t}之间的接口见表{c}。
        验证方法:试验。合格判据:{q}±{q}。
        图{c}给出了{t}子系统的框图。
        {t}通过连接器J{c}的第{c}脚与{t}单元相连。
        参数{i}用于设置{t}阈值,默认值为{q}。
        工作温度范围为{q}至{q}。
        故障状态下关闭{t},并置位{i}。
        {t}由三级组成,各级{t}独立控制。
        零件{r}的尺寸公差为±{q},表面粗糙度为{q}。
        初始化{t}模块,等待{i}有效。
        工艺参数:压力{q},流量{q},时间{q}。
        本文档规定{t}的设计方案,相关文件为{r}。""",
    (Kind.DATASHEET, "en"): """
        {r} {t} module. Features: low power, small package, wide {t} range.
        Absolute maximum ratings: supply voltage {q}, storage temperature {q}.
        Electrical characteristics at {q} unless otherwise noted: min {n}, typ {n}, max {n}.
        Pin {c} {i}: {t} input. Pin {c} {i}: {t} output. Pin {c} GND.
        Ordering information: {r} tape and reel, {r} tray.
        Typical application circuit with a {q} capacitor at the {t} pin.
        Package outline: {q} x {q} x {q}, weight {q}.
        Recommended operating conditions: {q} to {q}.
        The board has a {t} connector, two LEDs and a reset button.
        Quiescent current {q}. Response time {q}. Accuracy {n} %.""",
    (Kind.DATASHEET, "ja"): """
        {r} {t}モジュール。特長:低消費電力、小型パッケージ。
        絶対最大定格:電源電圧{q}、保存温度{q}。
        電気的特性(特記なき場合{q}):最小{n}、標準{n}、最大{n}。
        端子{c} {i}:{t}入力。端子{c} {i}:{t}出力。
        型番:{r}(リール)、{r}(トレイ)。
        応用回路例。{t}端子に{q}のコンデンサを接続する。
        外形寸法:{q}×{q}×{q}、質量{q}。
        推奨動作条件:{q}~{q}。
        基板には{t}コネクタとLED、リセットスイッチがある。
        消費電流{q}、応答時間{q}、精度{n}%。""",
    (Kind.DATASHEET, "zh"): """
        {r} {t}模块。产品特性:低功耗,小封装。
        绝对最大额定值:电源电压{q},存储温度{q}。
        电气特性(除非另有说明,{q}):最小值{n},典型值{n},最大值{n}。
        管脚{c} {i}:{t}输入。管脚{c} {i}:{t}输出。
        订购信息:{r}卷带,{r}托盘。
        典型应用电路:{t}管脚接{q}电容。
        外形尺寸:{q}×{q}×{q},重量{q}。
        推荐工作条件:{q}~{q}。
        开发板带有{t}接口、两个LED和复位按键。
        静态电流{q},响应时间{q},精度{n}%。""",
    (Kind.PATENT, "en"): """
        The present invention relates to a {t} and a method of manufacturing the same.
        {c}. The apparatus of claim {c}, wherein the {t} comprises a first {t} and a second {t}.
        In one embodiment, the {t} {c} is coupled to the {t} {c} as shown in FIG. {c}.
        What is claimed is: a method comprising receiving the {t}, determining a {t}, and outputting the {t}.
        Disclosed is a system for {t} including a plurality of {t} units.
        According to another aspect, the {t} has a thickness of {q} to {q}.
        It is therefore an object of the invention to provide an improved {t}.""",
    (Kind.PATENT, "ja"): """
        本発明は、{t}及びその製造方法に関する。
        【請求項{c}】前記{t}が第一の{t}と第二の{t}とを備えることを特徴とする請求項{c}に記載の装置。
        一実施形態において、{t}{c}は図{c}に示すように{t}{c}に接続される。
        【課題】{t}の性能を改善した{t}を提供する。
        【解決手段】{t}を有し、前記{t}が{t}を制御する。
        従来技術では{t}が十分でないという問題があった。
        前記{t}の厚さは{q}以上{q}以下であることが好ましい。""",
    (Kind.PATENT, "zh"): """
        本发明涉及一种{t}及其制备方法,属于{t}技术领域。
        {c}.根据权利要求{c}所述的装置,其特征在于,所述{t}包括第一{t}和第二{t}。
        在一个实施例中,如图{c}所示,所述{t}与所述{t}相连。
        本申请公开了一种{t}方法、装置、设备及存储介质,该方法包括:获取{t},根据所述{t}确定{t}。
        本实用新型提供一种{t},包括{t}本体,所述本体上设有{t}。
        现有技术中,{t}存在效率低的问题。
        所述{t}的厚度为{q}至{q}。""",
    (Kind.DRAWING, "en"): """
        SCALE 1:{c} SHEET {c} OF {c} DRAWN {p} {d} CHECKED {p} APPROVED
        UNLESS OTHERWISE SPECIFIED DIMENSIONS ARE IN MILLIMETERS TOLERANCES ± {n}
        MATERIAL: {t} FINISH: ANODIZE DWG NO. {r} REV {c}
        ⌀{n} ±{n} THRU {c}X R{n} {n} {n} {n} DETAIL A SECTION B-B
        TITLE {t} ASSEMBLY ITEM QTY PART NO DESCRIPTION {c} {c} {r}
        BREAK SHARP EDGES DEBURR ALL THIRD ANGLE PROJECTION DO NOT SCALE""",
    (Kind.DRAWING, "ja"): """
        図番 {r} 図名 {t}部品図 尺度 1:{c} 製図 {p} 検図 {p} 承認 {d}
        材質 {t} 表面処理 黒色アルマイト 個数 {c} 三角法
        指示なき角部はC{n} 普通公差 ±{n} φ{n} {n} {n} R{n}
        品番 {r} 名称 {t} 材料 数量 {c} 備考 断面A-A 詳細B""",
    (Kind.DRAWING, "zh"): """
        图号 {r} 图名 {t} 比例 1:{c} 制图 {p} 校对 {p} 审核 批准 {d}
        材料 {t} 表面处理 阳极氧化 数量 {c} 第一角投影 共{c}张 第{c}张
        技术要求 未注公差 ±{n} 未注倒角 C{n} 去毛刺 φ{n} {n} {n} R{n}
        序号 代号 {r} 名称 {t} 数量 {c} 备注 断面A-A""",
    (Kind.WEB, "en"): """
        Home About News Contact Login Search
        Read more about our {t} programme and follow us.
        We use cookies. See our privacy policy and terms of use.
        Posted on {d} by {p}. {c} comments. Share this page.
        Copyright {n} All rights reserved. Site map. Back to top.
        Click here to subscribe to our newsletter.
        Previous article: {t}. Next article: {t}.
        Free download for all users, no sign up needed.""",
    (Kind.WEB, "ja"): """
        ホーム お知らせ 会社概要 お問い合わせ ログイン 検索
        {t}に関する新着情報はこちら。続きを読む
        当サイトではクッキーを使用しています。プライバシーポリシー 利用規約
        投稿日 {d} コメント({c}) カテゴリ {t}
        トップページへ戻る サイトマップ 前へ 次へ
        会員登録はこちらから。メールマガジン配信中。""",
    (Kind.WEB, "zh"): """
        首页 新闻 关于我们 联系我们 登录 注册 搜索
        更多关于{t}的新闻,点击阅读更多。
        本网站使用Cookie。隐私政策 使用条款
        发布时间 {d} 评论({c}) 分类 {t}
        返回顶部 网站地图 上一页 下一页 友情链接
        版权所有 备案号{n}。扫码关注公众号。""",
    (Kind.CORRESPONDENCE, "en"): """
        Dear {p}, thank you for your message of {d}.
        I am sorry for the late reply. Could you send me the report on {t} by Friday?
        From: {p} To: {p} Subject: Re: meeting on {t}
        Please find attached the agenda for our call at {h}.
        Best regards, {p}
        Hi {p}, quick question about the {t}: when will it arrive?
        We are looking forward to seeing you in the autumn. Kind regards, {p}
        > On {d} {p} wrote: > could we move the visit to next week?""",
    (Kind.CORRESPONDENCE, "ja"): """
        {p}様 お世話になっております。{p}です。
        {d}のメールをありがとうございます。返信が遅くなり申し訳ありません。
        {t}の件、金曜日までに資料をお送りいただけますでしょうか。
        件名:{t}打合せについて 差出人:{p} 宛先:{p}
        添付の議題をご確認ください。{h}からの開始でよろしいでしょうか。
        どうぞよろしくお願いいたします。{p}
        拝啓 時下ますますご清栄のこととお慶び申し上げます。敬具""",
    (Kind.CORRESPONDENCE, "zh"): """
        {p}您好: 来信收到,谢谢。
        抱歉回复晚了。{t}的材料请在周五之前发给我好吗?
        发件人:{p} 收件人:{p} 主题:回复:{t}会议
        附件是{h}会议的议程,请查收。
        此致 敬礼 {p} {d}
        关于{t}的事情,想请教一下什么时候能到货?
        期待与您见面。祝好,{p}""",
    (Kind.ADMINISTRATIVE, "en"): """
        Minutes of the meeting of {d}. Present: {p}, {p}, {p}. Apologies: {p}.
        Item {c}: budget for the coming year. The committee agreed.
        Action: {p} to book the room and send the invitations by {d}.
        Travel requests must be handed in {c} days before departure.
        Staff shall report absences to the office before {h}.
        Application form. Name: {p}. Department: administration. Date: {d}. Signature:
        Any other business: the summer party will be on {d}.
        The next meeting is on {d} at {h} in room {c}.
        All members of staff are entitled to {c} days of annual leave.
        Invoice no. {n}, amount due {n} EUR, payable within {c} days.""",
    (Kind.ADMINISTRATIVE, "ja"): """
        第{c}回委員会議事録 日時 {d} {h} 出席者 {p}、{p}、{p} 欠席 {p}
        議題{c}:来年度予算について。原案の通り承認された。
        旅費の申請は出発の{c}日前までに事務局へ提出してください。
        申請書 氏名 {p} 所属 総務課 提出日 {d} 印
        次回は{d} {h}から会議室で開催する。
        年次休暇は年{c}日とする。
        その他:懇親会の日程について担当の{p}から連絡があった。
        請求書番号{n} 合計金額 {n}円(税込) 支払期限 {d}""",
    (Kind.ADMINISTRATIVE, "zh"): """
        第{c}次会议纪要 时间:{d} {h} 出席:{p}、{p}、{p} 缺席:{p}
        议题{c}:明年预算。会议原则通过。
        出差申请须在出发前{c}天交办公室。
        申请表 姓名:{p} 部门:行政部 日期:{d} 签字
        下次会议定于{d} {h}在会议室召开。
        职工每年享有{c}天年假。
        其他事项:请{p}负责联系场地。
        发票号码{n},金额{n}元,请于{d}前付款。""",
    (Kind.TEACHING, "en"): """
        In this lesson you will learn the basics of {t}.
        Exercise {c}: explain in your own words what a {t} is.
        Homework is due on {d}. The final exam counts for {c} percent.
        Students should be familiar with {t} before week {c}.
        Recall from the last lecture that {t} depends on {t}.
        Learning objectives: define {t}; compare {t} and {t}.
        Let's try a simple example together.""",
    (Kind.TEACHING, "ja"): """
        この授業では{t}の基礎を学びます。
        演習{c}:{t}とは何か、自分の言葉で説明しなさい。
        到達目標:{t}と{t}の違いを理解する。
        成績評価は期末試験{c}割、レポートによる。
        第{c}回 {t}入門。教科書{c}章を読んでくること。
        では、簡単な例で確かめてみましょう。""",
    (Kind.TEACHING, "zh"): """
        本节课我们学习{t}的基础知识。
        练习{c}:用自己的话说明什么是{t}。
        学习目标:理解{t}与{t}的区别。
        作业于{d}前提交,期末考试占{c}成。
        第{c}章 {t}入门。思考题见教材。
        下面我们来看一个简单的例子。""",
    (Kind.PAPER, "en"): """
        Abstract. We study {t} and show that it depends on {t}.
        In this paper we propose a new approach to {t} and evaluate it on {c} data sets.
        Our results indicate an improvement of {n} percent over previous work [{c}, {c}].
        The remainder of this paper is organised as follows.
        We thank the anonymous reviewers. References [{c}] {p} et al.
        These findings are consistent with earlier studies of {t}.""",
    (Kind.PAPER, "ja"): """
        概要 本研究では{t}について検討し、{t}に依存することを明らかにした。
        本論文では{t}の新しい手法を提案し、その有効性を示す。
        実験の結果、従来手法[{c}]に比べ{n}%の改善が得られた。
        先行研究では{t}について議論されてきた[{c},{c}]。
        今後の課題は{t}への拡張である。謝辞 参考文献""",
    (Kind.PAPER, "zh"): """
        摘要:本文研究了{t}对{t}的影响。
        针对{t}问题,提出了一种新的方法,并通过实验验证了其有效性。
        结果表明,与已有方法相比提高了{n}%。
        文章综述了{t}的研究现状,指出了存在的问题。
        关键词:{t};{t};{t} 参考文献[{c}]""",
    (Kind.OTHER, "en"): """
        Contributing: please open an issue before you send a change to the {t} project.
        Release notes. Fixed a crash in the {t} page. Thanks to {p}.
        Once upon a time {p} walked down to the river and thought of home.
        To install the program, unpack the archive and run the setup script.
        The garden was quiet and the letters lay unopened on the table.
        Change log for version {n}. Updated the translations.""",
    (Kind.OTHER, "ja"): """
        {p}は川まで歩いて、家のことを考えた。
        インストール方法:アーカイブを展開してスクリプトを実行してください。
        更新履歴 {d} 翻訳を更新しました。
        昔々、あるところにおじいさんとおばあさんがおりました。
        貢献するには、まず課題を作成してください。""",
    (Kind.OTHER, "zh"): """
        {p}走到河边,想起了家。
        安装方法:解压后运行安装脚本。
        更新日志 {d} 更新了翻译。
        从前有座山,山里有座庙。
        欢迎参与贡献,请先提交问题。""",
})  # fmt: skip
"""Kind and language to sentences, one a line."""
