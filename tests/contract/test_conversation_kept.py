"""What every memory of the engine must do with intents, the conversation, reports and findings (see conftest.py)."""

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.contract.making import bill_of

from counterfoil.engine.books import (
    Conflict,
    Detail,
    DetailKind,
    Finding,
    Intent,
    IntentState,
    Link,
    LinkState,
    OpenProblem,
    Tombstone,
    Write,
)
from counterfoil.reconcile.comparison import Standing
from counterfoil.reconcile.decision import Act, FieldConflict, Master
from counterfoil.records import (
    Bill,
    ExpenseLine,
    Kind,
    Problem,
    Ref,
    Vendor,
)

# Intents


def intent_of(link, intent_id="a" * 32, **fields):
    values = {
        "id": intent_id,
        "kind": Kind.BILL,
        "act": Act.CREATE,
        "link_id": link.id,
        "record_id": link.record_id,
        "quickbooks_id": "",
        "guid": "{G}",
        "set_id": "s" * 22,
        "text": "<QBXML/>",
        "sha256": "0" * 64,
        "before": None,
        "after": Bill(vendor=Ref("80-1"), expense_lines=(ExpenseLine("#1", Ref("80-2"), Decimal("1.00")),)),
        "line_keys": ("#1",),
        "revision": 2,
        "edit_sequence": "",
    }
    return Intent(**(values | fields))


def test_an_intent_is_kept_whole_and_found_by_its_state(library, clock):
    with library.open() as books:
        (link,) = books.keep_links([Link(Kind.BILL, quickbooks_id="1")])
        sent = intent_of(
            link,
            state=IntentState.SENT,
            attempts=1,
            sent_at=clock.now(),
            sent_quickbooks_time=1763478000,
            carrier="agent",
            evidence="journal",
        )
        books.keep_intents([sent])
    with library.open() as books:
        assert books.intents([IntentState.SENT]) == [sent]
        assert books.intents([IntentState.UNKNOWN, IntentState.READY]) == []
        books.keep_intents([replace(sent, state=IntentState.DONE, evidence="acknowledged")])
        assert books.intents([IntentState.SENT]) == []


def test_intents_come_oldest_first(library):
    with library.open() as books:
        links = books.keep_links([Link(Kind.BILL, quickbooks_id=str(n)) for n in range(3)])
        for number, link in zip("cab", links, strict=True):
            books.keep_intents([intent_of(link, number * 32)])
        assert [intent.id[0] for intent in books.intents([IntentState.READY])] == ["c", "a", "b"]


def test_the_intent_of_the_companys_mark_has_no_record(library):
    with library.open() as books:
        mark = intent_of(Link(Kind.BILL), kind=None, after=None, line_keys=(), state=IntentState.UNKNOWN)
        books.keep_intents([mark])
        assert books.intents([IntentState.UNKNOWN]) == [mark]


# The conversation, and what people are told


def test_the_conversation_is_kept_only_when_it_is_said_so(library):
    with library.open() as books:
        conversation = books.conversation()
        conversation.step = "pull"
        conversation.data["page"] = {"n": [1, 2]}
        assert books.conversation().step == ""
        books.keep_conversation(conversation)
    with library.open() as books:
        kept = books.conversation()
        assert (kept.step, kept.data["page"]) == ("pull", {"n": [1, 2]})


def test_the_whole_conversation_is_kept(library):
    with library.open() as books:
        conversation = books.conversation()
        conversation.file_guid, conversation.company_name, conversation.marker, conversation.marker_sent = (
            "{F}",
            "K",
            3,
            4,
        )
        conversation.mode, conversation.mode_reason = "suspended", "another file"
        conversation.watermarks = {"Bill": "2026-11-18T10:00:00"}
        conversation.horizon_ok_until, conversation.position = "1763478000", 17
        conversation.awaiting = {"writes": True, "seconds": 60, "intent": "a", "names": ["BillAddRq"], "step": "push"}
        conversation.again_after_seconds, conversation.last_sweep = 2.5, "2026-11-18T15:00:00+00:00"
        conversation.last_restore, conversation.last_condense = "2026-01-01T00:00:00", "2026-01-02T00:00:00"
        conversation.facts = {"closing_date": "2025-12-31", "versions": ["13.0"]}
        books.keep_conversation(conversation)
    with library.open() as books:
        assert books.conversation() == conversation


def test_what_is_raised_leaves_nothing_behind(library):
    with pytest.raises(RuntimeError), library.open() as books:  # noqa: PT012 - the crash comes after the work
        books.keep_links([Link(Kind.BILL, quickbooks_id="1-1", state=LinkState.INELIGIBLE)])
        books.write([Write(Act.CREATE, Kind.VENDOR, "k", record=Vendor("Keller"), quickbooks_id="80-1")])
        conversation = books.conversation()
        conversation.step = "pull"
        books.keep_conversation(conversation)
        raise RuntimeError("power cut")
    with library.open() as books:
        assert books.links_there(Kind.BILL, ["1-1"]) == {}
        assert books.unlinked(Kind.VENDOR, ["Keller"]) == {}
        assert books.conversation().step == ""


def test_a_run_takes_reports_progress_conflicts_tombstones_and_problems(library):
    problem = Problem("name_in_use", "The name is already in use", status_code=3100)
    disputed = FieldConflict("memo", "a", "b", "c", Master.QUICKBOOKS)
    with library.open() as books:
        run = books.start_run("person")
        books.keep_progress(run, "Reading", 10, None)
        books.keep_details(
            run, [Detail(DetailKind.CREATED, Kind.BILL, "Bill 1", "Created.", "counterfoil", "1", "1-1")]
        )
        books.keep_details(run, [Detail(DetailKind.ERROR, None, "Company", "Refused.", problem=problem)])
        books.keep_conflicts([Conflict(Kind.BILL, "1", "1-1", disputed)])
        books.keep_tombstones([Tombstone(Kind.VENDOR, "1", "80-1", Vendor("Keller"), "counterfoil", "deleted there")])
        opened = OpenProblem("vendor:1:name_in_use", Kind.VENDOR, "1", "80-1", "Vendor Keller", problem)
        books.keep_problems([opened])
        books.keep_problems([opened])
        books.keep_problems([], ["vendor:1:name_in_use", "vendor:9:unknown"])
        books.finish_run(run, "done", "")


def test_a_guid_is_new_each_time_and_in_quickbooks_form(library):
    with library.open() as books:
        guids = {books.new_guid() for _ in range(20)}
    assert len(guids) == 20
    assert all(guid[0] + guid[9] + guid[14] + guid[19] + guid[24] + guid[37] == "{----}" for guid in guids)


# What a comparison found


def found(quickbooks_id, standing=Standing.MISSING, **values):
    return Finding(Kind.BILL, standing, quickbooks_id, **values)


def numbered(findings):
    return [replace(each, id="") for each in findings]


def test_everything_about_a_finding_is_kept(library):
    bill = bill_of(library, ref_number="INV-1")
    record_id = library.create(Kind.BILL, bill)
    with library.open() as books:
        (link,) = books.keep_links([Link(Kind.BILL, record_id=record_id, quickbooks_id="1-1")])
        finding = found(
            "1-1",
            Standing.ROLLED_BACK,
            link_id=link.id,
            record_id=record_id,
            title="Bill INV-1",
            told="memo: new → old",
            fingerprint="f" * 32,
            theirs=bill,
        )
        books.keep_findings([finding])
    with library.open() as books:
        assert numbered(books.findings(10)) == [finding]


def test_findings_come_in_order_in_pages(library):
    with library.open() as books:
        books.keep_findings([found("1-1"), found("2-1"), found("3-1")])
        first = books.findings(2)
        assert [each.quickbooks_id for each in first] == ["1-1", "2-1"]
        assert [each.quickbooks_id for each in books.findings(2, first[-1].id)] == ["3-1"]


def test_a_finding_about_the_same_record_takes_the_earlier_ones_place(library):
    with library.open() as books:
        books.keep_findings([found("1-1"), found("2-1")])
        books.keep_findings([found("1-1", Standing.EDITED)])
        assert {(each.quickbooks_id, each.standing) for each in books.findings(10)} == {
            ("2-1", Standing.MISSING),
            ("1-1", Standing.EDITED),
        }


def test_findings_are_forgotten_all_at_once(library):
    with library.open() as books:
        books.keep_findings([found("1-1")])
        books.drop_findings()
        assert books.findings(10) == []
