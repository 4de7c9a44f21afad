"""Terms that by themselves tell a field of vehicles, robots or arms, in English, Japanese and Chinese.

Beside them stand the fields' usual words (`topics`), which other subjects share. Entries are as in `lexicon`.
"""

from __future__ import annotations

from types import MappingProxyType

MACHINE_TERMS: MappingProxyType[str, str] = MappingProxyType({
    "aerospace": """
        spacecraft satellite satellites satellite_bus cubesat cubesats nanosatellite microsatellite space_station
        space_shuttle space_mission deep_space on-orbit in-orbit low-earth_orbit geostationary sun-synchronous
        orbit_determination orbital_elements orbital_mechanics attitude_control attitude_determination star_tracker
        star_sensor sun_sensor reaction_wheel reaction_wheels magnetorquer magnetic_torquer magnetometer gyro gyroscope
        gyroscopes inertial_navigation inertial_measurement imu gnss gps gps_receiver glonass beidou
        navigation_satellite pseudorange ephemeris tle sgp4 eci ecef quaternion quaternions euler_angles earth_orbit
        launch_vehicle launch_site rocket rockets rocket_engine rocket_motor thruster thrusters propellant_tank
        solid_rocket hybrid_rocket nozzle_throat specific_impulse reentry re-entry heat_shield parachute
        payload_fairing payload_bay telemetry telemetry_channel telemetry_channels telecommand telecommands tlm tmtc
        cmd ccsds aos space_packet ground_station ground_system uplink_command flight_software flight_computer
        on-board_computer onboard_computer obc mission_operations command_dispatcher command_sequence housekeeping aocs
        adcs safe_mode watchdog flight_test flight_control flight_controller aircraft airplane airplanes airframe
        fuselage wing_tip wings airfoil aileron elevator_surface rudder_pedal flaps empennage landing_gear cockpit
        avionics helicopter rotorcraft rotor_blade rotor_blades turbofan turbojet jet_engine compressor_blade
        hypersonic supersonic transonic scramjet mach_number angle_of aerodynamic aerodynamics wind_tunnel
        lift_coefficient drag_coefficient unmanned_aerial uav uavs drone drones quadrotor quadcopter air_traffic
        airspace airworthiness aviation aeronautical 人工衛星 小型衛星 超小型衛星 衛星搭載 宇宙機 宇宙船 探査機
        宇宙開発 宇宙空間 軌道上 軌道要素 軌道決定 軌道制御 静止軌道 姿勢制御 姿勢決定 スタートラッカ 太陽センサ
        リアクションホイール 磁気トルカ 磁気センサ ジャイロ 慣性航法 地上局 地上システム テレメトリ テレコマンド
        コマンド受信 衛星バス 搭載計算機 搭載ソフト フライトソフト 打上げ 打ち上げ ロケット 固体燃料ロケット
        ハイブリッドロケット エンジン燃焼 推進剤 推進系 推力 大気圏 再突入 パラシュート 開傘 頂点検知 離床検知
        アビオニクス 航空機 飛行機 回転翼 ヘリコプター 無人航空機 主翼 尾翼 揚力 抗力 空気力学 風洞 超音速 航空法
        航空交通 耐空性 操縦士 飛行場 空港 宇宙基本 卫星 小卫星 微小卫星 航天器 航天飞机 飞船 空间站 深空探测 月球探测
        探测器 轨道确定 轨道机动 轨道控制 地球静止 姿态控制 姿态确定 星敏感器 太阳敏感器 反作用飞轮 动量轮 磁力矩器
        陀螺仪 惯性导航 捷联惯导 组合导航 卫星导航 北斗 星座 遥测 遥控 地面站 测控 星务 星载计算机 运载火箭 火箭发动机
        液体火箭 固体火箭 固体发动机 推力室 推进系统 比冲 推进剂 再入 热防护 降落伞 飞机 民用飞机 航空器 航空发动机
        涡扇 涡轮叶片 压气机 机翼 翼型 机身 起落架 气动特性 气动布局 空气动力 风洞 升力系数 阻力系数 攻角 超声速
        高超声速 超燃冲压 直升机 旋翼 无人机 四旋翼 飞控 飞行控制 飞行试验 适航 民航 空域 机载 弹载 航迹 隐身飞机 航天
        航空航天 fdir fault_protection rate_group rate_groups software_bus telemetry_packet telemetry_packets
        event_reporting command_sequencer command_sequences ground_data space_flight spaceflight spaceborne orbiter
        lander rover_mission interplanetary lunar moon_landing asteroid_mission solar_array solar_arrays
        magnetic_torque sun_vector geomagnetic igrf nadir attitude_quaternion body_frame inertial_frame air_density
        atmospheric_drag gravity_gradient perturbation_torque wheel_momentum momentum_wheel gravity_field
        orbit_propagation orbit_propagator satellite_simulator mission_planning cruise_altitude takeoff
        landing_approach glide_slope runway altimeter pitot airspeed yaw_rate roll_angle pitch_angle autopilot
        fly-by-wire nacelle cowling propfan winglet tailplane vertical_stabilizer rotorcraft_blade tiltrotor vtol evtol
        airship balloon_flight ejection_seat aircraft_cabin airline position_fix carrier-phase satellite_signal
        pseudo-range dead_reckoning navigation_system route_guidance map_matching accelerometer accelerometers
        inertial_sensor synthetic_aperture radar_target doppler_radar radar_signal pulse_radar monopulse 衛星軌道
        衛星測位 測位 測位衛星 衛星システム 衛星電源 衛星構体 太陽電池パドル 太陽電池パネル 磁気トルカー 磁場モデル
        地磁気 機体座標 慣性座標 慣性センサ 加速度センサ 角速度 クォータニオン オイラー角 テレメ 追尾管制 運用モード
        セーフモード ミッション機器 ミッション部 熱真空 打ち上げ時 フライトモデル エンジニアリングモデル 推力偏向
        航空宇宙 宇宙工学 航空工学 宇宙利用 宇宙飛行士 航空運送 航空機乗組員 滑走路 着陸 離陸 巡航 フライト 機体
        飛行経路 飛行安全 フェアリング ノズル 燃焼室 点火器 酸化剤 グレイン 分離機構 気圧高度 高度計 ロール角 ピッチ角
        翼面 境界層 マッハ数 ジェットエンジン ターボファン ドローン 航天任务 航天技术 航天工程 航天器姿态 空间机械臂
        空间飞行 空间探测 空间环境 空间目标 空间交会 交会对接 绳系 编队飞行 卫星编队 卫星星座 卫星姿态 卫星轨道
        卫星平台 卫星电源 星间链路 星上 星图识别 太阳帆板 太阳翼 挠性附件 挠性航天器 飞轮 控制力矩陀螺 磁强计 转移轨道
        轨道摄动 轨道预报 轨道交会 变轨 入轨 离轨 返回舱 着陆器 巡视器 月面 探月 火星探测 火星 嫦娥 神舟 深空 登月
        小推力 霍尔推力器 离子推力器 电推进 推力器 推力矢量 液氧 煤油 氢氧 发动机喷管 喷管 燃烧室 点火 涡轮泵 涡轮
        喷注器 固液 冲压发动机 脉冲爆震 爆震发动机 进气道 尾喷管 加力燃烧 航空燃气轮机 叶栅 压气机叶片 风扇 失速 喘振
        颤振 气动弹性 气动力 气动热 气动加热 边界层转捩 激波 激波边界层 马赫数 雷诺数 绕流 来流 升阻比 增升 襟翼 副翼
        鸭翼 三角翼 飞翼 扑翼 变体飞行器 乘波体 高超声速飞行器 临近空间 再入飞行器 弹道再入 热防护系统 烧蚀 飞艇 浮空器
        气球 滑翔机 倾转旋翼 桨叶 桨毂 尾桨 直升机旋翼 舵面 飞行品质 飞行包线 飞行仿真 飞行模拟 飞行器设计 飞行动力学
        大气飞行 航迹规划 航路 航班 机场 空中交通 空管 机组 客机 大飞机 座舱 机载设备 机载系统 机翼结构 机身结构
        飞机结构 飞机装配 蒙皮 壁板 长桁 结冰 防冰 鸟撞 起飞 着陆 降落 续航 战斗机 歼击机 轰炸机 航电系统 飞参
        飞机发动机 全球定位 伪距 载波相位 惯性测量 惯组 初始对准 陀螺漂移 捷联 天文导航 地磁导航 地形匹配 景象匹配
        高度表 雷达导引 flight_hardware flight_mission flight_project flight_projects embedded_flight ground_support
        ground_station's ground_interface ground_operator ground_operators spacecraft_operators telemetry_data
        telemetry_downlink downlink_data uplink_data commanding command_opcode command_response event_log packetizer
        data_products health_status heartbeat time_tag time-tagged mission_time spacecraft_time leap_seconds utc_time
        julian_date sidereal vxworks rtems satellite_model dynamics_model rigid_body disturbance_torque
        disturbance_forces solar_pressure albedo eclipse shadow_function moon_orbit celestial celestial_rotation
        precession nutation polar_motion ecliptic azimuth_elevation visibility_analysis star_catalog body-fixed
        coordinate_frame direction_cosine angular_momentum euler_equation orbit_type kepler keplerian inclination_raan
        perigee apogee eccentricity semi-major clohessy-wiltshire relative_orbit formation_flying rendezvous_docking
        nozzles stringers refuelling thrust spacecraft_propulsion ion_propulsion hall_thruster cold_gas monopropellant
        bipropellant hydrazine turbopump combustor_rocket fairing stage_separation recovery_system apogee_detection
        barometer range_safety passenger_aircraft cabin_pressure jet_aircraft military_aircraft gyrometers
        turn-sensitive navigational road_navigation positioning_system position_information positioning
        position_measurement target_range distance_measurement time-of-flight echo_signal reflected_wave radar radars
        姿勢 姿勢角 姿勢系 軌道情報 軌道伝播 軌道計算 太陽方向 太陽光圧 大気抵抗 重力傾斜 外乱トルク 角運動量 天体 日陰
        地磁気モデル 磁気モーメント 推進機 燃料タンク 機上 機上時刻 地上試験 地上局コマンド テレメトリデータ
        コマンド送信 モード遷移 異常検知 縮退 打上 打上機 射場 降下 放出 モータ燃焼 高度 気圧センサ 加速度 分離検知
        回収 航法誘導 誘導制御 飛翔 飛翔体 滑空機 人力飛行機 姿态机动 姿态稳定 姿态测量 姿态敏感 姿控 轨控 星载 天基
        天地 升力体 航天发射 发射场 发射窗口 火箭助推 助推器 级间 整流罩 液体推进 推进剂贮箱 贮箱 空天 空天飞机
        飞行马赫 飞行高度 飞行速度 飞行员 机动飞行 航天员 失重 微重力 宇航 宇宙飞船 测控网 测控站 遥感卫星 气象卫星
        导航卫星 通信卫星 卫星通讯 机匣 涡轮盘 叶尖 叶片振动 旋转失速 进气畸变 颗粒分离 航空材料 航空工业 航空公司 客舱
        驾驶舱 油箱 起落 平尾 垂尾 翼梢 翼身 机动性 纵向 横航向 侧滑 滚转 俯仰 偏航""",
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
        impedance_control force_control passivity feedback_linearization backstepping observer-based multi-agent_system
        multi-agent_systems consensus_control networked_control event-triggered input_saturation disturbance_observer
        disturbance_rejection gain_scheduling system_identification servo_control hydraulic_actuator soft_robot
        soft_robotics swarm_robot legged_robot visual_odometry 外乱オブザーバ インピーダンス制御 協調制御
        ビジュアルサーボ システム制御 制御対象 制御系設計 運動制御 计算机控制 自动控制 控制算法 控制方案 跟踪控制 反步
        动态面 扰动观测器 干扰抑制 事件触发 一致性控制 多智能体 网络控制系统 智能控制 专家系统 传感器融合 视觉伺服
        阻抗控制 柔性关节 足式 移动机械臂 车间调度 流水车间 调度问题 分布式控制 集散控制 现场总线 可编程控制器
        迭代学习控制 变结构控制 容错控制 参数辨识 被控对象 镇定 保性能控制 control_engineering controller_design
        controlled_plant plant_model setpoint steady-state_error overshoot settling_time rise_time phase_margin
        gain_margin stability_analysis asymptotically_stable asymptotic_stability exponential_stability
        lyapunov-krasovskii linear_matrix matrix_inequality lmi lmis time-varying_delay switched_system
        switched_systems singular_systems hybrid_systems markovian_jump fault-tolerant_control fault_diagnosis
        iterative_learning internal_model smith_predictor decoupling_control anti-windup kalman_filter kalman_filtering
        extended_kalman particle_filter state_estimation sensor_fusion data_fusion petri_net supervisory_control
        discrete-event plc scada distributed_control fieldbus process_control industrial_automation teach_pendant
        robot_hand joystick_control hand-eye redundant_manipulator parallel_manipulator parallel_mechanism
        stewart_platform dexterous tactile_sensor force_sensor legged_locomotion gait_planning zero_moment
        cleaning_robot humanoids telepresence unmanned_vehicle driverless lane_keeping formation_control
        cooperative_control consensus_problem 制御 自動制御 プロセス制御 シーケンス制御 デジタル制御 ディジタル制御
        制御入力 制御則 制御性能 閉ループ 開ループ 周波数応答 過渡応答 定常偏差 位相余裕 ラプラス変換 状態推定 状態空間
        線形システム 動的システム システム工学 最適化理論 計測制御 計測工学 センシング 力覚 触覚 歩行 ハンド
        産業ロボット 自律 遠隔 協調 群ロボット 生産システム 自動化 離散事象 ペトリネット 内模控制 史密斯 前馈 串级 死区
        饱和 超调 稳态误差 调节时间 响应速度 阶跃响应 传递函数 根轨迹 频域 幅值裕度 相角裕度 能控 能观 极点配置
        状态空间 状态方程 状态估计 输出跟踪 跟踪误差 稳定性判据 充分条件 全局渐近 指数稳定 鲁棒稳定 鲁棒性 lyapunov
        二次型 最优性能 动态规划 不确定系统 不确定性 参数不确定 奇异系统 切换 混杂系统 马尔可夫跳变 随机系统 采样控制
        量化反馈 网络化控制 网络化 时延 丢包 死锁 变时滞 大系统 关联系统 分散控制 递阶 复杂系统 复杂网络同步 混沌同步
        混沌控制 混沌系统 自抗扰 扩张状态观测器 滑动模态 趋近律 抖振 反演 反步法 自校正 自适应律 模型参考 参考模型
        逆系统 神经元控制 小脑模型 模糊控制器 隶属 模糊规则 模糊逻辑 广义预测 动态矩阵 滚动优化 软测量 工业过程
        过程监控 过程控制系统 控制回路 故障检测 故障隔离 主元分析 间歇过程 批次过程 精馏塔 生产调度 作业车间 petri
        离散事件 监督控制 组态 dcs 上位机 控制系统设计 计算机控制系统 自动化 自动化系统 控制平台 嵌入式控制 倒立摆 球杆
        双容 水箱 液位控制 温度控制 温控 恒温 伺服控制 位置控制 速度控制 力矩控制 张力控制 同步控制 交流伺服 直流伺服
        转台 并联机构 并联机器人 自由度 雅可比 奇异位形 工作空间 灵巧 夹持 关节角 步态 行走机构 轮式 履带式 蛇形机器人
        仿生 飞行机械臂 足球机器人 服务机器人 护理机器人 康复机器人 焊接机器人 机器人视觉 标定 手眼 视觉导航 视觉测量
        即时定位 地图构建 栅格地图 人工势场 蚁群算法 编队控制 编队 协同控制 群体 粒子滤波 多传感器 信息融合 数据融合
        状态滤波 无迹卡尔曼 扩展卡尔曼 滤波器设计 系统建模 建模与控制 智能车 无人驾驶 车辆控制""",
    "weapons": """
        weapon weapons weapon_system weapon_systems firearm firearms handgun pistol rifle rifles shotgun machine_gun
        gun_barrel muzzle suppressor cartridge_case ammunition ammunitions bullet bullets projectile projectiles
        warhead warheads munition munitions missile missiles ballistic_missile cruise_missile anti-tank surface-to-air
        air-to-air guided_missile torpedo torpedoes artillery howitzer mortar_shell grenade grenades bomb bombs
        landmine mine_clearing explosive explosives high_explosive rdx hmx tnt petn c-4 detonator detonators detonation
        initiator primer_cap pyrotechnic propellant_charge gunpowder shaped_charge fragmentation penetrator
        armor_piercing body_armor bulletproof armored armour_plate tank_turret fire_control gunner firing_pin
        trigger_mechanism magazine_well safety_selector bowstring crossbow archery fuze fuzes fuse_setting
        electronic_warfare jamming jammer countermeasure countermeasures decoy chaff stealth_aircraft radar_cross
        infrared_seeker target_acquisition battlefield combat military_operation military_forces troops warfighter
        chemical_weapon nerve_agent biological_weapon directed-energy railgun 武器 兵器 火器 銃砲 拳銃 小銃 猟銃 空気銃
        銃身 弾丸 弾薬 実包 砲弾 弾頭 爆弾 手榴弾 地雷 機雷 魚雷 ミサイル 誘導弾 火薬 火薬類 爆薬 起爆 雷管 導火線
        導爆線 産業火薬 煙火 信管 発射薬 爆轟 装甲 防弾 戦車 火砲 自衛隊 防衛省 防衛装備 軍事 戦闘 化学兵器 生物兵器
        刀剣 銃刀 武器系统 武器装备 火炮 火箭炮 榴弹炮 迫击炮 身管 炮口 炮管 膛压 内弹道 外弹道 终点弹道 弹道 弹丸 弹药
        弹头 子弹 枪械 步枪 手枪 机枪 狙击 破片 战斗部 聚能装药 射流 侵彻 穿甲 毁伤 杀伤 爆炸 炸药 引信 火工品 发射药
        火药 推进剂装药 爆轰 殉爆 黑索今 奥克托今 含能材料 导弹 反舰导弹 制导 制导武器 末制导 导引头 脱靶量 鱼雷 水雷
        手榴弹 坦克 装甲车 自行火炮 火控 火力 靶场 靶板 军事 军队 军队院校 部队 我军 解放军 国防 国防建设 作战 作战指挥
        战争 战场 战役 战术 战略学 信息化战争 联合作战 非战争军事 军人 官兵 士兵 军事训练 军事思想 军事理论 指挥员
        指挥控制 装备保障 后勤保障 装备管理 电子战 电子对抗 干扰机 雷达对抗 诱饵 隐身 反坦克 防空 反导 拦截 空袭 军械
        弹药储存 兵力 毁伤效能 射击 命中概率 军工 ballistics terminal_ballistics interior_ballistics gun_propellant
        blast_wave armor_plate sighting_device 爆風 弾道 照準 瞄准 冲击波 靶弹 枪弹 弹药库 自动武器 雷场 fire-control
        weaponry weaponized small_arms semi-automatic fully_automatic gunshot ordnance rocket_launcher
        projectile_launcher airgun air_gun paintball stun_gun taser gun_stock gun_sight riflescope rifle_scope
        bolt_carrier breech breechblock muzzle_brake recoil sabot tracer cannon cannons gunfire shrapnel blasting
        blasting_cap detonating detonating_cord explosive_charge oxidizer_fuel insensitive_munition propellant_grain
        nitrocellulose nitroglycerin cl-20 tatb pbx ammonium_perchlorate thermite armed_forces infantry warship
        naval_gun anti-aircraft anti-ship anti-submarine missile_defense interceptor_missile seeker homing_guidance
        proportional_navigation miss_distance kill_probability lethality penetration_depth ballistic_protection sniper
        camouflage night-vision minefield demining unexploded_ordnance proximity_fuze arming_device chemical_warfare
        sarin mustard_gas bioweapon dirty_bomb laser_weapon high-power_microwave electromagnetic_launch 砲身 砲塔
        機関銃 機関砲 散弾 散弾銃 狙撃 照準器 弾倉 引き金 発火装置 点火薬 爆発物 爆発性 硝酸アンモニウム
        ニトログリセリン 推進薬 弾着 着弾 防衛 防衛大臣 防衛出動 武力攻撃 武力行使 戦争 軍用 軍隊 陸上自衛隊 海上自衛隊
        航空自衛隊 護衛艦 迎撃 対空 対戦車 レーダー妨害 電子戦 火薬庫 銃器 けん銃 火药燃气 火药装药 装药 装药结构
        装药量 装甲目标 装甲防护 陶瓷装甲 复合装甲 反应装甲 靶标 着靶 弹体 弹芯 弹丸速度 弹丸飞行 初速 炮弹 炮膛
        火炮发射 火炮身管 坦克炮 舰炮 高炮 自动机 供弹 后坐 后坐力 制退 复进 炮架 炮塔 随动 自行高炮 迫弹 末敏弹 末修
        弹道修正 子母弹 布撒 云爆 温压 破甲 杆式 长杆 爆炸成形 成型装药 聚能 战斗部破片 预制破片 破片速度 冲击起爆
        起爆药 点火药 点火具 发射装药 双基推进剂 复合推进剂 固体推进剂 改性双基 硝化甘油 硝化棉 高氯酸铵 叠氮 六硝基
        爆速 爆压 爆热 感度 撞击感度 钝感 安定性 相容性 传爆 引爆 起爆网路 电雷管 导爆索 烟火剂 烟幕 干扰弹 红外诱饵
        爆炸冲击 爆炸载荷 水下爆炸 爆轰波 靶试 射表 射程 射击精度 射击效力 散布 密集度 弹着点 弹道解算 弹道模型 落点
        炮兵 火控系统 火力控制 火力分配 目标分配 瞄准镜 稳瞄 观瞄 侦察 目标毁伤 毁伤评估 易损性 命中 突防 饱和攻击
        导弹武器 导弹防御 弹道导弹 巡航导弹 空空导弹 地空导弹 防空导弹 反辐射 中制导 寻的 比例导引 制导律 制导精度
        制导炸弹 航空炸弹 鱼雷武器 舰载武器 武器平台 军用 军火 军工企业 布雷 扫雷 猎雷 潜射 防弹 防护工程 防弹衣 单兵
        枪管 枪机 自动步枪 警用 非致命 无人作战 无人战车 履带车辆 坦克装甲 军队建设 军事斗争 军事行动 军事战略 军事革命
        军事变革 军事科学 军事人才 军事教育 军事院校 军校 军地 军民融合 军民结合 军政 军团 陆军 海军 空军 第二炮兵 武警
        民兵 预备役 国防动员 国防教育 国防科技 国防费 战备 战时 战斗力 战斗 作战能力 作战样式 作战体系 作战任务
        作战仿真 作战模拟 作战效能 作战理论 体系作战 联合 一体化联合 指挥 指挥信息 指挥所 参谋 指战员 士官 干部队伍
        部队管理 部队训练 演习 演练 兵棋 战法 战役指挥 战略威慑 威慑 核威慑 制空 制海 制信息 信息战 网络战 心理战
        舆论战 法律战 游击战 抗日 敌人 敌方 敌我 防御 歼灭 登陆 两栖 封锁 攻击 反恐 维和 军费 军备 裁军 军控 政治工作
        思想政治工作 军需 装备采购 装备科研 装备维修 装备体系 武器装备体系 装备论证 装备试验 保障力量 战场环境 战场态势
        毛泽东军事 孙子兵法 兵法 弹道学 弹道参数 弹道诸元 弹丸膛内 弹炮 弹着 弹托 弹翼 尾翼弹 火箭弹 制导火箭 制导弹药
        灵巧弹药 子弹药 弹射 布撒器 母弹 抛撒 开舱 火炮系统 火炮射击 火炮瞄准 牵引火炮 高射炮 轻武器 枪口 身管寿命
        身管烧蚀 烧蚀 膛线 挤进 闭气 击发 击针 发火 火帽 底火 点传火 药筒 药柱 药室 燃速 燃烧转爆轰 压力指数 燃气压力
        推进剂燃烧 推进剂力学 丁羟 fox-7 硝铵 硝胺 铝粉 含铝炸药 炸药爆炸 爆炸威力 爆炸能量 爆炸效应 爆炸场 超压
        冲击波超压 冲量 毁伤半径 毁伤概率 毁伤模式 毁伤能力 杀爆 串联战斗部 攻坚 侵彻深度 侵彻弹 侵彻混凝土 靶板厚度
        装甲板 均质装甲 防护结构 防爆 抗爆 炮孔 装备 装备保障体系 装备使用 装备技术 装备故障 装备发展 装备维护 军用装备
        军用车辆 军用软件 军工产品 军事需求 军事应用 军事物流 军事运筹 军事地理 军事医学 军事仿真 军事通信 军队信息化
        军队后勤 后勤 战场信息 战场侦察 战场监视 战术导弹 战略导弹 战斗机 战斗部威力 战斗舰艇 对抗 对抗仿真 红蓝 红方
        蓝方 威胁评估 威胁目标 目标识别率 目标指示 来袭 突击 打击 打击效果 精确打击 火力打击 火力支援 火力单元 射击诸元
        射击误差 射击方式 连射 点射 瞄准线 捷联导引 光电干扰 光电对抗 激光制导 激光驾束 红外制导 毫米波制导 复合制导
        雷达导引头 寻的制导 末段 弹道末段 无控 机动目标 空中目标 地面目标 装甲车辆 舰载机 航空母舰 航母编队 海战 空战
        空袭目标 陆战 城市作战 信息作战 网络中心战 指挥自动化 指挥系统 c4isr 作战计划 作战方案 作战决策 作战单元
        作战环境 作战对象 作战指挥系统 部队指挥 军官 将领 军人职业 兵役 征兵 退伍 战士 连队 军营 军种 军兵种
        军衔""",
    "marine": """
        ship ships ship_hull shipbuilding shipyard shipboard vessel_hull hull hulls propeller_shaft marine_propeller
        ship_propeller submarine submarines submersible underwater_vehicle underwater_vehicles auv rov sonar sonars
        hydrophone hydrophones underwater_acoustic underwater_acoustics towed_array seabed seafloor seawater sea_water
        sea_surface sea_ice ocean_current ocean_currents oceanic ocean_engineering oceanography oceanographic offshore
        offshore_platform offshore_structure mooring mooring_line buoy buoys floating_platform semi-submersible fpso
        drilling_platform riser_pipe subsea subsea_pipeline ballast_water ballast_tank bulkhead bulkheads keel rudder
        bow_thruster seakeeping ship_motion roll_motion wave_height significant_wave tidal_current tide_gauge estuary
        coastal shoreline breakwater harbor harbour port_facility container_ship bulk_carrier tanker navigation_channel
        seafarer seafarers mariner lifeboat deck_machinery marine_diesel marine_engine tugboat yacht sailing hydrofoil
        catamaran deep-sea continental_shelf salinity thermocline marine_environment 船舶 船体 船級 造船 船員 船長
        船舶安全法 船舶検査 小型船舶 漁船 旅客船 貨物船 タンカー 満載喫水線 喫水 復原性 甲板 隔壁 舵 操舵 推進器
        プロペラ軸 機関室 救命艇 救命設備 救命胴衣 海上衝突 海上交通 航路 港湾 港則 水先 海難 海洋構造物 海洋工学 海底
        深海 潜水船 潜水艦 潜水士 水中ロボット 水中音響 ソナー 係留 浮体 バラスト水 海水 海流 潮汐 波浪 海洋汚染 海岸
        領海 排他的経済水域 船型 船用 舰船 舰艇 潜艇 潜器 水下航行器 潜水器 水下滑翔 无人艇 航母 螺旋桨 船舵 舵机
        操纵性 耐波性 船舶阻力 兴波 船舶工程 船厂 舱室 舱段 船板 海洋工程 海洋平台 海上平台 导管架 半潜式 浮式 系泊
        系泊系统 锚链 立管 海底管道 海底管线 深水 海域 海区 海面 洋流 海浪 波高 潮流 风暴潮 海冰 近岸 河口 港口 航道
        码头 防波堤 水声 水声信道 声呐 水听器 水下目标 浮标 海洋环境 海洋沉积 沉积物柱 大陆架 黄海 东海 南海 渤海
        太平洋 赤潮 浮游植物 叶绿素 盐度 温跃层 上升流 海洋生态 海洋科学 海上风 海事 船员 船舶主机 压载水 集装箱船 油轮
        seagoing seaworthiness watercraft waterborne vessel's boat boats ferry cargo_vessel fishing_vessel anchor
        anchoring anchor_chain dredger dredging jack-up_rig wellhead_platform floating_production tension_leg
        spar_platform subsea_tree umbilical hull_form hull_girder double_hull bow stern starboard port_side draught
        draft_mark freeboard trim_tank hydrostatic hydroelastic wave_energy wave-induced swell internal_waves tsunami
        upwelling mixed_layer ocean_circulation eddies mesoscale phytoplankton zooplankton coral_reef intertidal
        sonobuoy echo_sounder side-scan bathymetry bathymetric multibeam pressure_hull periscope diving_suit scuba
        bilge azimuth_thruster dynamic_positioning pilotage marpol solas imo 船籍 船主 船舶所有者 船舶職員 船舶登記
        船舶番号 海技 海技士 水先人 海上保安 海上運送 海運 航海士 航海計器 海図 灯台 航路標識 錨泊 曳航 浚渫 岸壁 埠頭
        船底 船首 船尾 船倉 舷側 上甲板 水密 水密隔壁 復原 船灯 信号灯 海岸保全 沿岸 沿海 外洋 津波 海洋学 海洋環境
        海洋物理 海洋生物 海氷 黒潮 サンゴ プランクトン 海底ケーブル 水中機器 自律型無人潜水 潜水 造船所 舶用機関 船模
        船体结构 船体梁 船体外板 船型优化 船舶操纵 船舶航行 船舶推进 船舶电力 船舶动力 船舶运动 船东 船级社 船队 轮机
        舵轴 吃水 干舷 横摇 纵摇 垂荡 升沉 减摇 减摇鳍 压载 破舱 稳性 波浪载荷 波浪力 波浪谱 不规则波 规则波 造波 拖曳
        拖航 拖缆 推进器 泵喷 喷水推进 空泡 空化 尾流 伴流 绕流 锚泊 吊舱 双体船 三体船 滑行艇 气垫船 水翼 高速艇 渔船
        游艇 渡船 化学品船 散货船 滚装船 液化天然气船 挖泥船 工程船 起重船 破冰船 科考船 海工 自升式 钻井船 张力腿
        海洋立管 涡激 涡激振动 平台结构 海管 水下生产 水下采油 水下焊接 水下航行 水下机器人 水下通信 水下声 水下噪声
        辐射噪声 声隐身 潜航 耐压壳 耐压壳体 载人潜水 蛟龙 滑翔器 鱼雷型 拖体 浮力 声速剖面 水声通信 水声定位 混响
        目标强度 被动声呐 主动声呐 阵元 匹配场 海底地形 海底沉积 海底热液 海山 海沟 洋中脊 海岭 大洋 西太平洋 南大洋
        北太平洋 大西洋 印度洋 北冰洋 北极 南极 南海北部 东海陆架 台湾海峡 海峡 海湾 胶州湾 长江口 珠江口 杭州湾 黑潮
        海平面 海温 海表 海表温度 海水温度 海水养 海水淡化 潮位 潮波 余流 环流 中尺度涡 内波 锋面 混合层 水团 跃层 陆架
        陆坡 海岸带 海岸线 海滩 滩涂 潮间带 红树林 珊瑚 珊瑚礁 海草 底栖 底栖生物 大型底栖 浮游动物 浮游生物 初级生产力
        有孔虫 放射虫 硅藻 甲藻 微藻 营养盐 溶解氧 悬浮泥沙 悬浮体 泥沙输运 海洋观测 海洋监测 海洋数值 海洋模式 海洋能
        海洋权益 海洋资源 海洋经济 海洋微生物 海洋细菌 海洋污染 溢油 海浪谱 风浪 涌浪 有效波高 潮流能 波浪能 冷泉
        天然气水合物 可燃冰 遥感海洋 近海 远洋 船体强度 船体振动 船体线型 船体曲面 船舶结构 船舶设计 船舶建造 船舶制造
        船舶电站 船舶柴油 船舶管理 船舶碰撞 船舶安全 船桥 造船业 船坞 分段 舾装 船台 下水 航速 航向 航向保持 航迹保持
        舵角 回转 海况 海试 顶浪 迎浪 横浪 砰击 甲板上浪 上浪 晃荡 液舱 液舱晃荡 舱壁 隔舱 舱口 加筋板 板架 极限强度
        总纵 疲劳强度评估 船级 规范 海损 搁浅 破冰 冰载荷 浮箱 浮筒 浮吊 浮态 船舶水动力 水动力系数 水动力性能 势流
        兴波阻力 粘性流 自由液面 自由面 桨叶 导管桨 侧推 推进性能 螺旋桨激振 轴系振动 海底电缆 海底隧道 铺管 海洋钻井
        海洋石油 海上油田 海上作业 导管架平台 桩基平台 平台 储油轮 单点系泊 缆绳 缆索 钢悬链 水深 浅水 潜艇操纵 潜深
        潜水员 水下爆 水下声学 水声信号 水声目标 水声换能 换能器 水听 声传播 海洋噪声 舰船噪声 舰船目标 舰载 舰员
        海洋动力 海洋地质 海洋地球 海洋化学 海洋气象 海洋水文 海洋遥感 海洋调查 海洋预报 海洋灾害 海洋技术 海洋渔业
        海洋浮游 海洋酸化 海气 海气相互 海水样品 海水中 海水入侵 海域使用 海洋功能 海岛 岛礁 岛屿 近岸海域 湾口 莱州湾
        北部湾 三亚 厦门 大亚湾海域 粤东 冲绳海槽 马里亚纳 楚科奇 白令海 威德尔 普里兹 赤道太平洋 暖池 热带太平洋
        太平洋暖 暖流 沿岸流 上升流区 羽状锋 冲淡水 径流入海 入海 盐水入侵 潮间 潮滩 潮沟 沉积速率 表层沉积物 悬沙 底质
        柱状样 沉积物中 浅地层 单道地震 多波束 侧扫 粒度 氧同位素 生物硅 颗石藻 介形 桡足类 箭虫 水母 多毛类 海绵 海星
        海胆 海豚 海龟 海鸟 褐藻 赤潮藻 夜光藻 甲烷渗漏 锰结核 结核 富钴结壳""",
})  # fmt: skip
"""Field to the terms that tell it alone."""
