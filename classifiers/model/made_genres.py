"""More sentences with gaps: whole genres that the texts to learn from hardly hold, of every discipline and of programs.

Gaps are those of `made_sentences`, and {s}: a subject of any study, {v}: an identifier in small letters.
"""

from __future__ import annotations

from types import MappingProxyType

from policies.label import Kind

SUBJECTS: MappingProxyType[str, str] = MappingProxyType({
    "en": """
        school_reform rural_migration coronary_disease soil_erosion labour_markets medieval_trade reading_ability
        stellar_winds black_holes number_theory graph_colouring protein_folding plant_breeding urban_transport
        public_debt voting_behaviour nursing_care church_music stock_returns fish_stocks child_development
        heat_transfer turbulent_flow crystal_growth neural_networks image_segmentation speech_recognition
        wireless_channels optical_fibres gene_expression river_pollution dark_matter lattice_models tax_law""",
    "ja": """
        地方行政 学校教育 高齢者介護 糖尿病 土壌浸食 労働市場 中世の交易 読解力 恒星風 整数論 蛋白質 品種改良
        都市交通 財政赤字 投票行動 看護 宗教音楽 株価収益率 水産資源 幼児の発達 熱伝達 乱流 結晶成長 画像認識
        音声認識 光ファイバ 遺伝子発現 河川汚濁 格子模型 税法 観光振興 方言 農村社会 防災""",
    "zh": """
        农村经济 高等教育 基层治理 糖尿病 土壤侵蚀 劳动力市场 明清贸易 阅读能力 恒星风 数论 蛋白质 水稻育种
        城市交通 地方财政 选举制度 护理质量 民族音乐 股票收益 渔业资源 儿童心理 传热 湍流 晶体生长 图像分割
        语音识别 光纤 基因表达 河流污染 旅游产业 税法 企业管理 党史 文化遗产 思想政治教育 土地制度 社会保障
        司法改革 生态环境 电力市场 边坡稳定 煤层气 桥梁结构 材料疲劳 古代文学 体育教学 中药 小麦产量 森林植被
        隧道施工 采矿工艺""",
})  # fmt: skip

GENRES: MappingProxyType[tuple[Kind, str], str] = MappingProxyType({
    (Kind.PAPER, "en"): """
        We investigate {s} using a sample of {n} observations and find a significant effect of {s}.
        This paper examines how government policy and public administration have shaped {s} since {c} decades.
        The relation between {s} and {s} has received much attention in recent years.
        We prove that every such structure admits a bound of order {n}, which answers a question of {p}.
        A numerical study of {s} is carried out; the results agree well with theory.
        Methods: {c} patients were enrolled. Results: the difference was significant (p < 0.0{c}).
        In contrast to earlier work, our model accounts for {s} without additional assumptions.
        Drawing on archival records, the article argues that {s} was less uniform than supposed.
        An algorithm for {s} is proposed and its performance is demonstrated by simulation.
        The implications for {s} and for policy are discussed.""",
    (Kind.PAPER, "ja"): """
        本研究の目的は、{s}が{s}に及ぼす影響を明らかにすることである。
        本稿では、{s}をめぐる制度と行政の役割について歴史的に考察する。
        {c}名を対象に調査を行った結果、有意な差が認められた(p<0.0{c})。
        {s}について数値計算を行い、実験結果と比較した。両者はよく一致した。
        先行研究では{s}が論じられてきたが、{s}との関係は十分に検討されていない。
        以上の結果から、{s}には{s}が関与することが示唆された。
        {s}の手法を提案し、シミュレーションにより有効性を示した。
        これらの知見は{s}の政策を考えるうえで示唆を与える。""",
    (Kind.PAPER, "zh"): """
        文章从{s}的视角出发,分析了我国{s}发展的现状、存在的问题及其成因,并提出了相应的对策建议。
        目的 探讨{s}与{s}的关系。方法 选取{c}例患者,分为两组进行比较。结果 差异有统计学意义。结论 值得推广。
        针对{s}中存在的不足,提出了一种改进方法,建立了数学模型,仿真结果验证了其有效性。
        {s}是当前研究的热点。本文综述了国内外研究进展,指出了今后的研究方向。
        以{s}为例,运用实证方法考察了{s}对{s}的影响,结果表明二者显著相关。
        研究认为,应当完善管理制度,加强政府监管,推进{s}建设,以促进社会经济的发展。
        通过室内试验测定了{s}的变化规律,分析了其影响因素,为工程应用提供了依据。
        {s}作为一种历史现象,其形成与国家政策、文化传统密切相关。
        利用{n}年的资料,对{s}的时空分布特征进行了分析,得到了若干有意义的结论。
        新时期{s}工作面临新的机遇和挑战,探索其有效途径具有重要的理论意义和现实意义。
        在分析{s}原理的基础上,设计并实现了相应的系统,实验表明该系统运行稳定。
        介绍了{s}的特点与应用情况,对其发展趋势进行了展望。""",
    (Kind.OTHER, "en"): """
        To build the project from source, clone the repository, create a build folder and run the usual commands.
        Pull requests are welcome. Please run the unit tests and the formatter before you push your branch.
        This directory contains helper scripts that the continuous integration uses to build the {v} package.
        Each maintainer has two votes. A proposal is accepted when no maintainer objects within {c} days.
        See the user guide for how to install the command-line tool and how to set {v} in the settings file.
        The function {v} returns the number of items; it raises an error when the list is empty.
        By convention, class names are written in camel case and local names in lower case with underscores.
        The plugin registers itself with the framework. Developers may override {v} to add a page of their own.
        Version {n}: renamed {v} to {v}; dropped support for old compilers; documentation moved to docs/.
        Known issues: {v} does not work on Windows. As a workaround, set {v} before you start the program.
        This project is released under an open source licence; see the file LICENSE in this repository.
        For questions, join the mailing list or open a discussion on the project page.""",
    (Kind.OTHER, "ja"): """
        ソースからビルドするには、リポジトリを取得し、build フォルダを作って make を実行してください。
        プルリクエストを歓迎します。送る前に単体テストと整形ツールを実行してください。
        このディレクトリには、CI で {v} パッケージを作るための補助スクリプトが入っています。
        コーディング規約:クラス名は大文字で始め、局所変数は小文字とアンダースコアで書きます。
        関数 {v} は要素の数を返します。空のときは例外を投げます。
        リリースノート {n}:{v} を {v} に改名。古いコンパイラの対応を終了。
        既知の問題:Windows では {v} が動きません。
        本プロジェクトはオープンソースライセンスで公開しています。LICENSE を参照してください。
        質問はメーリングリストか Issue でお願いします。""",
    (Kind.OTHER, "zh"): """
        从源代码构建:克隆仓库,新建 build 目录,然后运行 make。
        欢迎提交 Pull Request。提交之前请运行单元测试和格式化工具。
        本目录存放持续集成所用的辅助脚本,用于构建 {v} 软件包。
        代码规范:类名首字母大写,局部变量使用小写字母加下划线。
        函数 {v} 返回元素个数,列表为空时抛出异常。
        更新日志 {n}:将 {v} 改名为 {v};不再支持旧版编译器。
        已知问题:{v} 在 Windows 上无法运行。
        本项目以开源许可证发布,详见仓库中的 LICENSE 文件。
        如有问题,请加入邮件列表或在项目主页提出 Issue。""",
    (Kind.TEACHING, "en"): """
        In this tutorial you will build a small model step by step. You need no prior experience with {s}.
        First import the library: import numpy as np. Then run the cell below and look at the output.
        Let's load the data set and plot the first {c} examples. Try to change {v} and see what happens.
        Chapter {c} introduces {s}. At the end of the chapter you find questions for review.
        Course description: an introduction to {s} for second-year students. Credits: {c}. Grading: exam and reports.
        Now that you have trained the model, you can use it to make predictions. Next, we'll evaluate it.
        Figure {c} explains why {s} matters. Think about how you would explain it to a friend.
        What you will learn: what {s} is, how it works, and where it is used.
        Download the notebook and open it in your browser. Run all cells.""",
    (Kind.TEACHING, "ja"): """
        このチュートリアルでは、簡単なモデルを順を追って作成します。{s}の予備知識は必要ありません。
        まずライブラリをインポートします。import numpy as np 次のセルを実行して出力を確認しましょう。
        データセットを読み込んで最初の{c}件を表示します。{v} を変えるとどうなるか試してみてください。
        第{c}章では{s}の基礎を解説します。章末の問題で理解を確認しましょう。
        科目概要:{s}の入門。対象は2年次の学生。成績は期末試験とレポートで評価する。
        本節では{s}とは何か、なぜ必要なのかを図を使って説明します。
        モデルの訓練が終わったら、評価してみましょう。
        学習のポイント:{s}の仕組みを自分の言葉で説明できるようになる。
        ノートブックをダウンロードしてブラウザで開き、全てのセルを実行してください。
        本教材は{s}を学ぶ学生と若手技術者を対象とした入門講座です。""",
    (Kind.TEACHING, "zh"): """
        在本教程中,您将一步一步地构建一个简单的模型,无需{s}方面的基础。
        首先导入所需的库:import numpy as np。然后运行下面的单元格并查看输出。
        加载数据集并显示前{c}个样本。试着修改 {v},看看会发生什么。
        第{c}章介绍{s}的基础知识。章末附有思考题。
        课程简介:面向二年级学生的{s}入门课程,学分{c},考核方式为考试和报告。
        训练完成后,您可以用该模型进行预测。接下来我们对它进行评估。
        本节用图说明什么是{s},为什么需要它。
        学完本章后,你应该能够用自己的话解释{s}。
        下载笔记本,在浏览器中打开并运行全部单元格。""",
    (Kind.DATASHEET, "en"): """
        The {r} is a small development board based on the {r} module. Most of the I/O pins are broken out to headers.
        Key components: {r} module, 5 V to 3.3 V LDO, USB-to-UART bridge, reset button, boot button, power LED.
        Power supply options: USB port (default), 5V and GND header pins, or 3V3 and GND header pins.
        Header J{c}: No. {c}, name GPIO{c}, type I/O/T, function ADC channel {c}, touch {c}.
        Features: {q} resolution, {c}-channel input, programmable gain, low standby current of {q}.
        Parameter Symbol Min Typ Max Unit: supply voltage VDD {n} {n} {n} V; leakage current {n} {n} µA.
        Absolute maximum ratings: storage temperature -40 to 125 °C, input voltage {n} V. Stresses above may damage it.
        Package QFN{c}, {n} mm x {n} mm. Ordering code {r}, tape and reel, {c}000 pieces.
        Pin description: pin {c} VDD power; pin {c} SCL I2C clock input; pin {c} INT interrupt output, open drain.""",
    (Kind.DATASHEET, "ja"): """
        {r}は{r}モジュールを搭載した小型の開発ボードです。ほとんどの端子がピンヘッダに引き出されています。
        主な部品:{r}モジュール、5V-3.3V LDO、USB-UART ブリッジ、リセットボタン、電源LED。
        本デバイスは{c}軸のセンサで、I2C/SPI インタフェースを備え、分解能は{q}です。
        電気的特性 項目 記号 最小 標準 最大 単位:電源電圧 VDD {n} {n} {n} V
        絶対最大定格:保存温度 -40~125℃、入力電圧 {n}V
        端子{c} VDD 電源 端子{c} SCL クロック入力 端子{c} INT 割り込み出力
        パッケージ QFN{c}、{n}mm×{n}mm。注文型番 {r}。""",
    (Kind.DATASHEET, "zh"): """
        {r} 是一款基于 {r} 模组的小型开发板,大部分管脚均已引出至两侧排针。
        主要组件:{r} 模组、5 V 转 3.3 V LDO、USB 转 UART 桥接器、复位按键、电源指示灯。
        电气特性 参数 符号 最小值 典型值 最大值 单位:电源电压 VDD {n} {n} {n} V
        绝对最大额定值:存储温度 -40~125℃,输入电压 {n} V
        管脚 {c} VDD 电源;管脚 {c} SCL 时钟输入;管脚 {c} INT 中断输出,开漏。
        封装 QFN{c},{n} mm × {n} mm。订购型号 {r},卷带包装。""",
    (Kind.ADMINISTRATIVE, "en"): """
        {d}. Attendees: {p} (chair), {p}, {p}. {p}: I think we should discuss the wording first. {p}: I agree.
        Conclusion: consensus on the proposal. {p} to follow up before the next meeting.
        Purchase order {n}. Item, quantity, unit price, amount. Subtotal {n}. VAT {n}. Total {n} EUR. IBAN.
        Timesheet. Name {p}. Week {c}. Monday {n} h. Tuesday {n} h. Total {n} h. Approved by {p}.
        Employees who work abroad must tell the office in advance. Requests are approved by the supervisor.
        Notice: the service will stop on {d} from {h} for maintenance. We apologise for the inconvenience.
        Applications are accepted until {d}. Fill in the form and send it to the office.
        Department, cost centre, budget, actual, difference. Administration {n} {n} {n}. Travel {n} {n} {n}.""",
    (Kind.ADMINISTRATIVE, "ja"): """
        お知らせ:{d} {h}からメンテナンスのためサービスを停止します。ご不便をおかけします。
        利用申請は{d}までに受け付けます。申請書に記入のうえ事務局へ提出してください。
        注文書 品名 数量 単価 金額 小計{n}円 消費税{n}円 合計{n}円 承認 課長 部長 担当
        稟議書 起案日{d} 起案者{p} 決裁 件名 購入について 金額{n}円
        勤務表 氏名 {p} 月曜 {n}時間 火曜 {n}時間 合計 {n}時間
        第{c}条 この規程は、職員の旅費について必要な事項を定める。
        {p}委員:この点はいかがでしょうか。{p}委員長:異議なしと認めます。""",
    (Kind.ADMINISTRATIVE, "zh"): """
        通知:因系统维护,{d} {h}起暂停服务,请各部门做好准备。
        申请截止日期为{d},请填写申请表并报办公室审批。
        采购单 品名 数量 单价 金额 小计{n}元 税额{n}元 合计{n}元 经办人 审核 批准
        考勤表 姓名 {p} 星期一 {n}小时 星期二 {n}小时 合计 {n}小时
        第{c}条 本办法适用于全体职工。违反规定的,依法追究责任。
        各单位要高度重视,加强领导,落实责任,确保完成全年目标任务。
        会上,{p}作了工作报告,{p}对下一步工作提出了要求。""",
})  # fmt: skip
"""Kind and language to sentences, one a line."""
