"""A throw-away certificate authority, and the files that make a client trust it."""

from __future__ import annotations

import shutil
import ssl
import tempfile
from pathlib import Path

NAMES = ("localhost", "127.0.0.1", "::1")


class Authority:
    """The authority of one simulator. Its files stand in a private temporary directory until `remove`.

    `authority_file` is its certificate alone, `bundle_file` certifi's authorities and it: SSL_CERT_FILE replaces the
    store of a program, so a program that also calls elsewhere needs both.
    """

    def __init__(self) -> None:
        import certifi
        import trustme

        authority = trustme.CA(organization_name="rtdoctor simulator")
        pem = authority.cert_pem.bytes()
        self._directory = Path(tempfile.mkdtemp(prefix="rtdoctor-simulator-"))
        self.authority_file = self._directory / "authority.pem"
        self.bundle_file = self._directory / "bundle.pem"
        self.authority_file.write_bytes(pem)
        self.bundle_file.write_bytes(Path(certifi.where()).read_bytes() + b"\n" + pem)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(*NAMES).configure_cert(self.context)

    def remove(self) -> None:
        """Delete the files."""
        shutil.rmtree(self._directory, ignore_errors=True)
