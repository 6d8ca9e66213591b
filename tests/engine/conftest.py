"""The world that most tests of the engine begin with: both sides in agreement after a first sync."""

import pytest
from tests.engine.world import World


@pytest.fixture
def world():
    """A company file and our books, after the first sync."""
    world = World.make()
    world.sync()
    return world


@pytest.fixture
def bill(world):
    """A bill of 100.00 that was entered in QuickBooks and came over: our id and the TxnID."""
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"), ref_number="R", memo="m")
    world.sync()
    world.clock.advance(60)
    (record_id,) = world.bills_here()
    return record_id, txn
