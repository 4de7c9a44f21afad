"""What moved, where to, and whose content it is. Key to (Japanese, English, Chinese); `{name}` stands for a fact."""

from __future__ import annotations

_HEADINGS = {
    "heading.transfer": ("1. 何がどこへ動くか", "1. What moves, and where to", "1. 传输内容与去向"),
    "heading.content": ("2. 誰の内容か", "2. Whose content it is", "2. 属于谁的内容"),
    "heading.readers": ("3. 行き先で誰が読めるか", "3. Who reads at the destination", "3. 目的地有谁可读"),
    "heading.checks": (
        "4. 規則より先に確かめること（規則では緩められません）",
        "4. What is checked first, and what no rule loosens",
        "4. 先行检查事项（任何规则都不能放宽）",
    ),
    "heading.rules": ("5. 規則の表", "5. The table of rules", "5. 规则表"),
    "heading.outcome": ("6. 結論と次にすること", "6. The outcome, and what to do next", "6. 结论与后续步骤"),
    "column.check": ("確認事項", "check", "检查项"),
    "column.looked-at": ("見た事実", "what it looked at", "所依据的事实"),
    "column.found": ("分かったこと", "what it found", "结果"),
    "column.who": ("誰", "who", "人员"),
    "column.may-read": ("この内容を読めるか", "may read this content", "可否阅读此内容"),
    "column.why": ("理由", "why", "理由"),
    "column.rule": ("規則", "rule", "规则"),
    "column.verdict": ("結論", "verdict", "结论"),
    "column.matches": ("当てはまるか", "matches", "是否符合"),
    "row.document": ("文書", "document", "文件"),
    "row.person": ("動かす人", "moved by", "操作人"),
    "row.session": ("宣言した作業", "declared work", "已声明的工作"),
    "row.origin": ("以前あった場所", "seen before in", "曾存放于"),
    "row.destination": ("行き先", "goes to", "去向"),
    "row.channel": ("経路", "by way of", "通道"),
    "row.at": ("日時（日本時間）", "when (Japan)", "时间（日本）"),
    "row.policy": ("方針の版", "policy version", "策略版本"),
    "row.recognised": ("文書から分かったこと", "recognised in it", "识别结果"),
    "row.taken": ("判定での扱い", "taken to be", "判定时视为"),
    "row.why": ("その理由", "because", "原因"),
}

_PLAIN = {
    "none": ("なし", "none", "无"),
    "nobody": ("誰のものでもない", "nobody's in particular", "不属于任何项目"),
    "unknown": ("不明", "not known", "不明"),
    "yes": ("はい", "yes", "是"),
    "no": ("いいえ", "no", "否"),
    "nothing-against": ("問題ありません。", "Nothing against it.", "无异议。"),
    "not-asked": ("この転送には関係しません。", "It does not concern this transfer.", "与此次传输无关。"),
    "everybody": (
        "誰でも（行き先は特定の人に限られていません）",
        "everybody: the place is not limited to named people",
        "任何人（该处不限于特定人员）",
    ),
    "party-people": ("{party} の人々", "the people of {party}", "{party} 的人员"),
    "partner-of": (
        "{party} はこの内容の全プロジェクトの相手先です。",
        "{party} is a partner of every project of the content.",
        "{party} 是该内容所有项目的合作方。",
    ),
    "not-partner-of": (
        "{party} は {projects} の相手先ではありません。",
        "{party} is no partner of {projects}.",
        "{party} 不是 {projects} 的合作方。",
    ),
    "above-project": (
        "内容の水準（{level}）が、{project} で相手先に渡せる水準を超えています。",
        "The content is {level}, above what a partner gets from {project}.",
        "内容级别为{level}，高于 {project} 可向合作方提供的级别。",
    ),
    "reads-up-to": ("{project} を「{level}」まで", "{project} up to {level}", "{project} 至“{level}”"),
    "no-member": ("{project} の有効な参加者でない", "no member of {project} in force", "不是 {project} 的有效成员"),
    "anyone-may": (
        "読むことに制限のない内容です。",
        "The content is nobody's in particular, so it is open to all there.",
        "该内容不属于任何项目，在该处不限阅读。",
    ),
    "public-content": ("公開の内容です。", "The content is public.", "公开内容。"),
    "project-ended": (
        "{project} は期間外です。",
        "{project} is not running on that day.",
        "{project} 当日不在期限内。",
    ),
    "nobody-reads": (
        "その日にそこで読める人はいません。",
        "Nobody reads there on that day.",
        "当日该处无人可读。",
    ),
    "all-may": (
        "そこで読める {count} 人全員が、この内容を読めます。",
        "Everybody who reads there may read this content ({count}).",
        "该处可读的 {count} 人均可阅读此内容。",
    ),
    "some-may-not": (
        "そこで読める {count} 人のうち {not} 人は、この内容を読めません。",
        "Of {count} who read there, {not} may not read this content.",
        "该处可读的 {count} 人中有 {not} 人不得阅读此内容。",
    ),
    "others-read-too": (
        "この内容を読めない人も読める場所です。",
        "Others read there too who may not read this content.",
        "该处也有无权阅读此内容的人可读。",
    ),
}

_TRANSFER = {
    "plain": ("{text}", "{text}", "{text}"),
    "several": ("{words}", "{words}", "{words}"),
    "document": ("「{name}」（{size} バイト）", "`{name}` ({size} bytes)", "“{name}”（{size} 字节）"),
    "document.new": (
        "「{name}」（{size} バイト）。同じ内容はこれまで見つかっていません。",
        "`{name}` ({size} bytes); the same content was never seen before",
        "“{name}”（{size} 字节），此前未见过相同内容",
    ),
    "person.event": (
        "{person}（操作の記録による）",
        "{person}, as the operating system recorded it",
        "{person}（据系统记录）",
    ),
    "person.owner": ("{person}", "{person}", "{person}"),
    "person.account": (
        "アカウント「{account}」。方針に登録された人ではありません。",
        "account `{account}`, which is no person of the policy",
        "帐户“{account}”，不是策略中登记的人员",
    ),
    "person.unknown": ("不明", "not known", "不明"),
    "session": ("{project}", "{project}", "{project}"),
    "session.since": ("{project}（{since} から）", "{project}, since {since}", "{project}（自 {since} 起）"),
    "zone.home": (
        "{zone}：{projects} の保管場所{sides}、{country}",
        "{zone}: home of {projects}{sides}, in {country}",
        "{zone}：{projects} 的存放处{sides}，位于 {country}",
    ),
    "zone.named": (
        "{zone}：{kind}{sides}、{country}",
        "{zone}: {kind}{sides}, in {country}",
        "{zone}：{kind}{sides}，位于 {country}",
    ),
    "zone.nowhere": ("{zone}：{kind}", "{zone}: {kind}", "{zone}：{kind}"),
    "zone.unknown": (
        "{zone}：方針に記載のない場所",
        "{zone}: a place that the policy does not name",
        "{zone}：策略中没有的区域",
    ),
    "party": (
        "{name}（{party}、{country}）{sides}",
        "{name} ({party}, {country}){sides}",
        "{name}（{party}，{country}）{sides}",
    ),
    "party.unknown": (
        "{party}：方針に記載のない相手先",
        "{party}: an organisation that the policy does not name",
        "{party}：策略中没有的机构",
    ),
    "sink.unknown": ("方針に記載のない行き先", "somewhere that the policy does not name", "策略中没有的去向"),
    "sink.address": (
        "{address}：方針に記載のない行き先",
        "{address}: somewhere that the policy does not name",
        "{address}：策略中没有的去向",
    ),
    "of-sides": ("（{sides} 側）", ", side {sides}", "（{sides} 方）"),
    "path": ("保存先 {path}", "path {path}", "路径 {path}"),
}

_CONTENT = {
    "label": (
        "{projects}、{level}、{kinds}、{reading}",
        "{projects}; {level}; {kinds}; {reading}",
        "{projects}；{level}；{kinds}；{reading}",
    ),
    "taken": ("{projects}、水準「{level}」", "{projects}; level {level}", "{projects}，级别“{level}”"),
    "label.fields": ("分野: {fields}", "fields: {fields}", "领域：{fields}"),
    "label.markings": ("表示: {markings}", "markings: {markings}", "标记：{markings}"),
    "because.recognised": (
        "登録された文書と内容が一致しました。",
        "Its content matches that of registered documents.",
        "内容与已登记文件相符。",
    ),
    "because.origin": (
        "同じ内容が以前 {zones} にありました。",
        "The same content was seen before in {zones}.",
        "相同内容曾存放于 {zones}。",
    ),
    "because.session": (
        "{project} の作業中であると本人が宣言しています。",
        "Its sender has declared to work for {project}.",
        "操作人已声明正在为 {project} 工作。",
    ),
    "because.level": (
        "{projects} の技術内容なので、プロジェクトの水準「{level}」で扱います。",
        "It is technical content of {projects}, so it counts at the project's level, {level}.",
        "属于 {projects} 的技术内容，按项目级别“{level}”处理。",
    ),
    "because.public": (
        "公開の内容は、どのプロジェクトのものでもありません。",
        "Public content is no project's.",
        "公开内容不属于任何项目。",
    ),
    "because.ordinary": (
        "どのプロジェクトの内容とも一致しない、普通の文書です。",
        "It is an ordinary document that matches no project's content.",
        "普通文件，与任何项目内容均不相符。",
    ),
    "because.nothing": ("誰のものか示す手がかりがありません。", "Nothing says whose it is.", "没有任何归属线索。"),
    "because.recorded": (
        "記録時の扱いのままです。",
        "It is taken as it was when it was recorded.",
        "沿用记录时的归属。",
    ),
}

SCENE = _HEADINGS | _PLAIN | _TRANSFER | _CONTENT
