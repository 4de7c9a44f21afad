"""What writing does, whatever it is about: reports a study, gives steps, records a meeting, rules, claims an invention.

Entries are as in `lexicon`. Other lists of genres (`genres`) hold what such writing is about as well.
"""

from __future__ import annotations

from types import MappingProxyType

CONDUCT_WORDS: MappingProxyType[str, str] = MappingProxyType({
    "reports_study": """
        we_investigate we_investigated we_study we_studied we_show we_find we_found we_propose we_present we_derive
        we_discuss we_consider we_demonstrate we_report we_prove we_analyze we_examine we_argue we_introduce
        we_describe we_obtain we_compare we_use we_develop is_shown are_shown is_proposed is_presented is_investigated
        are_discussed is_discussed are_presented was_investigated were_investigated was_studied were_studied
        results_indicate results_show results_suggest findings experimental_results numerical_simulations
        numerical_results theoretical_analysis recent_years previous_studies in_contrast agreement_with consistent_with
        significantly conclude investigation aim hypothesis empirical 本稿では 本論文では 本研究では を提案する
        を提案した を検討した を検討する について述べる について論じる について考察 について検討 を明らかにし
        が明らかに を示した ことを示す が示された が得られた を行った結果 その結果 有効性を 先行研究 実験結果 解析結果
        考察する 目的とする 比較検討 本文 文章 笔者 作者 研究了 分析了 探讨了 介绍了 讨论了 提出了 建立了 阐述了 论述了
        总结了 考察了 设计了 采用了 给出了 得出 得到了 测定了 比较了 综述 探讨 探析 浅谈 阐述 论述 剖析 揭示 表明
        结果表明 研究表明 实验表明 分析表明 结果显示 研究结果 实验结果 计算结果 仿真结果 试验结果 研究发现 通过对
        为研究 为了研究 以期 为例 角度 视角 对策 启示 现状 影响因素 作用机制 机理 特征 规律 演变 成因 提供参考 提供依据
        理论依据 理论基础 借鉴 参考价值 目的 方法 结果 结论 具有重要意义 重要意义 有效性 可行性 相关性 显著 差异 因素
        变化趋势 优化 改进""",
    "gives_steps": """
        step steps how_to you_can you_will you_need you_should you_must make_sure let's click select choose press type
        enter open_the run_the run_this following_command installed install installing download downloads upload setup
        set_up configure your_own tutorial guide getting_started get_started prerequisites next_step for_example
        see_also note_that tip tips troubleshooting faq default_value command command-line terminal してください
        して下さい しましょう てみましょう できます ます。次に 手順 以下のように 以下のコマンド 実行します インストール
        ダウンロード クリック 選択します 設定します 確認します 入力します 開きます 使い方 はじめに 注意してください
        チュートリアル サンプルプログラム 動作確認 请 步骤 首先 然后 接下来 点击 单击 选择 打开 输入 运行 执行 安装
        下载 设置 如下命令 以下命令 命令行 如下所示 您可以 你可以 您需要 我们将 让我们 可以使用 确保 注意 提示 教程
        指南 示例 快速入门 常见问题""",
    "records_meeting": """
        meeting minutes agenda attendees attendance present apologies chair chairman chairperson quorum motion seconded
        carried adjourned adjourn action_item action_items next_meeting resolved moved discussed agreed vote votes
        voting consensus delegate delegates proposal proposals stage_advancement remarks speaker objection okay yeah
        thank_you so_i i_think i_mean you_know 議事録 議題 議長 委員長 出席者 欠席 開会 閉会 審議 採決 可決 了承
        報告事項 審議事項 次回 開催日時 決定事項 会议 会议纪要 议程 出席 主持 表决 通过了 审议 一致同意 列席 代表们
        各位代表 同志们""",
    "rules": """
        shall_be shall_not pursuant hereby thereof herein notwithstanding subsection paragraph article clause chapter
        provisions prescribed stipulated penalty penalties fine_of imprisonment entry_into enforcement amended repealed
        effective_date person_who competent_authority applicant licensee must_be may_not policy eligible 第一条 第二条
        第一項 第二項 第三項 前項 前条 同項 各号 附則 施行 公布 罰則 罰金 懲役 の規定により の規定による ものとする
        定める 命ずる 政令 省令 届出 許可 準用する この法律 この政令 この省令 改正 第三条 第一款 第二款 应当 不得 依照
        依法 规定的 本法 本条例 本办法 处以 罚款 追究 主管部门 县级以上 国务院 颁布 修正 条款 责令 有下列 情形之一
        负责人 申请人 违反""",
    "announces": """
        announcement announcements notice notices maintenance scheduled closed opening_hours registration register_now
        deadline application_form apply_for apply_to eligibility office_hours contact_us inquiries news event events
        holiday vacation leave_policy employees staff onboarding reimbursement approval supervisor invoice payment
        due_date お知らせ ご案内 募集 申込 申込み 申請書 申請手続 受付 締切 期間中 停止します 実施します メンテナンス
        予定です ご了承 ご協力 お問い合わせ 開催 参加者 担当者 事務局 窓口 利用申請 年度 休業 請求書 経費 通知 公告
        启事 通告 报名 截止 申报 审批 填写 办理 联系人 联系电话 工作 我们要 坚持 推进 加强 深化 贯彻 落实 建设 改革
        全面 人民群众 各级 各地区 各部门 报告 总结 去年 今年 亿元 万元""",
    "claims_invention": """
        includes_a include_a includes_an is_disclosed are_disclosed disclosed_herein is_provided are_provided
        comprises_a comprising_a comprises_an comprising_an includes_at comprises_at configured_to adapted_to
        at_least a_plurality the_first the_second a_first a_second thereof therein disposed coupled_to may_be
        may_include may_comprise embodiment embodiments wherein method_for system_for apparatus_for device_for
        method_includes system_includes device_includes apparatus_includes includes_the include_the invention said
        being_configured connected_to portion member 前記 を備える を備え、 課題】 解決手段】 請求項 設けられ
        構成され ように構成 形成され 本発明 該 配置され 選択図 に関する。 本发明 本实用新型 公开了一种 所述
        其特征在于 设置在 设置于 设有 一端 另一端 用于 提供一种 上述 固定连接 技术方案 有益效果 进一步地 优选""",
})  # fmt: skip
"""What writing does to its telling words."""
