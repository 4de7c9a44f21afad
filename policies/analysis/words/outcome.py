"""Outcome, advice and the closed sets: key to (Japanese, English, Chinese); `{name}` stands for a fact."""

from __future__ import annotations

_OUTCOME = {
    "outcome": (
        "{verdict}（{word}）。決めたもの: {name}{by}",
        "{verdict} ({word}) by {by}",
        "{verdict}（{word}）。依据：{name}{by}",
    ),
    "named": ("{name} ", "{name} ", "{name} "),
    "then": (
        "記録時の判定: {verdict}（{rule}）",
        "When it was recorded it was: {verdict}, by {rule}",
        "记录时的判定：{verdict}（{rule}）",
    ),
    "means.allow": ("そのまま届きます。", "The document arrives.", "文件正常送达。"),
    "means.notify": (
        "届きますが、関係者に知らされます。",
        "The document arrives, and those concerned are told.",
        "文件送达，并通知相关人员。",
    ),
    "means.justify": (
        "送り手が理由を書くまで待ちます。",
        "The document waits until its sender gives a reason.",
        "等待发送人说明理由。",
    ),
    "means.hold": (
        "文書は安全に保管され、解除が承認されれば自動的に届きます。",
        "The document is kept safely, and arrives by itself once a release is approved.",
        "文件被妥善保管，放行获批后自动送达。",
    ),
    "means.block": (
        "文書は届きません。安全に保管され、解除が承認されれば送り直せます。",
        "The document does not arrive. It is kept safely; once a release is approved, its sender tries again.",
        "文件不会送达，但被妥善保管；放行获批后可重新发送。",
    ),
    "next.release": (
        "例外が必要なら解除を申請します: `sekimori release request 受付番号`。"
        "承認者 {count} 人の署名が必要です（{risk}）。",
        "For an exception ask for a release: `sekimori release request CASE`. {count} officers must sign it ({risk}).",
        "如需例外，请申请放行：`sekimori release request 受理编号`。须由 {count} 名批准人签名（{risk}）。",
    ),
    "next.destination": (
        "例外が必要なら、まず輸出管理部門が行き先を方針に書き加えます。解除は名前のある行き先だけに出せます。",
        "For an exception the export-control office first names the destination in the policy: a release is for a "
        "place or party that it names.",
        "如需例外，须先由出口管制部门将去向写入策略：放行仅适用于策略中有名称的去向。",
    ),
    "risk.ordinary": ("通常の解除", "an ordinary release", "普通放行"),
    "risk.cross-wall": ("壁を越える解除", "it crosses a wall", "跨越隔离墙"),
    "risk.controlled": ("管理対象の内容", "controlled content", "受控内容"),
    "risk.listed": ("リストに載った相手先", "a listed party", "列于清单的接收方"),
    "next.command-line": (
        "そのうち 1 人はコマンドラインで署名します。",
        "One of them signs at the command line.",
        "其中至少一人须在命令行签名。",
    ),
    "next.session": (
        "{project} のための文書なら、先に作業を宣言します: `sekimori session start {project}`。",
        "If it is work for {project}, declare that first: `sekimori session start {project}`.",
        "若为 {project} 的工作，请先声明：`sekimori session start {project}`。",
    ),
    "next.permit-person": (
        "または、{person} と {projects} を含む許可を輸出管理部門が方針に加えます。",
        "Or the export-control office adds a permit to the policy that names {person} and {projects}.",
        "或由出口管制部门在策略中加入涵盖 {person} 与 {projects} 的许可。",
    ),
    "next.permit-party": (
        "または、{party} と {projects} を含む許可を輸出管理部門が方針に加えます。",
        "Or the export-control office adds a permit to the policy that names {party} and {projects}.",
        "或由出口管制部门在策略中加入涵盖 {party} 与 {projects} 的许可。",
    ),
    "next.permit-origin": (
        "または、{project} を外に出す許可（番号付き）を輸出管理部門が方針に加えます。",
        "Or the export-control office adds the authority's permit for {project}, with its number, to the policy.",
        "或由出口管制部门在策略中加入主管部门对 {project} 的许可及编号。",
    ),
    "next.readable": (
        "パスワードや暗号を外して、読める形で送り直すと判定できます。",
        "Send it again without a password or encryption, so that it can be judged.",
        "去除密码或加密后重新发送，即可判定。",
    ),
    "next.reason": (
        "送り手が理由を書けば届きます。",
        "Its sender gives a reason, and it arrives.",
        "发送人说明理由后即送达。",
    ),
    "next.error": (
        "方針に名前を加えるか、綴りを直します。",
        "Add the name to the policy, or mend its spelling.",
        "在策略中加入该名称或更正拼写。",
    ),
    "next.contact": ("問い合わせ先: {contact}", "Whom to ask: {contact}", "咨询：{contact}"),
    "next.nothing": ("することはありません。", "There is nothing to do.", "无须操作。"),
    "duties": ("あわせて必要なこと: {duties}", "Besides: {duties}", "另需：{duties}"),
    "error": ("判定できなかったこと: {error}", "What went wrong: {error}", "未能判定：{error}"),
    "duty.notify-pi": ("研究責任者に知らせる", "tell the principal investigator", "通知项目负责人"),
    "duty.record-permit": ("許可番号を記録する", "record the permit's number", "记录许可编号"),
    "duty.encrypt-to-recipient": ("受取人宛てに暗号化する", "encrypt it to the recipient", "对接收人加密"),
    "duty.second-look": ("後でもう一度確認する", "have it looked at again afterwards", "事后复核"),
}

_WORDS = {
    "level.public": ("公開", "public", "公开"),
    "level.internal": ("内部", "internal", "内部"),
    "level.sensitive": ("機微", "sensitive", "敏感"),
    "level.controlled": ("管理対象", "controlled", "受控"),
    "reading.full": ("全文を読み取り", "read in full", "已全部读取"),
    "reading.partial": ("一部のみ読み取り", "read in part", "仅读取部分"),
    "reading.opaque": ("読み取り不可", "cannot be read", "无法读取"),
    "reading.failed": ("読み取り失敗", "reading failed", "读取失败"),
    "channel.share": ("共有フォルダ", "shared folder", "共享文件夹"),
    "channel.removable": ("リムーバブルメディア", "removable medium", "移动存储介质"),
    "channel.sync": ("同期フォルダ", "synchronised folder", "同步文件夹"),
    "channel.http": ("ウェブ", "web", "网络"),
    "channel.mail": ("メール", "mail", "邮件"),
    "channel.ssh": ("SSH", "SSH", "SSH"),
    "channel.print": ("印刷", "print", "打印"),
    "channel.process": ("別のプログラム", "another program", "其他程序"),
    "kind.drawing": ("図面", "drawing", "图纸"),
    "kind.specification": ("仕様書", "specification", "规格书"),
    "kind.datasheet": ("データシート", "data sheet", "数据手册"),
    "kind.paper": ("論文", "paper", "论文"),
    "kind.patent": ("特許", "patent", "专利"),
    "kind.notebook": ("実験ノート", "notebook", "实验记录"),
    "kind.administrative": ("事務文書", "administrative", "行政文件"),
    "kind.correspondence": ("通信文", "correspondence", "往来函件"),
    "kind.source-code": ("ソースコード", "source code", "源代码"),
    "kind.data": ("データ", "data", "数据"),
    "kind.teaching": ("教材", "teaching", "教材"),
    "kind.web": ("ウェブページ", "web page", "网页"),
    "kind.other": ("その他", "other", "其他"),
    "kind.none": ("種類不明", "kind not known", "种类不明"),
    "zone.kind.home": ("プロジェクトの保管場所", "project home", "项目存放处"),
    "zone.kind.common": ("共有の場所", "common share", "公用区域"),
    "zone.kind.enclave": ("双方の共同区域", "enclave of both sides", "双方共用专区"),
    "zone.kind.machine": ("端末", "machine", "终端"),
    "zone.kind.removable": (
        "リムーバブルメディア（誰でも読める）",
        "removable medium, which everybody reads",
        "移动存储介质（任何人可读）",
    ),
    "zone.kind.sync": ("同期フォルダ", "synchronised folder", "同步文件夹"),
    "zone.kind.party": ("相手先の場所", "place of another organisation", "外部机构区域"),
    "zone.kind.unknown": ("不明な場所", "unknown place", "不明区域"),
    "effect.flag": ("注意", "flagged", "需注意"),
    "effect.licence": ("許可が必要", "needs a licence", "需要许可"),
    "effect.prohibit": ("禁止", "prohibited", "禁止"),
}

OUTCOME = _OUTCOME | _WORDS
