"""System calls by name, with their numbers on the processors that readers run on.

Source: Linux asm/unistd_64.h for x86_64, asm-generic/unistd.h for aarch64.
"""

# ruff: noqa: E501 - a table
from __future__ import annotations

from collections.abc import Mapping

AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
# Numbers from here on are newer than this table: a library that tries one is told that the kernel does not have it.
UNKNOWN_FROM = 452

# What reading takes, the commonest first. Nothing here names a file, a process or an address by itself.
ALLOWED = {
    "x86_64": {
        "munmap": 11, "read": 0, "pread64": 17, "lseek": 8, "brk": 12, "madvise": 28, "mremap": 25, "futex": 202,
        "fstat": 5, "close": 3, "recvmsg": 47, "recvfrom": 45, "clock_gettime": 228, "getrusage": 98,
        "newfstatat": 262, "stat": 4, "lstat": 6, "statx": 332, "getdents64": 217, "readlink": 89, "readlinkat": 267,
        "access": 21, "faccessat": 269, "faccessat2": 439, "getcwd": 79, "readv": 19, "preadv": 295, "preadv2": 327,
        "dup": 32, "fadvise64": 221, "close_range": 436, "membarrier": 324,
        "poll": 7, "ppoll": 271, "select": 23, "pselect6": 270, "getsockopt": 55, "getsockname": 51,
        "exit": 60, "exit_group": 231, "getpid": 39, "gettid": 186, "getppid": 110, "getuid": 102, "geteuid": 107,
        "getgid": 104, "getegid": 108, "getrlimit": 97, "setrlimit": 160, "times": 100, "sysinfo": 99,
        "uname": 63, "sched_getaffinity": 204, "sched_yield": 24, "getcpu": 309, "set_robust_list": 273, "rseq": 334,
        "set_tid_address": 218, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "sigaltstack": 131,
        "clock_getres": 229, "clock_nanosleep": 230, "nanosleep": 35, "gettimeofday": 96, "time": 201,
        "restart_syscall": 219, "getrandom": 318,
    },
    "aarch64": {
        "munmap": 215, "read": 63, "pread64": 67, "lseek": 62, "brk": 214, "madvise": 233, "mremap": 216, "futex": 98,
        "fstat": 80, "close": 57, "recvmsg": 212, "recvfrom": 207, "clock_gettime": 113, "getrusage": 165,
        "newfstatat": 79, "statx": 291, "getdents64": 61, "readlinkat": 78,
        "faccessat": 48, "faccessat2": 439, "getcwd": 17, "readv": 65, "preadv": 69, "preadv2": 286,
        "dup": 23, "fadvise64": 223, "close_range": 436, "membarrier": 283,
        "ppoll": 73, "pselect6": 72, "getsockopt": 209, "getsockname": 204,
        "exit": 93, "exit_group": 94, "getpid": 172, "gettid": 178, "getppid": 173, "getuid": 174, "geteuid": 175,
        "getgid": 176, "getegid": 177, "getrlimit": 163, "setrlimit": 164, "times": 153, "sysinfo": 179,
        "uname": 160, "sched_getaffinity": 123, "sched_yield": 124, "getcpu": 168, "set_robust_list": 99, "rseq": 293,
        "set_tid_address": 96, "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139, "sigaltstack": 132,
        "clock_getres": 114, "clock_nanosleep": 115, "nanosleep": 101, "gettimeofday": 169,
        "restart_syscall": 128, "getrandom": 278,
    },
}  # fmt: skip

# Allowed with some arguments only; `classifiers.confinement.seccomp` says which.
GUARDED = {
    "x86_64": {"openat": 257, "open": 2, "mmap": 9, "mprotect": 10, "sendto": 44, "fcntl": 72, "ioctl": 16, "prctl": 157, "clone": 56, "tgkill": 234, "prlimit64": 302},
    "aarch64": {"openat": 56, "mmap": 222, "mprotect": 226, "sendto": 206, "fcntl": 25, "ioctl": 29, "prctl": 167, "clone": 220, "tgkill": 131, "prlimit64": 261},
}  # fmt: skip

# No library tries these on the way to something else: who does has been taken over, and is killed at once.
DEADLY = {
    "x86_64": {
        "execve": 59, "execveat": 322, "ptrace": 101, "process_vm_readv": 310, "process_vm_writev": 311, "init_module": 175,
        "finit_module": 313, "delete_module": 176, "kexec_load": 246, "kexec_file_load": 320, "bpf": 321, "perf_event_open": 298,
        "userfaultfd": 323, "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "keyctl": 250, "add_key": 248,
        "request_key": 249, "mount": 165, "umount2": 166, "pivot_root": 155, "chroot": 161, "unshare": 272, "setns": 308,
        "setuid": 105, "setgid": 106, "setreuid": 113, "setregid": 114, "setresuid": 117, "setresgid": 119, "setgroups": 116,
        "setfsuid": 122, "setfsgid": 123, "capset": 126, "open_by_handle_at": 304, "move_mount": 429, "open_tree": 428,
        "fsopen": 430, "fsmount": 432, "fsconfig": 431, "fspick": 433, "mount_setattr": 442, "pidfd_open": 434,
        "pidfd_getfd": 438, "pidfd_send_signal": 424, "kcmp": 312, "modify_ldt": 154, "iopl": 172, "ioperm": 173,
    },
    "aarch64": {
        "execve": 221, "execveat": 281, "ptrace": 117, "process_vm_readv": 270, "process_vm_writev": 271, "init_module": 105,
        "finit_module": 273, "delete_module": 106, "kexec_load": 104, "kexec_file_load": 294, "bpf": 280, "perf_event_open": 241,
        "userfaultfd": 282, "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "keyctl": 219, "add_key": 217,
        "request_key": 218, "mount": 40, "umount2": 39, "pivot_root": 41, "chroot": 51, "unshare": 97, "setns": 268,
        "setuid": 146, "setgid": 144, "setreuid": 145, "setregid": 143, "setresuid": 147, "setresgid": 149, "setgroups": 159,
        "setfsuid": 151, "setfsgid": 152, "capset": 91, "open_by_handle_at": 265, "move_mount": 429, "open_tree": 428,
        "fsopen": 430, "fsmount": 432, "fsconfig": 431, "fspick": 433, "mount_setattr": 442, "pidfd_open": 434,
        "pidfd_getfd": 438, "pidfd_send_signal": 424, "kcmp": 272,
    },
}  # fmt: skip

# Newer forms whose arguments a filter cannot see: the C library falls back on the older ones.
ABSENT: Mapping[str, int] = {"clone3": 435, "openat2": 437}
