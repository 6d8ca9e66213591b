"""The file that a person opens in the Web Connector to make it know us (docs/quickbooks.md 8.2). It holds no secret."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import UUID
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from counterfoil.server.gateway.models import WebConnector

OWNER = UUID("7a0f2c44-9d0e-4f6b-8a57-1f4c6b0f2d93")
"""This application's id in the Web Connector, the same for every server and version."""

MINUTES = 10
"""How often the Web Connector runs by itself, to begin with; a person changes it in its window."""

LONGEST_DESCRIPTION = 80


def is_local(base_url: str) -> bool:
    """Whether the address is this machine's own: the only one the Web Connector reaches without https."""
    return urlsplit(base_url).hostname in ("localhost", "127.0.0.1", "::1")


def qwc(connector: WebConnector, organization: str, base_url: str) -> str:
    """The file's text."""
    address = f"{base_url}/webconnector/"
    rows = {
        "AppName": f"Counterfoil ({organization})",
        "AppID": "",
        "AppURL": address,
        "AppDescription": f"Keeps {organization} in step with Counterfoil"[:LONGEST_DESCRIPTION],
        "AppSupport": address,
        "AppUniqueName": f"Counterfoil {connector.user_name}",
        "UserName": connector.user_name,
        "OwnerID": f"{{{OWNER}}}",
        "FileID": f"{{{connector.file_id}}}",
        "QBType": "QBFS",
        "PersonalDataPref": "pdpNotNeeded",
        "UnattendedModePref": "umpOptional",
        "IsReadOnly": "false",
    }
    told = "".join(f"  <{name}>{escape(value)}</{name}>\n" for name, value in rows.items())
    scheduler = f"  <Scheduler>\n    <RunEveryNMinutes>{MINUTES}</RunEveryNMinutes>\n  </Scheduler>\n"
    return f'<?xml version="1.0" encoding="utf-8"?>\n<QBWCXML>\n{told}{scheduler}</QBWCXML>\n'
