"""The seam itself: one answer in, one request out, whatever goes wrong between (rules S8, C4)."""

from datetime import timedelta

import pytest
from tests.engine.world import World

from counterfoil.engine.books import IntentState, LinkState
from counterfoil.engine.exchange import STEPS, Evidence, Failure, begin, evidence, exchange, wants
from counterfoil.records import Kind


def idle(world):
    """Runs until a run has nothing to say but its questions."""
    for _ in range(5):
        world.clock.advance(150)
        count = world.run()
    return count


def test_an_idle_run_costs_two_round_trips(world):
    world.enter_bill_there("Keller Lumber", ("Rent", "1.00"))
    world.sync()
    assert idle(world) == 2


def test_an_idle_run_leaves_no_trace(world):
    idle(world)
    before = (len(world.books.memory.runs), len(world.books.memory.details), len(world.books.memory.links))
    idle(world)
    assert (len(world.books.memory.runs), len(world.books.memory.details), len(world.books.memory.links)) == before


def test_an_idle_run_writes_no_link(world):
    for _ in range(20):
        world.enter_bill_there("Keller Lumber", ("Rent", "1.00"))
    world.sync()
    idle(world)
    assert world.sent("BillQueryRq")
    kept = []
    keep = world.books.keep_links

    def noting(links):
        kept.extend(links)
        return keep(links)

    world.books.keep_links = noting
    idle(world)
    assert not kept


def test_a_page_costs_a_handful_of_calls_whatever_its_size(world):
    def calls_for(number):
        for _ in range(number):
            world.enter_bill_there("Keller Lumber", ("Rent", "1.00"))
        world.clock.advance(200)
        before = world.books.calls
        world.run()
        return world.books.calls - before

    small, large = calls_for(1), calls_for(150)
    assert large == small
    assert large < 60


def test_a_run_that_a_person_asked_for_is_always_told(world):
    world.run("person")
    assert list(world.books.memory.runs.values())[-1].outcome == "done"


def test_begin_does_not_begin_twice(world):
    begin(world.books, "person")
    begin(world.books, "schedule")
    assert world.books.conversation().data["trigger"] == "person"


def test_an_answer_that_nobody_awaits_changes_nothing(world):
    before = world.books.memory.copy()
    assert exchange(world.books, "<QBXML/>") is None
    assert world.books.memory == before


def test_every_request_is_durable_before_it_leaves(world):
    world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    world.clock.advance(10)
    text = world.ask()
    while "<BillAddRq " not in text:
        text = world.ask(world.carry(text))
    (intent,) = world.books.intents([IntentState.SENT])
    awaiting = world.books.conversation().awaiting
    assert intent.text == text
    assert (awaiting["writes"], awaiting["seconds"], awaiting["intent"]) == (True, 60, intent.id)


def test_questions_are_told_apart_from_writes(world):
    world.clock.advance(10)
    world.ask()
    assert world.books.conversation().awaiting["writes"] is False


def test_after_silence_the_first_question_is_which_file_this_is(world):
    world.clock.advance(10)
    world.ask(world.carry(world.ask()))
    assert "<CompanyQueryRq " in world.ask(None)


def test_the_answer_to_another_request_is_not_taken_for_the_awaited_one(world):
    world.enter_bill_there("Keller Lumber", ("Rent", "1.00"))
    world.clock.advance(10)
    first = world.ask()
    answer = world.carry(first)
    assert "<BillQueryRq " in world.ask(answer)
    again = world.ask(answer)
    assert "<BillQueryRq " in again
    assert not world.bills_here()
    while again is not None:
        again = world.ask(world.carry(again))
    assert len(world.bills_here()) == 1


def test_a_question_whose_answers_cannot_be_read_ends_the_run_after_three(world):
    world.clock.advance(10)
    text = world.ask()
    for _ in range(2):
        assert world.ask("<html>") == text
    assert world.ask("<html>") is None
    run = list(world.books.memory.runs.values())[-1]
    assert run.outcome == "interrupted"
    assert world.books.conversation().again_after_seconds == 30


@pytest.mark.parametrize(
    ("hresult", "outcome"), [(0x8004040A, "stopped"), (0x80040414, "interrupted"), (0x80010001, "interrupted")]
)
def test_a_failure_of_quickbooks_ends_the_run_in_plain_words_and_says_when_to_try_again(world, hresult, outcome):
    world.clock.advance(10)
    world.ask()
    assert world.ask(Failure(hresult, "QuickBooks said no.", executed=False)) is None
    run = list(world.books.memory.runs.values())[-1]
    assert run.outcome == outcome
    assert "QuickBooks said no." in run.message
    assert world.books.conversation().again_after_seconds


def test_a_crash_between_any_two_calls_loses_nothing(world):
    """The engine is a new one at every call: only what the books keep is carried over."""
    world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"), ref_number="ours")
    world.enter_bill_there("Keller Lumber", ("Rent", "2.00"), ref_number="theirs")
    world.clock.advance(10)
    text = world.ask()
    while text is not None:
        answer = world.carry(text)
        with pytest.raises(RuntimeError), world.books.transaction():  # noqa: PT012 - the crash comes after the work
            exchange(world.books, answer)
            raise RuntimeError("power cut before the commit")
        text = world.ask(answer)
    world.sync()
    assert {bill.ref_number for bill in world.bills_here().values()} == {"ours", "theirs"}
    assert len(world.bills_there()) == 2


def test_a_session_that_breaks_at_any_step_is_taken_up_again():
    world = World.make()
    for number in range(3):
        world.enter_bill_there("Keller Lumber", ("Rent", "1.00"), ref_number=f"T{number}")
    world.clock.advance(10)
    breaks = 0
    while True:
        text = world.ask()
        for _ in range(breaks):
            text = world.ask(world.carry(text)) if text else None
        if text is None:
            break
        text = world.ask(None)
        while text is not None:
            text = world.ask(world.carry(text))
        world.clock.advance(10)
        breaks += 1
    assert breaks >= 2
    world.sync()
    assert len(world.bills_here()) == 3


def test_it_wants_to_talk_when_something_is_owed_and_not_otherwise(world):
    assert not wants(world.books)
    bill = world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    assert wants(world.books)
    world.sync()
    assert not wants(world.books)
    world.edit_here(bill, memo="m")
    assert wants(world.books)


def test_it_wants_to_talk_again_when_a_pause_is_over(world):
    bill = world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    world.sync()
    link = world.link(Kind.BILL, bill)
    later = world.clock.now() + timedelta(seconds=30)
    world.books.keep_links(
        [type(link)(**{**{f: getattr(link, f) for f in link.__slots__}, "owed": True, "retry_at": later})]
    )
    assert not wants(world.books)
    world.clock.advance(31)
    assert wants(world.books)


def test_what_is_suspended_wants_nothing(world):
    conversation = world.books.conversation()
    conversation.mode, conversation.mode_reason = "suspended", "restored"
    world.books.keep_conversation(conversation)
    world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    assert not wants(world.books)
    assert world.ask() is None


def test_evidence_about_settled_writes_is_forgotten(world):
    evidence(world.books, [Evidence("unknown", "refused")])
    assert world.books.conversation().data["journal"] == {}


def test_a_change_made_while_a_run_is_under_way_is_not_missed(world):  # rule C8
    bill = world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"), memo="one")

    def meanwhile(text):
        if "<BillAddRq " in text:
            world.on_request = None
            world.edit_here(bill, memo="two")
        return world.carry(text)

    world.on_request = meanwhile
    world.sync()
    assert world.the_bill_there().memo == world.the_bill_here().memo == "two"


def test_a_bill_edited_in_quickbooks_while_its_page_is_on_the_way_is_not_missed(world):  # rule C8
    bills = [world.enter_bill_there("Keller Lumber", ("Rent", "1.00")) for _ in range(450)]

    def late(text):
        answer = world.carry(text)
        if "iteratorID" in text and "<BillQueryRq " in text:
            world.on_request = None
            world.clock.advance(400)
            world.person.edit_bill(bills[0], memo="late")
            world.clock.advance(400)
            world.person.edit_bill(bills[-1], memo="last")
        return answer

    world.on_request = late
    world.sync()
    world.sync()
    memos = {bill.memo for bill in world.bills_here().values()}
    assert memos == {"", "late", "last"}


def test_a_lost_iterator_starts_again_from_the_old_watermark(world):
    for number in range(450):
        world.enter_bill_there("Keller Lumber", ("Rent", "1.00"), ref_number=str(number))

    def lose_session(text):
        if "iteratorID" not in text:
            return world.carry(text)
        world.on_request = None
        world.processor.end_session(world.ticket)
        world.ticket = world.processor.begin_session("Counterfoil")
        return world.carry(text)

    world.on_request = lose_session
    world.sync()
    assert len({bill.ref_number for bill in world.bills_here().values()}) == 450


def test_the_steps_are_one_table():
    assert [step.name for step in STEPS] == [
        "identify",
        "compare",
        "recover",
        "pull",
        "sweep",
        "reread",
        "follow",
        "push",
        "close",
    ]


def test_work_grows_with_what_changed_and_not_with_what_exists(world):
    for number in range(300):
        world.enter_bill_there("Keller Lumber", ("Rent", "1.00"), ref_number=str(number))
    world.sync()
    idle(world)
    bill, _ = next(iter(world.bills_here().items()))
    assert world.link(Kind.BILL, bill).state is LinkState.LINKED
    before = world.books.calls
    world.clock.advance(10)
    world.edit_here(bill, memo="one of many")
    requests = world.run()
    assert requests == 4, "identify, pull, the Mod, the marker"
    assert world.books.calls - before < 90
