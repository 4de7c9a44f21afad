"""Terms that by themselves tell a field of matter, energy or vehicles, in English, Japanese and Chinese.

Beside them stand the fields' usual words (`topics`), which other subjects share. Entries are as in `lexicon`.
"""

from __future__ import annotations

from types import MappingProxyType

MATTER_TERMS: MappingProxyType[str, str] = MappingProxyType({
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
        航空航天""",
    "materials": """
        alloy alloys superalloy titanium_alloy aluminum_alloy magnesium_alloy stainless_steel steels cast_iron
        intermetallic martensite martensitic austenite austenitic ferrite pearlite bainite dislocation dislocations
        grain_boundary grain_boundaries grain_size microstructure microstructures precipitation_hardening
        heat_treatment quenching tempering annealing sintering sintered powder_metallurgy hot_pressing casting forging
        hot_rolling extrusion solidification metallurgy metallurgical blast_furnace slag smelting ladle
        continuous_casting tensile_strength yield_strength hardness fracture_toughness fatigue_crack creep ductility
        elastic_modulus young's_modulus corrosion_resistance corrosion wear_resistance coating coatings thin_films
        thin_film sol-gel ceramic ceramics zirconia alumina silicon_nitride perovskite ferroelectric ferroelectrics
        piezoelectric multiferroic magnetoresistance ferromagnetic antiferromagnetic ferromagnetism magnetization
        superconductor superconductors superconducting superconductivity cuprate cuprates pnictide mgb2 ybco
        transition_temperature critical_temperature flux_pinning lattice_constant lattice_parameter crystal_structure
        crystal_structures single_crystal single_crystals polycrystalline amorphous metallic_glass first-principles
        density_functional ab_initio band_structure electronic_structure phonon phonons x-ray_diffraction xrd
        neutron_diffraction electron_microscopy sem tem raman nanoparticle nanoparticles nanostructure nanostructures
        nanocomposite nanotube nanotubes carbon_nanotubes graphene fullerene fullerenes carbon_fiber composite_material
        composite_materials fiber-reinforced epoxy_resin polymer polymers copolymer copolymers polyethylene
        polypropylene polyimide polyurethane monomer polymerization crosslinking membrane_polymer rubber hydrogel
        aerogel zeolite mof shape_memory biomaterial spintronics half-metallic 合金 鉄鋼 鉄鋼材料 ステンレス鋼
        アルミニウム合金 チタン合金 マグネシウム合金 金属材料 金属組織 結晶粒 粒界 転位 マルテンサイト オーステナイト
        フェライト 析出硬化 熱処理 焼入れ 焼戻し 焼結 凝固 鋳造 鍛造 圧延 製錬 精錬 引張強度 降伏応力 破壊靭性 疲労破壊
        クリープ 硬さ 腐食 防食 表面処理 めっき 薄膜 セラミックス 無機材料 有機材料 高分子材料 高分子化学 高分子 重合
        共重合 架橋 樹脂 ゴム 複合材料 炭素繊維 カーボンナノチューブ グラフェン ナノ粒子 結晶構造 格子定数 回折 線回折
        電子顕微鏡 状態図 相変態 拡散係数 格子欠陥 誘電体 強誘電体 圧電体 磁性体 磁性材料 超伝導体 超電導 材料科学
        材料工学 材料組織 機能材料 生体材料 ガラス転移 液晶 钛合金 铝合金 镁合金 高温合金 不锈钢 铸铁 钢板 钢材 马氏体
        奥氏体 铁素体 贝氏体 珠光体 晶粒 晶界 位错 析出相 显微组织 微观结构 热处理 淬火 回火 退火 烧结 粉末冶金 热压
        铸造 锻造 轧制 热轧 冷轧 挤压 冶金 高炉 转炉 炼钢 炼铁 连铸 钢水 炉渣 脱硫 精炼 烧结矿 球团 熔炼 浸出 萃取
        电解铝 选矿药剂 抗拉强度 屈服强度 断裂韧性 疲劳寿命 蠕变 硬度 耐磨性 耐蚀性 腐蚀 镀层 涂层 溶胶-凝胶 溶胶凝胶
        陶瓷 氧化铝 氧化锆 压电 铁电 介电常数 磁性能 超导体 晶格常数 第一性原理 密度泛函 射线衍射 扫描电镜 透射电镜
        纳米粒子 纳米材料 纳米线 碳纳米管 石墨烯 碳纤维 复合材料 复合涂层 树脂 环氧树脂 聚合物 共聚物 聚乙烯 聚丙烯
        聚酰亚胺 聚氨酯 交联 单体 橡胶 水凝胶 气凝胶 分子筛 形状记忆 生物材料 非晶 金属玻璃 力学性能 热稳定性""",
    "energy": """
        battery_pack battery_cell battery_cells battery_module secondary_battery rechargeable_battery lithium-ion
        lithium_ion lithium_battery lead-acid storage_battery battery_case battery_compartment cathode_material
        anode_material electrolyte separator_film state_of charging_current discharge_current charger chargers
        charging_station electric_vehicle electric_vehicles fuel_cell fuel_cells sofc pemfc electrolyzer
        hydrogen_storage supercapacitor supercapacitors photovoltaic photovoltaics solar_cell solar_cells solar_panel
        solar_panels solar_energy wind_power wind_turbine wind_turbines wind_farm geothermal biomass biofuel biogas
        hydropower hydroelectric power_plant power_plants power_generation power_station power_grid smart_grid
        microgrid distributed_generation transmission_line transmission_lines distribution_network substation
        switchgear circuit_breaker transformer transformers power_transformer relay_protection short-circuit
        reactive_power active_power load_flow power_flow power_system power_systems power_electronics inverter
        inverters rectifier_circuit dc-dc hvdc induction_motor synchronous_generator permanent_magnet steam_turbine
        gas_turbine boiler boilers combustion_chamber combustor flame coal coal-fired pulverized_coal gasification
        flue_gas natural_gas petroleum crude_oil oil_well oil_field reservoir_pressure enhanced_recovery drilling_fluid
        wellbore borehole_drilling fracturing refinery pipeline_transport heat_pump heat_exchanger heat_exchangers
        refrigerant refrigeration heat_transfer thermal_storage internal_combustion diesel_engine engine_cylinder
        fuel_injection energy_storage energy_conversion energy_efficiency uninterruptible_power 二次電池
        リチウムイオン電池 リチウム電池 全固体電池 鉛蓄電池 蓄電池 燃料電池 正極 負極 電解液 太陽電池 太陽光発電
        風力発電 地熱発電 水力発電 火力発電 発電所 発電機 電力系統 電力変換 送配電 送電線 変電所 変圧器 遮断器
        誘導電動機 同期機 パワーエレクトロニクス インバータ 蒸気タービン ガスタービン ボイラー ボイラ 内燃機関
        ディーゼル 燃焼器 ヒートポンプ 熱交換器 冷凍 伝熱 熱機関 石油精製 天然ガス 石炭 原油 掘削 水素エネルギー
        再生可能エネルギー スマートグリッド 電気事業 ガス事業 锂离子电池 锂电池 蓄电池 铅酸电池 燃料电池 正极材料
        负极材料 电解液 电池组 充电桩 电动汽车 超级电容 储能 太阳能电池 太阳能 光伏 光伏发电 风力发电 风电场 风电
        水电站 火电厂 电厂 热电 发电机组 发电机 电力系统 电网 智能电网 微电网 配电网 输电线路 高压输电 直流输电 变电站
        变压器 断路器 继电保护 短路电流 无功功率 无功补偿 有功功率 潮流计算 谐波 电能质量 逆变器 整流器 变频器 变流器
        电力电子 异步电机 感应电机 同步电机 永磁电机 永磁同步电机 直线电机 绝缘子 局部放电 绝缘 汽轮机 燃气轮机 锅炉
        循环流化床 燃烧器 煤粉 燃煤 煤气化 烟气 内燃机 柴油机 汽油机 发动机缸内 喷油 热泵 制冷 制冷剂 空调 换热器 传热
        强化传热 热管 余热 天然气 石油 油田 油藏 储层 油井 采油 采收率 注水 驱油 聚合物驱 压裂 钻井 钻井液 固井 井壁
        测井 稠油 渗透率 油气田 输油管道 气藏 炼油 页岩气 煤层气 电力市场 负荷预测 two-phase_flow boiling_heat
        condensation_heat heat_flux heat_exchange thermodynamic_cycle rankine nozzle_burner hydraulic_turbine
        pumped_storage energy_harvesting battery_management lithium_metal solid-state_battery solid_electrolyte
        redox_flow perovskite_solar oil_recovery porous_media fossil_fuel carbon_capture
        voltage_stability grid-connected wind_energy solar_thermal 熱流束 沸騰 凝縮 熱サイクル 揚水発電 電池管理
        固体電解質 全固体 石油開発 水素貯蔵 换热 热流密度 对流换热 沸腾换热 凝结换热 辐射换热 热辐射 两相流 流型
        热力循环 工质 火焰 着火 燃烧特性 火电机组 配电变压器 配变 感应加热 励磁 直流电机 开关磁阻 电动机 电机控制
        调速系统 高电压 电晕 避雷器 接地网 电缆 电压稳定 并网 孤岛 供电可靠性 电力设备 润湿性 油气 圈闭 地震资料
        烃源岩 油气藏 岩心 注采 含水率 剩余油 水平井 试井 完井 套管 岩性 低渗透""",
    "nuclear": """
        nuclear_reactor nuclear_reactors nuclear_power nuclear_fuel nuclear_fission nuclear_fusion nuclear_energy
        nuclear_physics nuclear_reaction nuclear_reactions nuclear_matter nuclear_structure nuclear_plant
        nuclear_weapon reactor_core reactor_vessel reactor_coolant pressurized_water boiling_water light-water
        fast_reactor breeder molten_salt control_rod control_rods fuel_rod fuel_rods fuel_assembly fuel_assemblies
        fuel_pellet cladding_tube uranium uranium-235 u-235 plutonium thorium actinide actinides transuranic fissile
        fission_product fission_products criticality neutron_flux neutron_source neutron_capture neutrons
        thermal_neutron moderator radioactive_waste radioactive_material spent_fuel reprocessing vitrification
        isotope_separation gas_centrifuge enrichment_plant enriched_uranium safeguards iaea radionuclide radionuclides
        radioisotope radioisotopes half-life gamma-ray_spectrometry beta_decay alpha_particles alpha_decay dosimetry
        dosimeter absorbed_dose radiation_shielding radiation_protection ionizing_radiation irradiation_facility geiger
        scintillator tokamak stellarator plasma_confinement deuterium tritium heavy_water inertial_confinement
        containment_vessel loss-of-coolant decommissioning cesium-137 cobalt-60 nuclei nucleon nucleons nuclide isospin
        giant_resonance shell_model heavy_ion heavy-ion quark-gluon collective_flow rhic nucleus-nucleus halo_nuclei
        superheavy nuclear_force mean-field_nuclear 原子力 原子炉 原子力発電 発電用原子炉 試験研究用 核燃料 核燃料物質
        核原料物質 使用済燃料 再処理 核分裂 核融合 中性子 臨界 炉心 制御棒 冷却材 軽水炉 高速炉 加圧水型 沸騰水型
        ウラン プルトニウム トリウム 同位体 放射性同位元素 放射性廃棄物 放射性物質 放射線 放射線障害 放射線防護 放射能
        被ばく 線量 遮蔽 廃止措置 保障措置 トカマク 重水素 三重水素 原子核 核種 特定核燃料 核电站 核电厂 核电 核反应堆
        反应堆 堆芯 压水堆 沸水堆 快堆 高温气冷堆 熔盐堆 控制棒 燃料组件 燃料元件 乏燃料 后处理 铀 铀矿 钚 钍 铀浓缩
        裂变 聚变 裂变产物 中子 中子源 中子通量 临界 冷却剂 一回路 蒸汽发生器 安全壳 失水事故 放射性 放射性废物
        放射性核素 核素 辐射防护 辐照 辐射剂量 剂量率 屏蔽 探测效率 闪烁体 同位素 氚 氘 托卡马克 等离子体约束 惯性约束
        核安全 核材料 核设施 核技术 核物理 质子束 重离子 加速器 蒙特卡罗模拟 退役 锕系 reactor_physics
        neutron_transport burnup fuel_cycle radiation_dose beta-decay scintillation nuclear_data 核データ 燃焼度
        线性加速器 燃耗 核数据 核测井 中子输运 放射源 探测器""",
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
        blast_wave armor_plate sighting_device 爆風 弾道 照準 瞄准 冲击波 靶弹 枪弹 弹药库 自动武器 雷场""",
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
        太平洋 赤潮 浮游植物 叶绿素 盐度 温跃层 上升流 海洋生态 海洋科学 海上风 海事 船员 船舶主机 压载水 集装箱船
        油轮""",
    "bio": """
        gene_expression gene genes genome genomes genomic genetic_variation dna rna mrna sirna microrna mirna
        nucleotide nucleotides nucleic_acid chromosome chromosomes allele alleles mutation mutations mutant mutants
        phenotype phenotypes genotype genotypes transcription_factor transcription transcriptional transcriptome
        proteome proteomics protein_folding protein_protein proteins amino_acid amino_acids peptide peptides enzyme
        enzymes enzymatic antibody antibodies monoclonal antigen antigens antigenic cell_culture cell_line cell_lines
        stem_cell stem_cells cell_membrane cytoplasm mitochondria mitochondrial ribosome apoptosis cell_cycle
        cell_division receptor_binding ligand signal_transduction kinase phosphorylation polymerase_chain pcr
        sequencing sequence_alignment phylogenetic phylogeny homologous recombinant recombination plasmid plasmids
        expression_vector cloning crispr cas9 transgenic transfection e_coli escherichia_coli bacteria bacterial
        bacterium microbial microorganism microorganisms strain_isolated virus viruses viral pathogen pathogens vaccine
        vaccines toxin toxins biosafety fermentation bioreactor yeast fungi fungal metabolism metabolic metabolite
        metabolites biosynthesis photosynthesis lipid lipids biomolecule biomolecules molecular_biology biophysics
        biochemical biology biological_systems population_dynamics natural_selection evolutionary fitness speciation
        species_diversity ecology ecosystems neuronal neurons synaptic spike_train mice drosophila zebrafish 遺伝子
        遺伝子発現 遺伝子組換え ゲノム 染色体 核酸 塩基配列 転写 転写因子 翻訳後修飾 突然変異 変異体 タンパク質 蛋白質
        酵素 酵素反応 抗体 抗原 免疫 受容体 細胞 細胞膜 細胞周期 細胞分裂 幹細胞 細胞培養 細胞内 ミトコンドリア
        シグナル伝達 代謝 代謝経路 生化学 分子生物学 細胞生物学 生命科学 生命理工 生物学 生物工学 バイオテクノロジー
        微生物 細菌 大腸菌 ウイルス 病原体 ワクチン 毒素 発酵 培養 生態学 進化 発生生物 神経科学 脂質 糖鎖 ペプチド
        アミノ酸 バイオインフォマティクス 基因 基因表达 基因组 基因克隆 转基因 核苷酸 序列分析 同源性 系统发育 分子标记
        遗传多样性 突变体 转录 转录因子 蛋白质 蛋白表达 重组蛋白 酶活性 酶活 同工酶 单克隆 免疫原性 受体 细胞 细胞培养
        细胞系 细胞膜 细胞凋亡 细胞周期 干细胞 线粒体 信号转导 磷酸化 聚合酶链 rt-pcr 引物 扩增 测序 质粒 载体构建
        原核表达 大肠杆菌 克隆 转染 菌株 细菌 真菌 病毒 病原菌 疫苗 发酵 发酵液 培养基 代谢产物 代谢途径 生物合成
        光合作用 氨基酸 多肽 脂质 生物信息学 生态学 物种 新种 昆虫 种群 种群动态 群落 生物多样性 新记录 叶绿体 神经元
        小鼠 果蝇 斑马鱼 生物技术 bioreactors bioartificial biogas_process nitrifying nitrification
        anaerobic_digestion culture_medium biosensor biosensors biochip microarray microarrays bioassay hybridization
        protein_expression immunoassay antibody-drug gene_therapy cell_suspension 生体分子 遺伝学 培地 免疫測定
        生体材料 基因治疗 生物传感器 生物芯片 免疫检测 组织培养 生物反应器 酶解""",
})  # fmt: skip
"""Field to the terms that tell it alone."""
