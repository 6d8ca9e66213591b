"""The scene of disturbances: a person, a file, and what the seed picks of it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from counterfoil.simulator.meddling import NOTE

if TYPE_CHECKING:
    from counterfoil.simulator.company import CompanyFile
    from counterfoil.simulator.person import Person


class Scene:
    """A person at the screen of a company file, and the chance that decides what they turn to."""

    def __init__(self, seed: int | str, person: Person) -> None:
        """The same seed on the same file picks the same records."""
        self.person = person
        self.chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret

    @property
    def company(self) -> CompanyFile:
        """The file in which the person works."""
        return self.person.company

    def one(self, sql: str, *values: object) -> str:
        """One of the ids that a query finds, or nothing."""
        found = [row[0] for row in self.company.connection.execute(sql, values).fetchall()]
        return str(self.chance.choice(found)) if found else ""

    def bill(self, condition: str = "1") -> str:
        """A bill of which the condition holds, or nothing."""
        return self.one(f"SELECT txn_id FROM txn WHERE kind = 'Bill' AND {condition} ORDER BY id")  # noqa: S608

    def vendor(self) -> str:
        """A vendor that is not hidden, or nothing."""
        return self.one("SELECT list_id FROM list_object WHERE kind = 'Vendor' AND is_active ORDER BY id")

    def word(self) -> str:
        """Something to write."""
        return f"{NOTE} {self.chance.randrange(10_000)}"

    def account(self, account_type: str) -> str:
        """An account of that type, or nothing."""
        of_type = "kind = 'Account' AND is_active AND json_extract(body, '$.account_type') = ?"
        return self.one(f"SELECT list_id FROM list_object WHERE {of_type} ORDER BY id", account_type)  # noqa: S608
