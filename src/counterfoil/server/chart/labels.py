"""What people call an account."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from counterfoil.server.pages.lookups import SEPARATOR

if TYPE_CHECKING:
    from counterfoil.server.chart.models import Account


def account_label(account: Account) -> str:
    """Its number, where it has one, and its full name: `6100 · Utilities:Water`."""
    return f"{account.number}{SEPARATOR}{account.full_name}" if account.number else account.full_name


def type_label(account_type: str) -> str:
    """QuickBooks' account type as people read it: `OtherCurrentAsset` is *other current asset*."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", account_type).lower()
