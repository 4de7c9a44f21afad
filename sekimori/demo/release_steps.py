"""Steps 8 and 9: the exception, what does not pass for one, and the ledger."""

from __future__ import annotations

import shutil
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from policies.model import PersonId
from policies.release import ReleaseTerms, sign_release
from sekimori.demo.evidence import digest
from sekimori.demo.lab import wait_for
from sekimori.demo.processes import run
from sekimori.demo.server_database import ServerDatabase
from sekimori.errors import RefusedError

if TYPE_CHECKING:
    from sekimori.demo.lab import Lab
    from sekimori.demo.report import Step

REQUEST = {
    "purpose": "vacuum window for the visit of the partner's team",
    "recipient": "Harbor University, Department of Physics (US)",
    "end_use": "fit check of a viewport on the partner's cryostat; basic research",
    "item": "EAR99; 該非判定: 非該当 (外為令別表)",
    "basis": "not-controlled",
    "basis_number": "2026-118",
    "basis_date": "2026-11-20",
}


def release(lab: Lab, step: Step) -> None:
    """The researcher asks, two officers approve, the file arrives; what looks like a release does not pass."""
    target = lab.places.stick / lab.documents.unregistered.name
    wanted = digest(lab.documents.unregistered)
    with lab.client("miller") as client:
        case = next(c["number"] for c in client.get("/cases") if c.get("name") == target.name)
        asked = client.post(f"/cases/{case}/release-requests", _fields())
        release_id: str = asked["terms"]["id"]
    _officer_cannot_ask_and_approve(lab, step, case)
    first = lab.people["tanaka"].does("release", "approve", release_id, "--key", lab.people["tanaka"].key, "--yes")
    step.check("the first officer approves with their own key", first.status == 0)
    step.check("the command shows what is signed", wanted in first.out and release_id in first.out)
    again = lab.people["tanaka"].does("release", "approve", release_id, "--key", lab.people["tanaka"].key, "--yes")
    step.check("one officer does not count twice", again.status != 0 and not target.exists())
    started = time.monotonic()
    second = lab.people["suzuki"].does("release", "approve", release_id, "--key", lab.people["suzuki"].key, "--yes")
    step.check("the second officer approves", second.status == 0)
    wait_for(lambda: target.exists() or None, "the released file")
    step.ms = (time.monotonic() - started) * 1000
    step.verdict, step.rule = "allow", f"release:{release_id}"
    step.check("the file is where it was to go, byte for byte", digest(target) == wanted)
    step.check("the notice is gone", not list(lab.places.stick.glob(f"*{case}*")))
    _nothing_else_passes(lab, step, release_id)


def _officer_cannot_ask_and_approve(lab: Lab, step: Step, case: str) -> None:
    officer = lab.people["mori"]
    with lab.client("mori") as client:
        own = client.post(f"/cases/{case}/release-requests", _fields())["terms"]["id"]
        answer = officer.does("release", "approve", own, "--key", officer.key, "--yes")
        step.check("an officer who is the requester is refused", answer.status != 0)
        step.check("and told why", "requester" in answer.err)
        try:
            client.post(f"/releases/{own}/deny", {"comment": "withdrawn"})
        except RefusedError as refused:
            step.check(f"an officer may withdraw their own request ({refused.code})", holds=False)


def _nothing_else_passes(lab: Lab, step: Step, release_id: str) -> None:
    """Put three false releases into the server's own database, as its administrator could, and wait for the agent."""
    lab.work_as("miller", "qsensor")
    other = lab.documents.unregistered_other
    verdict = lab.verdict_on(lab.save(other, lab.places.stick / other.name))
    step.check("another drawing is held", verdict["verdict"] == "hold")
    database = ServerDatabase(lab.places.server)
    terms, approvals = wait_for(lambda: database.release(release_id), "the release in the database")
    other_file = terms | {"id": "R-OTHERFILE", "case": verdict["case"], "digests": [digest(other)], "path": other.name}
    elsewhere = terms | {"id": "R-ELSEWHERE", "zone": "gripper", "channel": "share"}
    invented = other_file | {"id": "R-INVENTED"}
    for false_terms, signatures in (
        (other_file, approvals),
        (elsewhere, approvals),
        (invented, _signatures_of_the_server(invented)),
    ):
        database.insert_release(false_terms, signatures)
    for name in ("R-OTHERFILE", "R-ELSEWHERE", "R-INVENTED"):
        reasons = wait_for(lambda name=name: database.refusals(name), f"the agent's refusal of {name}")  # type: ignore[misc]
        step.check(f"the agent refuses {name}: {', '.join(reasons)}", bool(reasons))
    step.check("the other drawing is still held", not (lab.places.stick / other.name).exists())
    step.check("nothing came to the Chinese share", not (lab.places.share("gripper") / terms["path"]).exists())


def _signatures_of_the_server(terms: dict[str, Any]) -> list[dict[str, str]]:
    made_up = msgspec.convert(terms, ReleaseTerms)
    return [
        msgspec.to_builtins(sign_release(made_up, PersonId(officer), Ed25519PrivateKey.generate()))
        for officer in ("tanaka", "suzuki")
    ]


def ledger(lab: Lab, step: Step) -> None:
    """The ledger verifies; one changed byte in it is found."""
    started = time.monotonic()
    good = run("ledger", "verify", "--data", lab.places.server)
    step.ms = (time.monotonic() - started) * 1000
    step.check("the ledger verifies", good.status == 0)
    copy = lab.places.root / "ledger-copy"
    shutil.copytree(lab.places.server, copy, ignore=shutil.ignore_patterns("*.lock", "server.db*"))
    ServerDatabase(lab.places.server).copy_to(copy / "server.db")
    untouched = run("ledger", "verify", "--data", copy)
    step.check("an untouched copy verifies", untouched.status == 0)
    index = ServerDatabase(copy).change_one_byte_of_a_record()
    bad = run("ledger", "verify", "--data", copy)
    step.check("one changed byte is found", bad.status == 1)
    step.check("and the record is named", str(index) in bad.out + bad.err)
    step.verdict = "found" if bad.status == 1 and good.status == 0 else "missed"
    step.rule = "ledger"


def _fields() -> dict[str, str]:
    return REQUEST | {"until": (datetime.now(UTC) + timedelta(days=7)).isoformat()}
