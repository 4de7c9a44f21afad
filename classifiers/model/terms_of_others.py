"""Words of subjects that are no technology field here, in English, Japanese and Chinese.

Medicine, farming or astronomy share words with the fields; what they claim for themselves the fields do not get.
Entries are as in `lexicon`.
"""

from __future__ import annotations

from types import MappingProxyType

OTHER_TERMS: MappingProxyType[str, str] = MappingProxyType({
    "medicine": """
        patient patients clinical clinic hospital hospitals physician physicians nurse nursing surgery surgical surgeon
        diagnosis diagnosed symptom symptoms syndrome disease diseases therapy therapeutic treatment_group prognosis
        tumor tumors cancer carcinoma chemotherapy cardiac cardiovascular hypertension diabetes diabetic renal hepatic
        pulmonary orthopedic dental tooth teeth implant_surgery drug drugs dosage pharmacology pharmaceutical
        tablet_form placebo cohort epidemiology incidence mortality healthcare catheter stent bandage 患者 臨床 病院
        診断 治療 疾患 疾病 症状 手術 看護 医療 医療機器 医薬品 医師 薬剤 薬事 介護 保健 感染症 公衆衛生 临床 病例 医院
        诊断 治疗 疗效 疗程 手术 术后 术前 并发症 预后 综合征 肿瘤 癌 癌症 肺癌 高血压 糖尿病 冠心病 心肌 血压 血清
        血浆 肝 肾 胃 骨折 骨质 牙 牙周 种植体 口腔 正畸 护理 医师 药物 药理 给药 剂量组 口服 中药 中医 针灸 方剂 辨证
        证候 汤 经络 药材 提取物 大鼠 模型组 对照组 炎症 免疫抑制 影像学 ct mri 卫生 流行病 发病率 死亡率 健康 妇女
        儿童 老年 预防控制 传染病""",
    "agriculture": """
        agriculture agricultural crop crops cultivar cultivars seed seeds seedling seedlings fertilizer irrigation soil
        soils harvest harvesting tillage farm farmer farmers livestock cattle cow pig pigs swine poultry broiler sheep
        aquaculture fishery fisheries fish aquarium pond fish_tank hatchery feed_intake forest forestry timber orchard
        fruit fruits vegetable vegetables horticulture pesticide weed weeds rice wheat maize soybean cotton 農業 農地
        農産物 作物 栽培 品種 肥料 土壌 畜産 家畜 水産 漁業 養殖 森林 林業 果樹 野菜 稲 農薬 種苗 农业 农田 农作物 品种
        种植 播种 育种 种子 幼苗 施肥 氮肥 灌溉 土壤 耕地 产量 水稻 小麦 玉米 大豆 棉花 油菜 马铃薯 番茄 黄瓜 苹果 葡萄
        柑橘 果树 果实 蔬菜 花卉 园艺 砧木 嫁接 杂草 除草剂 农药 害虫 病害 抗病 畜牧 饲料 日粮 猪 仔猪 奶牛 肉牛 羊 鸡
        肉鸡 蛋鸡 鸭 兽医 水产 养殖 池塘 鱼 鱼类 对虾 虾 贝类 海参 幼体 稚鱼 饵料 渔业 林业 人工林 林木 树种 木材 造林
        草地 牧草 植物 叶片 根系 花期 农户 农机 拖拉机 收割 温室""",
    "food_textile": """
        food foods beverage beverages cooking recipe flavor taste sweetener dairy milk cheese meat bread noodle juice
        wine beer tea coffee textile textiles fabric fabrics yarn yarns garment garments laundry washing_machine dyeing
        spinning weaving knitting cosmetics detergent 食品 食品衛生 飲料 調理 栄養 酒税 繊維 衣服 染色 洗濯 食用 营养
        风味 口感 感官 加工工艺 贮藏 保鲜 货架期 乳 牛奶 酸奶 肉制品 猪肉 果汁 饮料 白酒 葡萄酒 茶叶 茶 面包 面条 淀粉
        蛋白饮料 食品安全 添加剂 抗氧化 多糖 黄酮 纺织 织物 纱线 棉纱 纺纱 织造 针织 印染 染料 羊毛 蚕丝 丝绸 服装 面料
        纤维素""",
    "earth_weather": """
        geology geological geologic sedimentary stratigraphic tectonic fault_zone earthquake earthquakes seismic
        volcano volcanic mineral minerals ore_deposit basin groundwater river rivers watershed rainfall
        precipitation_amount drought flood flooding climate climate_change meteorological atmosphere atmospheric
        typhoon monsoon glacier geography geographic land_use remote_sensing cartography surveying gis 地質 地層 断層
        地震 火山 鉱物 鉱業 鉱山 河川 地下水 降水 気象 気候 大気 台風 地球惑星 地理 測量 地図 氷河 地质 地层 地质构造
        构造带 断裂 断层 岩石 岩体 花岗岩 火山岩 沉积 沉积相 盆地 矿床 矿区 成矿 矿物 矿山 煤矿 煤层 巷道 采煤 采场
        围岩 瓦斯 浮选 尾矿 震源 勘探 地球物理 水文 河流 流域 径流 水库 大坝 降雨 干旱 洪水 气候 气候变化 气温 大气
        大气环流 台风 暴雨 季风 气溶胶 冰川 冻土 地貌 土地利用 遥感 测绘 测量学 地图 城市化 城镇 水土流失 生态环境 湿地
        荒漠""",
    "building_transport": """
        building buildings architecture_history architectural concrete cement masonry bridge bridges tunnel tunnels
        pavement asphalt foundation_pile geotechnical structural_engineering housing_construction urban_planning
        landscape elevator road roads highway highways railway railways train trains traffic vehicle_tire tire tires
        wheel brake automobile automobiles driver_seat passenger passengers parking logistics freight warehouse 建築
        建築物 建設 土木 コンクリート 橋梁 トンネル 道路 鉄道 自動車 車両 交通 運送 物流 都市計画 住宅 下水道 建筑
        建筑物 建筑设计 民居 混凝土 钢筋 水泥 砌体 桥梁 桥 斜拉桥 隧道 地铁 路基 路面 沥青 公路 高速公路 铁路 列车
        轨道交通 高速铁路 轮轨 交通流 车辆 汽车 轮胎 驾驶员 客流 公交 货运 运输 基坑 桩基 边坡 滑坡 地基 岩土 抗震
        框架结构 剪力墙 水利 水闸 渠道 堤防 城市规划 园林 景观 施工""",
    "environment_chemistry": """
        wastewater waste_water sewage sludge effluent water_treatment drinking_water filtration filter filters membrane
        membranes reverse_osmosis ozone chlorine disinfection aeration aerobic anaerobic contaminants pollutant
        pollutants pollution emissions chromatography adsorbent adsorption ion_exchange distillation catalyst catalysts
        catalytic solvent solvents reagent reagents organic_synthesis chemical_reaction titration 廃水 汚水 浄化 水質
        大気汚染 環境 公害 廃棄物 化学 有機化学 無機化学 分析化学 触媒 溶媒 反応 化合物 吸着 废水 污水 污泥 处理厂 水质
        饮用水 消毒 膜生物 曝气 厌氧 好氧 cod 氨氮 总磷 富营养化 重金属 污染 污染物 环境 废弃物 垃圾 吸附 吸附剂 色谱
        液相色谱 质谱 光谱法 检出限 回收率 催化 催化剂 溶剂 试剂 有机合成 配合物 衍生物 合成路线 产率 反应温度 反应时间
        反应机理 精馏 萃取分离 结晶 电化学""",
    "mathematics_physics": """
        theorem theorems lemma corollary conjecture proof proofs algebra algebras algebraic manifold manifolds topology
        topological_space banach operator_algebra cohomology homology sheaf group_theory graph_theory combinatorial
        polynomial polynomials differential_equation differential_equations elliptic stochastic_process brownian
        probability_measure martingale galaxy galaxies stellar star_formation stars redshift quasar supernova
        supernovae black_hole black_holes dark_matter dark_energy cosmology cosmological inflation_model gravity
        gravitational general_relativity quark quarks gluon qcd higgs supersymmetry supersymmetric string_theory
        neutrino neutrinos collider boson lagrangian gauge_theory 定理 証明 代数 幾何 解析学 微分方程式 偏微分 確率論
        位相 群論 数論 線形代数 微分積分 天文 銀河 宇宙論 恒星 素粒子 证明 引理 充要条件 充分条件 拓扑 图论 群 环 算子
        泛函 微分方程 偏微分方程 解的存在性 正解 不动点 收敛性 概率 随机过程 数值解 有限差分 矩阵 不等式 星系 天体 宇宙
        暗物质 黑洞 引力 夸克 介子 光谱观测 望远镜""",
    "society": """
        economy economic economics gdp inflation_rate monetary fiscal tax taxation investment_fund stock_market bank
        banking enterprise enterprises management_theory marketing consumer consumers corporate governance political
        politics government congress parliament election law_school legislation court courts judicial criminal rights
        welfare pension population_policy sociology social_science culture cultural religion religious ethics
        philosophy philosophical history historical literature literary poetry novel novels language_teaching
        linguistics translation_studies music art arts painting film theater sport sports athlete athletes education
        educational school schools teacher teachers pupils psychology psychological media journalism newspaper library
        libraries archive archives 経済 経営 会計 金融 銀行 株式 税 租税 所得税 法人税 年金 保険 雇用 労働 労働者 福祉
        選挙 国会 裁判 裁判所 刑罰 民法 刑法 行政 地方公共団体 公務員 財務 予算 社会 政治 文化 歴史 哲学 倫理 宗教 文学
        小説 詩 言語 英語 日本語 フランス語 ドイツ語 スペイン語 ロシア語 中国語 文法 会話 音楽 美術 芸術 スポーツ
        教育学 教職 学校 心理学 心理 经济 经济增长 经济学 宏观 货币 财政 税收 银行 利率 汇率 股票 证券 投资者 上市公司
        企业 企业家 公司治理 会计 审计 市场营销 消费者 品牌 顾客 管理学 人力资源 绩效 供应链 政府 公共服务 民主
        国家治理 外交 选举 政党 党 法律 法学 立法 司法 宪法 法院 犯罪 权利 合同 侵权 知识产权 社会学 社区 农民工 就业
        养老 社会保障 人口 民族 少数民族 佛教 传统文化 历史 史学 明代 清代 唐代 宋代 考古 伦理 马克思 儒家 道德 美学
        小说 诗歌 诗 语言 汉语 英语 翻译 方言 词汇 语法 音乐 舞蹈 美术 绘画 艺术 电影 电视 戏曲 设计艺术 体育 运动员
        体育教学 奥运 篮球 足球 武术 健身 教育 高校 大学生 教学改革 课程 教师 学生 素质教育 心理健康 人格 问卷 新闻
        媒体 传播 记者 报纸 出版 期刊 图书馆 档案 情报 读者 文献 旅游 旅游业""",
    "mechanics_optics": """
        gear gears bearing bearings shaft crankshaft cutting_tool milling lathe machine_tool machining grinding mold
        molding injection_molding stamping sheet_metal fastener screw screws bolt bolts spring_element hinge valve
        valves pump pumps piston hydraulic pneumatic vibration finite_element stress_analysis elasticity_theory laser
        lasers optical_lens lens lenses mirror_assembly interferometer grating spectrometer microscope 機械 機械要素
        機械加工 切削 研削 歯車 軸受 金型 塑性加工 工作機械 材料力学 流体力学 熱力学 機械力学 振動 有限要素 レーザ 光学
        レンズ 分光 机械 机床 数控机床 铣削 车削 磨削 刀具 加工精度 齿轮 轴承 转子 主轴 滚珠 模具 注塑 冲压 拉深 焊接
        焊缝 液压 液压缸 气动元件 阀 泵 离心泵 叶轮 振动 模态 有限元 有限元分析 应力 应变 载荷 屈曲 断裂力学 弹性力学
        数值模拟 湍流 激光 激光器 光学系统 透镜 干涉仪 光栅 光谱仪 衍射 光束 显微镜 红外光谱 成像""",
    "office_software": """
        invoice meeting agenda minutes committee hiring employee employees vacation travel_expense payroll benefits
        javascript ecmascript proposal_stage browser browsers html css webpage website database databases sql query
        spreadsheet user_interface e-commerce advertisement advertising shopping purchase purchases customer_account
        android app_store compiler_flags command_line repository pull_request 会議 議事録 委員 申請 利用登録 アカウント
        ログイン スパコン メンテナンス ホームページ データベース 会议 报告 工作报告 代表 委员会 干部 登录 用户 网站
        网页 软件 软件工程 数据库 查询 操作系统 程序设计 面向对象 算法""",
})  # fmt: skip
"""Subject to its telling words."""
