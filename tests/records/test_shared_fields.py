"""Which fields the two sides share at all."""

from dataclasses import fields

import pytest

from counterfoil.records import RECORD_CLASSES, ExpenseLine, ItemGroupLine, ItemLine, Kind

CLASSES = [*RECORD_CLASSES.values(), ExpenseLine, ItemLine, ItemGroupLine]


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_no_record_has_a_location_which_quickbooks_desktop_does_not_know(cls):  # rule D16
    assert not [field.name for field in fields(cls) if "location" in field.name]


def test_there_is_no_list_of_locations():  # rule D16
    assert not [kind for kind in Kind if "location" in kind.value]
