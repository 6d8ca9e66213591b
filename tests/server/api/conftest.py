"""A program with a key, at the API's door."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from counterfoil.server.people.keys import make_key
from counterfoil.server.people.models import Organization, Role
from counterfoil.server.people.permissions import BUILT_IN_ROLES


@dataclass
class Program:
    """Calls the API with one key; `key` may be swapped to see what another one may do."""

    key: str
    client: Client = field(default_factory=Client)
    creates: int = 0

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        return self.client.generic(
            method, f"/api/v1/{path}", data=_json(body), content_type="application/json",
            headers={"Authorization": f"Bearer {self.key}"} | {n.replace("_", "-"): v for n, v in headers.items()},
        )  # fmt: skip

    def get(self, path: str) -> Any:
        return self.call("GET", path)

    def create(self, path: str, **values: Any) -> Any:
        self.creates += 1
        return self.call("POST", path, values, Idempotency_Key=f"create-{self.creates}")

    def made(self, path: str, **values: Any) -> dict[str, Any]:
        answer = self.create(path, **values)
        assert answer.status_code == 201, answer.content
        body: dict[str, Any] = answer.json()
        return body


def _json(body: Any) -> bytes:
    import json

    return b"" if body is None else json.dumps(body).encode()


def program_of(organization: Organization, role: str = "administrator") -> Program:
    label, permissions = BUILT_IN_ROLES[role]
    made, _ = Role.objects.get_or_create(
        organization=None, name=role, defaults={"label": label, "permissions": sorted(permissions)}
    )
    _, secret = make_key(organization, f"{role}'s program", made, by="a test", now=timezone.now())
    return Program(secret)


@pytest.fixture
def program(organization) -> Program:
    return program_of(organization)


@pytest.fixture
def books(program) -> dict[str, Any]:
    """A vendor, accounts and a department to make bills with."""
    return {
        "vendor": program.made("vendors", name="Keller Lumber"),
        "rent": program.made("accounts", name="Rent", account_type="Expense", number="6100"),
        "payable": program.made("accounts", name="Accounts Payable", account_type="AccountsPayable"),
        "shop": program.made("departments", name="Shop"),
    }


@pytest.fixture
def bill(program: Program, books: dict[str, Any]) -> dict[str, Any]:
    """A bill of 120.00 in two lines."""
    return program.made(
        "bills",
        vendor={"id": books["vendor"]["id"]},
        txn_date="2026-11-02",
        ref_number="INV-104",
        expense_lines=[
            {"account": {"id": books["rent"]["id"]}, "amount": "100.00", "memo": "November"},
            {"account": {"id": books["rent"]["id"]}, "amount": "20.00", "department": {"id": books["shop"]["id"]}},
        ],
    )
