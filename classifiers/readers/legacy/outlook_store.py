"""Outlook's stores (pst, ost): every folder, message and attachment."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pypff

from classifiers.encoding import decode
from classifiers.readers.binary import add_strings
from classifiers.readers.draft import LimitReached
from classifiers.readers.legacy import words
from classifiers.readers.markup import read_html_text
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from classifiers.readers.draft import Draft
    from classifiers.readers.job import Job

LEVELS, FOLDERS, ATTACHMENTS = 32, 10_000, 1_000
# Numbers of properties: names of an attachment.
NAMES = (0x3707, 0x3704, 0x3001)
METHOD, EMBEDDED = 0x3705, b"\x05"
SHORT_TEXTS = frozenset({0x001E, 0x001F})
# Bodies are read by themselves.
BODIES = frozenset({0x1000, 0x1009, 0x1013, 0x007D})


def read(data: bytes, draft: Draft, job: Job, depth: int) -> None:
    """Messages of every folder, deleted ones that are still listed as well; attachments as parts."""
    store = pypff.file()
    store.open_file_object(io.BytesIO(data))
    try:
        Store(store, draft, job, depth).read()
    finally:
        store.close()


class Store:
    """The folders of a store, walked without recursion.

    Args:
        store: The open store.
        draft: Takes the words.
        job: Whose limits count.
        depth: Containers around it.
    """

    def __init__(self, store: Any, draft: Draft, job: Job, depth: int) -> None:
        self._store, self._draft, self._job, self._depth = store, draft, job, depth
        self._messages = 0

    def read(self) -> None:
        """Every folder, and what lies in none."""
        waiting = [(self._store.get_root_folder(), "", 0)]
        folders = 0
        while waiting:
            folder, path, level = waiting.pop()
            folders += 1
            self._job.check_time()
            if folders > FOLDERS or level > LEVELS:
                raise LimitReached("entries", FOLDERS)
            name = f"{path}/{folder.name or ''}".strip("/")
            self._draft.add_line(folder.name or "")
            for message in self._each(folder.number_of_sub_messages, folder.get_sub_message):
                self._read_message(message, name)
            inner = list(self._each(folder.number_of_sub_folders, folder.get_sub_folder))
            waiting.extend((found, name, level + 1) for found in reversed(inner))
        for orphan in self._each(self._store.get_number_of_orphan_items(), self._store.get_orphan_item):
            if hasattr(orphan, "plain_text_body"):
                self._read_message(orphan, "recovered")
        self._draft.add_metadata("messages", str(self._messages))

    def _each(self, count: int, get: Any) -> Iterator[Any]:
        """Items by their number; one that cannot be had is told."""
        for number in range(count):
            self._job.check_time()
            try:
                yield get(number)
            except OSError:
                self._draft.degrade(Reading.PARTIAL, "damaged", "an item of the store")

    def _read_message(self, message: Any, folder: str) -> None:
        self._messages += 1
        if self._messages > self._job.limits.messages:
            raise LimitReached("messages", self._job.limits.messages)
        self._draft.at(f"{folder}, message {self._messages}")
        for text in self._texts(message):
            self._draft.add_line(text)
        for body in ("plain_text_body", "html_body", "rtf_body"):
            self._read_body(message, body)
        self._read_attachments(message)

    def _texts(self, item: Any) -> Iterator[str]:
        """Headers and every short text of a message: names, addresses, subject, categories."""
        for name in ("subject", "transport_headers", "conversation_topic"):
            yield self._quiet(item, name) or ""
        moment = self._quiet(item, "client_submit_time")
        yield str(moment) if moment else ""
        seen: set[str] = set()
        for records in self._quiet(item, "record_sets") or ():
            for entry in records.entries:
                text = _entry_text(entry)
                if text and text not in seen:
                    seen.add(text)
                    yield text

    def _quiet(self, item: Any, name: str) -> Any:
        try:
            return getattr(item, name)
        except (OSError, UnicodeDecodeError):
            self._draft.degrade(Reading.PARTIAL, "damaged", "a property of a message")
            return None

    def _read_body(self, message: Any, name: str) -> None:
        body = self._quiet(message, name)
        if not body:
            return
        if name == "rtf_body":
            self._job.child(self._draft, f"message-{self._messages}.rtf", body, self._depth)
        elif name == "html_body":
            read_html_text(decode(body).text, self._draft, self._job, self._depth)
        else:
            self._draft.add_line(decode(body).text)

    def _read_attachments(self, message: Any) -> None:
        count = self._quiet(message, "number_of_attachments") or 0
        for attachment in self._each(min(count, ATTACHMENTS), message.get_attachment):
            name = next(iter(_named(attachment)), "attachment")
            self._draft.add_line(name)
            try:
                size = min(attachment.size or 0, self._job.limits.part_bytes)
                body = attachment.read_buffer(size) if size else b""
            except OSError:
                self._draft.degrade(Reading.PARTIAL, "damaged", "an attachment")
                continue
            if body and _is_message(attachment):
                # The library opens no message inside a message: its words stand in its properties as they are.
                add_strings(body, self._draft)
                words.add_wide(body, self._draft)
                self._draft.degrade(Reading.PARTIAL, "payload", "a message attached to a message")
            elif body:
                self._job.child(self._draft, name, body, self._depth)


def _entry_text(entry: Any) -> str:
    if entry.value_type not in SHORT_TEXTS or entry.entry_type in BODIES:
        return ""
    try:
        return str(entry.get_data_as_string() or "")
    except (OSError, UnicodeDecodeError):
        return decode(entry.data or b"").text


def _is_message(attachment: Any) -> bool:
    """Whether it is a message by its method of attachment."""
    return any(
        entry.entry_type == METHOD and (entry.data or b"")[:1] == EMBEDDED
        for records in attachment.record_sets
        for entry in records.entries
    )


def _named(attachment: Any) -> list[str]:
    found = {
        entry.entry_type: _entry_text(entry)
        for records in attachment.record_sets
        for entry in records.entries
        if entry.entry_type in NAMES
    }
    return [found[number] for number in NAMES if found.get(number)]
