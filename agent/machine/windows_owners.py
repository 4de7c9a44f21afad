"""Whose a file is on Windows, as a number: made from the owner's security identifier, the same on every machine.

Source: Windows SDK, `GetSecurityInfo`, `LookupAccountSidW`, `ConvertStringSecurityDescriptorToSecurityDescriptorW`.
"""

from __future__ import annotations

import ctypes
import functools
import hashlib
import sys
import winreg
from ctypes import wintypes

from agent.machine import windows_kernel as kernel

assert sys.platform == "win32"  # noqa: S101 - tells the type checker where this is for

SE_FILE_OBJECT = 1
# To make somebody else the owner; the system account has it, not in use.
RESTORE = 18
OWNER, DACL, PROTECTED_DACL, UNPROTECTED_DACL = 0x1, 0x4, 0x80000000, 0x20000000
TOKEN_QUERY, TOKEN_USER = 0x8, 1
NAME_CHARS = 256
# The system, and whoever administers the machine: what root is elsewhere.
SYSTEM, ADMINISTRATORS = "S-1-5-18", "S-1-5-32-544"
NOBODY = -1
PROFILES = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList"


@functools.cache
def _advapi32() -> ctypes.WinDLL:
    library = ctypes.WinDLL("advapi32", use_last_error=True)
    pointer, number = wintypes.LPVOID, wintypes.DWORD
    library.GetSecurityInfo.argtypes = [wintypes.HANDLE, ctypes.c_int, number, *(pointer,) * 5]
    library.SetSecurityInfo.argtypes = [wintypes.HANDLE, ctypes.c_int, number, *(pointer,) * 4]
    library.SetKernelObjectSecurity.argtypes = [wintypes.HANDLE, number, pointer]
    library.ConvertSidToStringSidW.argtypes = [pointer, pointer]
    library.ConvertStringSidToSidW.argtypes = [wintypes.LPCWSTR, pointer]
    library.LookupAccountSidW.argtypes = [wintypes.LPCWSTR, *(pointer,) * 6]
    library.LookupAccountNameW.argtypes = [wintypes.LPCWSTR, wintypes.LPCWSTR, *(pointer,) * 5]
    library.OpenProcessToken.argtypes = [wintypes.HANDLE, number, pointer]
    library.GetTokenInformation.argtypes = [wintypes.HANDLE, ctypes.c_int, pointer, number, pointer]
    library.ConvertStringSecurityDescriptorToSecurityDescriptorW.argtypes = [wintypes.LPCWSTR, number, pointer, pointer]
    library.GetSecurityDescriptorDacl.argtypes = [pointer] * 4
    library.GetSecurityDescriptorOwner.argtypes = [pointer] * 3
    library.ConvertSecurityDescriptorToStringSecurityDescriptorW.argtypes = [pointer, number, number, pointer, pointer]
    return library


def number_of(sid: str) -> int:
    """The number by which an owner is known here: 0 for the machine's own, else one that no two owners share.

    Args:
        sid: As text, such as `S-1-5-21-…-1001`; empty for nobody.
    """
    if sid in (SYSTEM, ADMINISTRATORS):
        return 0
    if not sid:
        return NOBODY
    return int.from_bytes(hashlib.sha256(sid.encode("ascii")).digest()[:7], "big") >> 4 | 1 << 32


def number_of_owner(handle: int) -> int:
    """The number of the owner of what is open; nobody's where the file system keeps no owners."""
    return number_of(owner_of(handle))


def owner_of(handle: int) -> str:
    """The owner's identifier; empty where the file system keeps none."""
    owner, descriptor = wintypes.LPVOID(), wintypes.LPVOID()
    failed = _advapi32().GetSecurityInfo(
        handle, SE_FILE_OBJECT, OWNER, ctypes.byref(owner), None, None, None, ctypes.byref(descriptor)
    )
    if failed:
        return ""
    try:
        sid = _text(owner) if owner else ""
    finally:
        kernel.kernel32().LocalFree(descriptor)
    _remembered().setdefault(number_of(sid), sid)
    return sid


def own_sid() -> str:
    """Identifier of the account that this process runs as."""
    return sid_of_process(int(kernel.kernel32().GetCurrentProcess()))


def sid_of_process(process: int) -> str:
    """Identifier of the account that a process runs as, by a handle of it; empty where it may not be asked."""
    token = wintypes.HANDLE()
    if not _advapi32().OpenProcessToken(process, TOKEN_QUERY, ctypes.byref(token)):
        return ""
    try:
        return _sid_of_token(int(token.value or 0))
    finally:
        kernel.close(int(token.value or 0))


def name_of(number: int) -> str | None:
    """The log-in name behind a number, of those seen on files or with a profile on this machine; else None."""
    sid = _remembered().get(number) or next((each for each in _profiles() if number_of(each) == number), "")
    if not sid:
        return None
    name, domain = ctypes.create_unicode_buffer(NAME_CHARS), ctypes.create_unicode_buffer(NAME_CHARS)
    sizes, kind, binary = (wintypes.DWORD(NAME_CHARS), wintypes.DWORD(NAME_CHARS)), wintypes.DWORD(), wintypes.LPVOID()
    if not _advapi32().ConvertStringSidToSidW(sid, ctypes.byref(binary)):
        return None
    try:
        found = _advapi32().LookupAccountSidW(
            None, binary, name, ctypes.byref(sizes[0]), domain, ctypes.byref(sizes[1]), ctypes.byref(kind)
        )
    finally:
        kernel.kernel32().LocalFree(binary)
    return name.value if found else None


def sid_of_name(account: str) -> str:
    """Identifier of a log-in name; empty where there is none."""
    sid, domain = ctypes.create_string_buffer(NAME_CHARS), ctypes.create_unicode_buffer(NAME_CHARS)
    sizes, kind = (wintypes.DWORD(NAME_CHARS), wintypes.DWORD(NAME_CHARS)), wintypes.DWORD()
    found = _advapi32().LookupAccountNameW(
        None, account, sid, ctypes.byref(sizes[0]), domain, ctypes.byref(sizes[1]), ctypes.byref(kind)
    )
    return _text(wintypes.LPVOID(ctypes.addressof(sid))) if found else ""


def rights_of(handle: int) -> str:
    """Owner and access control list of what is open, as text (SDDL); empty where the file system keeps none."""
    whole, shown = wintypes.LPVOID(), wintypes.LPWSTR()
    failed = _advapi32().GetSecurityInfo(
        handle, SE_FILE_OBJECT, OWNER | DACL, None, None, None, None, ctypes.byref(whole)
    )
    if failed:
        return ""
    try:
        done = _advapi32().ConvertSecurityDescriptorToStringSecurityDescriptorW(
            whole, 1, OWNER | DACL, ctypes.byref(shown), None
        )
        return str(shown.value or "") if done else ""
    finally:
        kernel.kernel32().LocalFree(whole)
        kernel.kernel32().LocalFree(shown)


def give_rights(handle: int, text: str) -> tuple[str, ...]:
    """Set owner and access control list out of their text; says which of the two could not be set."""
    whole, owner, dacl = descriptor(text), wintypes.LPVOID(), wintypes.LPVOID()
    flag = wintypes.BOOL()
    refused = []
    try:
        _advapi32().GetSecurityDescriptorOwner(whole, ctypes.byref(owner), ctypes.byref(flag))
        _advapi32().GetSecurityDescriptorDacl(whole, ctypes.byref(flag), ctypes.byref(dacl), ctypes.byref(flag))
        inherits = UNPROTECTED_DACL if "D:P" not in text else PROTECTED_DACL
        if _advapi32().SetSecurityInfo(handle, SE_FILE_OBJECT, DACL | inherits, None, None, dacl, None):
            refused.append("rights")
        with kernel.privilege(RESTORE):
            if _advapi32().SetSecurityInfo(handle, SE_FILE_OBJECT, OWNER, owner, None, None, None):
                refused.append("owner")
    finally:
        kernel.kernel32().LocalFree(whole)
    return tuple(refused)


def keep_to_owner(handle: int) -> None:
    """Close what is open to everybody but this account, the system and the administrators; nothing is inherited.

    What is made in a folder from then on is closed too; what lies there already stays as it was.

    Raises:
        PermissionError: the file system keeps no rights, or they are not ours to change.
    """
    wanted = descriptor(f"D:P(A;OICI;FA;;;{own_sid()})(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)")
    try:
        # The kernel's own call: `SetSecurityInfo` would go through all that is below, and Wine's adds the parent's.
        if not _advapi32().SetKernelObjectSecurity(handle, DACL | PROTECTED_DACL, wanted):
            number = ctypes.get_last_error()
            raise PermissionError(13, ctypes.FormatError(number))
    finally:
        kernel.kernel32().LocalFree(wanted)


def descriptor(text: str) -> wintypes.LPVOID:
    """A security descriptor out of its text form; to be freed with `LocalFree`.

    Raises:
        OSError: the text is none.
    """
    made = wintypes.LPVOID()
    if not _advapi32().ConvertStringSecurityDescriptorToSecurityDescriptorW(text, 1, ctypes.byref(made), None):
        raise kernel.last_error()
    return made


def _sid_of_token(token: int) -> str:
    buffer, size = ctypes.create_string_buffer(1024), wintypes.DWORD()
    if not _advapi32().GetTokenInformation(token, TOKEN_USER, buffer, len(buffer), ctypes.byref(size)):
        return ""
    return _text(wintypes.LPVOID.from_buffer(buffer))


def _text(sid: wintypes.LPVOID) -> str:
    shown = wintypes.LPWSTR()
    if not _advapi32().ConvertSidToStringSidW(sid, ctypes.byref(shown)):
        return ""
    try:
        return str(shown.value or "")
    finally:
        kernel.kernel32().LocalFree(shown)


@functools.cache
def _remembered() -> dict[int, str]:
    """Owners that were met, by their numbers: a cache of what the system says, and nothing more."""
    return {}


def _profiles() -> tuple[str, ...]:
    """Identifiers of everybody who ever logged in at this machine."""
    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, PROFILES) as key:
            return tuple(winreg.EnumKey(key, at) for at in range(winreg.QueryInfoKey(key)[0]))
    except OSError:
        return ()
