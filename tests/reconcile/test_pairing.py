"""Pairing at the first sync: one record of a name on each side becomes one link (rule C5)."""

from counterfoil.reconcile.pairing import Named, paired
from counterfoil.records import Account, Item, ItemType, Vendor


def vendors(prefix: str, *names: str) -> list[Named]:
    return [Named(f"{prefix}{n}", name, Vendor(name)) for n, name in enumerate(names, 1)]


def account(identity: str, name: str, number: str, account_type: str) -> Named:
    return Named(identity, name, Account(name, account_type, number=number))


def test_equal_names_are_paired_in_any_case():
    assert paired(vendors("Q", "Keller Lumber", "Ort"), vendors("C", "KELLER LUMBER", "Voss")) == {"Q1": "C1"}


def test_full_names_count_so_that_two_jobs_of_one_name_stay_apart():
    assert paired(vendors("Q", "Smith:Kitchen"), vendors("C", "Jones:Kitchen")) == {}


def test_a_name_that_is_there_twice_on_a_side_is_left_to_a_person():
    assert paired(vendors("Q", "Keller", "keller"), vendors("C", "Keller")) == {}
    assert paired(vendors("Q", "Keller"), vendors("C", "Keller", "KELLER")) == {}


def test_accounts_need_the_same_number_and_type_as_well():
    theirs = [
        account("Q1", "Tools", "6100", "Expense"),
        account("Q2", "Rent", "6200", "Expense"),
        account("Q3", "Loan", "2500", "LongTermLiability"),
    ]
    ours = [
        account("C1", "Tools", "6100", "Expense"),
        account("C2", "Rent", "6201", "Expense"),
        account("C3", "Loan", "2500", "OtherCurrentLiability"),
    ]
    assert paired(theirs, ours) == {"Q1": "C1"}


def test_items_need_the_same_type_and_the_same_form_as_well():
    forms = [
        Item("Hauling"),
        Item("Hauling", ItemType.OTHER_CHARGE),
        Item("Hauling", is_both_sold_and_purchased=True),
    ]
    for place, theirs in enumerate(forms):
        for other, ours in enumerate(forms):
            found = paired([Named("Q", "Hauling", theirs)], [Named("C", "hauling", ours)])
            assert bool(found) is (place == other)


def test_nothing_pairs_with_nothing():
    assert paired([], vendors("C", "Keller")) == {}
