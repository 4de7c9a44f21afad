"""Words that tell kinds of document apart in English, Japanese and Chinese; entries are as in `lexicon`."""

from __future__ import annotations

from types import MappingProxyType

GENRE_WORDS: MappingProxyType[str, str] = MappingProxyType({
    "design_words": """
        architecture subsystem component components module modules state_machine block_diagram
        interface_description signal_name port_name input_port output_port pipeline_stage handshake buffer queue
        register_map address_map parameter parameters telemetry_channel command_dispatcher event events port
        ports sequence_diagram datapath arbitration stall valid ready enable disable initialize initializes
        instance configured configurable specified design_document specification requirement_id
        derived_requirement verification_method unit_test traceability 状態遷移 ブロック図 入力信号 出力信号
        初期化処理 内部構成 外部仕様 詳細設計 基本設計 設計書 仕様書 要求仕様 インターフェース仕様 制御フロー
        動作モード 割当 有効化 無効化 引数 戻り値 構造体 変数 呼び出し ドライバ モジュール構成 接続図 系統図
        配線図 通信仕様 電源系 判定条件 状态机 框图 输入信号 输出信号 初始化 内部结构 模块设计 详细设计 设计文档
        功能描述 整体框图 接口时序 接口列表 子模块 控制逻辑 有效位 使能 队列 表项 请求 响应 仲裁 握手 端口 位宽
        参数 配置 流水级 写回 替换算法 硬件设计 注意事项""",
    "datasheet_words": """
        datasheet absolute_maximum recommended_operating electrical_characteristics pin_configuration
        pin_description ordering_information package_outline typical_application typ max min unit features
        thermal_resistance esd operating_temperature supply_voltage supply_current quiescent tssop qfn bga sot
        reel part_number footprint pin_name pin_number jumper header headers connector connectors board kit
        dimensions block schematic usb_port power_supply led button switch hardware_reference getting_started bom
        絶対最大定格 推奨動作条件 電気的特性 ピン配置 ピン機能 端子機能 外形寸法 型番 型式 品番 標準値 最大値
        最小値 定格電圧 消費電流 動作温度 特長 用途 応用回路 パッケージ 概略仕様 ヘッダ コネクタ 基板寸法
        電源電圧 绝对最大额定 推荐工作条件 电气特性 管脚配置 管脚定义 管脚描述 引脚说明 外形尺寸 型号 典型值
        最大值 最小值 额定电压 工作温度 产品特性 应用电路 封装信息 订购信息 数据手册 硬件参考 开发板 跳线 排针
        插座 接口说明 供电选项 组件介绍 主要组件 尺寸图 规格参数""",
    "notebook_words": """
        today yesterday sample samples measured weighed stirred added heated cooled repeat repeated run_no trial
        experiment_no observation observed result notebook operator witness lab lot sample_id furnace
        chamber_pressure pumped annealed at_room baseline tomorrow next_step todo tried failed worked noted
        reading readings setup pm am hrs overnight rinsed spin-coated sputtered loaded unloaded 実験ノート 実験日
        本日 試料 試料番号 測定した 秤量 攪拌 撹拌 加熱 冷却 投入 結果メモ 所見 考察メモ 再測定 再実験 失敗 明日
        次回 手順 条件 気づき 観察 装置 測定条件 試作 確認者 実験者 証人 真空引き スパッタ アニール後 洗浄 ロット
        实验记录 实验日期 今天 样品 样品编号 称取 搅拌 加热 冷却 加入 测得 观察到 重复实验 失败 明天 下一步
        操作人 见证人 记录人 实验步骤 实验条件 实验现象 备注 抽真空 溅射 退火后 清洗 批次 复测""",
    "drawing_words": """
        scale sheet drawn checked approved dwg title finish material unless otherwise specified projection
        tolerances revision rev surface_finish third_angle first_angle deburr chamfer fillet thru countersink
        datum section_view detail qty weight drawing_no do_not part_name weld thread detail_view isometric
        elevation plan north 図番 図名 尺度 縮尺 製図 検図 承認 設計 材質 表面処理 三角法 投影法 普通公差
        指示なき 角部 面取り 個数 品名 部番 改訂 断面 詳細図 名称 日付 仕上げ 熱処理 图号 图名 比例 制图 校对
        审核 批准 设计 材料 表面处理 第一角 投影 未注公差 技术要求 倒角 去毛刺 数量 重量 零件名称 标记 处数
        更改文件号 共张 第张 断面 工艺 标准化""",
    "web_words": """
        home menu login log_in sign_up subscribe cookie cookies privacy_policy terms_of copyright all_rights
        click read_more contact_us about_us site_map newsletter follow_us share facebook twitter search blog
        comment comments posted previous next back_to faq download free page website browser navigation footer
        skip_to ホーム メニュー ログイン 会員登録 お問い合わせ プライバシーポリシー サイトマップ 利用規約
        トップページ クッキー 続きを読む 検索 新着情報 ブログ コメント 前へ 次へ 目次へ ページの先頭 首页 菜单
        登录 注册 联系我们 关于我们 隐私政策 网站地图 版权所有 阅读更多 搜索 新闻 博客 评论 上一页 下一页 返回
        友情链接 点击这里 备案""",
    "code_words": """
        def return import class self none true false int void const char float double struct public private
        static elif else while for if try except print include define typedef unsigned uint8_t uint32_t endif
        null new this function var let string bool len range assert lambda yield raise switch case break continue
        main args kwargs doctest template namespace std vector begin end always posedge module endmodule wire reg
        input output""",
    "data_words": """
        id name value type date time count total lat lon x y z min max mean std null nan true false index code
        status key timestamp column row unit series channel ch1 ch2 test_id record 番号 日時 日付 値 合計 平均
        氏名 コード 単位 時刻 件数 区分 编号 日期 时间 数值 合计 平均 姓名 代码 单位 序号 数量 类别""",
    "patent_words": """
        claim claims claimed invention inventors applicant embodiment embodiments prior_art wherein comprising
        comprises comprise said thereof method_for apparatus system_for disclosed discloses provided includes
        plurality first second configured coupled priority filed assignee background_of brief_description
        detailed_description fig present_invention invention_relates method_and at_least one_embodiment thereto
        therein adapted disposed 請求項 特許請求 発明 実施形態 実施例 前記 該 従来技術 課題 解決手段 特徴とする
        備える 有する 明細書 要約 図面の簡単な説明 産業上 出願人 発明者 技術分野 背景技術 本发明 本公开 本申请
        本实用新型 公开了 所述 权利要求 实施例 其特征在于 其中 包括以下步骤 涉及 技术领域 背景技术 附图说明
        具体实施方式 发明内容 第一 第二 一种 存储介质 电子设备 装置及 方法及 方法和 被配置为 申请人 技术效果
        解决了 提供了""",
    "paper_words": """
        we our abstract introduction conclusion conclusions references keywords et_al we_show we_propose
        we_present we_study we_find we_discuss this_paper this_work this_article results_show
        experimental_results previous_work state-of-the-art theorem conjecture find observed obtained consistent
        discussed derived data samples model 本論文 本稿 本研究 我々は 提案手法 関連研究 参考文献 実験結果
        有効性を 示した 検討した 明らかに 考察 今後の課題 本文 目的 方法 结果 结论 研究了 提出了 分析了 探讨了
        表明 结果表明 实验结果 仿真结果 研究表明 影响因素 综述 认为 文章 阐述 指出 实验表明 试验 进行了 基础上
        有效性 提供参考 理论依据""",
    "teaching_words": """
        lesson lecture course syllabus homework exercise exercises quiz exam student students learn learner
        tutorial chapter textbook prerequisite prerequisites grading objectives week assignment instructor let's
        you'll we'll step_by following_example learning_objectives teacher class notebook colab 講義 授業 学生
        履修 到達目標 成績評価 演習 教科書 学習 チュートリアル 単位 シラバス 試験 受講 テキスト 授業計画 宿題
        学びます 学ぶ 理解する 章では みましょう 入門 課題 教材 基礎 课程 学生 教程 学习 教学 作业 考试 教材 练习
        教师 课堂 讲义 本教程 学习目标 我们来 入门 本章 思考题 习题""",
    "human_sciences": """
        history historical philosophy literature poetry linguistic cultural tourism sport athletes psychology
        marketing investment stock finance financial enterprise agriculture crop soil nursing clinical patients
        surgery diabetes cancer tumor therapy dental drug herbal food nutrition livestock fish forest climate
        rainfall geology law legal judicial election ethnic religion journalism media family gender
        urban_planning teacher_education 歴史 哲学 文学 文化 言語 社会 経済 心理 教育 医療 看護 患者 農業 食品
        気象 法学 政治 芸術 音楽 外国語 英語 フランス語 ドイツ語 中国語 文系 教養 历史 哲学 文学 文化 语言 旅游
        体育 运动员 心理 市场营销 投资 股票 金融 企业 农业 作物 土壤 护理 临床 患者 手术 糖尿病 肿瘤 治疗 口腔
        药物 中药 食品 营养 畜牧 水产 森林 气候 降水 地质 法律 司法 民族 宗教 新闻 传播 城市 农民 消费者 经济增长
        制度 思想 艺术 教育 农村 流域 植物 果实 品种 鸡 鱼 猪 茶 病害""",
})  # fmt: skip
"""Kind of writing to its telling words."""
