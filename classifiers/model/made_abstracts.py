"""Sentences with gaps for abstracts, which are one paragraph, and for lessons around programs.

Gaps are those of `made_genres`. What is made of them teaches kinds and says nothing of sensitivity.
"""

from __future__ import annotations

from types import MappingProxyType

from policies.label import Kind

ABSTRACTS: MappingProxyType[tuple[Kind, str], str] = MappingProxyType({
    (Kind.PAPER, "en"): """
        We study {s} and derive a bound that improves on earlier results.
        It is shown that {s} depends on {s} in a way that existing theory does not predict.
        The origin of {s} remains under debate.
        Using survey data from {n} households, this article estimates the effect of {s} on {s}.
        We compare {c} methods for {s} and discuss when each of them fails.
        Our findings suggest that {s} plays a minor part.
        The paper reviews work on {s} and points out open questions.
        A new approach to {s} is presented, and experiments confirm that it is more accurate by {n}%.
        The argument of this essay is that {s} cannot be understood without {s}.
        Possible explanations are discussed.
        These results are consistent with observations of {s}.""",
    (Kind.PAPER, "ja"): """
        {s}は近年注目を集めているが、その要因は十分に解明されていない。
        本稿の目的は、{s}と{s}の関係を実証的に明らかにすることである。
        そこで本研究では、{n}件の資料をもとに{s}を分析した。
        その結果、{s}は{s}に有意な影響を与えることがわかった。
        提案手法は従来法に比べて誤差を{n}%低減できることを確認した。
        本論文では、{s}の概念を整理し、その意義を論じる。
        {s}における行政と住民の役割を、事例に即して考察する。
        得られた知見は{s}の理解に寄与すると考えられる。
        最後に、今後の課題を述べる。""",
    (Kind.PAPER, "zh"): """
        {s}是{s}领域的重要课题。
        加强{s}建设是新形势下的必然要求,应从思想、制度、队伍等方面入手。
        本文从理论与实践两个层面论述了{s}的内涵、意义和实现路径。
        随着社会经济的发展,{s}问题日益突出,引起了学界和政府部门的广泛关注。
        文章在梳理相关法律规定的基础上,指出了现行立法的缺陷,并提出了完善建议。
        作者认为,{s}的实质在于{s},二者既相互联系又相互区别。
        为提高{s}的水平,必须更新观念,健全机制,优化环境。
        从历史的角度看,{s}经历了{c}个阶段,每个阶段都有其鲜明的特点。
        我国{s}起步较晚,与发达国家相比还存在较大差距。
        对{s}的思想作了较为系统的考察,揭示了其当代价值。
        利用问卷调查的方法,对{n}名对象进行了调查,并进行统计分析。
        采用{s}方法,研究了不同条件下{s}的变化。
        试验结果表明,与对照相比提高了{n}%,差异显著。
        该方法计算简便,精度较高,具有一定的推广价值。
        推导了{s}的计算公式,并用算例验证了其正确性。
        建立了{s}的有限元模型,计算结果与实测值吻合较好。
        结合某工程实例,介绍了{s}的施工工艺和质量控制要点。
        报道了{c}例{s}的诊治经过,并复习相关文献。
        通过对文本的细读,可以发现作品中{s}的独特意蕴。
        企业应当转变{s}方式,以适应市场竞争的需要。
        党的领导是{s}的根本保证,坚持这一原则对{s}具有现实指导意义。
        证明了一类{s}问题解的存在性和唯一性。
        该系统已在多家单位投入使用,取得了良好的效果。
        旨在为{s}的管理和决策提供科学依据。""",
    (Kind.PATENT, "en"): """
        A system for {t} includes a first unit and a second unit coupled to the first unit.
        The method includes receiving a signal, determining a value and adjusting the {t} in response.
        An apparatus comprises a housing, a {t} disposed in the housing, and a controller configured to drive it.
        Systems and methods for {t} are disclosed.
        In one embodiment, the {t} is adapted to engage a portion of the frame.
        One or more sensors may be provided on the outer surface thereof.
        A composition comprising at least one compound and a carrier is provided.
        The device further includes a plurality of members, each of which is movable relative to the body.
        The second layer is formed on the first layer, wherein the thickness is between {n} and {n}.
        The processor may be configured to store the data in the memory.""",
    (Kind.PATENT, "ja"): """
        【課題】{t}の信頼性を向上できる装置を提供する。
        【解決手段】本体と、前記本体に設けられた{t}と、前記{t}を制御する制御部とを備える。
        前記第1の部材は、前記第2の部材に対して移動可能に構成されている。
        制御部は、検出した値が閾値を超えたと判定した場合に、前記{t}を停止させる。
        本発明は、{t}の製造方法に関する。
        【選択図】図{c}""",
    (Kind.PATENT, "zh"): """
        本发明公开了一种{t}装置,包括壳体、设置在壳体内的控制单元以及与所述控制单元连接的{t}。
        本申请提供一种{t}方法,该方法包括:获取数据;根据所述数据确定目标值;输出结果。
        所述第一部件与所述第二部件可拆卸连接。
        其特征在于,所述{t}的一端固定在底座上,另一端与驱动机构相连。
        本实用新型结构简单,使用方便,解决了现有技术中{t}不稳定的问题。
        通过上述技术方案,提高了效率,降低了成本。
        本公开实施例涉及{t}技术领域,提供了装置、电子设备及存储介质。""",
})  # fmt: skip
"""Kind and language to sentences, one a line; an abstract is one paragraph of some of them."""

LESSONS: MappingProxyType[str, str] = MappingProxyType({
    "en": """
        # Introduction to {s}
        ## Setup
        ## Exercise {c}
        In this tutorial we look at {s} with a small example, and you will learn how to build it yourself.
        First, import the library and load the data set that we are going to use in this lesson.
        The cell below defines {v}. Run it and compare the output with what you expected.
        Let's see what happens when we change {v} from {n} to {n}.
        As you can see, the result improves after {c} steps. Why is that so?
        Now it's your turn: modify the code so that it prints only the first {c} rows.
        In the next chapter we will extend this model and evaluate it on new data.""",
    "ja": """
        # {s}入門
        ## 準備
        ## 演習{c}
        このチュートリアルでは、簡単な例を使って{s}の考え方を学びます。
        まず、必要なライブラリをインポートし、データセットを読み込みます。
        次のセルでは {v} を定義しています。実行して結果を確認してみましょう。
        {v} を {n} から {n} に変えるとどうなるでしょうか。試してみてください。
        ここで、{s}とは何かを図を使って説明します。
        このように、{c}回繰り返すと誤差が小さくなることがわかります。
        本章の目標は、{t}の基本的な仕組みを理解し、自分の言葉で説明できるようになることです。
        {t}はなぜ必要なのでしょうか。身近な例で考えてみましょう。
        次の章では、このモデルを拡張し、新しいデータで評価します。""",
    "zh": """
        # {s}入门
        ## 准备工作
        ## 练习{c}
        本教程将通过一个简单的例子介绍{s}的基本思想。
        首先导入所需的库,并加载我们将要使用的数据集。
        下面的单元格定义了 {v}。运行它,看看输出是否符合您的预期。
        如果把 {v} 从 {n} 改为 {n},会发生什么?请试一试。
        可以看到,经过{c}步之后,误差明显变小了。这是为什么呢?
        本章的目标是让您理解{t}的工作原理,并能用自己的话加以说明。
        现在轮到您了:修改代码,使其只显示前{c}行。
        在下一章中,我们将扩展这个模型,并用新的数据进行评估。""",
})  # fmt: skip
"""Language to headings and sentences of lessons; between them stand pieces of programs or lists."""
