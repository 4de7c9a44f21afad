"""Terms that by themselves tell a field of matter, energy or life, in English, Japanese and Chinese.

Beside them stand the fields' usual words (`topics`), which other subjects share. Entries are as in `lexicon`.
"""

from __future__ import annotations

from types import MappingProxyType

MATTER_TERMS: MappingProxyType[str, str] = MappingProxyType({
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
        聚酰亚胺 聚氨酯 交联 单体 橡胶 水凝胶 气凝胶 分子筛 形状记忆 生物材料 非晶 金属玻璃 力学性能 热稳定性
        nanocrystalline nanocrystals quasicrystal superlattice_structure magnetoelectric curie_temperature
        neel_temperature spin-density antiferromagnet spin_waves spin_glass vortex_lattice vortices meissner
        upper_critical penetration_depth superconducting_gap josephson pseudogap high-tc
        high-temperature_superconductors iron-based heavy_fermion mott_insulator density-functional lda dft-based
        local_density pseudopotential interatomic molecular_dynamics vacancies vacancy_formation diffusion_coefficient
        adatom adsorbate surface_energy elastic_constants bulk_modulus thermal_conductivity thermoelectric
        dielectric_constant lattice_distortion lattice_dynamics x-ray_absorption photoemission laves_phase oxide_films
        manganite manganites oxide_superconductors glass_transition glasses glass-ceramic borosilicate
        mechanical_properties mechanical_alloying surface_treatment galvanized electroplating anodizing plating brazing
        welding_metallurgy ingot rolled_steel steel_sheet molten_metal iron_ore converter_steelmaking leaching
        solvent_extraction resin_composition resins thermoplastic thermosetting elastomer elastomers polyester
        polyamide polystyrene polycarbonate polyolefin silicone plasticizer filler fillers curing_agent flame_retardant
        laminate laminates prepreg aramid glass_fiber molecular_weight 材料学 金属学 金属工学 鉄鋼製錬 凝固組織 結晶学
        結晶成長 結晶欠陥 単結晶 多結晶 非晶質 アモルファス 機械的性質 機械的特性 力学特性 弾性率 塑性変形 加工硬化
        破壊力学 強化機構 相平衡 相変化 平衡状態図 熱分析 拡散 電析 めっき液 電気めっき 粉末 溶接 接合 誘電特性
        磁気特性 強磁性 反強磁性 磁化 光学材料 電子材料 半導体材料 ガラス セラミック 高分子物性 高分子合成 ポリマー
        エラストマー ラジカル重合 有機合成化学 ナノ材料 表面分析 界面 走査電子 透過電子 第一原理 固体物理 固体化学
        物性物理 材料強度 材料設計 新材料 功能材料 结构材料 金属间化合物 金属基 陶瓷基 树脂基 基复合材料 颗粒增强
        纤维增强 晶须 晶粒尺寸 晶粒细化 等轴晶 柱状晶 枝晶 共晶 定向凝固 单晶 多晶 非晶态 准晶 孪晶 织构 再结晶
        动态再结晶 固溶 固溶体 时效 时效处理 析出 第二相 夹杂物 夹杂 偏析 晶化 相结构 相组成 物相 物相分析 显微硬度
        维氏硬度 微结构 微观形貌 形貌 表面形貌 断口 断口形貌 韧窝 解理 冲击韧性 拉伸性能 拉伸强度 弯曲强度 抗压强度
        抗弯强度 抗拉 延伸率 伸长率 塑性 超塑性 热变形 热压缩 变形抗力 本构 流变应力 疲劳裂纹 断裂 磨损 磨损性能
        摩擦磨损 摩擦系数 自润滑 氧化膜 高温氧化 抗氧化性能 电化学腐蚀 点蚀 应力腐蚀 极化曲线 缓蚀 缓蚀剂 阳极氧化
        微弧氧化 电镀 化学镀 镀膜 磁控溅射 溅射 气相沉积 离子镀 激光熔覆 熔覆 热喷涂 等离子喷涂 喷涂 渗碳 渗氮 氮化
        表面改性 堆焊 焊接接头 焊接性 钎焊 搅拌摩擦 扩散连接 固相反应 水热合成 水热法 溶剂热 共沉淀 自蔓延 机械合金化
        球磨 放电等离子 热等静压 凝胶注模 坯体 致密化 相对密度 孔隙率 多孔 泡沫铝 泡沫 氧化物 氮化硅 碳化硼 氧化锌
        二氧化钛 钛酸钡 钛酸 钙钛矿 尖晶石 莫来石 硅酸盐 玻璃 微晶玻璃 耐火材料 介电性能 介电损耗 铁磁 居里温度 永磁体
        稀土永磁 钕铁硼 软磁 磁化强度 巨磁电阻 吸波 吸波材料 发光材料 荧光粉 荧光 热电性能 导电性能 导热系数 热膨胀
        光催化 光催化剂 光致发光 纳米管 纳米颗粒 纳米晶 纳米复合 量子尺寸 氧化石墨烯 碳材料 活性炭 碳化 塑料 弹性体
        热塑性 热固性 聚氯乙烯 聚苯乙烯 聚乳酸 聚酯 聚酰胺 尼龙 聚碳酸酯 有机硅 硅橡胶 丙烯酸酯 酚醛 偶联剂 增韧 增强剂
        共混 共混物 接枝 乳液聚合 自由基聚合 聚合反应 分子量 玻璃化 玻璃化转变 结晶度 熔融 硫化 阻燃 阻燃剂 填料 固化
        固化剂 胶粘剂 涂料 生物相容 羟基磷灰石 支架材料 合金化 稀土 稀土元素添加 镍基 铜合金 锌合金 高熵 储氢合金
        硬质合金 高速钢 模具钢 轴承钢 管线钢 微合金 低合金 低碳钢 双相钢 硅钢 取向硅钢 带钢 板带 轧辊 轧机 轧制力 连轧
        板形 热连轧 中间包 结晶器 铸坯 板坯 方坯 拉速 钢包 转炉炼钢 电弧炉 铁水 铁水预处理 高炉炼铁 炉料 焦炭 喷煤
        烧结机 球团矿 直接还原 还原 造渣 渣系 冶炼 湿法冶金 火法 浸出率 酸浸 碱浸 萃取剂 电解 电积 阳极泥 铝电解 电解槽
        氧化铝生产 赤泥 铜冶炼 铅锌 钛渣""",
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
        redox_flow perovskite_solar oil_recovery porous_media fossil_fuel carbon_capture voltage_stability
        grid-connected wind_energy solar_thermal 熱流束 沸騰 凝縮 熱サイクル 揚水発電 電池管理 固体電解質 全固体
        石油開発 水素貯蔵 换热 热流密度 对流换热 沸腾换热 凝结换热 辐射换热 热辐射 两相流 流型 热力循环 工质 火焰 着火
        燃烧特性 火电机组 配电变压器 配变 感应加热 励磁 直流电机 开关磁阻 电动机 电机控制 调速系统 高电压 电晕 避雷器
        接地网 电缆 电压稳定 并网 孤岛 供电可靠性 电力设备 润湿性 油气 圈闭 地震资料 烃源岩 油气藏 岩心 注采 含水率
        剩余油 水平井 试井 完井 套管 岩性 低渗透 transient_stability frequency_regulation voltage_control power_quality
        harmonic_distortion power_converter power_factor stator rotor_winding windings motor_drive brushless
        arc_extinguishing busbar insulator insulators power_cable power_outage photovoltaic_module solar_collector
        heat_storage thermal_power cogeneration organic_rankine waste_heat turbocharger exhaust_gas ignition_timing
        knock_combustion fuel_consumption fuel_tank intake_manifold combustion_engine gasoline carburetor spark_plug
        camshaft valve_timing stirling condenser evaporator refrigerator_cycle compressor_cycle chiller burner burners
        furnace_boiler hydrocarbon_reservoir hydrocarbon_recovery downhole drill_bit casing_string cementing proppant
        oil_shale pipeline_gas lng liquefied_natural battery batteries terminal_battery cell_voltage charge_discharge
        solid_oxide membrane_electrode proton_exchange hydrogen_production hydrogen_fuel 電動機 モータ駆動 電気機器
        電力工学 電力品質 電力貯蔵 配電 電線路 電気工作物 電気設備 電気用品 電気主任 絶縁 碍子 電力自由化 太陽熱 排熱
        廃熱 エネルギー変換 エネルギー工学 エネルギー管理 省エネルギー 熱力学サイクル 内燃 エンジン性能 ガソリン 火炎
        点火 燃料噴射 石油備蓄 揮発油 石油パイプライン 液化石油ガス 高圧ガス ガス事業者 鉱油 ガス田 電気化学エネルギー
        水電解 电气工程 电机 电机转子 定子 转子绕组 绕组 齿槽转矩 气隙 磁链 转矩脉动 直接转矩 矢量控制 无刷直流
        磁阻电机 双馈 双馈电机 变桨 风力机 风力发电机 风能 风速 风轮 桨距 尾流模型 最大功率 最大功率点 光伏阵列
        光伏系统 并网逆变 微网 分布式电源 分布式发电 电力线 输电 线路保护 距离保护 差动保护 母线 电抗器 互感器 电流互感
        消弧 接地故障 单相接地 短路 故障测距 行波 故障定位 断电 停电 谐波电流 有源滤波 有源电力滤波 静止无功 柔性交流
        facts statcom 换流 换流站 晶闸管 直流换流 开关柜 高压开关 真空断路 真空灭弧 电弧 油纸绝缘 局放 介质损耗
        空间电荷 污闪 闪络 覆冰 导线 雷击 防雷 过电压 电磁暂态 暂态稳定 低频振荡 小干扰 电压崩溃 安全稳定 电网调度
        机组组合 经济调度 最优潮流 配网 配电自动化 电价 售电 发电厂 发电商 火电 火力发电 热电厂 热电联产 供热 供暖 机组
        电站锅炉 水冷壁 过热器 省煤器 空预器 炉膛 燃烧 燃烧室 着火特性 预混 层流火焰 湍流燃烧 火焰传播 扩散火焰 贫燃
        燃料 生物质 生物质能 沼气 生物柴油 乙醇汽油 水煤浆 热解 气化 气化炉 富氧 脱硝 脱硫 nox 飞灰 循环 朗肯循环
        布雷顿 有机朗肯 热力性能 热力学分析 能效 节能 热效率 蓄热 储热 相变材料 蓄冷 吸收式 吸附制冷 压缩式 蒸发器
        冷凝器 冷凝 节流 膨胀机 斯特林 低温制冷 脉管 热声 热电材料 传热系数 对流传热 自然对流 传热特性 努塞尔 微通道
        沸腾 池沸腾 液膜 气液 气液两相 流化床 气固 颗粒 喷雾特性 缸内 增压 涡轮增压 增压器 废气再循环 egr 均质压燃 hcci
        点燃式 压燃 柴油 汽油 燃油 喷油器 共轨 尾气 排放特性 混合动力 电动车 动力电池 荷电状态 电池管理 磷酸铁锂 钴酸锂
        锰酸锂 石墨负极 电解质 质子交换膜 固体氧化物燃料 制氢 储氢 氢能 石油工程 石油地质 采油厂 原油粘度 油气成藏 成藏
        油气运移 生油 烃源 盖层 油层 油水 含油 含油气 含气 凝析 气井 气田 油气井 井筒 井下 井眼 钻头 钻具 钻柱 泥浆
        完井液 油管 抽油机 抽油杆 有杆泵 压裂液 支撑剂 裂缝性 渗流 孔隙度 孔隙 储集层 低渗 特低渗 数值试井 产能
        产量递减 采出程度 水驱 三次采油 三元复合驱 表面活性剂驱 调剖 堵水 聚驱 注聚 注气 蒸汽吞吐 稠油热采 集输
        油气集输 管道输送 输油 输气 储罐 成品油 炼厂 催化裂化 加氢 重油 渣油 测井曲线 测井解释 录井""",
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
        线性加速器 燃耗 核数据 核测井 中子输运 放射源 探测器 skyrme hartree-fock hartree-fock-bogoliubov
        mean-field_theory relativistic_mean neutron-rich proton-rich drip_line dripline quadrupole_deformation
        rotational_band rotational_bands yrast superdeformed high-spin magic_number magic_numbers even-even odd-even
        pairing_correlations single-particle_energies isoscalar isovector spectroscopic_factors charge-exchange
        elastic_scattering inelastic_scattering knockout_reactions breakup_reactions fragmentation_reactions isobaric
        symmetry_energy equation_of freeze-out elliptic_flow jet_quenching hadronization hadronic_matter hadron_gas
        hot_hadronic au-au sps_energies kaon_production pion_production deuteron deuterons triton three-nucleon
        three-body_force nucleon-nucleon nn_interaction chiral_effective meson_exchange few-nucleon double-beta
        neutrinoless electron_capture r-process s-process nucleosynthesis giant_dipole dipole_resonance photonuclear
        photodisintegration compound_nucleus fusion_barrier subbarrier fusion-fission alpha-decay alpha_cluster
        hypernuclei hypernucleus strange_matter gamma_rays gamma-ray_detector neutron_irradiation burnable_poison
        core_reload xenon_oscillation subcritical accelerator-driven fuel_cladding zircaloy yellowcake hexafluoride uf6
        gaseous_diffusion nuclear_material nuclear_facility nuclear_safeguards hot_cell glove_box nuclear_grade
        reactor_pressure scram emergency_core passive_cooling 磁場閉じ込め プラズマ閉じ込め 慣性核融合 原子力安全
        原子力規制 原子力損害 原子力工学 原子核工学 核物質 核反応 核変換 核拡散 濃縮ウラン 六フッ化ウラン 燃料集合体
        燃料棒 被覆管 炉物理 熱出力 原子炉施設 原子炉工学 加速器駆動 ガンマ線 ベータ線 アルファ線 中性子源 中性子線
        放射化 半減期 線源 汚染検査 除染 ガラス固化 地層処分 ホットラボ 遮へい 放射線計測 放射線管理 核医学 臨界事故
        核反应 核裂变 核聚变 核燃料循环 核废物 高放废物 高放废液 地质处置 玻璃固化 核级 核岛 核事故 核辐射 核探测
        核电子学 核数据库 核仪器 反应性 反应堆物理 反应堆压力容器 堆内构件 堆芯熔化 严重事故 主泵 稳压器 热工水力
        临界热流密度 棒束 子通道 包壳 锆合金 元件破损 次临界 加速器驱动 增殖 中子学 中子注量 中子能谱 中子照相 中子衍射
        散裂 中子探测 热中子 快中子 缓发中子 伽马 能谱仪 高纯锗 碘化钠 闪烁 正比计数 电离室 盖革 符合测量 本底 活度
        比活度 去污 裂变产额 氚增殖 偏滤器 包层 第一壁 托卡马克装置 等离子体物理 中性束 射频加速 回旋加速器 直线加速
        同步辐射 束流 离子源 储存环 强流 靶核 核素迁移 铀矿床 铀尾矿 水冶 浸铀 地浸 铀酰 六氟化铀 离心机 级联
        同位素分离 放射化学 放射免疫 放射性药物 标记物 辐照损伤 辐射效应 辐射监测 辐射环境 个人剂量 氡浓度 天然放射
        核应急 核与辐射 核保障 核查 蒙特卡罗 mcnp geant4 relap5 慢化 石墨堆 球床 钠冷 铅铋 铅冷 超临界水堆 研究堆 装料
        换料 功率分布 nuclear_astrophysics nuclear_charge nuclear_density nuclear_deformation nuclear_levels isomer
        isomeric isotopic isotope isotopes rare_isotope radioactive_beam radioactive_beams radioactive_ion
        cross_sections reaction_cross fission_barrier fission_fragment spontaneous_fission neutron_skin neutron_rich
        valence_nucleons level_density gamow-teller collision_energy heavy-ion_collisions ion_collisions heavy_ions
        high-energy_nuclear nuclear_collisions rapidity pseudorapidity transverse_momentum transverse_flow hadron
        hadrons baryon baryons strangeness charm_quark multiplicity fireball thermalization quark_matter deconfinement
        gluon_plasma pions kaons proton-proton deuteron-gold photoproduction electroproduction form_factors
        nucleon_resonance delta_resonance few-body three-body faddeev effective_interaction g-matrix brueckner
        random-phase rpa qrpa boson_model interacting_boson collective_motion vibrational_states triaxial backbending
        muon_capture pion-nucleon kaon-nucleon antiproton beam_energy fusion_reactions fusion_reactors thermonuclear
        radioactive_sources ionising_radiation ionizing divertor scrape-off tritium_breeding nuclear_waste
        waste_repository vitrified spent_nuclear nuclear_accident 原子核物理 核構造 ハドロン 素粒子原子核 重イオン
        放射線物理 放射線生物 核化学 原子炉等規制 国際原子力 核セキュリティ 原子力防災 原子力災害 核原料 加工施設
        核结构 核子 核天体 核参数 重核 轻核 超重核 丰中子 同质异能 裂变碎片 裂变率 裂变材料 反应截面 截面数据
        核反应截面 核工程 核工业 核动力 核动力装置 核潜艇 核电机组 核电工程 核电设备 核电厂安全 秦山 大亚湾 田湾
        核安全壳 概率安全 始发事件 破口 失流 自然循环 非能动 应急堆芯 控制棒驱动 堆内 堆外 核测量 核信号 辐射场 射线
        电子加速器 质子 重离子束 离子束 束流诊断 束流动力学 束团 注入器 波荡器 超导腔 高频腔 真空室 同步加速
        自由电子激光 粒子探测 硅漂移 多丝 漂移室 量能器 光电倍增 计数率 死时间 能量分辨 时间分辨率 辐射成像 伽玛
        伽玛射线 中子活化 活化分析 中子测井 剂量学 剂量分布 外照射 内照射 有效剂量 吸收剂量 照射 屏蔽体 屏蔽材料
        放射性气溶胶 放射性流出物 放射性污染 放射治疗 放射源项 源项 气载 液态流出 核退役 水泥固化 缓冲材料 膨润土
        处置库 处置场 吸附 络合 镧系 萃取 后处理厂 三废 等离子体 等离子体诊断 磁约束 偏滤 离子回旋 电子回旋 低杂波
        中性粒子 环向场 极向场 撕裂模 逃逸电子 聚变堆 聚变装置 惯性约束聚变 靶丸""",
    "bio": """
        gene_expression gene genes genome genomes genomic genetic_variation dna rna mrna sirna microrna mirna
        nucleotide nucleotides nucleic_acid chromosome chromosomes allele alleles mutation mutations mutant mutants
        phenotype phenotypes genotype genotypes transcription_factor transcription transcriptional transcriptome
        proteome proteomics protein_folding protein_protein proteins amino_acid amino_acids peptide peptides enzymatic
        monoclonal antigens antigenic cell_culture cell_line cell_lines stem_cell stem_cells cell_membrane cytoplasm
        mitochondria mitochondrial ribosome apoptosis cell_cycle cell_division receptor_binding ligand
        signal_transduction kinase phosphorylation polymerase_chain pcr sequencing sequence_alignment phylogenetic
        phylogeny homologous recombinant recombination plasmid plasmids expression_vector cloning crispr cas9
        transgenic transfection e_coli escherichia_coli microbial microorganism microorganisms strain_isolated
        biosafety bioreactor metabolite metabolites biosynthesis photosynthesis biomolecule biomolecules
        molecular_biology biophysics biochemical biology biological_systems population_dynamics natural_selection
        evolutionary fitness speciation neuronal neurons synaptic spike_train drosophila zebrafish 遺伝子 遺伝子発現
        遺伝子組換え ゲノム 染色体 核酸 塩基配列 転写 転写因子 翻訳後修飾 突然変異 変異体 タンパク質 蛋白質 酵素
        酵素反応 抗体 抗原 受容体 細胞 細胞膜 細胞周期 細胞分裂 幹細胞 細胞内 ミトコンドリア シグナル伝達 代謝経路
        生化学 分子生物学 細胞生物学 生命科学 生命理工 生物学 生物工学 バイオテクノロジー 微生物 細菌 大腸菌 ウイルス
        病原体 ワクチン 毒素 生態学 進化 発生生物 神経科学 脂質 糖鎖 ペプチド アミノ酸 バイオインフォマティクス 基因
        基因表达 基因组 基因克隆 转基因 核苷酸 序列分析 同源性 系统发育 分子标记 遗传多样性 突变体 转录 转录因子 蛋白质
        蛋白表达 重组蛋白 同工酶 单克隆 免疫原性 受体 细胞 细胞培养 细胞系 细胞膜 细胞凋亡 细胞周期 干细胞 线粒体
        信号转导 磷酸化 聚合酶链 rt-pcr 引物 扩增 测序 质粒 载体构建 原核表达 大肠杆菌 克隆 转染 菌株 代谢途径 生物合成
        多肽 生物信息学 新种 新记录 叶绿体 神经元 小鼠 果蝇 斑马鱼 生物技术 bioreactors bioartificial biogas_process
        nitrifying nitrification anaerobic_digestion culture_medium biosensor biosensors biochip microarray microarrays
        bioassay hybridization protein_expression immunoassay antibody-drug gene_therapy cell_suspension 生体分子
        遺伝学 免疫測定 生体材料 基因治疗 生物传感器 生物芯片 免疫检测 组织培养 生物反应器 biological_sample
        nucleic_acids oligonucleotide oligonucleotides primer primers probe_hybridization amplification_reaction cdna
        promoter coding_sequence host_cell host_cells fusion_protein polypeptide polypeptides immunoglobulin hybridoma
        t_cells fibroblast glycoprotein protease hydrolase lipase cellulase lactobacillus bacillus saccharomyces
        assay_kit chromatin histone epigenetic methylation operon regulatory_network gene_regulatory protein_structure
        protein_interaction dna_sequence dna_sequences codon codons membrane_protein molecular_motors actin microtubule
        cytoskeleton morphogenesis embryo embryonic stem-cell biofilm predator_prey epidemic_model infection_spread
        phylogenetic_tree coalescent genetic_drift allele_frequency action_potential cortical neural_activity
        spike_trains circadian bioinformatics systems_biology 生命 生命工学 生物化学 生体高分子 生体膜 生理学 細胞骨格
        細胞分化 神経細胞 遺伝 遺伝情報 遺伝子工学 タンパク質工学 タンパク 酵素工学 核酸化学 構造生物学 生物物理
        生物有機化学 植物生理 光合成 免疫学 微生物学 ウイルス学 ゲノム解析 分子進化 系統 遺伝子治療 再生医療 病原体等
        特定病原体 遺伝子組換え生物 カルタヘナ 毒素兵器 细胞生物学 遗传学 基因工程 基因敲除 基因编辑 基因组学 基因序列
        全基因组 基因家族 启动子 内含子 外显子 密码子 开放阅读框 编码区 文库构建 rnai 长链非编码 甲基化 组蛋白 表观遗传
        转座子 酵母 毕赤酵母 酿酒酵母 枯草芽孢 芽孢杆菌 放线菌 链霉菌 蓝藻 古菌 融合蛋白 蛋白质组 蛋白质结构 蛋白酶
        激酶 磷酸酶 糖蛋白 膜蛋白 离子通道 泛素 热休克 信号通路 细胞增殖 细胞分化 细胞骨架 内质网 高尔基 核糖体 细胞核
        细胞壁 原生质体 胚胎 胚胎干细胞 胚胎发育 卵母细胞 精子 体外受精 克隆动物 转基因小鼠 拟南芥 线虫 模式生物 hela
        流式细胞 电泳 凝胶电泳 sds-page 原位杂交 荧光定量 实时荧光 rapd ssr aflp snp 微卫星 rdna 序列比对 进化树
        分子进化 系统发育树 系统学 分类学 新属 形态特征 染色体核型 核型 单倍型 遗传结构 遗传分化 群体遗传 亲缘关系 种间
        物种分布 生态位 两栖类 蝴蝶 蚂蚁 蜘蛛 苔藓 蕨类 被子植物 裸子植物 植物区系 脱落酸 光系统 酶的固定化 固定化酶
        木聚糖酶 酶学性质 米氏 高产菌株 诱变 菌种 代谢工程 合成生物学 生物转化 生物催化 生物反应 抗菌肽 单抗 多克隆抗体
        重组质粒 重组菌 噬菌体 转化子 蛋白芯片 突触 生物信息 生物统计 生物安全 生物工程 组织工程""",
})  # fmt: skip
"""Field to the terms that tell it alone."""
