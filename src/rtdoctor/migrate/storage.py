"""Every step by which rtdoctor changes a disk, one method each; nothing else in `migrate` writes.

A step either happened or did not when the process dies, except that `write` may leave a part.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from pathlib import Path

_WINDOWS = os.name == "nt"
_ATTEMPTS = 20
_PAUSE = 0.05
"""Seconds between attempts to replace a file that an editor or a virus scanner holds open on Windows."""


class Storage:
    """The file system."""

    def make_directory(self, path: Path, mode: int = 0o777) -> None:
        """Create `path`; its parent exists. A directory that is already there is left as it is."""
        try:
            path.mkdir(mode)
        except FileExistsError:
            if not path.is_dir() or path.is_symlink():
                raise

    def create(self, path: Path) -> int:
        """A descriptor for a new file that only the user may read; `FileExistsError` when it is there."""
        flags = (
            os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
        )
        return os.open(path, flags, 0o600)

    def write(self, descriptor: int, data: bytes) -> None:
        """All of `data`."""
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]

    def sync(self, descriptor: int) -> None:
        """Until the content of the file is on the disk."""
        os.fsync(descriptor)

    def replace(self, source: Path, target: Path) -> None:
        """Put `source` in the place of `target`, at once; on Windows again and again while somebody holds it."""
        for attempt in range(_ATTEMPTS):
            try:
                os.replace(source, target)  # noqa: PTH105 - said as the system call that it is
            except PermissionError:
                if not _WINDOWS or attempt == _ATTEMPTS - 1:
                    raise
                _allow_writing(target)
                time.sleep(_PAUSE)
            else:
                return

    def remove(self, path: Path) -> None:
        """Delete a file; one that is not there is fine."""
        path.unlink(missing_ok=True)

    def remove_directory(self, path: Path) -> None:
        """Delete an empty directory; one that is not there is fine."""
        try:
            path.rmdir()
        except FileNotFoundError:
            return

    def sync_directory(self, path: Path) -> None:
        """Until the names in the directory are on the disk; Windows keeps no such promise and needs none."""
        if _WINDOWS:
            return
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network file systems
                raise
        finally:
            os.close(descriptor)


def write_file(
    storage: Storage, path: Path, data: bytes, like: os.stat_result | None = None, mtime_ns: int | None = None
) -> None:
    """Create `path` with `data`, on the disk when this returns. `like` gives it mode and owner."""
    descriptor = storage.create(path)
    try:
        storage.write(descriptor, data)
        if like is not None:
            _copy_ownership(descriptor, path, like)
        storage.sync(descriptor)
    finally:
        os.close(descriptor)
    if mtime_ns is not None:
        os.utime(path, ns=(time.time_ns(), mtime_ns))


def _copy_ownership(descriptor: int, path: Path, like: os.stat_result) -> None:
    if not _WINDOWS:
        made = os.fstat(descriptor)
        if (made.st_uid, made.st_gid) != (like.st_uid, like.st_gid):
            for owner in ((like.st_uid, like.st_gid), (-1, like.st_gid)):
                try:
                    os.fchown(descriptor, *owner)
                except PermissionError:
                    continue  # another user's file: at least the group, as editors do
                break
    path.chmod(stat.S_IMODE(like.st_mode))


def _allow_writing(path: Path) -> None:
    """Windows refuses to replace a read-only file; the file that takes its place has its mode."""
    try:
        path.chmod(stat.S_IWRITE)
    except OSError:
        return
