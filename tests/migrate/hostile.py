"""The tree that other tools stumble over: odd encodings, odd line ends, odd files, odd links.

`build` returns the root; beside it lies `outside`, which nothing may touch. Every regular file that parses
holds the retired name once.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path

OLD = b"gpt-4o-realtime-preview"
NEW = b"gpt-realtime-1.5"

EDITABLE: dict[str, bytes] = {
    "lf.py": b'MODEL = "gpt-4o-realtime-preview"\nprint(MODEL)\n',
    "crlf.py": b'MODEL = "gpt-4o-realtime-preview"\r\nprint(MODEL)\r\n',
    "mixed.py": b'import os\r\nMODEL = "gpt-4o-realtime-preview"\nprint(MODEL)\r\n',
    "bom.py": b'\xef\xbb\xbfMODEL = "gpt-4o-realtime-preview"\n',
    "latin1.py": b'# -*- coding: latin-1 -*-\n# gr\xfc\xdfe\nMODEL = "gpt-4o-realtime-preview"  # caf\xe9\n',
    "form_feed.py": b'import os\n\x0c\nMODEL = "gpt-4o-realtime-preview"\n',
    "no_newline.py": b'MODEL = "gpt-4o-realtime-preview"',
    "blank_end.py": b'MODEL = "gpt-4o-realtime-preview"\n    ',
    "executable.py": b'#!/usr/bin/env python3\nMODEL = "gpt-4o-realtime-preview"\n',
    "package/deep/app.py": b'MODEL = "gpt-4o-realtime-preview"  # \xe2\x82\xac\n',
}
"""Files that are legal and change, each in its one place."""

UNPARSED: dict[str, bytes] = {
    "undeclared_latin1.py": b'# gr\xfc\xdfe\nMODEL = "gpt-4o-realtime-preview"\n',
    "nul.py": b'MODEL = "gpt-4o-realtime-preview"\x00\n',
    "python2.py": b'print "gpt-4o-realtime-preview"\n',
    "syntax_error.py": b'MODEL = ("gpt-4o-realtime-preview"\n',
}
"""Files that hold the name and cannot be judged."""

NEVER: dict[str, bytes] = {
    ".git/hooks/post-commit.py": b'MODEL = "gpt-4o-realtime-preview"\n',
    ".venv/lib/python3.11/site-packages/openai/model.py": b'MODEL = "gpt-4o-realtime-preview"\n',
    "node_modules/openai/model.py": b'MODEL = "gpt-4o-realtime-preview"\n',
    "__pycache__/model.py": b'MODEL = "gpt-4o-realtime-preview"\n',
}
"""Files below directories that are never entered."""

OUTSIDE = b'MODEL = "gpt-4o-realtime-preview"  # outside\n'


def build(parent: Path) -> Path:
    """Make the tree below `parent`; returns its root."""
    root = parent / "tree"
    outside = parent / "outside"
    outside.mkdir()
    (outside / "target.py").write_bytes(OUTSIDE)
    (outside / "inner").mkdir()
    (outside / "inner" / "more.py").write_bytes(OUTSIDE)
    for name, data in {**EDITABLE, **UNPARSED, **NEVER}.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    (root / ".venv" / "pyvenv.cfg").write_bytes(b"home = /usr\n")
    (root / "executable.py").chmod(0o755)
    (root / "notebook.ipynb").write_bytes(b'{"cells": [], "x": "nothing of interest"}\n')
    (root / "picture.png").write_bytes(b"\x89PNG\x00\x00 gpt-4o-realtime-preview \x00")
    (root / "link_inside.py").symlink_to("lf.py")
    (root / "link_outside.py").symlink_to(outside / "target.py")
    (root / "directory_outside").symlink_to(outside / "inner")
    (root / "dangling.py").symlink_to("nowhere.py")
    (root / "loop").symlink_to(".")
    (root / "ouroboros").symlink_to("ouroboros")
    os.mkfifo(root / "pipe.py")
    with socket.socket(socket.AF_UNIX) as listener:
        here = Path.cwd()
        os.chdir(root)  # the path of a socket has a limit of about 100 bytes
        try:
            listener.bind("socket.py")
        finally:
            os.chdir(here)
    return root


def snapshot(root: Path) -> dict[str, bytes]:
    """Every regular file and link below `root` with its content or target, back-ups of rtdoctor left out."""
    content: dict[str, bytes] = {}
    for directory, names, files in os.walk(root):
        names[:] = [name for name in names if name != ".rtdoctor"]
        for name in [*files, *names]:
            path = Path(directory, name)
            key = path.relative_to(root).as_posix()
            if path.is_symlink():
                content[key] = b"-> " + os.fsencode(path.readlink())
            elif path.is_file():
                content[key] = path.read_bytes()
    return content
