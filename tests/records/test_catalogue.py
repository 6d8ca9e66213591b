"""The catalogue of errors is whole: every code that is spoken of, and every status of QuickBooks (rule E)."""

import ast
from pathlib import Path

import pytest

from counterfoil.engine.doubts import PERSON_ONLY
from counterfoil.engine.telling import TOLD_HOLDS
from counterfoil.qbxml.status import HRESULTS, STATUSES, Reaction
from counterfoil.records import Choice, Severity
from counterfoil.records.catalogue import OTHER, SECTIONS, TABLE, Who, of_hresult, of_status, problem

SOURCE = Path(__file__).parents[2] / "src" / "counterfoil"
ROOMS = ("records", "qbxml", "reconcile", "engine", "server")

DOCUMENTED = frozenset(
    {
        *(0, 1, 500, 501, 510, 530, 531, 550, 560, 570, 600, 1000, 1010, 1030, 1060),
        *(3000, 3010, 3020, 3030, 3031, 3035, 3040, 3045, 3050, 3060, 3065, 3070, 3080, 3085, 3090),
        *(3100, 3110, 3120, 3130, 3140, 3150, 3151, 3152, 3153, 3160, 3161, 3162),
        *(3170, 3171, 3172, 3173, 3175, 3176, 3177, 3180, 3185, 3190, 3191),
        *(3200, 3205, 3210, 3220, 3230, 3231, 3240, 3250, 3260, 3261, 3262, 3263, 3264, 3270, 3280, 3290),
        *(3351, 3390, 3391, 3500, 9001, 9002, 9004, 9005),
    }
)
"""Every status code that docs/quickbooks.md 2 knows of, written out once more."""

DOCUMENTED_HRESULTS = frozenset(
    {0x80040000 + code for code in (*range(0x400, 0x428), 0x42A, 0x435, 0x308)} | {0x80040154, 0x80070005}
)
"""docs/quickbooks.md 6.3, written out once more."""

NAMED_BY_THE_RULE = {
    "name already in use": "name_in_use",
    "reference not found": "reference_not_found",
    "record gone": "gone_from_quickbooks",
    "changed meanwhile": "changed_in_quickbooks",
    "locked": "locked_in_quickbooks",
    "closed period": "closed_period",
    "insufficient permission": "insufficient_permission",
    "account of a wrong type": "account_of_wrong_type",
    "account or vendor inactive": "record_inactive",
    "value too long": "text_too_long",
    "characters that QuickBooks refuses": "character_not_in_quickbooks",
    "bill already paid": "bill_is_paid",
    "linked transaction closed": "linked_transaction_closed",
    "QuickBooks not running": "quickbooks_not_running",
    "another file open": "other_file_open",
    "a dialog open": "dialog_open",
    "single-user mode": "other_mode",
    "not authorized": "not_authorized",
    "version too old": "version_too_old",
    "agent's credential revoked": "revoked",
    "company file changed": "other_company_file",
    "company file restored": "company_file_restored",
}
"""What rule E asks for at least → its code."""


def calls(*names):
    """Every call of one of these names in the rooms that make problems: the file, the line, and the call."""
    for room in ROOMS:
        for path in sorted((SOURCE / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and called(node) in names:
                    yield f"{path.relative_to(SOURCE)}:{node.lineno}", node


def called(node):
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def code_of(node):
    """The code that a call names in so many words; None where it is worked out."""
    named = [keyword.value for keyword in node.keywords if keyword.arg == "code"]
    first = next(iter([*named, *node.args]), None)
    return first.value if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def test_no_problem_has_a_code_that_the_catalogue_lacks():
    found = {place: code_of(node) for place, node in calls("problem", "Problem", "Unholdable")}
    unknown = {place: code for place, code in found.items() if code is not None and code not in TABLE}
    assert not unknown, "write a row for it in counterfoil.records.catalogue"
    assert len(found) > 40, "the search finds nothing any more"


def test_problems_are_made_from_the_catalogue_alone():
    made = [
        place for place, _ in calls("Problem") if not place.startswith(("records/catalogue/", "server/sync/models"))
    ]
    assert not made, "use counterfoil.records.catalogue.problem"


def test_a_code_that_is_not_there_is_no_problem():
    with pytest.raises(KeyError):
        problem("no_such_code")


def test_every_refusal_at_the_agents_door_that_a_person_can_mend_has_a_row():
    of_programs = {"unreadable", "no_such_door", "not_post", "not_encrypted", "not_json", "not_xml", "too_large"}
    codes = {node.args[1].value for _, node in calls("Refusal") if len(node.args) > 1}
    assert "revoked" in codes
    assert codes - of_programs <= set(TABLE)


@pytest.mark.parametrize("code", sorted(DOCUMENTED))
def test_every_documented_status_has_a_reaction_and_a_row_or_is_deliberately_no_error(code):
    assert code in STATUSES
    assert (code in OTHER) != any(code in row.statuses for row in TABLE.values())


@pytest.mark.parametrize("hresult", sorted(DOCUMENTED_HRESULTS), ids=hex)
def test_every_documented_hresult_has_a_reaction_and_a_row(hresult):
    assert hresult in HRESULTS
    assert hresult in of_hresult(hresult).hresults


def test_no_status_and_no_hresult_leads_to_two_rows():
    statuses = [status for row in TABLE.values() for status in row.statuses]
    hresults = [hresult for row in TABLE.values() for hresult in row.hresults]
    assert len(statuses) == len(set(statuses))
    assert len(hresults) == len(set(hresults))
    assert set(statuses) | set(OTHER) == set(STATUSES), "the reactions and the catalogue know the same codes"
    assert set(hresults) == set(HRESULTS)


def test_what_no_row_names_is_refused_by_quickbooks_and_macros_are_our_fault():
    assert of_status(3999).code == "refused_by_quickbooks"
    assert of_status(9150).code == "fault_of_counterfoil"
    assert of_hresult(-0x7FFBFC00).code == "not_understood", "HRESULTs come with either sign"
    assert of_hresult(0x80049999).code == "quickbooks_failed"


PASSING = {
    *(Reaction.RETRY, Reaction.RESEND, Reaction.REREAD, Reaction.GONE, Reaction.LATER),
    *(Reaction.UNKNOWN, Reaction.PARTIAL, Reaction.STOP, Reaction.NO_RIGHT),
}
"""Reactions after which something is tried again without anybody."""


@pytest.mark.parametrize("status", sorted(STATUSES))
def test_what_the_catalogue_says_of_trying_again_is_what_is_done(status):
    row, reaction = of_status(status), STATUSES[status].reaction
    if status in OTHER or status == 570:  # a link that is missing stays so
        return
    assert row.passes == (reaction in PASSING), (row.code, reaction)


@pytest.mark.parametrize("name", sorted(NAMED_BY_THE_RULE))
def test_what_the_rule_names_is_there(name):
    assert NAMED_BY_THE_RULE[name] in TABLE


def test_every_code_stands_once():
    assert len(TABLE) == sum(len(rows) for _, rows in SECTIONS)


@pytest.mark.parametrize("row", TABLE.values(), ids=lambda row: row.code)
def test_every_row_says_what_it_is_why_and_what_to_do(row):
    assert row.title[0].isupper()
    assert not row.title.endswith("."), "a title is no sentence"
    for text in (row.cause, row.fix):
        assert text[0].isupper()
        assert text.endswith(".")
    if row.who is Who.NOBODY:
        is_news = row.severity is Severity.MESSAGE
        assert row.passes or is_news or row.code == "not_there", "what nobody can mend passes by itself"


def test_holds_that_people_are_told_of_have_rows_with_a_choice():
    for code in (*TOLD_HOLDS, *PERSON_ONLY):
        assert TABLE[code].choices
    assert Choice.DELETE_BOTH in TABLE["review"].choices
