"""The life of a link: every passage of the table is walked in a story, and no story takes another way."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from tests.engine.world import World

from counterfoil.engine import following
from counterfoil.engine.books import LinkState
from counterfoil.engine.life import LIFE, may_pass
from counterfoil.reconcile.decision import Policy
from counterfoil.records import Kind, Vendor

S = LinkState


class Walk:
    """A world, and every passage that a link took in it."""

    def __init__(self, **options):
        self.world = World.make(**options)
        self.taken: set[tuple[LinkState | None, LinkState]] = set()
        keep = self.world.books.keep_links

        def watching(links):
            before = self.world.books.links_by_id([link.id for link in links if link.id])
            kept = keep(links)
            for asked, link in zip(links, kept, strict=True):
                old = before[link.id].state if asked.id in before else None
                if old is not link.state:
                    self.taken.add((old, link.state))
            return kept

        vars(self.world.books)["keep_links"] = watching
        self.world.sync()

    def bill(self, **header):
        """A bill that both sides agree on."""
        txn = self.world.enter_bill_there("Keller Lumber", ("Rent", "100.00"), ref_number="R", **header)
        self.world.sync()
        self.world.clock.advance(60)
        (record_id,) = self.world.bills_here()
        return record_id, txn


def entered_here(walk):
    walk.world.enter_bill_here("Keller Lumber", walk.world.line("Rent", "1.00"))
    walk.world.sync()


def paired(walk):
    walk.world.books.create(Kind.VENDOR, Vendor("Ruiz Paint"))
    walk.world.before("VendorAddRq", lambda: walk.world.person.add_vendor("Ruiz Paint"))
    walk.world.sync()


def deleted_here_before_it_was_sent(walk):
    walk.world.person.add_customer("Miller")
    walk.world.books.create(Kind.VENDOR, Vendor("Miller"))
    walk.world.sync()
    walk.world.books.delete(Kind.VENDOR, walk.world.id_here(Kind.VENDOR, "Miller"))
    walk.world.sync()


def paid_there_and_unpaid_again(walk):
    txn = walk.world.enter_bill_there("Keller Lumber", ("Rent", "9.00"))
    check = walk.world.person.pay_bills("Checking", {txn: None})[0]
    walk.world.sync()
    walk.world.clock.advance(60)
    walk.world.person.delete_payment(check)
    walk.world.sync()


def paid_there_and_deleted(walk):
    txn = walk.world.enter_bill_there("Keller Lumber", ("Rent", "9.00"))
    check = walk.world.person.pay_bills("Checking", {txn: None})[0]
    walk.world.sync()
    walk.world.clock.advance(60)
    walk.world.person.delete_payment(check)
    walk.world.person.delete_bill(txn)
    walk.world.sync()


def refused(walk):
    deleted_here_before_it_was_sent(walk)


def made_and_deleted_again(walk):
    record_id = walk.world.enter_bill_here("Keller Lumber", walk.world.line("Rent", "1.00"))
    walk.world.lose("BillAddRq", executed=True)
    walk.world.clock.advance(10)
    walk.world.run_until_lost()
    (seen,) = walk.world.bills_there()
    walk.world.person.delete_bill(seen.id)
    walk.world.sync()
    walk.world.books.delete(Kind.BILL, record_id)
    walk.world.sync()


def edited_while_paid(walk):
    _, txn = walk.bill()
    check = walk.world.person.pay_bills("Checking", {txn: None})[0]
    walk.world.person.edit_bill(txn, memo="while paid")
    walk.world.sync()
    walk.world.clock.advance(60)
    walk.world.person.delete_payment(check)
    walk.world.sync()


def not_approved(walk):
    walk.world.books.policy_value = Policy(post_only_approved=True)
    entered_here(walk)
    (record_id,) = walk.world.bills_here()
    walk.world.edit_here(record_id, memo="to be approved")
    walk.world.books.approve(Kind.BILL, record_id)
    walk.world.sync()


def money_on_both_sides(walk):
    record_id, txn = walk.bill()
    line = walk.world.bills_here()[record_id].expense_lines[0]
    walk.world.person.edit_line(txn, line.id, amount=Decimal("120.00"))
    walk.world.edit_here(record_id, expense_lines=(replace(line, amount=Decimal("130.00")),))
    walk.world.books.approve(Kind.BILL, record_id)
    walk.world.sync()
    walk.world.edit_here(record_id, expense_lines=(replace(line, amount=Decimal("120.00")),))
    walk.world.sync()


def deleted_here(walk):
    record_id, _ = walk.bill()
    walk.world.books.delete(Kind.BILL, record_id)
    walk.world.sync()


def deleted_here_and_edited_there_at_that_moment(walk):
    record_id, txn = walk.bill()
    walk.world.books.delete(Kind.BILL, record_id)
    walk.world.before("TxnDelRq", lambda: walk.world.person.edit_bill(txn, memo="wanted"))
    walk.world.sync()


def deleted_there(walk):
    _, txn = walk.bill()
    walk.world.person.delete_bill(txn)
    walk.world.sync()


def merged_and_back(walk):
    walk.bill()
    backup = type(walk.world.company).copy_of(walk.world.company, ":memory:")
    old = walk.world.id_here(Kind.VENDOR, "Keller Lumber")
    walk.world.person.rename("vendor", "Keller Lumber", "Novak Electric")
    walk.world.sync()
    assert walk.world.link(Kind.VENDOR, old).hold == following.MERGED
    restore(walk, backup)


def deleted_and_restored(walk):
    record_id, txn = walk.bill()
    backup = type(walk.world.company).copy_of(walk.world.company, ":memory:")
    walk.world.books.delete(Kind.BILL, record_id)
    walk.world.sync()
    restore(walk, backup)
    walk.world.person.edit_bill(txn, memo="there again")
    walk.world.sync()


def condensed_and_deleted_here(walk):
    record_id, txn = walk.bill()
    walk.world.person.pay_bills("Checking", {txn: None}, txn_date=date(2026, 11, 18))
    walk.world.sync()
    walk.world.person.condense(date(2026, 12, 31))
    walk.world.sync()
    walk.world.books.delete(Kind.BILL, record_id)
    walk.world.sync()


def restore(walk, backup):
    """The company file is restored from this backup; where that is noticed, somebody accepts it."""
    world = walk.world
    world.clock.advance(600)
    world.processor.company = world.company = backup
    world.person = type(world.person)(backup)
    world.run()
    if world.mode == "suspended":
        world.accept()
    for _ in range(3):
        world.clock.advance(60)
        world.run("sweep")


STORIES = {
    (None, S.NEW): entered_here,
    (None, S.LINKED): lambda walk: walk.bill(),
    (None, S.INELIGIBLE): paid_there_and_unpaid_again,
    (S.NEW, S.ADDING): entered_here,
    (S.NEW, S.LINKED): paired,
    (S.NEW, S.HELD): not_approved,
    (S.NEW, S.CLOSED): deleted_here_before_it_was_sent,
    (S.ADDING, S.LINKED): entered_here,
    (S.ADDING, S.NEW): refused,
    (S.ADDING, S.REVIEW): made_and_deleted_again,
    (S.LINKED, S.HELD): edited_while_paid,
    (S.LINKED, S.CONFLICT): money_on_both_sides,
    (S.LINKED, S.DELETING): deleted_here,
    (S.LINKED, S.REVIEW): deleted_here_and_edited_there_at_that_moment,
    (S.LINKED, S.CLOSED): deleted_there,
    (S.HELD, S.LINKED): edited_while_paid,
    (S.HELD, S.NEW): not_approved,
    (S.HELD, S.CLOSED): condensed_and_deleted_here,
    (S.CONFLICT, S.LINKED): money_on_both_sides,
    (S.DELETING, S.CLOSED): deleted_here,
    (S.DELETING, S.LINKED): deleted_here_and_edited_there_at_that_moment,
    (S.REVIEW, S.LINKED): merged_and_back,
    (S.REVIEW, S.CLOSED): made_and_deleted_again,
    (S.INELIGIBLE, S.LINKED): paid_there_and_unpaid_again,
    (S.INELIGIBLE, S.CLOSED): paid_there_and_deleted,
    (S.CLOSED, S.REVIEW): deleted_and_restored,
}
"""Passage → the story in which it is taken."""


def test_every_passage_has_a_story():
    assert set(STORIES) == {(each.before, each.after) for each in LIFE}


@pytest.mark.parametrize("passage", STORIES, ids=lambda passage: f"{passage[0] or 'nothing'} to {passage[1]}")
def test_the_passage_is_taken_and_no_other_that_is_not_in_the_table(passage):
    walk = Walk()
    STORIES[passage](walk)
    assert passage in walk.taken
    assert not [way for way in walk.taken if not may_pass(*way)]


def test_every_state_but_the_last_is_left_again():
    assert {each.before for each in LIFE} == {None, *LinkState}
    assert {each.after for each in LIFE} == set(LinkState)
