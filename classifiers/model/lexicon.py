"""Small lists of telling words in English, Japanese and Chinese: the same idea in three languages is one feature.

A model that has seen a chip manual in English and Chinese only can so recognise one in Japanese. Latin words are
compared as whole words in lower case, others as substrings.
"""

from __future__ import annotations

WORDS: dict[str, str] = {
    "electronics": """
        signal signals clock register registers voltage current circuit circuits chip pin pins gpio uart spi i2c adc dac
        bus interrupt interrupts fifo transistor diode resistor capacitor inductor amplifier connector pcb schematic
        dma jtag sram dram cache pipeline soc fpga asic verilog wafer led usb hdmi pwm oscillator regulator waveform
        信号 クロック レジスタ 電圧 電流 回路 基板 端子 割り込み 割込み 抵抗 コンデンサ 増幅 コネクタ 電源 ピン配置 回路図 マイコン
        时钟 寄存器 电压 电流 电路 引脚 管脚 中断 电阻 电容 放大器 连接器 电源 芯片 开发板 原理图 流水线 缓存 总线 晶体管 供电""",
    "mechanics": """
        torque shaft bearing gear bolt flange alloy steel machining roughness tolerance tolerances dimension dimensions
        assembly thickness diameter weld actuator motor thrust nozzle valve pump turbine rotor chamber hydraulic drawing
        公差 寸法 材質 表面粗さ 加工 組立 部品 板厚 直径 溶接 モータ モーター アクチュエータ 軸受 歯車 ねじ 図面 ノズル バルブ ロケット
        公差 尺寸 粗糙度 装配 零件 厚度 直径 焊接 电机 轴承 齿轮 螺栓 图纸 喷嘴 阀门 涡轮 转子 发动机""",
    "systems": """
        sensor sensors module modules interface interfaces protocol firmware controller processor cpu core memory
        address bit bits byte bytes buffer packet packets telemetry command commands port ports component components
        hardware device devices driver driver's register-level configuration initialization timeout flag flags
        センサ センサー モジュール インターフェース インタフェース プロトコル ファームウェア 制御 プロセッサ メモリ アドレス
        ビット バイト バッファ パケット テレメトリ コマンド ポート コンポーネント ハードウェア デバイス ドライバ 設定値 タイムアウト 初期化
        传感器 模块 接口 协议 固件 控制器 处理器 内存 地址 字节 缓冲 数据包 遥测 命令 端口 组件 硬件 设备 驱动 配置 超时 初始化""",
    "radio_space": """
        frequency antenna transmitter receiver rf wireless bluetooth satellite spacecraft orbit orbital attitude
        thruster gnss gps imu gyro gyroscope magnetometer navigation radar payload launch modulation baseband channel
        周波数 アンテナ 送信 受信 無線 衛星 宇宙機 軌道 姿勢 推進 ジャイロ 慣性 航法 レーダ 搭載 変調 帯域 加速度
        频率 天线 发射 接收 无线 卫星 航天 轨道 姿态 推进 陀螺 惯性 导航 雷达 载荷 调制 基带 信道""",
    "measures": """
        temperature pressure power supply battery calibration parameter parameters range maximum minimum nominal typical
        output input rate load speed resolution accuracy threshold specification specifications performance latency
        温度 圧力 電力 バッテリ 校正 パラメータ 範囲 最大 最小 定格 出力 入力 負荷 速度 分解能 精度 閾値 仕様 性能
        温度 压力 功率 电池 校准 参数 范围 最大 最小 额定 输出 输入 负载 速度 分辨率 精度 阈值 规格 性能""",
    "specification": """
        requirement requirements verification verified verify interface architecture overview design block diagram
        functional function functions description revision supported supports implemented implementation behavior
        要求 要件 検証 設計 構成 概要 機能 仕様書 ブロック図 方式 実装 対応 動作 処理 定義 状態遷移 シーケンス
        需求 验证 设计 架构 概述 功能 框图 实现 支持 定义 状态机 规格书 方案 说明""",
    "paper": """
        paper propose proposed results show shows study studies investigate investigated method approach experiments
        experimental theory theoretical demonstrate analysis abstract findings et al observed novel arxiv conclusions
        本論文 本研究 提案する 考察 先行研究 実験結果 明らかに 検討した 論文
        本文 研究 分析 表明 结果 提出 探讨 实验 阐述 论述 综述 认为 结论 目的 通过对""",
    "law": """
        article pursuant act statute provision provisions regulation regulations thereof hereby court law laws section
        第一条 規定 法律 政令 省令 附則 前項 施行 準用 条例 告示 罰則
        第一条 规定 应当 依法 条例 行政 人民 部门 施行 法律 法院 违反 处罚 国务院 办法 通知""",
    "teaching": """
        lecture lectures course courses student students homework exam exams tutorial learn lesson exercise exercises
        syllabus textbook credits grading quiz colab notebook
        講義 授業 学生 履修 到達目標 成績 演習 教科書 学習 チュートリアル 単位 シラバス 試験 受講
        课程 学生 教程 学习 教学 作业 考试 教材 教师 练习""",
    "administration": """
        meeting minutes agenda attendees committee chair vote team office leave budget employee employees policy contact
        email schedule staff travel hiring manager account accounts apply application announcement website
        会議 議事録 出席 議題 委員 予算 申請 手続 連絡 お知らせ 利用者 担当 提出 期限 メール 窓口 アカウント メンテナンス
        会议 议程 出席 预算 申请 工作 领导 单位 干部 党 国家 政府 建设 发展 同志 群众""",
    "software": """
        install pip import tensorflow keras python example run api download click dataset datasets training train code
        function return def class self print numpy github repository docker linux command-line script
        インストール 実行 コード サンプル データセット トレーニング モデル ライブラリ ダウンロード クリック
        安装 运行 代码 示例 数据集 训练 模型 下载 点击 张量""",
    "patent": """
        invention inventions claim claims claimed embodiment embodiments comprising comprises wherein said apparatus
        plurality thereof disclosed preferably
        発明 請求項 実施形態 実施例 前記 特許
        发明 权利要求 实施例 所述 本公开 本申请 包括 其中""",
    "correspondence": """
        dear regards sincerely hi hello thanks thank please sent subject wrote reply forwarded attached best cheers
        様 お世話 よろしく お願い いたします 拝啓 敬具 件名 宛先 ありがとう
        您好 谢谢 此致 敬礼 发件人 收件人 主题 附件""",
    "society": """
        social economic economy cultural culture education history political politics market government public people
        community women children patients patient clinical disease treatment health
        社会 経済 文化 教育 歴史 政治 市場 国民 患者 臨床 治療 健康
        社会 经济 文化 教育 历史 政治 市场 企业 人民 患者 临床 治疗 健康 管理 农业""",
    "commerce": """
        invoice invoices order orders customer customers payment payable amount total subtotal vat tax net gross price
        prices discount quantity due bank iban bic gmbh ltd delivery buyer seller supplier sales receipt quotation
        rechnung betrag ust mwst kunde lieferant bestellung facture tva montant
        請求 領収 見積 納品 注文 顧客 合計 小計 税込 税抜 消費税 単価 金額 支払 振込 口座 売上
        发票 订单 客户 付款 金额 合计 小计 税额 含税 单价 数量 银行 账号 收款 销售""",
    "mathematics": """
        theorem proof lemma algebra manifold convergence equation equations distribution estimator polynomial asymptotic
        galaxy galaxies stellar redshift quark boson neutrino collider cosmological spectra dark halo phase
        定理 証明 方程式 確率 数学 物理
        定理 证明 方程 概率 数学 物理 算法""",
    "requirement": """
        shall must should required mandatory may
        しなければならない ものとする こと。 必要がある 必須 してはならない
        必须 不得 须 应当 应为 需要""",
    "person": """
        i we you our my your he she they his her their me us
        私 我々 われわれ 皆さん あなた 僕
        我 我们 你 你们 您 他们""",
    "speech": """
        um uh yeah okay yes no so think know like just really right well mean kind
        ですね ますか でしょうか ありがとうございます
        吧 吗 呢 啊""",
    "function_words": """
        the of and to a in is for that with as by on are be this an from or which at it
        の は を に が で と
        的 是 在 和 了 与""",
    "polite": "です ます ください ません",
    "plain_form": "である する。 した。 いる。 とする。",
}


def words_of(name: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Latin words and other substrings of one list."""
    entries = WORDS[name].split()
    return frozenset(e for e in entries if e.isascii()), tuple(dict.fromkeys(e for e in entries if not e.isascii()))
