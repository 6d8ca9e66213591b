"""What tests of pages may ask for: browsers that are signed in, and a bill that was entered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from collections.abc import Callable

    from counterfoil.server.bills.models import Bill
    from counterfoil.server.people.models import User


def browser_of(user: User) -> Client:
    """A browser in which this user is signed in."""
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def page(administrator) -> Client:
    """The administrator's browser."""
    return browser_of(administrator)


@pytest.fixture
def enter(organization, actor, bill) -> Callable[..., Bill]:
    """Enters the sample bill with these fields changed, and returns its row."""
    from counterfoil.server.bills import models, services

    def entered(**changes: object) -> Bill:
        written = services.create(organization, actor, replace(bill, **changes))
        return models.Bill.objects.of(organization).get(pk=written.record_id)

    return entered


@pytest.fixture
def row(enter) -> Bill:
    """The sample bill, entered."""
    entered: Bill = enter()
    return entered
