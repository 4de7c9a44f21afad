"""Changes what is packed in a zip rather than the packed bytes, which a checksum would refuse before any reader."""

from __future__ import annotations

import io
import random
import zipfile

import atheris

SIGNATURE = b"PK\3\4"
# Of the changes to a zip: the rest goes into the packed bytes themselves.
SHARE_INSIDE = 0.8
MEMBER_BYTES = 65_536


def mutate(data: bytes, max_bytes: int, seed: int) -> bytes:
    """Bytes changed a little, by libFuzzer's own means; in one member where they are a zip."""
    chance = random.Random(seed)
    if data.startswith(SIGNATURE) and chance.random() < SHARE_INSIDE:
        changed = _inside(data, chance)
        if changed and len(changed) <= max_bytes:
            return changed
    return bytes(atheris.Mutate(data, max_bytes))


def _inside(data: bytes, chance: random.Random) -> bytes:
    """The zip with one of its members changed; empty where it is none."""
    buffer = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after:
            members = before.infolist()
            chosen = chance.choice(members)
            for member in members:
                content = before.read(member) if member.file_size <= MEMBER_BYTES else b""
                changed = atheris.Mutate(content, MEMBER_BYTES) if member is chosen else content
                after.writestr(member.filename, bytes(changed))
    except Exception:  # noqa: BLE001 - a zip that was damaged before
        return b""
    return buffer.getvalue()
