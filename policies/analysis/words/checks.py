"""What each check asked and saw. Key to (Japanese, English, Chinese); `{name}` stands for a fact."""

from __future__ import annotations

CHECKS = {
    "check.facts": ("方針にある名前か", "Names", "名称"),
    "check.invariant:wall": ("壁", "Wall", "隔离墙"),
    "check.invariant:exposure": ("接触履歴", "Exposure", "接触历史"),
    "check.invariant:screening": ("相手先審査", "Screening", "接收方审查"),
    "check.invariant:deemed-export": ("みなし輸出", "Deemed export", "视同出口"),
    "check.invariant:origin-permission": ("提供元の許可", "Permission of the origin", "来源方许可"),
    "check.invariant:opaque": ("読めない内容", "Unreadable content", "不可读内容"),
    "asks.facts": (
        "行き先とプロジェクトが方針にあるか。",
        "Does the policy know the project and the place?",
        "策略中是否有该项目和去向？",
    ),
    "asks.invariant:wall": (
        "隔てた側の一方の内容が、もう一方の側に入らないか。",
        "Does content of one separated side enter the other?",
        "一方的内容是否进入被隔离的另一方？",
    ),
    "asks.invariant:exposure": (
        "一方の内容を扱った人が、記憶や写しで他方へ持ち込まないか。",
        "Might somebody who handled one side's content carry it to the other?",
        "接触过一方内容的人是否可能将其带入另一方？",
    ),
    "asks.invariant:screening": (
        "相手先が規制リストに載っていないか。",
        "Does the recipient stand on a screening list?",
        "接收方是否在管制清单上？",
    ),
    "asks.invariant:deemed-export": (
        "受け取る人に、法律上の許可が必要ではないか。",
        "Does the law ask for a permit before these people receive it?",
        "法律是否要求这些人在接收前取得许可？",
    ),
    "asks.invariant:origin-permission": (
        "契約や当局の条件で、外に出せない内容ではないか。",
        "Do a contract's or an authority's terms keep it where it is?",
        "合同或主管部门的条件是否限制其外流？",
    ),
    "asks.invariant:opaque": (
        "中身を読めないものが、読める人の範囲を越えないか。",
        "Does something that cannot be read go beyond those who may read it?",
        "不可读的内容是否超出有权阅读者的范围？",
    ),
    "saw.sides": (
        "内容の側: {content}。行き先の側: {sink}。",
        "Side of the content: {content}; of the destination: {sink}.",
        "内容所属方：{content}；去向所属方：{sink}。",
    ),
    "saw.enclave": (
        "行き先は {projects} の共同区域です。",
        "The destination is an enclave for {projects}.",
        "去向是 {projects} 的共用专区。",
    ),
    "saw.exposed": (
        "{person} は {at} に {side} 側の内容を扱いました。",
        "{person} handled content of side {side} on {at}.",
        "{person} 于 {at} 接触过 {side} 方的内容。",
    ),
    "saw.exposed-faded": (
        "{person} は {at} に {side} 側の内容を扱いましたが、もう数えません。",
        "{person} handled content of side {side} on {at}; it no longer counts.",
        "{person} 于 {at} 接触过 {side} 方的内容，现已不计。",
    ),
    "saw.not-exposed": (
        "{person} が他の側の内容を扱った記録はありません。",
        "No record that {person} handled another side's content.",
        "没有 {person} 接触其他方内容的记录。",
    ),
    "saw.no-person": ("誰が動かしたか分かりません。", "It is not known who moved it.", "不知由谁操作。"),
    "saw.newness": (
        "新しい内容: {new}。水準: {level}。中身を読めた: {read}。",
        "New content: {new}; level: {level}; could be read: {read}.",
        "新内容：{new}；级别：{level}；可读取：{read}。",
    ),
    "saw.session": (
        "宣言した作業: {project}（{sides} 側）。",
        "Declared work: {project}, side {sides}.",
        "已声明的工作：{project}（{sides} 方）。",
    ),
    "saw.tainted": (
        "この作業中に {side} 側の内容も扱ったため、宣言は数えません。",
        "In that very work content of side {side} was handled, so the declaration does not count.",
        "在该工作期间还接触了 {side} 方的内容，故声明无效。",
    ),
    "saw.read-there": (
        "そこでは {sides} のメンバーが読みます。",
        "People of {sides} read there.",
        "{sides} 的成员可在该处阅读。",
    ),
    "saw.anybody-reads": (
        "そこで誰が読むかは分からないため、どの側も読むものとします。",
        "Nobody knows who reads there, so every side is taken to.",
        "无法得知何人会在该处阅读，视为各方均可阅读。",
    ),
    "saw.no-walled-sink": (
        "行き先は壁のどの側でもありません。",
        "The destination is on no side of a wall.",
        "去向不属于隔离墙的任何一方。",
    ),
    "saw.no-party": (
        "行き先は外部の組織ではありません。",
        "It does not go to another organisation.",
        "去向不是外部机构。",
    ),
    "saw.unlisted": (
        "{party} はどのリストにも載っていません。",
        "{party} stands on no list that the policy names.",
        "{party} 不在策略所列的任何清单上。",
    ),
    "saw.list": (
        "「{list}」{version}: {effect}{owner}{over}",
        "`{list}`{version}: {effect}{owner}{over}",
        "“{list}”{version}：{effect}{owner}{over}",
    ),
    "saw.list-version": ("（{version}）", " ({version})", "（{version}）"),
    "saw.list-owner": ("（載っているのは所有者の {owner}）", ", by its owner {owner}", "（列名者为其所有人 {owner}）"),
    "saw.list-over": ("（この日には効力がありません）", " (not in force on that day)", "（当日无效）"),
    "saw.labelled": (
        "プロジェクトの内容: {projects}。",
        "Content of projects: {projects}.",
        "所含项目内容：{projects}。",
    ),
    "saw.permit": (
        "許可 {permit}（{authority}、{number}{until}）",
        "Permit {permit}: {authority}, {number}{until}",
        "许可 {permit}：{authority}，{number}{until}",
    ),
    "saw.permit-until": ("、{until} まで", ", until {until}", "，至 {until}"),
    "saw.no-permit": ("当てはまる許可はありません。", "No permit covers it.", "没有适用的许可。"),
    "saw.no-bound": (
        "そこで読む人に、許可の要る人はいません。",
        "Nobody who reads there needs a permit at this level.",
        "该处可读人员在此级别均不需许可。",
    ),
    "saw.bound": (
        "{person} は「{level}」以上に許可が必要です。",
        "{person} needs a permit from level {level} on.",
        "{person} 自“{level}”级起需要许可。",
    ),
    "saw.no-terms": (
        "条件の付いた内容ではありません。",
        "The content is under no such terms.",
        "该内容不附带此类条件。",
    ),
    "saw.term-permission": (
        "{project}: 外に出すには当局の許可が必要です。",
        "{project}: an authority must permit that it leaves its side.",
        "{project}：离开所属一方须经主管部门许可。",
    ),
    "saw.term-secrecy": (
        "{project}: 特許の保全審査中です。",
        "{project}: under a patent secrecy review.",
        "{project}：处于专利保密审查中。",
    ),
    "saw.term-residency": (
        "{project}: {country} 国内に置く必要があります。",
        "{project}: must rest in {country}.",
        "{project}：必须存放在 {country} 境内。",
    ),
    "saw.term-items": ("{project}: 該当品目 {items}。", "{project}: items {items}.", "{project}：管制物项 {items}。"),
    "saw.reading": ("読み取り: {reading}。", "Reading: {reading}.", "读取情况：{reading}。"),
}
