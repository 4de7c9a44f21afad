"""Words of organisations' names: noise, spellings of one word, Chinese and Japanese words with their English.

The tables hold what names are made of, never names of parties.
"""

from __future__ import annotations

from functools import cache

from pypinyin import lazy_pinyin

from policies.screening.characters import fold_han

STOP_WORDS = frozenset("the of and for in at on de du des la le les der die das fur und et y e del di da i".split())

LEGAL_FORMS = frozenset(
    (
    "co ltd limited inc incorporated corp corporation company companies cie llc llp lp plc gmbh mbh ag kg sa sas "
    "sarl srl spa bv nv oy oyj ab asa aps kk pte pty pvt private fze fzco fzc fzllc jsc ojsc pjsc cjsc ooo oao "
    "zao pao ao sdn bhd sal est dmcc jlt wll eirl ltda kft doo dd sro youxian gongsi zeren gufen kabushiki kaisha "
    "gaisha partnership registered reg joint stock liability"
).split()
)  # fmt: skip

# Words that say little: a name that lacks one is still the same name.
WEAK_WORDS = frozenset("group holding enterprise research".split())

# Words that make another organisation of one: `Sun Yat-sen University` is no `National Sun Yat-sen University`.
TELLING_WORDS = frozenset(
    "national state military naval medicine normal agriculture agricultural forestry vocational law police hospital "
    "bank".split()
)

# Spelling to the one that stands for all.
SPELLINGS = {
    spelling: word
    for word, spellings in {
        "university": "univ uni universitat universitaet universite universidad universita universitet universiteit "
        "universitas universidade daxue daigaku",
        "institute": "inst institut instituto istituto institution",
        "college": "coll",
        "academy": "acad academie",
        "laboratory": "lab labs laboratories laboratoire laboratorium",
        "technology": "tech technologies techn tec technol keji",
        "technological": "technologic",
        "polytechnic": "polytechnical poly-technic polytech politecnico polytechnique",
        "research": "res",
        "center": "centre centres centers centrum ctr",
        "department": "dept",
        "engineering": "eng engg engr engrg gongcheng",
        "science": "sci sciences scientific kexue",
        "industry": "ind inds industries industrial gongye",
        "international": "intl int'l internat guoji",
        "national": "natl nat'l",
        "electronic": "electronics elec electron dianzi",
        "electric": "electrical",
        "aeronautic": "aeronautics aeronautical hangkong",
        "astronautic": "astronautics astronautical",
        "aerospace": "hangtian",
        "aviation": "avn",
        "manufacture": "mfg manufacturing manufacturer manufacturers manufactory manuf",
        "trade": "trading trad trades maoyi",
        "development": "dev devel fazhan",
        "equipment": "equip equipments",
        "machinery": "machineries mach machine jixie",
        "mechanic": "mechanical mechanics",
        "physic": "physics physical",
        "chemical": "chem chemicals huagong",
        "communication": "comm communications",
        "telecommunication": "telecom telecommunications",
        "import": "imp imports",
        "export": "exp exports",
        "system": "systems sys",
        "service": "services svc svcs",
        "solution": "solutions",
        "product": "products prod",
        "group": "grp groups jituan gruppe groupe grupo",
        "holding": "holdings hldg hldgs",
        "enterprise": "enterprises",
        "factory": "factories plant works",
        "defense": "defence",
        "organization": "organisation org",
        "medicine": "medical med",
        "material": "materials matl",
        "instrument": "instruments instr",
        "composite": "composites",
        "semiconductor": "semiconductors",
        "optic": "optics optical",
        "logistic": "logistics",
        "supply": "supplies",
        "northwest": "northwestern",
        "northeast": "northeastern",
        "southwest": "southwestern",
        "southeast": "southeastern",
        "xian": "xi'an",
        "harbin": "haerbin",
        "china": "chinese zhongguo prc",
        "saint": "st",
        "post": "posts",
        "number": "no nr num",
    }.items()
    for spelling in spellings.split()
}

ORDINALS = {
    word: str(number)
    for number, word in enumerate(
        (
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
            "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
        ).split(),
        start=1,
    )
}

LEGAL_FORMS_HAN = (
    "集团股份有限公司 集团有限公司 集团公司 股份有限公司 有限责任公司 科技有限责任公司 有限公司 股份公司 总公司 "
    "分公司 公司 株式会社 有限会社 合同会社 合资会社 一般财团法人 公益财团法人 一般社团法人 公益社团法人 "
    "国立大学法人 公立大学法人 学校法人 独立行政法人 国立研究开发法人 地方独立行政法人 (株) (有) (财) (社) 股份"
).split()  # fmt: skip

# Chinese and Japanese words of names and the English that lists write for them. In simplified characters.
GLOSSES = dict(
    pair.split("=")
    for pair in (
        "大学=university 学院=institute 研究所=research,institute 研究院=research,institute 联合=union 医院=hospital 银行=bank 天文台=observatory 中学=school 小学=school 附属=affiliated 职业=vocational 空间=space 复合=composite 陶瓷=ceramic 纤维=fiber 分公司=branch 医药大学=medicine,university 研究中心=research,center "
        "科学院=academy,science 工程院=academy,engineering 设计院=design,institute 学校=school 高等专门学校=college "
        "职业技术学院=vocational,technical,college 专科学校=college 实验室=laboratory 重点实验室=key,laboratory "
        "中心=center 工厂=factory 厂=factory 所=institute 院=academy 集团=group 控股=holding 国际=international "
        "科学技术=science,technology 科技=technology 技术=technology 科学=science 工程=engineering 工业=industry "
        "理工=technology 工科=technology 科工=science,industry 工学院=institute,technology 电子=electronic "
        "电子科技=electronic,technology 电气=electric 电力=electric,power 电机=electric,machinery 电路=circuit "
        "电讯=telecommunication 通信=communication 通讯=communication 信息=information 情报=information "
        "计算机=computer 软件=software 网络=network 人工智能=artificial,intelligence 智能=intelligent 机器人=robot "
        "无人机=drone 半导体=semiconductor 集成电路=integrated,circuit 微电子=microelectronic 光电=optoelectronic "
        "光学=optic 激光=laser 精密=precision 机械=machinery 机电=electromechanical 重工=heavy,industry "
        "重工业=heavy,industry 重机械=heavy,machinery 制造=manufacture 制作所=manufacture 设备=equipment "
        "装备=equipment 仪器=instrument 材料=material 复合材料=composite,material 合金=alloy 金属=metal "
        "钢铁=iron,steel 稀土=rare,earth 化工=chemical 化学=chemistry 物理=physic 生物=biology 医药=pharmaceutical "
        "医学=medicine 医科=medicine 药业=pharmaceutical 能源=energy 石油=petroleum 核=nuclear 核能=nuclear,energy "
        "原子能=atomic,energy 航空=aviation 航天=aerospace 航空航天=aeronautic,astronautic 宇航=aerospace "
        "飞机=aircraft 发动机=engine 卫星=satellite 火箭=rocket 导弹=missile 动力=power 兵器=ordnance 防务=defense "
        "国防=defense 军事=military 海军=naval 空军=air,force 船舶=shipbuilding 造船=shipbuilding 海洋=ocean "
        "汽车=automobile 交通=jiaotong 运输=transport 铁路=railway 物流=logistic 贸易=trade 商贸=trade 商事=trade "
        "工贸=industry,trade 进出口=import,export 实业=industry 产业=industry 发展=development 开发=development "
        "投资=investment 管理=management 服务=service 系统=system 解决方案=solution 解决=solution 方案=plan "
        "咨询=consulting 设计=design 测量=survey 测绘=survey,mapping 控制=control 自动化=automation 自动=automatic "
        "导航=navigation 雷达=radar 声学=acoustic 数学=mathematics 农业=agriculture 林业=forestry 师范=normal "
        "外国语=foreign,study 财经=finance,economics 政法=political,law 民族=nationality 建筑=architecture "
        "矿业=mining 地质=geosciences 邮电=post,telecommunication 警察=police 公安=police 东北=northeast "
        "西北=northwest 西南=southwest 东南=southeast 中国=china 中国科学院=china,academy,science 国家=national "
        "国立=national 中央=central 人民=people 解放军=liberation,army 战略=strategic 试验=test 安全=security "
        "创新=innovation 先进=advanced 高新=high,new 新技术=new,technology 高技术=high,technology 数字=digital "
        "橡塑=rubber,plastic 陶瓷=ceramic"
    ).split()
)

# Words whose English is another before `大学`: 工业大学 is a university of technology.
BEFORE_UNIVERSITY = {"工业": ("technology",)}

# Chinese words that are one, long and short.
SPELLINGS_HAN = {"科学技术": "科技", "通讯": "通信", "中科院": "中国科学院"}

# English words that stand for one and the same Chinese word, according to who translates.
SENSES = tuple(
    frozenset(words.split())
    for words in (
        "university college institute academy school polytechnic",
        "aerospace space aviation aeronautic astronautic spaceflight",
        "technology technological",
        "trade trading business commerce commercial",
        "factory works plant manufacture",
        "industry industrial enterprise",
        "automation automatic",
        "information informatics",
        "machinery mechanic electromechanical",
    )
)

# Provinces, regions and cities: where two names differ in one, they are two organisations.
PLACES_HAN = (
    "北京 上海 天津 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 "
    "贵州 云南 甘肃 青海 广西 宁夏 新疆 石家庄 太原 沈阳 大连 长春 南京 无锡 苏州 常州 杭州 宁波 温州 合肥 福州 "
    "厦门 南昌 济南 青岛 烟台 潍坊 威海 郑州 洛阳 武汉 长沙 湘潭 广州 深圳 珠海 东莞 佛山 汕头 南宁 桂林 海口 "
    "成都 绵阳 贵阳 昆明 兰州 西宁 银川 徐州 扬州 镇江 南通 连云港 盐城 淮安 淮南 淮北 芜湖 马鞍山 蚌埠 景德镇 "
    "赣州 襄阳 宜昌 荆州 株洲 衡阳 岳阳 唐山 保定 秦皇岛 邯郸 包头 鞍山 抚顺 锦州 葫芦岛 丹东 营口 阜新 齐齐哈尔 "
    "佳木斯 大庆 牡丹江 宝鸡 咸阳 渭南 安阳 新乡 开封 南阳 泉州 漳州 莆田 湖州 嘉兴 绍兴 金华 台州 舟山 淄博 泰安 "
    "临沂 聊城 德州 东营 济宁 中山 惠州 江门 湛江 肇庆 柳州 遵义 大理 曲靖 自贡 泸州 宜宾 德阳 乐山 南充"
).split()  # fmt: skip
# Places whose English is not the pinyin of their characters.
PLACES_BY_CUSTOM = {
    "哈尔滨": "harbin", "西安": "xian", "陕西": "shaanxi", "内蒙古": "inner mongolia", "西藏": "tibet", "拉萨": "lhasa",
    "呼和浩特": "hohhot", "乌鲁木齐": "urumqi", "喀什": "kashgar", "香港": "hong kong", "澳门": "macau", "台湾": "taiwan",
    "台北": "taipei", "高雄": "kaohsiung", "新竹": "hsinchu", "台中": "taichung", "台南": "tainan", "东京": "tokyo",
    "大阪": "osaka", "京都": "kyoto", "名古屋": "nagoya", "横滨": "yokohama", "神户": "kobe", "福冈": "fukuoka",
    "札幌": "sapporo", "仙台": "sendai", "广岛": "hiroshima", "筑波": "tsukuba", "日本": "japan", "美国": "usa",
    "俄罗斯": "russia", "伊朗": "iran", "ハルビン": "harbin", "モスクワ": "moscow", "テヘラン": "tehran",
    "シンガポール": "singapore", "サンクトペテルブルク": "petersburg", "ピョンヤン": "pyongyang",
}  # fmt: skip
_PLACES_LATIN = (
    "china beijing hong kong hongkong macau taiwan japan korea pyongyang iran tehran russia moscow petersburg "
    "pakistan karachi islamabad lahore syria damascus lebanon beirut uae dubai india delhi mumbai singapore "
    "malaysia turkey istanbul belarus minsk ukraine germany france italy london usa uk hk europe asia pacific "
    "east west north south eastern western northern southern central northeast northwest southeast southwest "
    "peking"
).split()  # fmt: skip


@cache
def places() -> dict[str, str]:
    """Han name, simplified, to Latin name of a place."""
    return {place: "".join(lazy_pinyin(place)) for place in PLACES_HAN} | PLACES_BY_CUSTOM


@cache
def place_words() -> frozenset[str]:
    """Latin words that are places."""
    return frozenset(_PLACES_LATIN) | {word for place in places().values() for word in place.split()}


@cache
def generic_words() -> frozenset[str]:
    """Latin words that say what sort of organisation it is, not which."""
    glossed = {word for english in GLOSSES.values() for word in english.split(",")} - {"china", "jiaotong"}
    return frozenset(glossed | set(SPELLINGS.values()) | WEAK_WORDS) - place_words()


@cache
def known_words() -> frozenset[str]:
    """Words that are themselves and no misspelling of each other: places, generic words, both scripts."""
    return place_words() | generic_words() | frozenset(places()) | frozenset(GLOSSES)


@cache
def han_lexicon() -> dict[str, tuple[str, ...]]:
    """Word in simplified characters to its English words; legal forms to none."""
    lexicon: dict[str, tuple[str, ...]] = {fold_han(form): () for form in LEGAL_FORMS_HAN}
    lexicon |= {word: tuple(place.split()) for word, place in places().items()}
    return lexicon | {word: tuple(english.split(",")) for word, english in GLOSSES.items()}


@cache
def longest_han_word() -> int:
    """Length of the longest word of `han_lexicon`."""
    return max(map(len, han_lexicon()))
