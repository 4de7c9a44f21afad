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
        儿童 老年 预防控制 传染病 infant infants pregnancy pregnant obesity stroke lesion lesions biopsy radiotherapy
        anesthesia analgesic antibiotic antibiotics inhaler syringe needle prosthesis orthodontic denture wound
        dressing medical_device medical_imaging ultrasound_imaging electrocardiogram ecg blood_pressure blood_glucose
        vaccination_program contraceptive dietary_supplement capsule ointment 医学 診療 入院 外来 看護師 保健師 助産師
        薬剤師 臨床試験 医療法 感染 予防接種 検診 介護保険 障害者 母子保健 精神保健 臓器 血液 麻酔 歯科 临床资料
        临床表现 临床意义 临床试验 临床应用 住院 门诊 患儿 婴幼儿 孕妇 产妇 新生儿 学龄 中小学生 居民 营养状况 膳食
        肥胖 超重 吸烟 饮酒 暴露 职业病 职业暴露 尘肺 艾滋病 hiv 结核 肺结核 乙肝 乙型肝炎 肝炎 流感 手足口病 疟疾
        血吸虫病 疫情 疫苗接种 免疫规划 接种率 监测点 横断面 危险因素 病例对照 队列 相对危险 置信区间 罹患 患病率 死因
        期望寿命 卫生服务 医疗服务 医疗机构 医疗保险 社区卫生 疾病预防 突发公共卫生 食物中毒 消毒灭菌 牙齿 牙槽骨 牙髓
        牙本质 牙釉质 牙列 龋病 根管 根尖 下颌 上颌 颌骨 颌面 颞下颌 咬合 错牙合 义齿 全瓷 托槽 矫治 拔牙 唇腭裂 腮腺
        口腔癌 鳞状细胞癌 口腔黏膜 口腔颌面 种植术 骨结合 成骨 骨髓间充质 修复体 粘接剂 充填 激光治疗 切除术 移植 麻醉
        抗生素 抗菌药 副作用 不良反应 随访 生存率 淋巴 白血病 脑卒中 脑梗死 痴呆 抑郁症 睡眠 糖尿 胰岛素 血糖 血清学
        组织学 病理 免疫组化 药学 制剂 片剂 胶囊 缓释""",
    "agriculture": """
        agriculture agricultural crop crops cultivar cultivars seed seeds seedling seedlings fertilizer irrigation soil
        soils harvest harvesting tillage farm farmer farmers livestock cattle cow pig pigs swine poultry broiler sheep
        aquaculture fishery fisheries fish aquarium pond fish_tank hatchery feed_intake forest forestry timber orchard
        fruit fruits vegetable vegetables horticulture pesticide weed weeds rice wheat maize soybean cotton 農業 農地
        農産物 作物 栽培 品種 肥料 土壌 畜産 家畜 水産 漁業 養殖 森林 林業 果樹 野菜 稲 農薬 種苗 农业 农田 农作物 品种
        种植 播种 育种 种子 幼苗 施肥 氮肥 灌溉 土壤 耕地 产量 水稻 小麦 玉米 大豆 棉花 油菜 马铃薯 番茄 黄瓜 苹果 葡萄
        柑橘 果树 果实 蔬菜 花卉 园艺 砧木 嫁接 杂草 除草剂 农药 害虫 病害 抗病 畜牧 饲料 日粮 猪 仔猪 奶牛 肉牛 羊 鸡
        肉鸡 蛋鸡 鸭 兽医 水产 养殖 池塘 鱼 鱼类 对虾 虾 贝类 海参 幼体 稚鱼 饵料 渔业 林业 人工林 林木 树种 木材 造林
        草地 牧草 植物 叶片 根系 花期 农户 农机 拖拉机 收割 温室 plant_growth plant_disease herbicide herbicides
        insecticide insecticides fungicide fungicides plough planter sprayer greenhouse hay grassland pasture fodder
        veterinary calves lambs poultry_feed egg_production beehive beekeeping silkworm trees lumber wood pulp
        sugarcane potato tomato tomatoes grape citrus apple peanuts rapeseed barley 農学 農業協同組合 農林 農林水産
        農村 農家 農業者 土地改良 獣医 家畜伝染 飼料 肥料取締 植物防疫 種子 林産 保安林 国有林 漁港 漁業権 水産業 養蚕
        果実 穀物 米穀 乳牛 養豚 養鶏 稻谷 早稻 晚稻 杂交稻 籼稻 粳稻 冬小麦 春小麦 大麦 燕麦 荞麦 谷子 高粱 甘薯 木薯
        花生 芝麻 向日葵 甘蔗 甜菜 烟草 烤烟 烟叶 棉田 苎麻 茶园 蜜蜂 绿豆 豌豆 蚕豆 苜蓿 牧场 放牧 草原 草坪 绿肥 秸秆
        秸秆还田 耕作 免耕 轮作 间作 套种 连作 连作障碍 密度处理 种植密度 行距 移栽 直播 播期 灌浆 分蘖 抽穗 拔节
        开花期 结荚 千粒重 籽粒 株高 叶面积 叶绿素含量 光合速率 净光合 干物质 农艺性状 产量构成 亩产 增产 高产 品质性状
        遗传力 配合力 自交系 杂交种 杂种优势 回交 育成 抗性鉴定 耐盐性 抗旱 耐旱 抗寒 倒伏 种质 种质资源 品种选育
        区域试验 数量性状 qtl 胚乳 愈伤 外植体 组培 离体 生根 扦插 催芽 发芽率 萌发 休眠 钾肥 磷肥 有机肥 复合肥 尿素
        施用量 施氮 配方施肥 土壤肥力 土壤养分 土壤有机质 土壤有机碳 土壤微生物 土壤酶 土壤水分 土壤盐分 土壤含水
        土壤侵蚀 速效 全氮 全磷 碱解 红壤 黑土 黄土 盐碱地 盐渍化 水稻土 潮土 滴灌 喷灌 节水灌溉 蒸散 作物系数 需水量
        农田水利 大棚 日光温室 设施栽培 设施农业 播种机 收割机 联合收获 脱粒 插秧 耕整 植保机械 喷雾 农业机械 农业工程
        果园 樱桃 草莓 西瓜 甜瓜 香蕉 荔枝 龙眼 芒果 菠萝 猕猴桃 核桃 板栗 菊花 月季 牡丹 百合 兰花 玫瑰 辣椒 茄子 甘蓝
        白菜 萝卜 大蒜 洋葱 生姜 菠菜 芹菜 莴苣 食用菌 香菇 平菇 着色 坐果 采后 果皮 果肉 花芽 花粉 授粉 修剪 矮化 接穗
        杨树 马尾松 杉木 落叶松 桉树 毛竹 竹林 油茶 橡胶树 天然林 次生林 林分 林下 林地 林龄 胸径 树高 蓄积 森林资源
        森林火灾 森林生态 木质 刨花板 胶合板 纤维板 林农 林权 枯落物 凋落物 防护林 退耕还林 自然保护区 野生动物 蚜虫
        飞虱 粉虱 天敌 寄生蜂 稻瘟病 白粉病 锈病 枯萎病 青枯 根腐 纹枯病 杀虫 杀虫剂 杀菌 杀菌剂 毒力测定 药效 防效
        虫害 病虫害 线虫 鼠害 检疫 入侵种 禽流感 家禽 畜禽 母猪 育肥 断奶 生长猪 猪瘟 蓝耳病 口蹄疫 新城疫 法氏囊 犊牛
        泌乳 产奶 瘤胃 绵羊 山羊 羔羊 牦牛 水牛 蛋重 产蛋 孵化 采食量 日增重 饲粮 饲喂 料重比 屠宰 胴体 肉质 兽药
        寄生虫 球虫 支原体 养殖场 草鱼 罗非鱼 石斑鱼 大黄鱼 虹鳟 牙鲆 大菱鲆 牡蛎 扇贝 贻贝 河蟹 中华绒螯蟹 龙虾 凡纳滨
        罗氏沼虾 海带 紫菜 江蓠 仔鱼 亲鱼 受精卵 鱼苗 苗种 人工繁殖 投喂 养殖水体 捕捞 渔获 渔场 渔业资源 网箱 增殖放流
        水产品""",
    "food_textile": """
        food foods beverage beverages cooking recipe flavor taste sweetener dairy milk cheese meat bread noodle juice
        wine beer tea coffee textile textiles fabric fabrics yarn yarns garment garments laundry washing_machine dyeing
        spinning weaving knitting cosmetics detergent 食品 食品衛生 飲料 調理 栄養 酒税 繊維 衣服 染色 洗濯 食用 营养
        风味 口感 感官 加工工艺 贮藏 保鲜 货架期 乳 牛奶 酸奶 肉制品 猪肉 果汁 饮料 白酒 葡萄酒 茶叶 茶 面包 面条 淀粉
        蛋白饮料 食品安全 添加剂 抗氧化 多糖 黄酮 纺织 织物 纱线 棉纱 纺纱 织造 针织 印染 染料 羊毛 蚕丝 丝绸 服装 面料
        纤维素 foodstuff foodstuffs bakery dough snack confectionery chocolate sugar sauce soup meal_kit infant_formula
        edible sensory_evaluation cotton_fabric nonwoven knitted sewing apparel footwear shoe shoes leather perfume
        hair_dye shampoo 食料 食料品 農産加工 菓子 酒類 清酒 醸造 乳製品 食肉 繊維製品 縫製 紡績 織物 皮革 食品加工
        食品工业 保健食品 功能食品 调味 酱油 食醋 腐乳 豆腐 豆制品 豆浆 大豆蛋白 乳清 乳酸菌 双歧杆菌 乳化 奶粉 干酪
        冰淇淋 鸡蛋 蛋黄 蛋清 香肠 火腿 腌制 熟制 鱼糜 肌原纤维 大米 米饭 面粉 面团 馒头 方便面 糕点 饼干 糖果 巧克力
        果胶 果酒 黄酒 啤酒 酒精度 酒曲 大曲 茶多酚 儿茶素 咖啡 蜂蜜 食用油 油脂 植物油 酸价 过氧化值 膳食纤维 淀粉糊化
        糊化 凝胶强度 质构 嫩度 色泽 风味物质 挥发性成分 香气 呈味 超声波提取 微波提取 提取工艺 提取率 得率 正交试验
        响应面 响应面法 清除自由基 自由基 dpph 皂苷 花青素 花色苷 多酚 色素 色价 精油 灭菌 杀菌工艺 冷藏 冻藏 速冻 解冻
        真空包装 气调 涂膜 褐变 失重率 菌落总数 亚硝酸盐 农药残留 兽药残留 食品检测 酶法 水解度 超滤 喷雾干燥 冷冻干燥
        干燥工艺 复水 膨化 挤压膨化 微胶囊 甜味剂 防腐剂 感官评价 营养成分 氨基酸组成 机织 经纱 纬纱 捻度 精梳 粗纱
        细纱 转杯纺 环锭 喷气 并条 梳棉 清梳 络筒 浆纱 上浆 毛羽 条干 混纺 涤纶 锦纶 腈纶 氨纶 粘胶 莫代尔 天丝 竹纤维
        麻纤维 亚麻 羊绒 真丝 丝素 丝胶 蛋白纤维 聚酯纤维 静电纺 非织造 无纺 针刺 水刺 纬编 经编 提花 组织结构设计
        面料风格 悬垂 透气性 透湿 抗皱 阻燃整理 后整理 整理剂 染整 活性染料 上染 上染率 色牢度 匀染 固色 印花 退浆 煮练
        漂白 丝光 毛织物 棉织物 纺织品 产业用纺织品 服装设计 服装结构 样板 人体测量 着装""",
    "earth_weather": """
        geology geological geologic sedimentary stratigraphic tectonic fault_zone earthquake earthquakes seismic
        volcano volcanic mineral minerals ore_deposit basin groundwater river rivers watershed rainfall
        precipitation_amount drought flood flooding climate climate_change meteorological atmosphere atmospheric
        typhoon monsoon glacier geography geographic land_use remote_sensing cartography surveying gis 地質 地層 断層
        地震 火山 鉱物 鉱業 鉱山 河川 地下水 降水 気象 気候 大気 台風 地球惑星 地理 測量 地図 氷河 地质 地层 地质构造
        构造带 断裂 断层 岩石 岩体 花岗岩 火山岩 沉积 沉积相 盆地 矿床 矿区 成矿 矿物 矿山 煤矿 煤层 巷道 采煤 采场
        围岩 瓦斯 浮选 尾矿 震源 勘探 地球物理 水文 河流 流域 径流 水库 大坝 降雨 干旱 洪水 气候 气候变化 气温 大气
        大气环流 台风 暴雨 季风 气溶胶 冰川 冻土 地貌 土地利用 遥感 测绘 测量学 地图 城市化 城镇 水土流失 生态环境 湿地
        荒漠 paleozoic mesozoic cenozoic cretaceous jurassic triassic quaternary holocene pleistocene limestone
        sandstone shale_formation granite basalt magma metamorphic subduction plate_tectonics mantle lithosphere
        geochemistry geochemical isotopic_dating weather forecasting_rainfall cyclone precipitation ozone_layer aerosol
        snow glaciers permafrost sea-level landslide landslides watershed_management catchment aquifer landform
        geomorphology landsat modis spatial_analysis 鉱区 採掘 採石 砂防 治山 治水 水防 河川法 ダム 温泉 火山灰 堆積
        地球科学 地球化学 惑星 マントル 気象庁 天気 積雪 国土 国土調査 地形 地域 地质年代 古生代 中生代 新生代 寒武
        奥陶 志留 泥盆 石炭 二叠 三叠 侏罗 白垩 第三纪 第四纪 全新世 更新世 前寒武 太古 元古 地台 地块 地壳 地幔 岩石圈
        板块 俯冲 造山 造山带 褶皱 逆冲 走滑 裂谷 碎屑 砂岩 泥岩 灰岩 白云岩 碳酸盐岩 页岩 玄武岩 安山岩 辉长岩 变质岩
        变质作用 片麻岩 岩浆 岩浆岩 侵入 蚀变 热液 矿化 矿体 矿石 金矿 铜矿 铅锌矿 铁矿 钨矿 锡矿 钼矿 稀土矿 锆石 年龄
        微量元素 稀土元素 包裹体 古生物 化石 古环境 古气候 孢粉 地层划分 层序 层序地层 三角洲 沉积环境 沉积体系 物源
        成岩 地应力 地震勘探 重力异常 磁异常 大地电磁 物探 化探 钻孔 地热 水文地质 含水层 岩溶 地面沉降 地裂缝 泥石流
        地质灾害 工程地质 煤炭 煤岩 煤田 采空区 综采 综放 采煤工作面 工作面 顶板 底板 支护 锚杆 锚索 掘进 爆破开采
        露天矿 排土 充填 矿井 井下 瓦斯抽采 突出 冲击地压 矿压 选矿 磨矿 磁选 重选 捕收剂 精矿 品位 矿山安全 尾矿库
        气象 气象站 天气 天气系统 天气过程 暖湿 冷空气 寒潮 低温 高温天气 降水量 强降水 暴雪 冰雹 雷电 雷暴 闪电 沙尘暴
        沙尘 台站 副热带高压 副高 西风 急流 季风环流 西太平洋副热带 厄尔尼诺 拉尼娜 enso 遥相关 涡度 散度 水汽 水汽输送
        垂直速度 中尺度 雷达回波 云滴 人工增雨 数值预报 数值模式 再分析 ncep 气候变暖 气候模式 预测因子 青藏高原 积雪
        干湿 蒸发 太阳辐射 臭氧 大气科学 空间格局 空间分布 空间差异 自然地理 人文地理 经济地理 城市群 城乡 城镇体系
        土地覆被 土地资源 景观格局 ndvi 植被指数 植被覆盖 遥感影像 影像 荒漠化 沙漠 绿洲 塔里木 黄土高原 喀斯特 石漠化
        流域面积 长江流域 黄河流域 湖泊 太湖 鄱阳湖 洞庭湖 地理信息 制图 旅游地理 生态足迹 生态安全 生态系统服务
        承载力""",
    "building_transport": """
        building buildings architecture_history architectural concrete cement masonry bridge bridges tunnel tunnels
        pavement asphalt foundation_pile geotechnical structural_engineering housing_construction urban_planning
        landscape elevator road roads highway highways railway railways train trains traffic vehicle_tire tire tires
        wheel brake automobile automobiles driver_seat passenger passengers parking logistics freight warehouse 建築
        建築物 建設 土木 コンクリート 橋梁 トンネル 道路 鉄道 自動車 車両 交通 運送 物流 都市計画 住宅 下水道 建筑
        建筑物 建筑设计 民居 混凝土 钢筋 水泥 砌体 桥梁 桥 斜拉桥 隧道 地铁 路基 路面 沥青 公路 高速公路 铁路 列车
        轨道交通 高速铁路 轮轨 交通流 车辆 汽车 轮胎 驾驶员 客流 公交 货运 运输 基坑 桩基 边坡 滑坡 地基 岩土 抗震
        框架结构 剪力墙 水利 水闸 渠道 堤防 城市规划 园林 景观 施工 roof ceiling window_frame door doors furniture
        chair bed mattress staircase wall_panel floor_covering brick bricks scaffolding crane excavator roadbed rail
        locomotive suspension_system steering_wheel clutch vehicle_body seat_belt bicycle motorcycle container
        packaging shelf parking_lot signaling_train 建設業 建築基準 建築士 宅地 土地区画 都市公園 駐車場 高速道路
        鉄道事業 軌道法 自転車 運転者 運転免許 道路交通 貨物 旅客 倉庫 空港 耐震 構造力学 土木工程 结构设计 结构体系
        钢结构 组合结构 型钢 钢管混凝土 预应力 装配式 剪力 抗弯 抗剪 承载力试验 裂缝 徐变 高强混凝土 粉煤灰 骨料 水灰比
        外加剂 钢纤维 抗渗 耐久性 冻融 锈蚀 加固 碳纤维布 震害 地震作用 地震反应 隔震 消能 阻尼器 时程分析 反应谱
        风荷载 风振 大跨 网架 网壳 悬索桥 拱桥 连续梁 箱梁 桥墩 承台 单桩 群桩 沉降 固结 软土 膨胀土 砂土 黏土 填土
        土压力 挡土墙 土钉 锚固 渗流 抗滑 稳定分析 岩体力学 盾构 盾构机 掘进机 衬砌 围护 开挖 地下工程 地下空间
        施工技术 工程造价 工程管理 项目管理 招标 监理 房地产 建筑节能 建筑空间 建筑师 建筑文化 建筑史 古建筑 传统建筑
        传统民居 聚落 村落 历史街区 历史文化名城 城市设计 城市空间 公共空间 场所 居住区 规划设计 园林植物 绿地 广场
        建筑材料 墙体 屋面 门窗 采光 建筑环境 给水 排水 供水管网 火灾 疏散 水利工程 水电工程 大坝 坝体 坝基 土石坝
        重力坝 拱坝 面板堆石坝 堆石 泄洪 溢洪道 消力池 闸门 水轮机 引水 输水 调水 南水北调 三峡 河道 河床 泥沙 输沙
        冲刷 淤积 河流动力学 水资源 水资源配置 水量 洪水预报 防洪 水文模型 水文站 产流 汇流 枯水 灌区 交通工程 交通运输
        交通规划 交通需求 交通安全 交通事故 交通信号 交通拥堵 城市交通 公共交通 公交线路 出行 出行者 路网 路段 路径选择
        行程时间 车道 车速 车头 车流 交叉口 行车 驾驶 自行车 停车 客运 铁路运输 动车组 机车 客车 货车 集装箱 物流配送
        配送中心 供应 仓储 轨枕 道床 无砟 钢轨 接触网 转向架 车体 车轮 悬架 转向 制动 变速器 离合器 传动系 整车 碰撞
        乘员 机场跑道 沥青混合料 沥青路面 水泥路面 路面结构 半刚性 压实 平整度 车辙""",
    "environment_chemistry": """
        wastewater waste_water sewage sludge effluent water_treatment drinking_water filtration filter filters membrane
        membranes reverse_osmosis ozone chlorine disinfection aeration aerobic anaerobic contaminants pollutant
        pollutants pollution emissions chromatography adsorbent adsorption ion_exchange distillation catalyst catalysts
        catalytic solvent solvents reagent reagents organic_synthesis chemical_reaction titration 廃水 汚水 浄化 水質
        大気汚染 環境 公害 廃棄物 化学 有機化学 無機化学 分析化学 触媒 溶媒 反応 化合物 吸着 废水 污水 污泥 处理厂 水质
        饮用水 消毒 膜生物 曝气 厌氧 好氧 cod 氨氮 总磷 富营养化 重金属 污染 污染物 环境 废弃物 垃圾 吸附 吸附剂 色谱
        液相色谱 质谱 光谱法 检出限 回收率 催化 催化剂 溶剂 试剂 有机合成 配合物 衍生物 合成路线 产率 反应温度 反应时间
        反应机理 精馏 萃取分离 结晶 电化学 air_pollution greenhouse_gas remediation landfill composting incineration
        scrubber desalination flocculation coagulation turbidity biofilter septic nitrate phosphate nitrogen_removal
        fluorescence_detection mass_spectrometry hplc spectrophotometry electrophoresis hydrogenation
        oxidation_reaction carboxylic aldehyde ketone sulfate sulfuric nitric acidic alkaline polymer_solution emulsion
        pigment pigments dye_composition ink_composition adhesive adhesives 環境保全 環境影響 環境基準 地球温暖化
        温室効果 排水 浄化槽 産業廃棄物 リサイクル 毒物 劇物 化学物質 有害物質 化学工学 蒸留 物理化学 有機合成 錯体
        立体化学 クロマトグラフィ 電気化学 界面活性剤 酸塩基 环境工程 环境科学 环境影响 环境保护 环境监测 环境质量
        环境风险 健康风险 清洁生产 循环经济 碳排放 温室气体 减排 二氧化硫 颗粒物 vocs 挥发性有机 多环芳烃 多氯联苯
        有机污染 持久性 内分泌干扰 铅污染 重金属污染 污染土壤 土壤修复 植物修复 生物修复 降解 降解率 降解菌 光降解
        臭氧氧化 芬顿 高级氧化 混凝 絮凝 絮凝剂 沉淀池 滤料 人工湿地 生物膜 生物滤池 活性污泥 sbr mbr 反硝化 硝化 脱氮
        除磷 厌氧消化 uasb 剩余污泥 污泥脱水 垃圾填埋 渗滤液 焚烧 堆肥 固体废物 水体污染 地表水 水质评价 水质模型
        水环境 水污染 藻类 蓝藻水华 水华 给水处理 印染废水 含油废水 电镀废水 吸附等温 化学工程 反应器 反应釜 精细化工
        表面活性剂 红外表征 核磁共振 质谱分析 气相色谱 高效液相 荧光光谱 原子吸收 电感耦合 分光光度 滴定 样品前处理
        加标 线性范围""",
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
        暗物质 黑洞 引力 夸克 介子 光谱观测 望远镜 galaxies_cluster active_galactic agn blazar gamma-ray_burst
        gamma-ray_bursts grb pulsar pulsars neutron_star neutron_stars white_dwarf white_dwarfs accretion_disk
        accretion accretion_disc interstellar intergalactic cosmic_ray cosmic_rays cosmic_microwave cmb reionization
        lensing_cosmology gravitational_lensing gravitational_wave gravitational_waves halo_mass milky_way
        globular_cluster globular_clusters open_cluster photometry spectroscopy_stars light_curve light_curves
        radial_velocity extrasolar exoplanet exoplanets planetary_systems protoplanetary asteroid comet comets
        solar_flare corona_solar sunspot luminosity_function metallicity stellar_mass telescope telescopes hubble
        chandra xmm-newton spitzer observatory brane branes d-branes superstring holographic_duality supergravity
        calabi-yau conformal_field quantum_gravity loop_quantum standard_model electroweak lepton leptons cp_violation
        b_meson b_mesons top_quark charm charmonium parton lhc tevatron lattice_qcd chiral_symmetry gauge_field
        yang-mills de_sitter schwarzschild einstein_equations spacetime riemannian symplectic kahler hodge moduli
        moduli_space vector_bundle vector_bundles category_theory commutative noetherian ring_theory lie_algebra
        lie_algebras lie_group representations_irreducible hopf knot knots braid homotopy fundamental_group
        prime_numbers number_field zeta_function modular_forms galois diophantine ergodic measure-preserving hausdorff
        fractal sobolev elliptic_operator navier-stokes schrodinger_equation hyperbolic_equations boundary_value
        fixed_point asymptotics large_deviations random_matrices percolation ising ising_model phase_transitions
        critical_exponents renormalization_group solitons integrable_systems turbulence econophysics graph_coloring
        chromatic combinatorics binomial matroid polytope 環論 体論 ガロア 多様体 トポロジー 測度 関数解析 電磁気学
        統計力学 相対論 相対性 重力 太陽系 望遠鏡 観測天文 ブラックホール クォーク 连续函数 解析函数 亚纯函数 hilbert
        流形 黎曼 李代数 李群 有限群 子群 幂零 同态 半群 交换环 范畴 同调 数论 素数 边值 边值问题 奇异 样条 有限体积
        谱方法 随机微分 布朗运动 极限定理 天文学 恒星演化 双星 变星 脉冲星 中子星 白矮星 超新星 类星体 活动星系 星系团
        银河系 星系核 星际 分子云 宇宙线 宇宙学 红移 太阳活动 太阳耀斑 日冕 黑子 行星 小行星 彗星 光变 光谱型 射电
        射电源 视向速度 天体测量 历书 历法""",
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
        媒体 传播 记者 报纸 出版 期刊 图书馆 档案 情报 读者 文献 旅游 旅游业 procurement public_comment ordinance
        municipal municipality prefecture penalty penalties fine_not plaintiff defendant lawsuit civil_code patent_law
        trademark copyright_act grant_application household poverty labor_market wage wages trade_policy exchange_rate
        export_trade tourism 内閣 大臣 省令 政令 法人 公益法人 登記 不動産 相続 婚姻 戸籍 国籍 出入国 外国人 刑務 検察
        弁護士 公証 訴訟 仲裁 罰金 懲役 損害賠償 消費者 商法 会社法 株主 証券 保険業 共済 信用金庫 銀行法 農協 補助金
        交付金 地方税 関税 消費税 議員 公職選挙 給与 退職 恩給 共済組合 労働基準 育児 児童 生活保護 学位 大学院
        学校教育 文化財 著作権 商標 意匠 宗教法人 博物館 観光 ホテル 条約 近代 古代 晚清 民国 清朝 明朝 王朝 皇帝 帝国
        殖民 传教士 士大夫 科举 封建 革命 辛亥 太平天国 甲午 文献考 史料 墓葬 出土 青铜 甲骨 简牍 遗址 文物 石窟 敦煌
        西方哲学 中国哲学 现象学 康德 黑格尔 海德格尔 形而上 本体论 认识论 辩证法 唯物 意识形态 道家 老子 庄子 朱熹
        孔子 孟子 理学 心学 佛学 基督教 伊斯兰 价值观 正义 自由主义 民主政治 政治学 政治制度 国际关系 国际政治 外交政策
        中美 欧盟 俄罗斯 东盟 全球化 霸权 国家利益 国家安全 地缘政治 中国共产党 党建 执政 改革开放 社会主义 和谐社会
        三农 新农村 农村 农民 农民收入 土地流转 土地制度 村民 乡村 城镇化 扶贫 贫困 收入分配 基尼 居民消费 固定资产
        出口 进口 贸易 国际贸易 外商直接投资 fdi 产业结构 产业集群 产业转移 区域经济 经济发展 经济周期 通货膨胀
        货币政策 财政政策 金融危机 金融市场 资本市场 商业银行 信贷 期货 期权 资产定价 波动率 股权 股东 董事会 高管 薪酬
        激励 绩效考核 企业绩效 企业文化 战略管理 组织行为 员工 满意度 忠诚度 服务质量感知 购买意愿 营销 零售 电子商务
        客户关系 创新能力 技术创新 知识管理 创业 家族企业 中小企业 跨国公司 计量模型 面板数据 实证 协整 格兰杰 博弈
        公共管理 公共政策 地方政府 政府职能 行政改革 公务员 电子政务 非政府组织 社会组织 公民 公众参与 社会管理
        社会资本 社会学理论 阶层 流动人口 老龄化 性别 女性 青少年 留守儿童 法治 刑事 诉讼 证据 物权 债权 合同法 行政法
        国际法 劳动法 知识产权法 著作权 犯罪构成 量刑 死刑 宪政 判例 民族地区 民族文化 藏族 蒙古族 维吾尔 回族 苗族
        彝族 壮族 满族 新疆 文化产业 非物质文化 民俗 仪式 神话 传说 节日 戏剧 京剧 昆曲 话剧 影视 纪录片 书法 国画
        山水画 油画 雕塑 版画 陶艺 工艺美术 平面设计 工业设计 审美 意象 文学史 小说家 鲁迅 红楼梦 唐诗 宋词 元曲 叙事
        修辞 句法 语音学 声调 方言区 动词 汉字 语料库 外语教学 英语教学 二语 口译 译者 新闻报道 媒介 大众传播 舆论
        电视节目 受众 微博 图书 图书馆学 馆藏 文献计量 引文 档案馆 学术期刊 科技期刊 竞争情报 情报学 教育理论 高等教育
        职业教育 基础教育 义务教育 教师教育 研究生教育 课堂 课堂教学 教育公平 教学方法 教学模式 学生体质 竞技 竞技体育
        运动训练 训练负荷 运动成绩 运动损伤 体操 田径 游泳 乒乓球 羽毛球 排球 足球运动 冠军 健美操 体能 有氧运动
        全民健身 体育产业 人格特质 自尊 应激 效度 信度 幸福感 心理咨询""",
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
