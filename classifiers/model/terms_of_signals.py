"""Terms that by themselves tell a field of computing, signals or control, in English, Japanese and Chinese.

Beside them stand the fields' usual words (`topics`), which other subjects share. Entries are as in `lexicon`.
"""

from __future__ import annotations

from types import MappingProxyType

SIGNAL_TERMS: MappingProxyType[str, str] = MappingProxyType({
    "ai": """
        machine_learning deep_learning neural_network neural_networks artificial_intelligence reinforcement_learning
        language_model language_models training_data training_set test_set training_loss loss_function learning_rate
        gradient_descent stochastic_gradient activation_function hidden_layer hidden_layers fully_connected batch_size
        batch_normalization dropout overfitting underfitting hyperparameter hyperparameters backpropagation softmax
        relu sigmoid autoencoder generative_adversarial gan_training variational_autoencoder word_embedding embeddings
        tokenizer tokenization transformer_model self-attention attention_mechanism fine-tuning fine-tune pretraining
        pretrained_model checkpoint checkpoints logits one-hot tensorflow pytorch keras tf scikit-learn jax tfrecord
        estimator mnist imagenet cifar-10 cifar resnet mobilenet bert gpt llm llms chatbot lstm rnn cnn mlp convnet
        data_augmentation feature_vector feature_vectors support_vector random_forest decision_tree decision_trees
        k-means nearest_neighbor naive_bayes expert_system inference_engine knowledge_base knowledge_graph fuzzy_logic
        genetic_algorithm genetic_algorithms swarm_intelligence multi-agent policy_gradient q-learning markov_decision
        reward_function confusion_matrix cross-validation classifier classifiers tensor tensors epochs natural_language
        speech_recognition sentiment_analysis machine_translation text_classification recommender_system
        federated_learning transfer_learning model_training eager_execution 機械学習 深層学習 ディープラーニング
        人工知能 ニューラルネットワーク ニューラルネット 学習率 損失関数 活性化関数 過学習 ハイパーパラメータ
        バッチサイズ エポック トレーニングデータ テストデータ 教師あり学習 教師なし学習 強化学習 畳み込み層 隠れ層
        埋め込み層 オートエンコーダ 言語モデル 生成モデル 自然言語処理 単語埋め込み 分類器 特徴ベクトル 特徴抽出
        データ拡張 転移学習 ファインチューニング 事前トレーニング 推論エンジン 決定木 サポートベクター クラスタリング
        勾配降下 誤差逆伝播 テンソル トークナイザ 混同行列 知識ベース ファジィ 遺伝的アルゴリズム 音声認識 画像分類
        机器学习 深度学习 人工智能 神经网络 强化学习 监督学习 无监督学习 学习率 损失函数 激活函数 过拟合 超参数
        训练数据 训练集 测试集 验证集 数据增强 迁移学习 微调 预训练 语言模型 词嵌入 词向量 注意力机制 卷积神经 循环神经
        全连接层 隐藏层 批次大小 梯度下降 反向传播 分类器 支持向量机 随机森林 决策树 聚类算法 遗传算法 粒子群 蚁群
        专家系统 知识图谱 知识库 模糊推理 自然语言处理 语音识别 机器翻译 情感分析 文本分类 生成模型 大模型 智能体 张量
        特征向量 特征选择 联邦学习 推荐系统 数据挖掘 智能算法""",
    "quantum": """
        qubit qubits entanglement entangled quantum_computer quantum_computers quantum_computing quantum_computation
        quantum_information quantum_circuit quantum_circuits quantum_gate quantum_gates quantum_algorithm quantum_error
        quantum_key quantum_cryptography quantum_communication quantum_teleportation quantum_channel
        quantum_measurement quantum_state quantum_states quantum_optics quantum_memory quantum_dot quantum_sensor
        quantum_annealing quantum_mechanics quantum_mechanical quantum_theory bell_inequality bell_state bell_states
        density_matrix bipartite multipartite separable concurrence decoherence dephasing superposition squeezed_state
        squeezed coherent_states fock_states wigner_function hamiltonian ansatz vqe qaoa variational hadamard cnot
        pauli_operator bloch_sphere rabi_oscillations rabi jaynes-cummings cavity_qed trapped_ions trapped_ion ion_trap
        optical_lattice cold_atoms bose-einstein single-photon photon_pairs bb84 eavesdropper grover shor deutsch-jozsa
        phase_estimation stabilizer surface_code transmon josephson_junction squid nv_center nitrogen-vacancy
        zeno_effect hidden_variables measurement_outcomes unitary_operator von_neumann hilbert_space 量子コンピュータ
        量子コンピューター 量子ビット 量子回路 量子ゲート 量子計算 量子アルゴリズム 量子もつれ エンタングルメント
        量子状態 量子情報 量子暗号 量子鍵配送 量子通信 量子テレポーテーション 量子誤り訂正 量子センサ 量子アニーリング
        量子測定 密度行列 重ね合わせ状態 ハミルトニアン デコヒーレンス パウリ行列 アダマール ブロッホ球 変分量子
        量子位相推定 制御ユニタリ 単一光子 イオントラップ 超伝導量子 量子力学 量子化学計算 量子计算 量子计算机 量子比特
        量子纠缠 纠缠态 量子态 量子密钥 量子密码 量子隐形传态 量子算法 量子线路 量子门 量子退火 量子信息 量子测量
        量子纠错 量子存储 量子传感 密度矩阵 叠加态 退相干 哈密顿量 单光子 离子阱 超导量子 玻色-爱因斯坦 冷原子 压缩态
        相干态 保真度 贝尔态""",
    "semiconductor": """
        semiconductor semiconductors silicon_wafer wafer wafers transistor transistors mosfet mosfets finfet cmos
        bicmos bjt igbt hemt jfet nmos pmos fet thin-film_transistor gate_oxide gate_electrode source_region
        drain_region dopant dopants doping ion_implantation photoresist photolithography lithography etching
        plasma_etching chemical_vapor epitaxial epitaxy mbe mocvd cvd sputtering annealing_process passivation
        polysilicon metallization interconnects dielectric_layer low-k bandgap band_gap heterostructure heterojunction
        quantum_well quantum_wells nanowire nanowires two-dimensional_electron gaas algaas inas gan algan sic sige
        germanium p-type n-type pn_junction schottky integrated_circuit integrated_circuits vlsi asic asics fpga fpgas
        soc socs system-on-chip system-on-a-chip ip_core eda tapeout verilog systemverilog vhdl rtl netlist testbench
        hdl logic_synthesis standard_cell flip-flop flip-flops latch latches register_file registers csr csrs risc-v
        riscv rv32 rv64 isa opcode opcodes instruction_set instruction_fetch pipeline_stage out-of-order reorder_buffer
        branch_predictor branch_prediction tlb l1_cache l2_cache dcache icache prefetcher cache_line microarchitecture
        superscalar processor_core cpu_core hart exception_handling microcontroller microcontrollers mcu gpio gpios
        uart i2c spi qspi jtag pwm adc dac pll dma_controller interrupt_controller ahb apb axi tilelink sram dram ddr
        nand nor_flash flash_memory otp efuse pinmux clock_domain clock_gating reset_value bit_field read-only_register
        memory-mapped chip_select op-amp operational_amplifier amplifier rectifier bandgap_reference voltage_regulator
        ldo buck_converter esd_protection solder pcb devkit dev_board development_board evaluation_board
        carrier_mobility electron_mobility leakage_current threshold_voltage subthreshold spice_simulation bond_wire
        lead_frame flip-chip packaging_technology led_chip 半導体 ウェハ ウエハ ウェーハ トランジスタ
        電界効果トランジスタ ゲート絶縁膜 ゲート電極 不純物拡散 イオン注入 フォトリソグラフィ フォトレジスト エッチング
        成膜 エピタキシャル 層間絶縁膜 多層配線 集積回路 半導体デバイス 論理合成 配置配線 標準セル ネットリスト
        テストベンチ フリップフロップ 命令セット 命令デコード パイプライン 汎用レジスタ 割り込みコントローラ 特権モード
        例外処理 マイコン マイクロコントローラ 開発ボード メインボード 拡張ボード 評価ボード クロック周波数 リーク電流
        閾値電圧 しきい値電圧 短チャネル バンドギャップ キャリア移動度 化合物半導体 パワーデバイス オペアンプ 増幅回路
        アナログ回路 デジタル回路 論理回路 電子回路 回路設計 設計ルール プロセスノード 微細化 歩留まり ダイシング
        ワイヤボンディング 実装基板 レイアウト設計 寄生容量 チップ設計 半导体 晶圆 硅片 晶体管 场效应管 薄膜晶体管 光刻
        光刻胶 刻蚀 离子注入 外延生长 外延层 掺杂浓度 栅氧 栅极 源漏 阈值电压 漏电流 击穿电压 禁带 异质结 肖特基 氮化镓
        碳化硅 砷化镓 硅基 二极管 发光二极管 集成电路 专用集成电路 片上系统 芯片 处理器核 微架构 指令集 流水线 分支预测
        重命名 乱序 发射队列 译码 寄存器堆 寄存器 缓存行 访存 存储单元 现场可编程 可编程逻辑 逻辑综合 版图设计 静态时序
        标准单元 触发器 锁存器 时钟树 锁相环 模数转换器 数模转换器 运算放大器 带隙基准 电荷泵 开关电容 单片机 微控制器
        管脚 引脚 开发板 封装工艺 焊盘 功率器件 绝缘栅双极 载流子 迁移率 工艺节点 射频电路 低噪声放大器 压控振荡器
        quantum_dot quantum_dots coulomb_blockade mesoscopic kondo_effect nanotube nanotubes graphene nanoelectronic
        nanoelectronics spintronic spintronics quantum_wire quantum_wires ballistic_transport electronic_transport
        tunnel_junction tunnel_junctions resonant_tunneling single-electron spin-orbit_coupling two-terminal memristor
        photodetector photodetectors photodiode photodiodes image_sensor image_sensors readout_circuit sample-and-hold
        comparator current_mirror charge_pump oscillator_circuit digital_circuit analog_circuit integrated_photonics
        量子ドット カーボンナノチューブ イメージセンサ 光検出器 電子デバイス アナログデジタル変換 発振回路 電源回路
        比較器 图像传感器 读出电路 电路设计 放大电路 滤波电路 驱动电路 开关电源 采样保持 比较器 数字电路 模拟电路
        电子线路 光电探测器 光电二极管 量子点 量子阱 碳纳米管 半导体激光器 太赫兹 电子器件 微电子 微机电 阻变 忆阻器""",
    "telecom": """
        wireless_communication wireless_communications wireless_network wireless_networks wireless_channel base_station
        base_stations mobile_station mobile_terminal mobile_device user_equipment cellular_network cellular handover
        handoff uplink downlink ofdm ofdma cdma wcdma tdma mimo lte gsm umts enodeb e-utran wimax
        wlan bluetooth zigbee lora lorawan mqtt voip sip ims sip_server pstn isdn dsl softswitch modem modems
        multiplexing demultiplexing multiplexer fading_channel fading rayleigh channel_capacity channel_coding
        channel_estimation turbo_code turbo_codes ldpc codeword codewords bit_error ber snr signal-to-noise
        signal_processing modulation_scheme qam qpsk psk demodulator beamforming precoding interference_channel
        broadcast_channel relay_channel multiple_access spectrum_sensing cognitive_radio frequency_band
        frequency_hopping spread_spectrum antenna_array phased_array radio_frequency radio_resource radio_access
        packet_loss packet_switched congestion_control tcp udp ip_address ipv6 router routers routing_protocol ad_hoc
        sensor_network sensor_networks wireless_sensor mesh_network network_node backhaul fronthaul
        bandwidth_allocation quality_of qos optical_network optical_fiber optical_fibers wdm dwdm passive_optical
        optical_communication telecommunication telecommunications telephone_network call_setup telephony
        subscriber_line satellite_communication transceiver transceivers subcarrier subcarriers pilot_signal
        cyclic_prefix network_coding information-theoretic achievable_rate random_access 無線通信 無線局 無線設備
        移動通信 携帯電話 基地局 移動局 移動体通信 電気通信 電気通信事業 電気通信回線 端末設備 無線ネットワーク 変復調
        多重化 多元接続 直交周波数 スペクトル拡散 符号化率 誤り訂正符号 通信路符号化 情報理論 通信路容量 伝送路 光通信
        光ファイバ 搬送波 空中線電力 周波数帯 占有周波数 送信機 受信機 パケット通信 ルーティング 通信プロトコル
        通信方式 ゲートウェイ アクセスポイント センサネットワーク 通信回線 無線従事者 電波法 放送局 データ通信
        ネットワーク層 トランスポート層 伝送速度 无线通信 移动通信 无线网络 无线传感器网络 传感器网络 蜂窝网络 基站
        移动终端 上行链路 下行链路 多输入多输出 正交频分复用 码分多址 多址接入 信道估计 信道编码 信道容量 衰落信道
        瑞利衰落 信噪比 误码率 误比特率 调制解调 解调 均衡 扩频 跳频 直接序列 频谱感知 认知无线电 频谱资源 波束形成
        波束赋形 天线阵列 相控阵 智能天线 中继 协作通信 网络编码 卷积码 空时编码 路由协议 路由算法 拥塞控制 网络拓扑
        数据包 丢包率 时延抖动 服务质量 带宽分配 光网络 光纤通信 波分复用 无源光网络 通信系统 通信网 卫星通信 电信
        电话网 软交换 交换机 宽带接入 导频 同步算法 频偏 信号检测 信源 信道 盲分离 阵列信号 波达方向 短波通信 微波通信
        通信信号 物联网 millimeter-wave massive_mimo nr_cell gnb nodeb ran_node base-station wi-fi access_point
        access_points sidelink harq channel_state csi_feedback resource_block resource_blocks paging random-access
        sim_card subscriber_identity packet_switching switching_node telecom_network optical_transceiver optical_line
        ethernet_frame vlan mpls bgp ospf 同期信号 移動体 通信装置 無線端末 通信網 终端设备 信令 时隙 载波聚合 资源块
        毫米波 大规模天线 短报文 通信协议 以太网 无线局域网 信道接入 频谱切换 密度进化 译码 编码方案 信号处理 采样率
        多径 时频 光分路 电磁波传播 微带天线 天线""",
    "surveillance": """
        surveillance surveillance_camera surveillance_cameras video_surveillance security_camera cctv biometric
        biometrics biometric_data fingerprint fingerprints fingerprint_sensor minutiae face_recognition
        facial_recognition face_detection facial_features iris_recognition iris palm_print palmprint vein_pattern
        gait_recognition voiceprint speaker_verification person_identification object_tracking target_tracking
        object_detection moving_object pedestrian_detection license_plate number_plate plate_recognition
        image_processing image_recognition pattern_recognition image_region image_data captured_image image_capture
        input_image image_analysis image_sensor video_frame video_frames video_sequence video_stream frame_image
        background_subtraction motion_vector edge_detection feature_points feature_point template_matching
        image_segmentation pixel pixels pixel_values gray_level grayscale character_recognition optical_character ocr
        handwriting gesture_recognition barcode eye_tracking gaze crowd_monitoring anomaly_detection perimeter_security
        wiretap wiretapping lawful_interception facial_image 監視カメラ 防犯カメラ 生体認証 指紋認証 指紋 顔認証 顔認識
        顔検出 虹彩 静脈認証 声紋 人物検出 人物追跡 物体検出 物体追跡 動体検知 画像処理 画像認識 パターン認識 画像解析
        映像解析 ナンバープレート 車両番号 侵入検知 不審者検知 通信傍受 特徴点 背景差分 エッジ検出 撮像装置 撮影画像
        文字認識 视频监控 监控摄像 摄像头 生物特征 生物识别 指纹识别 人脸识别 人脸检测 虹膜识别 掌纹 静脉识别 声纹
        步态识别 目标跟踪 目标检测 运动目标 行人检测 车牌识别 车牌 图像处理 图像识别 模式识别 图像分割 图像匹配
        边缘检测 特征点 背景建模 字符识别 手势识别 人群监控 异常行为 入侵报警 身份识别 电子监控""",
    "robotics": """
        robot robots robotic robotics robot_arm robotic_arm mobile_robot mobile_robots humanoid_robot humanoid
        quadruped_robot legged biped manipulator manipulators end_effector end-effector end_effectors gripper grippers
        grasping inverse_kinematics forward_kinematics kinematic_chain degrees-of-freedom joint_angle joint_angles
        joint_torque torque_control servo_motor servo_motors servomotor stepper_motor actuators exoskeleton haptic
        teleoperation motion_planning path_planning trajectory_planning obstacle_avoidance collision_avoidance slam
        simultaneous_localization odometry lidar point_cloud ros autonomous_vehicle autonomous_driving automated_guided
        agv pick-and-place palletizing welding_robot surgical_robot control_theory control_law control_system
        control_systems feedback_control feedback_controller pid pid_controller state_feedback state_space state-space
        state_observer observer_design lyapunov_function lyapunov_stability linear_quadratic lqr h-infinity
        sliding_mode model_predictive adaptive_control robust_control optimal_control nonlinear_control fuzzy_control
        closed-loop open-loop transfer_function root_locus bode nyquist controllability observability pole_placement
        time-delay_system hysteresis_control servo_system motion_control machine_vision ロボット ロボットアーム
        マニピュレータ 移動ロボット 産業用ロボット ヒューマノイド 二足歩行 脚ロボット 多関節 エンドエフェクタ グリッパ
        把持 運動学 逆運動学 動力学 軌道追従 軌道生成 経路計画 障害物回避 自己位置推定 自律移動 自動運転 遠隔操作
        力制御 サーボモータ ステッピングモータ アクチュエータ メカトロニクス 制御工学 制御理論 現代制御 古典制御
        フィードバック制御 状態フィードバック 状態方程式 伝達関数 極配置 可制御性 可観測性 オブザーバ 最適制御
        ロバスト制御 適応制御 非線形制御 モデル予測制御 リアプノフ ボード線図 ナイキスト 安定判別 サーボ系 システム同定
        カルマンフィルタ 机器人 工业机器人 移动机器人 仿人机器人 双足 四足机器人 爬壁机器人 水下机器人 机械臂 机械手
        操作臂 末端执行器 灵巧手 抓取 运动学 逆运动学 动力学建模 关节空间 轨迹规划 路径规划 避障 同时定位 里程计
        激光雷达 点云 自动驾驶 无人车 遥操作 力控制 力反馈 外骨骼 伺服系统 伺服电机 步进电机 运动控制 控制理论 控制律
        控制器设计 状态反馈 状态观测器 观测器 输出反馈 李雅普诺夫 渐近稳定 时滞系统 时滞 线性矩阵不等式 鲁棒控制
        自适应控制 滑模控制 模糊控制 预测控制 最优控制 非线性系统 闭环系统 广义系统 切换系统 系统辨识 故障诊断
        卡尔曼滤波 解耦控制 神经网络控制 离散系统 多变量 控制策略 先进控制 过程控制 可控性 visual_servoing
        impedance_control force_control passivity feedback_linearization backstepping observer-based
        multi-agent_system multi-agent_systems consensus_control networked_control event-triggered input_saturation
        disturbance_observer disturbance_rejection gain_scheduling system_identification servo_control
        hydraulic_actuator soft_robot soft_robotics swarm_robot legged_robot visual_odometry 外乱オブザーバ
        インピーダンス制御 協調制御 ビジュアルサーボ システム制御 制御対象 制御系設計 運動制御 计算机控制 自动控制
        控制算法 控制方案 跟踪控制 反步 动态面 扰动观测器 干扰抑制 事件触发 一致性控制 多智能体 网络控制系统 智能控制
        专家系统 传感器融合 视觉伺服 阻抗控制 柔性关节 足式 移动机械臂 车间调度 流水车间 调度问题 分布式控制 集散控制
        现场总线 可编程控制器 迭代学习控制 变结构控制 容错控制 参数辨识 被控对象 镇定 保性能控制""",
    "cryptography": """
        cryptography cryptographic cryptosystem cryptanalysis encryption encrypt encrypts encrypted encrypting
        decryption decrypt decrypts decrypted ciphertext plaintext cipher ciphers block_cipher stream_cipher aes
        aes-128 aes-256 rsa ecc elliptic_curve diffie-hellman key_exchange key_agreement key_management
        key_derivation session_key public_key private_key secret_key symmetric_key master_key encryption_key
        cryptographic_key digital_signature digital_signatures signing_key hash_function sha-256 sha-3 hmac kmac
        message_authentication nonce salt random_number entropy_source drbg trng csrng zero-knowledge homomorphic
        secret_sharing lattice-based post-quantum certificate_authority digital_certificate pki tls ssl ipsec ssh
        authentication_server authentication_protocol user_authentication two-factor one-time_password password
        passwords credential credentials access_token security_token smart_card trusted_platform tpm secure_boot
        secure_element root-of-trust key_manager side-channel fault_injection tamper-resistant attacker attackers
        adversary malicious malware computer_virus antivirus trojan ransomware botnet phishing spyware firewall
        firewalls intrusion_detection intrusion_prevention vulnerability vulnerabilities exploit denial-of-service
        access_control security_policy security_policies data_security network_security information_security
        computer_security secure_communication secure_channel digital_rights watermark watermarking steganography
        blockchain privacy_protection anonymity authorization 暗号 暗号化 暗号鍵 暗号方式 復号 復号化 平文 暗号文
        共通鍵暗号 公開鍵暗号 公開鍵 秘密鍵 楕円曲線 鍵交換 鍵管理 鍵配送 電子署名 デジタル署名 ハッシュ関数
        メッセージ認証 乱数生成 ゼロ知識 秘密分散 電子証明書 認証局 認証基盤 本人認証 ワンタイム 耐タンパ
        サイドチャネル 情報セキュリティ ネットワークセキュリティ 不正アクセス 脆弱性 攻撃者 マルウェア
        コンピュータウイルス ファイアウォール アクセス制御 改ざん検知 電子透かし ブロックチェーン 密码学 密码算法
        密码体制 加密 加密算法 解密 密文 明文 分组密码 流密码 公钥密码 公钥 私钥 密钥 密钥管理 密钥交换 密钥协商
        会话密钥 椭圆曲线 数字签名 签名方案 代理签名 哈希函数 杂凑 消息认证 随机数发生器 零知识 同态加密 秘密共享 门限
        数字证书 认证中心 身份认证 身份验证 认证协议 口令 智能卡 可信计算 侧信道 信息安全 网络安全 信息隐藏 数字水印
        隐写 区块链 隐私保护 访问控制 防火墙 入侵检测 恶意代码 计算机病毒 木马 漏洞 攻击者 拒绝服务
        homomorphic_encryption elliptic-curve 共通鍵 能量分析攻击""",
})  # fmt: skip
"""Field to the terms that tell it alone."""
