"""`sekimori policy`: what a policy says, means and changes."""

from __future__ import annotations

import click

from sekimori.policy_check_command import check
from sekimori.policy_diff_command import diff
from sekimori.policy_explain_command import explain
from sekimori.policy_fmt_command import fmt
from sekimori.policy_hits_command import hits
from sekimori.policy_import_command import import_
from sekimori.policy_matrix_command import matrix
from sekimori.policy_new_command import new
from sekimori.policy_paths_command import paths
from sekimori.policy_prove_command import prove_command
from sekimori.policy_replay_command import replay
from sekimori.policy_test_command import test


@click.group("policy")
def command() -> None:
    """Check a policy; explain a transfer.

    \b
    Example:
      sekimori policy check policy.yaml
      sekimori policy explain policy.yaml --person sato --project qsensor --level controlled --zone gripper
    """


command.add_command(check)
command.add_command(diff)
command.add_command(paths)
command.add_command(replay)
command.add_command(explain)
command.add_command(hits)
command.add_command(fmt)
command.add_command(import_)
command.add_command(matrix)
command.add_command(new)
command.add_command(prove_command)
command.add_command(test)
