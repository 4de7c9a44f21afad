"""Terms that by themselves tell a field of computing or signals, in English, Japanese and Chinese.

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
        电子线路 光电探测器 光电二极管 量子点 量子阱 碳纳米管 半导体激光器 太赫兹 电子器件 微电子 微机电 阻变 忆阻器
        register_map register_description register_field registers_hw read-write write-only interrupt_request irq
        alert_handler bus_interface system_bus crossbar xbar arbiter fifo fifos fsm state_machine clock_source
        clock_frequency clock_signal reset_signal power-on boot_rom bootrom bootloader memory_controller address_space
        address_translation physical_address virtual_address page_table page_fault mmu privileged supervisor_mode
        machine_mode exception_code trap_handler load_store store_instruction load_instruction vector_extension
        vector_instruction floating-point_register general-purpose_register destination_register source_operand
        immediate_value program_counter issue_queue load_queue store_queue store_buffer decode_stage rename_stage
        execution_unit alu multiplier_unit cache_coherence cache_miss dsp_core npu tpu_core hardware_block ip_block
        top_level dut uvm verification_plan coverage_model simulation_testbench fpga_board pin_header header_block
        pinout schematic usb_port usb-c type-c_port power_jack boot_button reset_button onboard on-board_led
        camera_connector lcd_connector hdmi mipi csi-2 emmc sdio tf_card heap_memory peripheral peripherals
        timer_counter watchdog_timer rtc_clock crystal_oscillator decoupling impedance_matching trace_width stack-up
        layout_guidelines ground_plane power_rail voltage_level logic_level pull-up pull-down tri-state open-drain vcc
        vdd gnd dc_bias substrate semiconductor_layer insulating_film gate_line electrode_layer chip_package die_attach
        molding_compound wire_bonding light_emitting light-emitting oled pixel_circuit display_panel driver_circuit
        sense_amplifier word_line bit_line memory_array memory_device plasma_chamber deposition_chamber wafer_transfer
        wafer_processing cleanroom chemical-mechanical polishing_pad charge_carrier carriers_transport valence_band
        conduction_band electron_gas quantum_hall hall_effect single_electron spin_polarized
        tunneling_magnetoresistance magnetic_tunnel kondo luttinger semiconducting photoluminescence exciton excitons
        論理設計 回路図 回路シミュレーション ピン配置 ピンヘッダ 基板 部品面 コンデンサ 入力電圧 出力電圧 電源電圧
        動作電圧 デジタル入出力 アナログ入力 センサボード 拡張基板 アドオンボード シリアル通信 レジスタマップ 割り込み
        命令 命令長 命令フォーマット オペランド 即値 プログラムカウンタ メモリアクセス メモリマップ アドレス空間
        キャッシュ 浮動小数点 ベクトルレジスタ 特権 フェッチ デコード 演算器 加算器 乗算器 タイミング制約
        セットアップ時間 ホールド時間 スタティックタイミング クロックツリー 配線 フロアプラン 物理設計 テスト容易化
        スキャンチェーン 寄生抵抗 配線遅延 電子移動 エレクトロマイグレーション 信頼性試験 ドーパント ウェル
        薄膜トランジスタ 絶縁膜 チャネル長 バイポーラ サブスレッショルド 先端ノード 後工程 前工程 リソグラフィ 露光装置
        レジスト プラズマ スパッタ パッケージング チップレット 半導体プロセス 半導体製造 电子科学 电子元器件 电路
        电路板 印制电路 印刷电路 原理图 布局布线 电源芯片 电源管理 电感 阻抗匹配 功耗 低功耗 功率放大 功率放大器 射频
        射频前端 射频识别 混频器 滤波器 带通滤波器 微带 微波 微波器件 微波电路 毫米波电路 谐振器 谐振腔 振荡器 压控
        晶体振荡 数字信号处理器 dsp cpld 硬件描述 电子设计自动化 逻辑门 组合逻辑 时序电路 时钟 时钟域 复位 接口电路
        串口 串行接口 中断 外设 内存 内存控制器 存储控制 闪存 静态随机 动态随机 相变存储 铁电存储 随机存储 译码器
        编码器电路 比较电路 基准源 基准电压 电流镜 线性稳压 稳压器 dc-dc 同步整流 驱动芯片 显示驱动 液晶显示 显示器
        平板显示 场发射 电致发光 有机发光 led 白光 发光效率 激光二极管 量子阱激光 垂直腔 光电子 光电器件 探测器阵列
        红外探测器 焦平面 紫外探测 太阳盲 光电导 ccd 图像传感 压力传感器 加速度计 气体传感器 mems 微机械 微加工 微结构
        湿法腐蚀 干法刻蚀 键合 倒装 焊球 芯片封装 封装 热阻 结温 静电放电 失效分析 失效机理 电迁移 热载流子 总剂量
        单粒子 辐射加固 抗辐射 载流子浓度 电子迁移率 二维电子气 soi 绝缘体上硅 应变硅 鳍式 沟道 沟槽 浮栅 栅介质 界面态
        击穿 雪崩 导通电阻 漏源 势垒 欧姆接触 外延片 薄膜生长 分子束外延 金属有机 砷化 磷化铟 锗硅 氧化镓 氮化铝 多晶硅
        单晶硅 纳米器件 单电子 真空电子 行波管 速调管 磁控管 回旋管 电子枪 太赫兹源 处理器 多核 众核 指令集架构
        访存指令 取指 缓存 缓存一致性 虚拟地址 物理地址 页表 异常处理 特权级 向量指令 加法器 乘法器 运算单元
        加速器架构""",
    "telecom": """
        wireless_communication wireless_communications wireless_network wireless_networks wireless_channel base_station
        base_stations mobile_station mobile_terminal mobile_device user_equipment cellular_network cellular handover
        handoff uplink downlink ofdm ofdma cdma wcdma tdma mimo lte gsm umts enodeb e-utran wimax wlan bluetooth zigbee
        lora lorawan mqtt voip sip ims sip_server pstn isdn dsl softswitch modem modems multiplexing demultiplexing
        multiplexer fading_channel fading rayleigh channel_capacity channel_coding channel_estimation turbo_code
        turbo_codes ldpc codeword codewords bit_error ber snr signal-to-noise signal_processing modulation_scheme qam
        qpsk psk demodulator beamforming precoding interference_channel broadcast_channel relay_channel multiple_access
        spectrum_sensing cognitive_radio frequency_band frequency_hopping spread_spectrum antenna_array phased_array
        radio_frequency radio_resource radio_access packet_loss packet_switched congestion_control tcp udp ip_address
        ipv6 router routers routing_protocol ad_hoc sensor_network sensor_networks wireless_sensor mesh_network
        network_node backhaul fronthaul bandwidth_allocation quality_of qos optical_network optical_fiber
        optical_fibers wdm dwdm passive_optical optical_communication telecommunication telecommunications
        telephone_network call_setup telephony subscriber_line satellite_communication transceiver transceivers
        subcarrier subcarriers pilot_signal cyclic_prefix network_coding information-theoretic achievable_rate
        random_access 無線通信 無線局 無線設備 移動通信 携帯電話 基地局 移動局 移動体通信 電気通信 電気通信事業
        電気通信回線 端末設備 無線ネットワーク 変復調 多重化 多元接続 直交周波数 スペクトル拡散 符号化率 誤り訂正符号
        通信路符号化 情報理論 通信路容量 伝送路 光通信 光ファイバ 搬送波 空中線電力 周波数帯 占有周波数 送信機 受信機
        パケット通信 ルーティング 通信プロトコル 通信方式 ゲートウェイ アクセスポイント センサネットワーク 通信回線
        無線従事者 電波法 放送局 データ通信 ネットワーク層 トランスポート層 伝送速度 无线通信 移动通信 无线网络
        无线传感器网络 传感器网络 蜂窝网络 基站 移动终端 上行链路 下行链路 多输入多输出 正交频分复用 码分多址 多址接入
        信道估计 信道编码 信道容量 衰落信道 瑞利衰落 信噪比 误码率 误比特率 调制解调 解调 均衡 扩频 跳频 直接序列
        频谱感知 认知无线电 频谱资源 波束形成 波束赋形 天线阵列 相控阵 智能天线 中继 协作通信 网络编码 卷积码 空时编码
        路由协议 路由算法 拥塞控制 网络拓扑 数据包 丢包率 时延抖动 服务质量 带宽分配 光网络 光纤通信 波分复用
        无源光网络 通信系统 通信网 卫星通信 电信 电话网 软交换 交换机 宽带接入 导频 同步算法 频偏 信号检测 信源 信道
        盲分离 阵列信号 波达方向 短波通信 微波通信 通信信号 物联网 millimeter-wave massive_mimo nr_cell gnb nodeb
        ran_node base-station wi-fi access_point access_points sidelink harq channel_state csi_feedback resource_block
        resource_blocks paging random-access sim_card subscriber_identity packet_switching switching_node
        telecom_network optical_transceiver optical_line ethernet_frame vlan mpls bgp ospf 同期信号 移動体 通信装置
        無線端末 通信網 终端设备 信令 时隙 载波聚合 资源块 毫米波 大规模天线 短报文 通信协议 以太网 无线局域网 信道接入
        频谱切换 密度进化 译码 编码方案 信号处理 采样率 多径 时频 光分路 电磁波传播 微带天线 天线 communication_system
        communication_systems communication_network communications_network wireless_device wireless_terminal
        mobile_communication mobile_communications mobile_phone cell_phone smartphone_call roaming picocell femtocell
        small_cell convolutional_code convolutional_codes viterbi reed-solomon interleaver equalizer equalization
        symbol_rate intersymbol multipath multiuser multi-user_detection doppler_shift channel_gain diversity_gain
        space-time_block precoder transmit_power power_allocation outage_probability spectral_efficiency random_coding
        rate_region rate_distortion source_coding mutual_information shannon interference_alignment distributed_coding
        feedback_channel csma aloha medium_access mac_layer mac_protocol routing_table multicast peer-to-peer
        overlay_network internet_traffic packet_delay packet_header packets datagram bandwidth network_traffic
        traffic_engineering switching_fabric sonet optical_burst optical_switching radio_link microwave_link
        satellite_link downlink_signal signaling_message call_control calling_party called_party messaging_server
        instant_message voice_call telephone telephones handset local_area network_interface 通信工学 情報通信
        情報ネットワーク 通信ネットワーク 通信理論 通信システム 符号理論 信号処理 信号理論 ディジタル信号 デジタル通信
        ディジタル通信 変調方式 多重伝送 電磁波 電波伝搬 マイクロ波 高周波回路 アンテナ工学 周波数割当 有線電気通信
        有線放送 放送法 基幹放送 電話 電話番号 インターネット プロトコル lpwa 通信モジュール 通信速度 受信感度 送信電力
        中継器 トラヒック 待ち行列 信息与通信 通信工程 通信技术 通信信道 通信链路 数字通信 保密通信 扩频通信 跳频通信
        抗干扰 数据链 数据传输 传输速率 传输性能 链路 链路预算 发射功率 功率控制 功率分配 接收端 发送端 接收信号
        发射信号 信号调制 调制识别 调制方式 载波 载波同步 载波恢复 码元 符号同步 定时同步 帧同步 子载波 循环前缀 峰均比
        tdd fdd 分集 空时 迫零 最小均方 均衡器 盲均衡 判决反馈 多用户检测 多址干扰 多址 码间干扰 信道特性 信道模型
        信道状态 无线信道 多径信道 衰落 莱斯 高斯白噪声 高斯信道 中断概率 频谱效率 频谱利用 授权用户 认知用户 主用户
        次用户 turbo 极化码 交织 校验矩阵 码率 码字 纠错 喷泉码 线性分组码 调度算法 资源分配 接入控制 接纳控制 切换算法
        随机接入 竞争窗口 ieee802 自组网 mesh 簇头 分簇 节点能耗 节点定位 汇聚节点 覆盖控制 多跳 路由发现 路由器
        分组交换 队列管理 拥塞 下一代网络 软件定义网络 流量工程 流量预测 网络流量 网络性能 网络协议 组播 对等网络 p2p
        流媒体 视频传输 光交换 光突发 光传送 光纤链路 光接入 epon 毫米波通信 紫外光通信 可见光通信 激光通信 卫星信道
        短波信道 电离层 电台 超短波 微波中继 阵列天线 天线单元 贴片天线 方向图 旁瓣 波束 空域滤波 自适应波束 空间谱
        来波方向 doa 到达角 到达时间 无源定位 定位精度 时差 测向 雷达信号 雷达 脉冲压缩 线性调频 合成孔径 回波 杂波
        恒虚警 信号分选 参数估计 频率估计 时频分析 小波 短时傅里叶 稀疏表示 压缩感知 滤波器组 自适应滤波 lms 语音信号
        语音编码 语音增强 回声 音频""",
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
        边缘检测 特征点 背景建模 字符识别 手势识别 人群监控 异常行为 入侵报警 身份识别 电子监控 camera_image
        imaging_device image_pickup photographed photographing monitored_area monitoring_camera monitoring_system
        intruder intrusion_alarm suspicious_person identification_code face_image face_images human_face eyelid pupil
        eye_image finger_vein handwriting_recognition character_string document_image image_scanner luminance contour
        contours histogram image_feature image_features object_region foreground background_image binarization hough
        optical_flow stereo_image depth_image depth_map three-dimensional_shape inspection_image defect_inspection
        medical_image x-ray_image image_matching image_retrieval image_classification recognition_target traffic_sign
        video_analysis person_detection 撮像 撮像画像 カメラ画像 監視システム 画像データ 画像特徴 輪郭抽出 二値化
        顔画像 人物認識 行動認識 映像監視 顔照合 光学文字 安防监控 监视 视频序列 视频帧 视频检索 背景减除 前景 光流
        运动检测 运动估计 人体检测 人体运动 行为识别 人脸图像 人脸特征 面部 表情识别 眼睛定位 掌纹识别 指静脉 手写
        文字识别 车辆检测 车辆识别 图像增强 图像配准 图像融合 图像检索 图像去噪 图像复原 图像压缩 灰度 直方图 阈值分割
        角点 sift 纹理特征 立体匹配 双目视觉 计算机视觉 机器视觉""",
    "cryptography": """
        cryptography cryptographic cryptosystem cryptanalysis encryption encrypt encrypts encrypted encrypting
        decryption decrypt decrypts decrypted ciphertext plaintext cipher ciphers block_cipher stream_cipher aes
        aes-128 aes-256 rsa ecc elliptic_curve diffie-hellman key_exchange key_agreement key_management key_derivation
        session_key public_key private_key secret_key symmetric_key master_key encryption_key cryptographic_key
        digital_signature digital_signatures signing_key hash_function sha-256 sha-3 hmac kmac message_authentication
        nonce salt random_number entropy_source drbg trng csrng zero-knowledge homomorphic secret_sharing lattice-based
        post-quantum certificate_authority digital_certificate pki tls ssl ipsec ssh authentication_server
        authentication_protocol user_authentication two-factor one-time_password password passwords credential
        credentials access_token security_token smart_card trusted_platform tpm secure_boot secure_element
        root-of-trust key_manager side-channel fault_injection tamper-resistant attacker attackers adversary malicious
        malware computer_virus antivirus trojan ransomware botnet phishing spyware firewall firewalls
        intrusion_detection intrusion_prevention vulnerability vulnerabilities exploit denial-of-service access_control
        security_policy security_policies data_security network_security information_security computer_security
        secure_communication secure_channel digital_rights watermark watermarking steganography blockchain
        privacy_protection anonymity authorization 暗号 暗号化 暗号鍵 暗号方式 復号 復号化 平文 暗号文 共通鍵暗号
        公開鍵暗号 公開鍵 秘密鍵 楕円曲線 鍵交換 鍵管理 鍵配送 電子署名 デジタル署名 ハッシュ関数 メッセージ認証
        乱数生成 ゼロ知識 秘密分散 電子証明書 認証局 認証基盤 本人認証 ワンタイム 耐タンパ サイドチャネル
        情報セキュリティ ネットワークセキュリティ 不正アクセス 脆弱性 攻撃者 マルウェア コンピュータウイルス
        ファイアウォール アクセス制御 改ざん検知 電子透かし ブロックチェーン 密码学 密码算法 密码体制 加密 加密算法
        解密 密文 明文 分组密码 流密码 公钥密码 公钥 私钥 密钥 密钥管理 密钥交换 密钥协商 会话密钥 椭圆曲线 数字签名
        签名方案 代理签名 哈希函数 杂凑 消息认证 随机数发生器 零知识 同态加密 秘密共享 门限 数字证书 认证中心 身份认证
        身份验证 认证协议 口令 智能卡 可信计算 侧信道 信息安全 网络安全 信息隐藏 数字水印 隐写 区块链 隐私保护 访问控制
        防火墙 入侵检测 恶意代码 计算机病毒 木马 漏洞 攻击者 拒绝服务 homomorphic_encryption elliptic-curve 共通鍵
        能量分析攻击""",
})  # fmt: skip
"""Field to the terms that tell it alone."""
