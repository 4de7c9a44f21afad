"""The `config.toml` that enrolment writes."""

from __future__ import annotations

TEMPLATE = """\
# Sekimori agent. Zones of the policy that this machine hosts are found by themselves, from Samba, exports and mounts;
# `sekimori agent status` names them. Others are written here; a project's own share is the zone with its id.
# [[watch]]
# zone = "qsensor"
# path = "/srv/qsensor"

# [places]
# names = ["fs1"]          # what the policy's homes call this machine, besides its host name
# sticks = "watch"         # watch, read-only, block, off

# Accounts that share one user id; who of them works is then what `sekimori session start` says.
# [accounts]
# 1000 = ["sato", "miller"]

# Whoever opened a side's files in a session reaches these alone, until that session's last program has ended.
# [network]
# use = "sessions"
# allow = ["10.0.0.5:25/tcp", "10.0.0.6:3128/tcp", "127.0.0.53:53"]

# [limits]
# scan_interval_s = 60

# [desktop]               # telling people on their screens what became of their files
# notify = true
# language = "auto"        # auto, ja, en, zh

# [reader]
# require = ["landlock", "seccomp"]

# [ocr]
# use = "on"

# An index that `sekimori register` built elsewhere, beside this machine's own.
# [fingerprints]
# index = "/etc/sekimori/fingerprints.index"
# key = "/etc/sekimori/fingerprints.index.key"

# What `sekimori learn-projects` learnt elsewhere.
# [judging]
# projects = "/etc/sekimori/projects.npz"
# key = "/etc/sekimori/fingerprints.index.key"
"""
