"""What to do about what a machine says is wrong: from the words in which it says it to a sentence in each language.

An agent of any version says what is wrong in words; who reads them, at the machine or at the server, is told what to do
next in their own language. What nobody foresaw gets an advice, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

# How the words begin, and what they are about; the first that fits counts.
_ABOUT = (
    (r"(the gate: (nobody stands|not reached|it has gone)|nobody stands at the gate)", "gate-gone"),
    (r"the gate does not answer: its door", "gate-door"),
    (r"the gate: its tables cannot be written|gate: ", "gate-tables"),
    (r"the gate: it still goes by older rules", "gate-older"),
    (r"the gate: its first tables", "gate-building"),
    (r"the gate: it guards nothing before there is a policy", "gate-no-policy"),
    (r"the gate does not guard `.*`: (it is not asked|nobody answers)", "gate-not-asked"),
    (r"the gate does not guard `.*`: it does not say", "gate-unheard"),
    (r"the gate does not guard `", "gate-not-guarded"),
    (r"the gate asks at every opening in `", "gate-stiff"),
    (r"the gate's keeper:", "gate-keeper"),
    (r"the gate's (rules|tables):", "gate-garbage"),
    (r"the gate was gone", "gate-was-gone"),
    (r"sessions are declarations alone:", "sessions-declared"),
    (r"sessions:", "sessions-network"),
    (r"`.*` is not watched:", "not-watched"),
    (r"the policy knows no zone", "zone-unknown"),
    (r"home `.*` of zone", "home-not-here"),
    (r"`.*` is the home of", "home-twice"),
    (r"config\.toml watches", "config-zone"),
    (r"Samba:", "samba"),
    (r"share `.*`, which the policy does not know", "share-unknown"),
    (r"readers (of letters )?lack the wall", "wall-lacking"),
    (r"letters in pictures are not read", "letters"),
    (r"the policy does not know \d+ of the projects", "learnt-unknown"),
    (r"\d+ files or folders cannot be read", "unreadable"),
    (r"journal: a damaged one", "journal-damaged"),
    (r"journal: ", "journal"),
    (r"policy: ", "policy"),
    (r"new (fingerprints|projects|models): (the disk|it cannot be (kept|opened): No space)", "supply-room"),
    (r"new (fingerprints|projects|models): this machine was given no key", "supply-key"),
    (r"new (fingerprints|projects|models): ", "supply"),
    (r"(holds|completions|recovery|release|complete|stop|let|rounds): ", "acting"),
    (r".*unexpected: ", "unexpected"),
)
_KINDS = tuple((re.compile(pattern, re.DOTALL), key) for pattern, key in _ABOUT)
OTHER = "advice.other"


def advice_on(problem: str) -> str:
    """The key of what to do about a problem.

    Args:
        problem: In the words in which an agent says it.

    Returns:
        A key for `policies.wording.say`; never empty.
    """
    return next((f"advice.{key}" for pattern, key in _KINDS if pattern.match(problem)), OTHER)


ADVICE: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "advice.gate-gone": (
            "関門プロセスを起動してください: systemctl start sekimori-gate。"
            "すぐに止まる場合は journalctl -u sekimori-gate を確認してください。",
            "start it: systemctl start sekimori-gate; if it goes again, see journalctl -u sekimori-gate",
            "请启动关卡：systemctl start sekimori-gate；如再次退出，请查看 journalctl -u sekimori-gate",
        ),
        "advice.gate-door": (
            "root で実行してください。",
            "run this as root",
            "请以 root 身份运行",
        ),
        "advice.gate-tables": (
            "データフォルダーのディスクの空きと書き込み権限を確認してください。それまでは以前の表で判断されます。",
            "make room on the disk of the data folder, and see that it can be written; earlier tables hold until then",
            "请检查数据文件夹所在磁盘的空间与写入权限；在此之前沿用先前的表",
        ),
        "advice.gate-older": (
            "数秒待ってください。続く場合は関門を再起動してください: systemctl restart sekimori-gate",
            "wait some seconds; if it stays so, restart the gate: systemctl restart sekimori-gate",
            "请稍候几秒；如持续出现，请重启关卡：systemctl restart sekimori-gate",
        ),
        "advice.gate-building": (
            "待ってください。ファイル数が多いと約1分かかります。それまでは以前の表で判断され、"
            "以前の表がなければ何も制限されません。",
            "wait: with millions of files it takes about a minute; until then the tables written before hold, "
            "and where there are none, everybody opens everything",
            "请稍候：文件极多时约需一分钟；在此之前沿用先前的表，若无先前的表则不作任何限制",
        ),
        "advice.gate-no-policy": (
            "役員に署名済みのポリシーを公開してもらってください。このマシンがサーバーに届くことも確認してください。",
            "have the officers publish a signed policy, and see that this machine reaches the server",
            "请负责人发布已签名的策略，并确认本机能连接服务器",
        ),
        "advice.gate-not-asked": (
            "root 権限を持つ誰か、または別のプログラムが関門の監視を外しました。誰がログインしていたかを調べ、"
            "関門を再起動してください: systemctl restart sekimori-gate",
            "somebody with root's rights, or a program of theirs, took the marks away: find out who was logged in, "
            "then restart the gate: systemctl restart sekimori-gate",
            "有 root 权限的人或程序移除了关卡的标记：请查明当时的登录者，然后重启关卡：systemctl restart sekimori-gate",
        ),
        "advice.gate-unheard": (
            "関門がエージェントより古い版です。更新後に再起動してください: systemctl restart sekimori-gate",
            "the gate is of an earlier version than the agent: restart it after the upgrade: "
            "systemctl restart sekimori-gate",
            "关卡的版本早于代理：升级后请重启关卡：systemctl restart sekimori-gate",
        ),
        "advice.gate-not-guarded": (
            "フォルダーが存在し、fanotify に対応したローカルのファイルシステムにあることを確認してください。"
            "対応しない場合、そこは監視のみになります。",
            "see that the folder is there and lies on a local file system that fanotify can mark; "
            "elsewhere it is watched, and nothing is refused at the opening",
            "请确认该文件夹存在并位于 fanotify 支持的本地文件系统；否则该处仅监视，打开时不会拦截",
        ),
        "advice.gate-stiff": (
            "守られていますが、開くたびに確認するため遅くなります。ext4、xfs、btrfs などのローカルの"
            "ファイルシステムへ移すと速くなります。",
            "it is guarded, at the price of a question at each opening: on a local file system such as ext4, xfs or "
            "btrfs everybody's files cost nothing",
            "该处受到保护，但每次打开都要询问，因而较慢；移到 ext4、xfs、btrfs 等本地文件系统即可加快",
        ),
        "advice.gate-keeper": (
            "プロセス数とメモリの上限を確認してください（ulimit -u、TasksMax=）。空きができれば自動で回復します。",
            "see to the limits of processes and memory (ulimit -u, TasksMax=); with room it recovers by itself",
            "请检查进程数与内存上限（ulimit -u、TasksMax=）；有余量后会自行恢复",
        ),
        "advice.gate-garbage": (
            "エージェントが動いていれば書き直します。続く場合はデータフォルダーを変更した者を調べてください。",
            "a running agent writes them anew; if it stays so, find out who changes files in the data folder",
            "运行中的代理会重新写入；如持续出现，请查明谁在更改数据文件夹",
        ),
        "advice.gate-was-gone": (
            "その間に開かれたものは確認されていません。欠落証明書と journalctl -u sekimori-gate を確認してください。",
            "what was opened meanwhile was not asked about: see the gap certificates and journalctl -u sekimori-gate",
            "其间打开的文件未经询问：请查看缺口证明与 journalctl -u sekimori-gate",
        ),
        "advice.sessions-declared": (
            "/sys/fs/cgroup に cgroup v2 をマウントし（コンテナーの外で）、エージェントを再起動してください。"
            "それまでセッションは申告のみで、通信は制限されません。",
            "mount cgroup version 2 at /sys/fs/cgroup, outside of any container, and restart the agent; until then a "
            "session keeps nobody from the network",
            "请在容器之外将 cgroup v2 挂载到 /sys/fs/cgroup 并重启代理；在此之前会话仅为声明，不限制网络",
        ),
        "advice.sessions-network": (
            "nft とその権限を確認してください: nft list table inet sekimori。それまで制限は元のままです。",
            "see that nft is installed and may be used: nft list table inet sekimori; its rules stay as they are",
            "请确认已安装 nft 且可使用：nft list table inet sekimori；在此之前规则保持不变",
        ),
        "advice.not-watched": (
            "フォルダーを戻すかマウントするか、config.toml から外してください。エージェントは自動で再試行します。",
            "bring the folder back or mount it, or take it out of config.toml; the agent tries again by itself",
            "请恢复或挂载该文件夹，或从 config.toml 中移除；代理会自行重试",
        ),
        "advice.zone-unknown": (
            "config.toml のゾーン名を直すか、役員にポリシーへ加えてもらってください。",
            "correct the zone in config.toml, or have the officers add it to the policy",
            "请更正 config.toml 中的区域，或请负责人将其加入策略",
        ),
        "advice.home-not-here": (
            "共有やフォルダーを作成・マウントするか、config.toml の [[watch]] で場所を指定してください。",
            "make or mount it, or name its place under [[watch]] in config.toml",
            "请创建或挂载它，或在 config.toml 的 [[watch]] 中指明位置",
        ),
        "advice.home-twice": (
            "役員にどちらのゾーンの場所かをポリシーで決めてもらってください。",
            "have the officers decide in the policy whose home it is",
            "请负责人在策略中确定它属于哪个区域",
        ),
        "advice.config-zone": (
            "config.toml の [[watch]] のゾーンをポリシーに合わせてください。",
            "make the zone under [[watch]] in config.toml agree with the policy",
            "请使 config.toml 中 [[watch]] 的区域与策略一致",
        ),
        "advice.samba": (
            "testparm -s を実行し、示された誤りを直してください。",
            "run testparm -s and mend what it names",
            "请运行 testparm -s 并修正其指出的问题",
        ),
        "advice.share-unknown": (
            "その共有を閉じるか、役員にポリシーへ加えてもらってください。",
            "close that share, or have the officers add it to the policy",
            "请关闭该共享，或请负责人将其加入策略",
        ),
        "advice.wall-lacking": (
            "カーネルとユニットの設定を確認してください（docs/agent.md）。欠けた壁なしで文書が読まれています。",
            "see the kernel and the unit's settings (docs/agent.md): documents are read without that wall",
            "请检查内核与单元设置（docs/agent.md）：文档正在缺少该隔离的情况下读取",
        ),
        "advice.letters": (
            "tesseract と言語データを導入するか、config.toml の [ocr] を off にしてください。",
            "install tesseract with its languages, or turn [ocr] off in config.toml",
            "请安装 tesseract 及语言数据，或在 config.toml 中关闭 [ocr]",
        ),
        "advice.learnt-unknown": (
            "ポリシーのプロジェクト名で学習し直してください: sekimori learn-projects",
            "learn them under the ids of the policy: sekimori learn-projects",
            "请按策略中的项目编号重新学习：sekimori learn-projects",
        ),
        "advice.unreadable": (
            "root で sekimori agent status を実行すると名前が分かります。読めるようにするか、取り除いてください。",
            "as root, sekimori agent status names them: let the agent's account read them, or remove them",
            "以 root 运行 sekimori agent status 可查看名称：请允许代理读取，或将其移除",
        ),
        "advice.journal-damaged": (
            "脇に置かれたファイルを調べ、その後データフォルダーから移してください。",
            "have the file that was set aside looked into, then take it out of the data folder",
            "请检查被移开的文件，然后将其移出数据文件夹",
        ),
        "advice.journal": (
            "sekimori agent journal verify を実行し、データフォルダーのディスクの空きを確認してください。",
            "run sekimori agent journal verify, and see that there is room on the disk of the data folder",
            "请运行 sekimori agent journal verify，并检查数据文件夹所在磁盘的空间",
        ),
        "advice.policy": (
            "役員にポリシーの署名と期限を確認してもらってください。それまでは以前のポリシーが有効です。",
            "have the officers look at the policy's signatures and dates; until then the one before holds",
            "请负责人检查策略的签名与期限；在此之前沿用先前的策略",
        ),
        "advice.supply-room": (
            "データフォルダーのディスクに空きを作ってください。自動で続きから取得し、それまでは以前のものを使います。",
            "make room on the disk of the data folder: it goes on by itself; what was used before is used until then",
            "请在数据文件夹所在磁盘上腾出空间；随后会自动继续，在此之前沿用先前的内容",
        ),
        "advice.supply-key": (
            "指紋の鍵をこの機械に置き、config.toml の [fingerprints] に書いてください。docs/fingerprints.md を参照。",
            "put the key of fingerprints here and name it in [fingerprints] of config.toml: docs/fingerprints.md",
            "请将指纹密钥放到这台机器上，并在 config.toml 的 [fingerprints] 中注明：见 docs/fingerprints.md",
        ),
        "advice.supply": (
            "署名した役員に sekimori supply status を見て署名し直してもらってください。それまで以前のものを使います。",
            "have the officers look at sekimori supply status and sign anew; what was used before is used until then",
            "请负责人查看 sekimori supply status 并重新签署；在此之前沿用先前的内容",
        ),
        "advice.acting": (
            "フォルダーに空きがあり、エージェントが書き込めることを確認してください。自動で再試行され、何も失われません。",
            "see that there is room and that the agent may write there; it tries again by itself, and nothing is lost",
            "请确认有足够空间且代理可写入；它会自行重试，不会丢失任何内容",
        ),
        "advice.unexpected": (
            "エージェントを再起動し、journalctl -u sekimori-agent を添えて報告してください。",
            "restart the agent, and report it with what journalctl -u sekimori-agent says",
            "请重启代理，并附上 journalctl -u sekimori-agent 的内容报告此问题",
        ),
        OTHER: (
            "docs/agent.md の該当する節と journalctl -u sekimori-agent を確認してください。",
            "see docs/agent.md and what journalctl -u sekimori-agent says",
            "请查看 docs/agent.md 与 journalctl -u sekimori-agent",
        ),
    }
)
