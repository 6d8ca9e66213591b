"""What an outcome asks of us: QuickBooks' status codes and the request processor's HRESULTs, one table each.

Meanings and the reasons for the reactions: docs/quickbooks.md 2 and 6.3.
"""

from dataclasses import dataclass
from enum import StrEnum

from counterfoil.qbxml.answers import Status


class Reaction(StrEnum):
    """What to do next."""

    OK = "ok"
    EMPTY = "empty"
    """Nothing matches the query; not an error."""
    PARTIAL = "partial"
    """Some of what was asked for came, or not all of it was done: read the record again before deciding anything."""
    REREAD = "reread"
    """It changed meanwhile: read it again, merge, decide again."""
    RETRY = "retry"
    """Nothing happened, and the same request may pass in a moment."""
    RESEND = "resend"
    """It was not tried, because an earlier request of the set failed."""
    FIX = "fix"
    """A person must change the record."""
    STOP = "stop"
    """Nothing more can be done in this company file until a person has done something there."""
    HOLD = "hold"
    """This record waits: a closed period, a posted deposit."""
    NO_RIGHT = "no_right"
    """Nothing of the sort can be done in this company file until somebody has given the right to it."""
    GONE = "gone"
    """The record is not there any more."""
    IN_USE = "in_use"
    """It cannot be deleted, because others refer to it."""
    NAME_TAKEN = "name_taken"
    RESTART = "restart"
    """The iterator is lost: start the query again."""
    LATER = "later"
    """Try again when the company file is in another mode."""
    UNKNOWN = "unknown"
    """The outcome is not known: find out before anything is sent again (docs/quickbooks.md 1.4)."""
    BUG = "bug"
    """We sent what we never should; stop this request and tell the people who carry Counterfoil on."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a code means, in a sentence for people, and what it asks of us."""

    meaning: str
    reaction: Reaction


def _table(*rows: tuple[int, str, Reaction]) -> dict[int, Outcome]:
    return {code: Outcome(meaning, reaction) for code, meaning, reaction in rows}


_OK, _FIX, _STOP, _HOLD = Reaction.OK, Reaction.FIX, Reaction.STOP, Reaction.HOLD
_RETRY, _PARTIAL, _BUG, _NO_RIGHT = Reaction.RETRY, Reaction.PARTIAL, Reaction.BUG, Reaction.NO_RIGHT

STATUSES: dict[int, Outcome] = _table(
    (0, "Done.", _OK),
    (1, "Nothing matches.", Reaction.EMPTY),
    (500, "Some of what was asked for does not exist.", _PARTIAL),
    (501, "Something found could not be returned completely.", _PARTIAL),
    (510, "It was done, but the result could not be returned.", _PARTIAL),
    (530, "A field is not supported by this version of QuickBooks.", _PARTIAL),
    (531, "A value is not supported by this version of QuickBooks.", _PARTIAL),
    (550, "The record was saved, but its notes were not.", _PARTIAL),
    (560, "A field is no longer in use.", _OK),
    (570, "It was saved, but not linked, because the purchase order is closed.", _PARTIAL),
    (600, "QuickBooks remembers no such set of messages.", Reaction.UNKNOWN),
    (1000, "QuickBooks had an internal error.", Reaction.UNKNOWN),
    (1010, "QuickBooks is not available.", _RETRY),
    (1030, "This version of QuickBooks does not know the message.", _STOP),
    (1060, "The request's id is too long.", _BUG),
    (3000, "An id is not one that QuickBooks could have given.", Reaction.GONE),
    (3010, "A truth value is not valid.", _FIX),
    (3020, "A date is not valid.", _FIX),
    (3030, "A range of dates runs backwards.", _FIX),
    (3031, "A range of texts runs backwards.", _FIX),
    (3035, "A span of time is not valid.", _FIX),
    (3040, "An amount is not valid.", _FIX),
    (3045, "A price is not valid.", _FIX),
    (3050, "A percentage is not valid.", _FIX),
    (3060, "A quantity is not valid.", _FIX),
    (3065, "A GUID is not valid.", _FIX),
    (3070, "A text is too long.", _FIX),
    (3080, "A text holds characters that QuickBooks does not take.", _FIX),
    (3085, "A number is not valid.", _FIX),
    (3090, "QuickBooks could not store a value.", _FIX),
    (3100, "The name is already in use.", Reaction.NAME_TAKEN),
    (3110, "A value is not one of those allowed.", _FIX),
    (3120, "The record does not exist any more.", Reaction.GONE),
    (3130, "The parent does not exist.", _FIX),
    (3140, "A record that this one refers to does not exist.", _FIX),
    (3150, "Something required is missing.", _FIX),
    (3151, "Something sent does not apply here.", _FIX),
    (3152, "Two things sent contradict each other.", _FIX),
    (3153, "Two things sent contradict each other.", _FIX),
    (3160, "It cannot be deleted, because it is in use.", Reaction.IN_USE),
    (3161, "It cannot be deleted, because it lies in a closed period.", _HOLD),
    (3162, "This is not possible in multi-user mode.", Reaction.LATER),
    (3170, "QuickBooks could not make the change.", _FIX),
    (3171, "It cannot be changed, because it lies in a closed period.", _HOLD),
    (3172, "It cannot be changed, because it came from the bank or was reconciled.", _HOLD),
    (3173, "It cannot be changed, because it came from the bank or was reconciled.", _HOLD),
    (3175, "Someone is using the record in QuickBooks.", _RETRY),
    (3176, "Someone is using a related record in QuickBooks.", _RETRY),
    (3177, "Someone is using a related record in QuickBooks.", _RETRY),
    (3180, "QuickBooks could not save the record.", _FIX),
    (3185, "QuickBooks could not void the transaction.", _FIX),
    (3190, "A field cannot be cleared.", _FIX),
    (3191, "A field cannot be cleared.", _FIX),
    (3200, "The record was changed in QuickBooks meanwhile.", Reaction.REREAD),
    (3205, "A field cannot be changed.", _FIX),
    (3210, "QuickBooks does not allow the value.", _FIX),
    (3220, "QuickBooks does not allow this.", _FIX),
    (3230, "The record's status does not allow this.", _FIX),
    (3231, "It was not tried, because something before it failed.", Reaction.RESEND),
    (3240, "The times do not match.", _FIX),
    (3250, "The feature is off, or not in this edition of QuickBooks.", _STOP),
    (3260, "The QuickBooks user lacks the right to do this.", _NO_RIGHT),
    (3261, "Counterfoil was not given the right to personal data.", _HOLD),
    (3262, "A payroll subscription is needed.", _HOLD),
    (3263, "Counterfoil was given the right to read only.", _NO_RIGHT),
    (3264, "A merchant service is needed.", _HOLD),
    (3270, "A posting account is missing.", _FIX),
    (3280, "The account and the name do not go together.", _FIX),
    (3290, "The lines are not in QuickBooks' order.", Reaction.REREAD),
    (3351, "The custom field is not set up for this kind of record.", _STOP),
    (3390, "Too many queries are under way.", Reaction.RESTART),
    (3391, "The query was interrupted.", Reaction.RESTART),
    (3500, "QuickBooks did not merge the records.", _STOP),
    (9001, "The same set of messages was sent with other content.", _BUG),
    (9002, "QuickBooks has no outcome of the set of messages.", Reaction.UNKNOWN),
    (9003, "QuickBooks has no outcome of the set of messages.", Reaction.UNKNOWN),
    (9004, "The id of the set of messages is too long.", _BUG),
    (9005, "QuickBooks could not keep the outcome of the set of messages.", Reaction.UNKNOWN),
)
"""statusCode → meaning and reaction."""

_PASSING = ("modified by another user", "could not be locked")
"""Texts that make a 3170 or 3180 a passing one, and only these: 'already in use' stands in final refusals too."""
_BY_TEXT = frozenset({3170, 3180, 3185})


def outcome_of(status: Status) -> Outcome:
    """What a status means, by its code, or by the range that its code lies in (docs/quickbooks.md 2)."""
    if known := STATUSES.get(status.code):
        return known
    if status.code < 0:
        return Outcome("The answer gives no status that can be read.", Reaction.UNKNOWN)
    if status.code < 500:
        return Outcome(status.message or "Done.", Reaction.OK)
    if status.code < 1000:
        return Outcome(status.message or "Done, with a warning.", Reaction.PARTIAL)
    if 9100 <= status.code < 9200:
        return Outcome("A macro is not valid.", Reaction.BUG)
    return Outcome(status.message or f"QuickBooks refused with status {status.code}.", Reaction.FIX)


def reaction_to(status: Status) -> Reaction:
    """What a status asks of us; 3170 and 3180 are told apart by their text."""
    text = status.message.casefold()
    if status.code in _BY_TEXT and any(passing in text for passing in _PASSING):
        return Reaction.RETRY
    return outcome_of(status).reaction


def _hresults(*rows: tuple[int, str, Reaction]) -> dict[int, Outcome]:
    return {0x80040000 + code: Outcome(sentence, reaction) for code, sentence, reaction in rows}


HRESULTS: dict[int, Outcome] = _hresults(
    (0x0308, "The connection to QuickBooks broke.", Reaction.UNKNOWN),
    (0x0400, "QuickBooks could not understand what we sent.", _BUG),
    (0x0401, "QuickBooks cannot be reached.", Reaction.LATER),
    (0x0402, "QuickBooks had an unexpected error.", Reaction.UNKNOWN),
    (0x0403, "QuickBooks could not open the company file.", _STOP),
    (0x0404, "This QuickBooks cannot talk to other programs.", _STOP),
    (0x0405, "This QuickBooks is not supported.", _STOP),
    (0x0406, "This QuickBooks is not supported.", _STOP),
    (0x0407, "QuickBooks is not completely installed.", _STOP),
    (0x0408, "QuickBooks could not be started.", Reaction.LATER),
    (0x0409, "This version of QuickBooks cannot open the company file.", _STOP),
    (0x040A, "Another company file is open in QuickBooks.", _STOP),
    (0x040B, "The company files do not match.", _STOP),
    (0x040C, "No session had been begun.", _BUG),
    (0x040D, "The session has ended.", _RETRY),
    (0x040E, "QuickBooks is out of memory.", Reaction.LATER),
    (0x040F, "No connection had been opened.", _BUG),
    (0x0410, "The company file is open in another mode.", Reaction.LATER),
    (0x0411, "The session before had not been ended.", _BUG),
    (0x0412, "The connection was opened twice.", _BUG),
    (0x0413, "QuickBooks cannot undo a set of messages.", _BUG),
    (0x0414, "QuickBooks shows a dialog that someone must close.", Reaction.LATER),
    (0x0415, "The program's name is missing.", _BUG),
    (0x0416, "QuickBooks is not running, and no company file was named.", _STOP),
    (0x0417, "QuickBooks does not let the program sign in by itself.", _STOP),
    (0x0418, "The company file's administrator has not authorized Counterfoil.", _STOP),
    (0x0419, "The program's certificate is not valid.", _STOP),
    (0x041A, "Counterfoil has no permission for this company file.", _STOP),
    (0x041B, "The company file is locked by another user.", Reaction.LATER),
    (0x041C, "QuickBooks had an internal error.", Reaction.UNKNOWN),
    (0x041D, "QuickBooks does not let the program sign in by itself.", _STOP),
    (0x041E, "The program's certificate has expired.", _STOP),
    (0x041F, "QuickBooks Basic cannot talk to other programs.", _STOP),
    (0x0420, "Someone refused Counterfoil access, or the question is still open in QuickBooks.", _STOP),
    (0x0421, "QuickBooks passes a message on.", _STOP),
    (0x0422, "The company file must be in single-user mode.", Reaction.LATER),
    (0x0423, "This QuickBooks does not speak qbXML 13.0.", _STOP),
    (0x0424, "QuickBooks is still starting.", _RETRY),
    (0x0425, "QuickBooks is not ready to sign in.", Reaction.LATER),
    (0x0426, "The company file is not ready.", Reaction.LATER),
    (0x0427, "QuickBooks is not registered.", _STOP),
    (0x042A, "Access from other machines is not allowed.", _STOP),
    (0x042C, "The program's certificate was revoked.", _STOP),
    (0x0435, "The company file's administrator must authorize Counterfoil again.", _STOP),
) | {
    0x80010001: Outcome("QuickBooks is busy.", Reaction.RETRY),
    0x8001010A: Outcome("QuickBooks is busy.", Reaction.RETRY),
    0x800706BA: Outcome("QuickBooks has closed.", Reaction.UNKNOWN),
    0x800706BE: Outcome("QuickBooks has closed.", Reaction.UNKNOWN),
    0x80010108: Outcome("QuickBooks has closed.", Reaction.UNKNOWN),
    0x80040154: Outcome("QuickBooks' request processor is not installed for this kind of program.", Reaction.STOP),
    0xA0040001: Outcome("The agent beside QuickBooks does not carry such requests.", Reaction.LATER),
    0x80070005: Outcome("QuickBooks and the agent do not run with the same rights.", Reaction.STOP),
}
"""HRESULT of the request processor → a sentence for people, and the reaction. UNKNOWN matters for writes: they may have
been done; a query is simply asked again."""


def outcome_of_hresult(hresult: int) -> Outcome:
    """What an HRESULT means; one that we do not know leaves the outcome open."""
    unknown = Outcome(f"QuickBooks failed with 0x{hresult & 0xFFFFFFFF:08X}.", Reaction.UNKNOWN)
    return HRESULTS.get(hresult & 0xFFFFFFFF, unknown)
