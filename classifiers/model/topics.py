"""Words of the fourteen technology fields in English, Japanese and Chinese, one list a field.

What is known of a field in one language so holds in the others. `_` joins two words; other entries are as in
`lexicon`.
"""

from __future__ import annotations

from types import MappingProxyType

FIELD_WORDS: MappingProxyType[str, str] = MappingProxyType({
    "ai": """
        neural neuron learning training dataset classifier classification inference embedding transformer
        attention convolution convolutional recurrent lstm backpropagation gradient softmax tensor reinforcement
        supervised unsupervised clustering bayesian perceptron deep_learning machine_learning neural_network
        language_model tensorflow pytorch keras gpu epoch overfitting tokenizer chatbot artificial_intelligence
        fuzzy ontology genetic_algorithm speech_recognition feature_extraction regression prediction generative
        llm pretrained ニューラル 機械学習 深層学習 学習済み 学習率 畳み込み 人工知能 勾配 テンソル 分類器 推論
        教師あり 強化学習 データセット モデルを トレーニング 自然言語 音声認識 埋め込み 損失関数 特徴量
        言語モデル 生成モデル 過学習 神经网络 机器学习 深度学习 卷积 人工智能 梯度 张量 分类器 训练集 训练
        强化学习 数据集 损失函数 语义 自然语言 语音识别 特征提取 聚类 模型训练 预训练 注意力 词向量 文本 智能算法
        遗传算法 预测模型 识别模型""",
    "quantum": """
        quantum qubit qubits entanglement entangled superposition hamiltonian decoherence teleportation bell
        unitary eigenstate photon photons bloch hadamard cnot fidelity squeezing ion_trap quantum_computing
        quantum_key quantum_circuit annealing ansatz vqe qaoa wigner spin density_matrix fock quantum_state
        hilbert pauli coherent_state josephson transmon cryogenic dilution 量子 量子ビット もつれ エンタングル
        重ね合わせ ハミルトニアン 期待値 固有値 デコヒーレンス 密度行列 ユニタリ 光子 量子回路 量子計算 量子化学
        量子暗号 断熱 アニーリング 超伝導量子 量子 量子比特 纠缠 叠加态 哈密顿 退相干 隐形传态 密度矩阵 光子
        量子计算 量子通信 量子密钥 量子点 量子态 保真度 玻色 费米 自旋""",
    "semiconductor": """
        semiconductor wafer silicon transistor mosfet cmos finfet diode lithography photoresist etching doping
        dopant epitaxial gan sic gaas gate drain dielectric interconnect die packaging chip soc fpga asic verilog
        vhdl rtl netlist synthesis gpio uart spi i2c pinout register registers interrupt clock reset dma sram
        dram flash cache pipeline cpu processor instruction riscv risc-v microcontroller mcu memory_cell bandgap
        heterostructure nanowire quantum_well integrated_circuit tapeout jtag bus axi opcode circuit amplifier
        voltage adc dac 半導体 ウェハ ウエハ シリコン トランジスタ 露光 エッチング ドーピング 成膜 酸化膜 ゲート
        配線 集積回路 チップ 回路 レジスタ 割り込み クロック 命令 プロセッサ メモリ マイコン アンプ 電圧 端子
        ピン パッケージ 歩留まり リソグラフィ フォトレジスト 拡散層 電界効果 半导体 晶圆 硅 晶体管 光刻 刻蚀 掺杂
        外延 薄膜晶体管 栅极 漏极 源极 集成电路 芯片 寄存器 中断 时钟 引脚 管脚 指令 处理器 流水线 缓存 存储器
        微控制器 放大器 电压 版图 封装 氮化镓 碳化硅 二极管 电子器件 功率器件 场效应""",
    "telecom": """
        wireless antenna antennas modulation demodulation ofdm mimo lte baseband transmitter receiver
        channel bandwidth spectrum packet router routing ethernet base_station handover uplink downlink
        subscriber telephone mobile_station wlan wifi wi-fi bluetooth network_node qos protocol gateway mqtt
        signal-to-noise fading beamforming codeword decoding throughput capacity relay multicast voip sip imsi
        carrier optical_fiber communication communications mobile_terminal telecommunication radio lorawan zigbee
        通信 無線 アンテナ 変調 復調 基地局 端末 帯域 周波数 電波 パケット ルータ ネットワーク 回線 電気通信
        受信機 送信機 中継 光ファイバ ゲートウェイ 移動体 伝送路 無線局 空中線 プロトコル 通信 无线 天线 调制
        解调 基站 终端 带宽 频谱 信道 路由 网络 接收机 发射机 中继 光纤 信噪比 衰落 信号检测 编码 译码 波束
        移动通信 认知无线电 蜂窝 多天线 正交频分 数据包 误码率 传感器网络""",
    "surveillance": """
        surveillance biometric biometrics fingerprint face_recognition facial iris camera cameras video image
        images tracking pedestrian pixel pixels segmentation object_detection license_plate object_recognition
        recognition detection intruder monitoring cctv gait feature_point edge_detection infrared thermal
        image_processing image_region frame frames surveilled identification motion_detection eye wiretap 監視
        生体認証 指紋 顔認識 顔認証 虹彩 カメラ 映像 画像 追跡 人物 検知 不審者 防犯 画素 物体検出 赤外線
        ナンバープレート 监控 生物识别 指纹 人脸 虹膜 摄像 视频 图像 跟踪 目标检测 行人 像素 图像分割 红外 车牌
        安防 步态 图像识别 图像处理""",
    "aerospace": """
        spacecraft satellite satellites orbit orbital attitude launch rocket thruster aircraft wing airfoil
        flight avionics uav drone missile guidance telemetry payload propellant reentry gnss gps navigation
        gyroscope inertial star_tracker reaction_wheel ground_station aerodynamic fuselage helicopter turbofan
        hypersonic space_station deorbit cubesat flight_software magnetometer magnetorquer tle ephemeris geodetic
        airport 衛星 人工衛星 宇宙機 宇宙 軌道 姿勢 姿勢制御 ロケット 推進 打上げ 航空機 航空 翼 飛行 無人機 慣性
        航法 テレメトリ 地上局 搭載 ペイロード リアクションホイール 機体 スラスタ 空力 パラシュート アビオニクス
        滑空 操縦 卫星 航天 航天器 轨道 姿态 火箭 推进剂 发射 飞机 航空 机翼 飞行器 飞行 无人机 惯性 导航 遥测
        地面站 载荷 气动 陀螺 航空发动机 直升机 高超声速 导航定位 星载 弹道 机载 空间站 飞行控制""",
    "robotics": """
        robot robots robotic manipulator gripper actuator servo kinematics inverse_kinematics end_effector joint
        joints slam path_planning trajectory lidar exoskeleton quadruped humanoid grasp grasping teleoperation
        control_system controller pid feedback feedback_control state_space lyapunov nonlinear_control kalman
        adaptive_control sliding_mode closed-loop robust_control mobile_robot autonomous motion_planning haptic
        ros ロボット マニピュレータ 把持 アクチュエータ サーボ 運動学 逆運動学 関節 軌道計画 経路計画 自律 制御系
        フィードバック 制御器 状態方程式 安定性 伝達関数 制御理論 最適制御 カルマン 移動ロボット 制御工学 極配置
        可観測 机器人 机械臂 夹爪 执行器 伺服 运动学 关节 路径规划 自主 控制器 反馈 控制系统 状态反馈 鲁棒 滑模
        自适应控制 李雅普诺夫 卡尔曼 控制算法 轨迹跟踪 模糊控制 最优控制 闭环 时滞系统 非线性系统 稳定性""",
    "materials": """
        alloy alloys steel ceramic ceramics polymer polymers composite composites nanotube nanotubes graphene
        fiber coating microstructure grain sintering annealed crystalline crystal lattice superconductor
        superconducting superconductivity ferroelectric magnetic magnetization tensile hardness corrosion x-ray
        diffraction nanoparticle nanoparticles thin_film resin synthesis copolymer hydrogel doped
        phase_transition titanium aluminum aluminium metallurgical smelting slag casting rolling 合金 鋼
        セラミックス 高分子 ポリマー 複合材料 炭素繊維 ナノチューブ 結晶 結晶構造 組織 焼結 析出 転位 強度 延性
        腐食 薄膜 超伝導 磁性 材料 金属 相変態 状態図 熱処理 物性 樹脂 固体 合金 钢 陶瓷 聚合物 复合材料 碳纤维
        纳米管 石墨烯 晶体 微观组织 显微组织 烧结 析出 位错 强度 硬度 腐蚀 薄膜 超导 磁性 材料 热处理 晶粒 涂层
        冶炼 轧制 力学性能 高炉 转炉 连铸 相变 纳米 铸坯 炉渣""",
    "energy": """
        battery batteries lithium electrode anode cathode electrolyte separator fuel_cell photovoltaic solar
        turbine generator power_plant grid inverter transformer hydrogen charging charger combustion boiler
        heat_exchanger wind_turbine geothermal biomass biogas power_generation power_supply load_flow steam
        thermal_efficiency engine diesel petroleum oil gas reservoir drilling refinery compressor refrigeration
        heat_transfer electric_vehicle cell_stack capacitor supercapacitor transmission_line 電池 蓄電池 リチウム
        電極 電解質 燃料電池 太陽電池 太陽光 発電 タービン 送電 変圧器 インバータ 水素 充電 燃焼 ボイラ 熱交換
        風力 地熱 電力系統 電力 エネルギー 伝熱 石油 天然ガス 熱機関 电池 锂 电极 电解质 燃料电池 光伏 太阳能
        发电 汽轮机 电网 变压器 逆变器 氢 充电 燃烧 锅炉 换热 风电 地热 电力系统 配电 输电 能源 传热 石油 天然气
        油藏 钻井 油田 内燃机 柴油机 制冷 压缩机 蒸汽 继电保护 余热 采收率 储层""",
    "nuclear": """
        nuclear reactor reactors uranium plutonium fission fusion neutron neutrons isotope isotopes enrichment
        radioactive radioactivity radiation fuel_rod coolant criticality tokamak deuterium tritium centrifuge
        fallout reprocessing spent_fuel moderator dosimetry gamma alpha_decay beta_decay nucleon nuclei nucleus
        cross_section shielding decommissioning radionuclide heavy-ion quark-gluon dose 原子力 原子炉 核燃料
        ウラン プルトニウム 核分裂 核融合 中性子 同位体 濃縮 放射性 放射線 放射能 臨界 冷却材 使用済燃料 再処理
        廃棄物埋設 炉心 格納容器 線量 加圧水型 核电 核反应堆 反应堆 铀 钚 裂变 聚变 中子 同位素 浓缩 放射性 辐射
        临界 冷却剂 乏燃料 后处理 堆芯 安全壳 剂量 核燃料 核素 屏蔽 压水堆 托卡马克 核材料 质子""",
    "weapons": """
        weapon weapons firearm firearms ammunition projectile warhead explosive explosives detonator propellant
        gun rifle barrel missile missiles munition munitions armor armour ballistic cartridge mortar artillery
        torpedo military combat battlefield fuze radar_jamming stealth grenade bomb trigger shell target soldier
        warfare 火薬 火薬類 爆薬 弾薬 銃 銃砲 砲 弾頭 ミサイル 兵器 武器 爆発 雷管 装甲 軍事 防衛 起爆 弾道 魚雷
        猟銃 煙火 導火線 防衛装備 武器 兵器 弹药 弹丸 弹头 炸药 爆炸 火炮 枪 枪械 导弹 引信 装甲 弹道 鱼雷 军事
        作战 战场 发射药 毁伤 侵彻 靶 起爆 雷管 火工品 军队 部队 战争 火力 战斗部 装备保障 国防 炮弹 射击 爆轰
        推进剂""",
    "marine": """
        ship ships vessel vessels hull submarine underwater sonar offshore marine propeller shipbuilding ocean
        sea mooring buoy subsea rudder ballast seawater acoustic hydrodynamic auv tanker cargo_ship port_state
        seabed wave waves deck bulkhead keel harbour seafarer tidal 船舶 船体 船 潜水 水中 海洋 舶用 推進器
        プロペラ 係留 海底 海上 航海 船員 甲板 隔壁 操舵 喫水 満載喫水線 救命艇 海水 バラスト 港湾 波浪 漁船 船舶
        船体 船 潜艇 潜水 水下 海洋 声呐 螺旋桨 系泊 海底 海上 航行 甲板 舱 舵 吃水 海水 压载 港口 波浪 深海 海域
        造船 平台 水动力 水声 浮标 海流 潮汐 近海 航道""",
    "bio": """
        gene genes genome genomic dna rna mrna protein proteins enzyme antibody antibodies cell cells cellular
        virus viral bacteria bacterial pathogen vaccine toxin crispr plasmid vector culture fermentation peptide
        receptor pcr sequencing mutation mutant phenotype transcription metabolism assay biological amino_acid
        tissue mice evolution evolutionary species population bioreactor microorganism microbial 遺伝子 ゲノム
        染色体 タンパク質 蛋白質 酵素 抗体 細胞 ウイルス 細菌 病原体 ワクチン 毒素 培養 発酵 ペプチド 受容体 変異
        転写 代謝 生物 生命 アミノ酸 微生物 免疫 生体 生化学 分子生物 発生学 進化 バイオ 基因 基因组 染色体 蛋白
        蛋白质 酶 抗体 细胞 病毒 细菌 病原 疫苗 毒素 培养 发酵 肽 受体 突变 转录 代谢 生物 氨基酸 微生物 免疫
        表达 克隆 序列 载体 物种 种群 菌株 扩增 多态性 测序 组织培养""",
    "cryptography": """
        cryptography cryptographic encryption encrypt encrypted decrypt decryption cipher ciphertext plaintext
        aes rsa elliptic public_key private_key secret_key hash digital_signature authentication authenticate
        certificate certificates password passwords key_exchange key_management nonce hmac sha tls ssl pki
        malware virus intrusion firewall access_control credential credentials security secure token attacker
        integrity side-channel entropy 暗号 暗号化 復号 鍵 公開鍵 秘密鍵 共通鍵 署名 電子署名 ハッシュ 認証
        証明書 パスワード 攻撃者 耐タンパ 乱数 セキュリティ 不正アクセス 改ざん 密码 加密 解密 密钥 公钥 私钥
        签名 数字签名 哈希 认证 证书 口令 攻击 攻击者 随机数 安全漏洞 防火墙 入侵检测 身份验证 访问控制 隐私 脱敏
        密文 明文 恶意""",
})  # fmt: skip
"""Field to its telling words."""

FIELDS = tuple(FIELD_WORDS)
"""The technology fields, in the order of every array."""
