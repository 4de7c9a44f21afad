"""The sentences themselves: key to (Japanese, English, Chinese). `{name}` stands for a fact.

Keys that begin with `notice.` are read by the other side too: they never say what a document is or whose it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from policies.advice import ADVICE

_NOTICE = {
    "notice.title": ("ファイルを停止しました", "A file was stopped", "文件已被拦截"),
    "notice.stopped": (
        "ここに置かれたファイルは、確認のため停止されました。ファイルは安全に保管されており、失われていません。",
        "A file that was put here was stopped for a check. It is kept safely; nothing is lost.",
        "放置在此处的文件因需要核查而被拦截。文件已妥善保管，没有丢失。",
    ),
    "notice.case": ("受付番号: {case}", "Case number: {case}", "受理编号：{case}"),
    "notice.ask": (
        "お問い合わせの際は受付番号をお伝えください: {contact}",
        "Please give the case number when you ask: {contact}",
        "咨询时请提供受理编号：{contact}",
    ),
}

_TOLD = {
    "notice.noted-title": ("お知らせ", "A notice", "通知"),
    "notice.noted": (
        "ここに置かれたファイルについてお知らせがあります。ファイルはそのまま残っています。",
        "There is a notice about a file that was put here. The file stays as it is.",
        "关于放置在此处的文件有一则通知。文件保持原样。",
    ),
    "notice.reason": (
        '理由を入力すると完了します: sekimori justify {case} "理由"',
        'It is completed once you give a reason: sekimori justify {case} "your reason"',
        '说明理由后即可完成：sekimori justify {case} "理由"',
    ),
    "notice.completed-title": ("ファイルを置きました", "A file was let go", "文件已放行"),
    "notice.completed": (
        "保管されていたファイルが元の行き先に置かれました。",
        "The file that was kept is now where it was to go.",
        "先前保管的文件已放到原定位置。",
    ),
    "notice.stick-title": ("USB メモリなどについて", "About a stick", "关于移动存储设备"),
    "notice.stick-read-only": (
        "このマシンでは USB メモリなどへの書き込みはできません。読み取りはできます。お問い合わせ: {contact}",
        "On this machine sticks can be read, and nothing can be written to them. Whom to ask: {contact}",
        "本机只能读取移动存储设备，不能写入。咨询：{contact}",
    ),
    "notice.stick-refused": (
        "このマシンでは USB メモリなどは使えません。取り外されました。お問い合わせ: {contact}",
        "On this machine sticks are not used; it was taken off. Whom to ask: {contact}",
        "本机不允许使用移动存储设备，该设备已被卸载。咨询：{contact}",
    ),
    "notice.several": (
        "{count} 件のお知らせがあります。一覧: sekimori quarantine list",
        "There are {count} notices. To see the files: sekimori quarantine list",
        "共有 {count} 条通知。查看文件：sekimori quarantine list",
    ),
}

_VERDICT = {
    "verdict.allow": ("許可", "allowed", "允许"),
    "verdict.notify": ("許可 (通知あり)", "allowed, with a notice", "允许（附通知）"),
    "verdict.justify": ("理由の入力待ち", "waits for a reason", "等待说明理由"),
    "verdict.hold": ("保留", "held", "暂扣"),
    "verdict.block": ("遮断", "blocked", "阻止"),
}

_WALL = {
    "wall.crosses": (
        "壁「{wall}」: {from} 側の内容 ({projects}) は {to} 側に入れません。",
        "Wall `{wall}`: content of side {from} ({projects}) does not enter side {to}.",
        "隔离墙“{wall}”：{from} 方的内容（{projects}）不得进入 {to} 方。",
    ),
    "wall.both-sides": (
        "壁「{wall}」: {one} 側と {other} 側の両方の内容を含むものは、両者の指定区域にだけ置けます。",
        "Wall `{wall}`: content of both side {one} and side {other} rests only in an enclave of both.",
        "隔离墙“{wall}”：同时含有 {one} 方和 {other} 方内容的文件只能存放在双方指定的专区。",
    ),
}

_EXPOSURE = {
    "exposure.may-carry": (
        "{person} は {from} 側の機微な内容を扱ったため、帰属の分からない新しい内容を {to} 側が読む場所に置けません。"
        "そこにあるプロジェクトの作業であれば、その作業を宣言してから保存してください。",
        "{person} has handled sensitive content of side {from}; new content that is nobody's yet does not go where "
        "side {to} reads. If it is work for a project of that place, declare the session first.",
        "{person} 接触过 {from} 方的敏感内容，归属不明的新内容不得放入 {to} 方可读之处。"
        "若属该处项目的工作，请先声明会话。",
    ),
    "exposure.not-by-word": (
        "{person} は {from} 側の機微な内容を扱っています。"
        "この内容は、作業の宣言だけでは {to} 側が読む場所に置けません。",
        "{person} has handled sensitive content of side {from}: a declared session alone does not bring this content "
        "where side {to} reads.",
        "{person} 接触过 {from} 方的敏感内容：仅凭会话声明，此内容不得放入 {to} 方可读之处。",
    ),
    "exposure.suggested": (
        "内容がプロジェクト {project} のものに似ています (p = {p})。推定であり、証明ではありません。",
        "It looks like content of project {project} (p = {p}). This is suggested by likeness, not proved.",
        "内容与项目 {project} 的内容相似（p = {p}）。此为推测，并非证明。",
    ),
    "exposure.unknown-subject": (
        "誰が置いたか分からないため、壁「{wall}」の内側に新しい機微な内容や読めない内容は置けません。",
        "It is not known who put it there; nothing new that is sensitive or unreadable goes inside wall `{wall}`, or "
        "where its sides read, so.",
        "无法确认由谁放入；来源不明的敏感或不可读新内容不得进入隔离墙“{wall}”之内。",
    ),
}

_PARTIES_AND_PERMITS = {
    "screening.flag": (
        "{party} は「{list}」({version} 版、{dated} 付) に注意先として載っています。",
        "{party} is flagged on `{list}` (version {version} of {dated}).",
        "{party} 在“{list}”（版本 {version}，日期 {dated}）上被标记为需注意。",
    ),
    "screening.prohibit": (
        "{party} は「{list}」({version} 版、{dated} 付) に載っているため、プロジェクトの内容は送れません。",
        "{party} stands on `{list}` (version {version} of {dated}): no project's content goes there.",
        "{party} 列于“{list}”（版本 {version}，日期 {dated}），任何项目内容不得发送。",
    ),
    "screening.licence": (
        "{party} は「{list}」({version} 版、{dated} 付) に載っているため、許可なしにプロジェクトの内容は送れません。",
        "{party} stands on `{list}` (version {version} of {dated}): no project's content goes there without a permit.",
        "{party} 列于“{list}”（版本 {version}，日期 {dated}），未经许可不得发送项目内容。",
    ),
    "screening.flag-by-owner": (
        "{party} の所有者 {owner} は「{list}」({version} 版、{dated} 付) に注意先として載っています。",
        "{owner}, who owns {party}, is flagged on `{list}` (version {version} of {dated}).",
        "{party} 的所有者 {owner} 在“{list}”（版本 {version}，日期 {dated}）上被标记为需注意。",
    ),
    "screening.prohibit-by-owner": (
        "{party} の所有者 {owner} が「{list}」({version} 版、{dated} 付) に載っているため、"
        "プロジェクトの内容は送れません。",
        "{owner}, who owns {party}, stands on `{list}` (version {version} of {dated}): no project's content goes "
        "there.",
        "{party} 的所有者 {owner} 列于“{list}”（版本 {version}，日期 {dated}），任何项目内容不得发送。",
    ),
    "screening.licence-by-owner": (
        "{party} の所有者 {owner} が「{list}」({version} 版、{dated} 付) に載っているため、"
        "許可なしにプロジェクトの内容は送れません。",
        "{owner}, who owns {party}, stands on `{list}` (version {version} of {dated}): no project's content goes there "
        "without a permit.",
        "{party} 的所有者 {owner} 列于“{list}”（版本 {version}，日期 {dated}），未经许可不得发送项目内容。",
    ),
    "deemed-export.no-permit": (
        "この水準の内容を {person} に渡すには許可が必要です。有効な許可がありません。",
        "Content of this level goes to {person} under a permit only, and none is in force.",
        "向 {person} 提供此级别的内容需要许可，目前没有有效许可。",
    ),
    "deemed-export.and-more": (
        "ほかに {count} 人にも、渡すための有効な許可がありません。",
        "Nor is a permit in force for {count} others who read there.",
        "另有 {count} 人同样没有有效许可。",
    ),
    "origin.no-permit": (
        "{project} の内容は、当局の許可番号なしにその側の外へ出せません。",
        "Content of {project} does not leave its side without the number of the authority's permission.",
        "{project} 的内容未取得主管部门许可编号，不得离开其所属一方。",
    ),
    "origin.secrecy-hold": (
        "{project} は特許の保全審査中のため、その保管場所の外へ出せません。",
        "{project} is under a patent secrecy review: it leaves its own home for nobody.",
        "{project} 处于专利保密审查中，不得离开其存放处。",
    ),
    "origin.residency": (
        "{project} の内容は {country} の国内に置くことになっています。",
        "Content of {project} must rest in {country}.",
        "{project} 的内容必须存放在 {country} 境内。",
    ),
}

_OPAQUE = {
    "opaque.not-clean": (
        "中身を読めないため、{projects} のものとして扱います。行き先では {projects} を読めない人も読めます。",
        "It cannot be read and is taken to be of {projects}; at its destination others read too.",
        "内容无法读取，视为 {projects} 的内容；目的地有其他人可读。",
    ),
    "opaque.unknown-origin": (
        "中身を読めず、どこから来たかも分からないため、ここには置けません。",
        "It cannot be read and its origin is not known: it does not go there.",
        "内容无法读取且来源不明，不能放到那里。",
    ),
}

_REST = {
    "rested": (
        "監視を始める前からここにありました。動かされるまでは止めず、報告だけします。",
        "It stood here before the folder was watched: it is reported, and not stopped until somebody moves it.",
        "开始监视之前即已存放于此：仅作报告，在有人移动之前不予拦截。",
    ),
    "rested.like": (
        "同じ内容が先に {zones} で見つかっており、そちらを元とみなします。"
        "初めて監視するフォルダーは config.toml に書かれた順に調べます。",
        "The same content was seen in {zones} before, and counts as at home there. Folders that are watched for the "
        "first time are gone through in the order in which config.toml names them.",
        "相同内容此前已在 {zones} 中发现，以该处为原件所在。首次监视的文件夹按其在 config.toml 中的先后顺序检查。",
    ),
    "judged-anew": (
        "以前からここにあり、判定の基準が変わったため改めて判定しました。利用者はファイルの所有者で、動かした人とは限りません。",
        "It lay here before, and was judged anew by what changed since: the person owns it, and may not have moved it.",
        "此文件早已存放于此，因判定依据变更而重新判定；所示人员为文件所有者，未必移动过它。",
    ),
    "release.completed": (
        "解除の承認により、保留から戻されました。",
        "It came here out of a hold, by an approved release.",
        "经批准放行后由暂扣恢复至此。",
    ),
}

_TABLE = {
    "rule.matched": ("規則「{rule}」に当てはまります。", "Rule `{rule}` matches.", "符合规则“{rule}”。"),
    "default.clean": (
        "行き先の全員がこの内容を読めます。",
        "Everybody who reads there may read this content.",
        "目的地的所有人均可阅读此内容。",
    ),
    "default.labelled": (
        "プロジェクトの内容で、行き先にはこれを読めない人がいます。",
        "It is a project's content, and others read at its destination.",
        "属于项目内容，而目的地有无权阅读的人。",
    ),
    "default.unlabelled": (
        "どのプロジェクトの内容でもありません。",
        "It is no project's content.",
        "不属于任何项目的内容。",
    ),
    "publication.closed": (
        "{projects} は成果を公表しない取決めです。論文・教材・ウェブ原稿も、読めない人のいる所へは"
        "規則だけでは出せません。",
        "{projects} publishes nothing: papers, teaching and web pages go where others read by a release only.",
        "{projects} 约定不公开成果：论文、教材和网页稿件不得仅凭规则流向他人可读之处。",
    ),
    "default.leaves-side": (
        "壁の内側の内容が、誰でも読める所へ出ます。規則で緩めることはできません。",
        "Walled content would go where others read; no rule loosens that.",
        "隔离墙内的内容将流向他人可读之处，任何规则都不能放宽。",
    ),
}

_OBLIGATIONS = {
    "obligation.encrypt": (
        "規則「{rule}」は受取人あての暗号化を求めていますが、暗号化されていません。",
        "Rule `{rule}` lets it pass encrypted to the recipient, and it is not.",
        "规则“{rule}”要求对收件人加密，而内容未加密。",
    ),
    "obligation.permit": (
        "許可番号 {number} ({authority}) によります。",
        "Under permit {number} of {authority}.",
        "依据许可 {number}（{authority}）。",
    ),
    "obligation.no-permit": (
        "許可番号の記録が求められていますが、当てはまる許可がありません。",
        "A permit's number is to be recorded, and no permit in force covers this.",
        "要求记录许可编号，但没有适用的有效许可。",
    ),
}

_ERRORS = {
    "error": (
        "判定できませんでした ({what})。確認が終わるまで保留します。",
        "It could not be judged ({what}); it waits for a check.",
        "无法判定（{what}），暂缓并等待核查。",
    ),
    "error.failed": (
        "判定の途中で「{step}」が失敗しました ({error})。確認が終わるまで保留します。",
        "The step `{step}` failed while deciding ({error}); the transfer waits.",
        "判定过程中步骤“{step}”失败（{error}），传输暂缓。",
    ),
    "error.unknown-project": (
        "プロジェクト「{project}」は方針にありません。",
        "The policy knows no project `{project}`.",
        "策略中没有项目“{project}”。",
    ),
    "error.unknown-zone": (
        "場所「{zone}」は方針にありません。",
        "The policy knows no zone `{zone}`.",
        "策略中没有区域“{zone}”。",
    ),
    "error.unknown-party": (
        "相手先「{party}」は方針にありません。",
        "The policy knows no party `{party}`.",
        "策略中没有接收方“{party}”。",
    ),
}

_RELEASE = {
    "release.lifts": (
        "承認済みの解除 {release} により許可します。",
        "Release {release} was approved and lets it pass.",
        "经批准的放行 {release} 允许通过。",
    ),
    "release.digest": (
        "解除は別の内容のものです。",
        "The release is for other content.",
        "该放行针对其他内容。",
    ),
    "release.changed": (
        "承認された内容からの変更が許された範囲を超えています ({facts})。",
        "More of the content was changed than the release allows, or it cannot be told: {facts}.",
        "内容的改动超出放行所允许的范围，或无法确定（{facts}）。",
    ),
    "release.level": (
        "変更後の内容は承認時より高い水準です ({facts})。",
        "The changed content is of a higher level than the approved one: {facts}.",
        "改动后的内容级别高于获批内容（{facts}）。",
    ),
    "release.destination": (
        "解除は別の行き先のものです ({facts})。",
        "The release is for another destination than {facts}.",
        "该放行针对其他目的地（{facts}）。",
    ),
    "release.path": ("解除は別の保存先のものです。", "The release is for another path.", "该放行针对其他路径。"),
    "release.channel": (
        "解除は別の経路のものです ({facts})。",
        "The release is for another channel than {facts}.",
        "该放行针对其他通道（{facts}）。",
    ),
    "release.agent": (
        "解除は別の端末のものです。",
        "The release is for another agent.",
        "该放行针对其他代理。",
    ),
    "release.person": (
        "解除は別の人のものです ({facts})。",
        "The release is for somebody other than {facts}.",
        "该放行针对他人（{facts}）。",
    ),
    "release.projects": (
        "解除が及ばないプロジェクトの内容です ({facts})。",
        "The release does not cover content of {facts}.",
        "该放行不涵盖 {facts} 的内容。",
    ),
    "release.not-yet": (
        "解除はまだ有効ではありません ({facts})。",
        "The release begins at {facts}.",
        "该放行自 {facts} 起生效。",
    ),
    "release.expired": (
        "解除の期限が過ぎました ({facts})。",
        "The release ended at {facts}.",
        "该放行已于 {facts} 失效。",
    ),
    "release.uses": (
        "解除は使い切られました ({facts})。",
        "The release is used up: {facts}.",
        "该放行已用完（{facts}）。",
    ),
    "release.revoked": ("解除は取り消されました。", "The release was revoked.", "该放行已被撤销。"),
    "release.signature": (
        "{facts} の署名が正しくありません。",
        "The signature of {facts} does not verify.",
        "{facts} 的签名无效。",
    ),
    "release.quorum": ("承認が足りません ({facts})。", "Approvals: {facts}.", "批准数不足（{facts}）。"),
    "release.command-line": (
        "壁を越える解除には、コマンドラインでの承認が一つ必要です。",
        "A release across a wall needs one approval from the command line.",
        "跨隔离墙的放行至少需要一次命令行批准。",
    ),
    "release.not-an-approver": (
        "{facts} は承認者ではありません。",
        "{facts} is not an approver.",
        "{facts} 不是批准人。",
    ),
    "release.requester-approves": (
        "申請者本人 ({facts}) は承認できません。",
        "{facts} asked for it or sent it, and cannot approve it.",
        "申请人本人（{facts}）不能批准。",
    ),
    "release.receiving-side": (
        "{facts} は受け取る側に属するため承認できません。",
        "{facts} belongs to the receiving side and cannot approve.",
        "{facts} 属于接收方，不能批准。",
    ),
    "release.twice": (
        "{facts} の承認は既に数えられています。",
        "The approval of {facts} counts once.",
        "{facts} 的批准只计一次。",
    ),
    "release.malformed": (
        "解除の内容が不完全です ({facts})。",
        "The release is not complete: {facts}.",
        "该放行内容不完整（{facts}）。",
    ),
}

_LEFT = {
    "justified": (
        "送信者が理由を示したため、ここに置かれました。",
        "It is here because its sender gave a reason.",
        "发送者已说明理由，因此放置于此。",
    ),
    "given-back": (
        "停止されたファイルが元の場所に返されました。",
        "It was stopped elsewhere and given back here.",
        "该文件曾被拦截，现已退回此处。",
    ),
}

_RINGS = {
    "ring.observe": (
        "この場所または端末は観察段階です。規則は適用されず、判定 ({would}、{by}) だけが記録されます。",
        "This place or machine is in the ring `observe`: it passes, and `{would}` by {by} is only recorded.",
        "该位置或设备处于观察阶段：予以放行，仅记录本应作出的判定（{would}，{by}）。",
    ),
    "ring.warn": (
        "この場所または端末は警告段階です。通過しますが、本来の判定は {would} ({by}) です。",
        "This place or machine is in the ring `warn`: it passes with a notice; enforced it would be `{would}` by {by}.",
        "该位置或设备处于警告阶段：放行并通知；若强制执行则为 {would}（{by}）。",
    ),
}

_EMERGENCY = {
    "emergency.stop": (
        "担当役員による緊急停止 {stop} の間は何も止めません。本来の判定は {would} ({by}) です。"
        "終了後に改めて判定されます。",
        "During the officers' emergency stop {stop} nothing is stopped; it would be `{would}` by {by}, and is judged "
        "again when the stop ends.",
        "在负责人发布的紧急停用 {stop} 期间不作拦截；原判定为 {would}（{by}），停用结束后将重新判定。",
    ),
    "emergency.malformed": (
        "緊急停止の内容が不完全です ({facts})。",
        "The emergency stop is not complete: {facts}.",
        "紧急停用内容不完整（{facts}）。",
    ),
    "emergency.too-long": (
        "緊急停止が方針の定める時間より長くなっています ({facts})。",
        "The emergency stop lasts longer than the policy allows: {facts}.",
        "紧急停用时长超出策略允许（{facts}）。",
    ),
    "emergency.not-yet": (
        "緊急停止はまだ始まっていません ({facts})。",
        "The emergency stop begins at {facts}.",
        "紧急停用自 {facts} 起生效。",
    ),
    "emergency.expired": (
        "緊急停止の期限が過ぎました ({facts})。",
        "The emergency stop was over at {facts}.",
        "紧急停用已于 {facts} 结束。",
    ),
    "emergency.other-agent": (
        "緊急停止は別の端末のものです ({facts})。",
        "The emergency stop is for other agents than {facts}.",
        "该紧急停用针对其他代理（{facts}）。",
    ),
    "emergency.ended": (
        "緊急停止は既に終了しており、再び始めることはできません ({facts})。",
        "The emergency stop was ended and does not begin again: {facts}.",
        "该紧急停用已被终止，不能重新开始（{facts}）。",
    ),
    "emergency.not-an-officer": (
        "{facts} は方針に署名する役員ではありません。",
        "{facts} is not an officer who signs the policy.",
        "{facts} 不是签署策略的负责人。",
    ),
    "emergency.signature": (
        "{facts} の署名が正しくありません。",
        "The signature of {facts} does not verify.",
        "{facts} 的签名无效。",
    ),
    "emergency.twice": (
        "{facts} の署名は既に数えられています。",
        "The signature of {facts} counts once.",
        "{facts} 的签名只计一次。",
    ),
    "emergency.quorum": ("署名が足りません ({facts})。", "Signatures: {facts}.", "签名数不足（{facts}）。"),
    "emergency.command-line": (
        "コマンドラインでの署名が一つ必要です ({facts})。",
        "One signature has to be made on the command line; {facts}.",
        "至少需要一次命令行签名（{facts}）。",
    ),
}

_SUPPLY = {
    "supply.malformed": (
        "配布物の記載が不完全です ({facts})。",
        "The supply is not complete: {facts}.",
        "分发内容的说明不完整（{facts}）。",
    ),
    "supply.not-an-officer": (
        "{facts} はこの配布物に署名できる役員ではありません。",
        "{facts} is not an officer who may sign this.",
        "{facts} 不是可签署此分发内容的负责人。",
    ),
    "supply.signature": (
        "{facts} の署名が正しくありません。",
        "The signature of {facts} does not verify.",
        "{facts} 的签名无效。",
    ),
    "supply.twice": (
        "{facts} の署名は既に数えられています。",
        "The signature of {facts} counts once.",
        "{facts} 的签名只计一次。",
    ),
    "supply.quorum": ("署名が足りません ({facts})。", "Signatures: {facts}.", "签名数不足（{facts}）。"),
}

PHRASES: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    _NOTICE
    | _TOLD
    | _VERDICT
    | _WALL
    | _EXPOSURE
    | _PARTIES_AND_PERMITS
    | _OPAQUE
    | _REST
    | _TABLE
    | _OBLIGATIONS
    | _ERRORS
    | _RELEASE
    | _LEFT
    | _RINGS
    | _EMERGENCY
    | _SUPPLY
    | dict(ADVICE)
)
