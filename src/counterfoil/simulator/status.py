"""The statuses of answers, with their exact texts where they are known (docs/quickbooks.md 2)."""

from typing import NamedTuple


class Status(NamedTuple):
    """What became of one request."""

    code: int
    message: str

    @property
    def severity(self) -> str:
        """Info below 500, Warn below 1000, Error from there on."""
        return "Info" if self.code < 500 else "Warn" if self.code < 1000 else "Error"


OK = Status(0, "Status OK")
NO_MATCH = Status(1, "A query request did not find a matching object in QuickBooks")
NOT_PROCESSED = Status(3231, "The request has not been processed.")
NO_RECORD = "Invalid argument.  The specified record does not exist in the list."
"""QuickBooks' own words when an id or a name leads nowhere."""


class Refusal(Exception):  # noqa: N818 - a refusal is an ordinary answer, not an error of the program
    """QuickBooks will not do what one request asks; nothing of it was done."""

    def __init__(self, code: int, message: str) -> None:
        """A status code of docs/quickbooks.md 2 and its text."""
        super().__init__(message)
        self.status = Status(code, message)


class ProcessorError(Exception):
    """A whole set or session is rejected: an HRESULT and its text, no answer (docs/quickbooks.md 6.3)."""

    def __init__(self, hresult: int, message: str) -> None:
        """An HRESULT such as 0x80040400 and its text."""
        super().__init__(message)
        self.hresult = hresult
        self.message = message

    def __str__(self) -> str:
        """The HRESULT in its usual notation, then the text."""
        return f"0x{self.hresult:08X}: {self.message}"


def parse_error() -> ProcessorError:
    """What a structurally wrong message set gets, with no hint where it is wrong."""
    return ProcessorError(0x80040400, "QuickBooks found an error when parsing the provided XML text stream.")


def with_reason(sentence: str, reason: str) -> str:
    """A status text followed by QuickBooks' own message; the two spaces are QuickBooks'."""
    return f"{sentence}  QuickBooks error message: {reason}"


def partly_found(missing: str) -> Status:
    """A query named something that is not there; whatever else it named is returned all the same."""
    text = f'There was a required element ("{missing}") that could not be found in QuickBooks.'
    return Status(500, f"The query request has not been fully completed. {text}")


def not_linked(txn_id: str) -> Status:
    """A transaction was saved, but the one it should be linked to is closed."""
    return Status(570, f'Unable to link to transaction "{txn_id}" because it has already been closed.')


def not_found(object_id: str) -> Refusal:
    """The object to change, delete or apply is not there."""
    return Refusal(3120, with_reason(f'Object "{object_id}" specified in the request cannot be found.', NO_RECORD))


def malformed_id(object_id: str, field: str) -> Refusal:
    """An id that no company file could have given out."""
    return Refusal(3000, f'The given object ID "{object_id}" in the field "{field}" is invalid.')


def missing_reference(what: str, name: str, where: str) -> Refusal:
    """A reference in the body or a line that leads nowhere."""
    sentence = f'There is an invalid reference to QuickBooks {what} "{name}" in the {where}.'
    return Refusal(3140, with_reason(sentence, NO_RECORD))


def missing_parent(name: str, list_name: str) -> Refusal:
    """A ParentRef that leads nowhere."""
    sentence = f'There is an invalid reference to a parent "{name}" in the {list_name} list.'
    return Refusal(3130, with_reason(sentence, NO_RECORD))


def missing_element(element: str) -> Refusal:
    """An element that the business rules ask for."""
    return Refusal(3150, f'There is a missing element: "{element}"')


def stale(edit_sequence: str) -> Refusal:
    """The record has changed since the client read it."""
    return Refusal(3200, f'The provided edit sequence "{edit_sequence}" is out-of-date.')


def name_in_use(name: str) -> Refusal:
    """Another object of the list has this name."""
    return Refusal(3100, f'The name "{name}" of the list element is already in use.')


def locked(object_id: str, *, transaction: bool) -> Refusal:
    """Someone has the record open at the screen."""
    sentence = f"There was an error adding, modifying or deleting {object_id} because it is already in use."
    transaction_words = "The transaction could not be locked.  It is in use by another user."
    return Refusal(3175, with_reason(sentence, transaction_words if transaction else "The list element is in use."))


def related_locked(object_id: str) -> Refusal:
    """Someone has a record open that the request is about besides its own."""
    return Refusal(3176, locked(object_id, transaction=True).status.message)


def invalid_value(field: str, value: object, reason: str) -> Refusal:
    """A business rule refuses a value."""
    return Refusal(3210, with_reason(f'The "{field}" field has an invalid value "{value}".', reason))


def not_saved(what: str, reason: str) -> Refusal:
    """QuickBooks could not save the object."""
    return Refusal(3180, with_reason(f"There was an error when saving a {what}.", reason))


def undeletable(object_id: str, reason: str) -> Refusal:
    """The object is used, or the books do not allow it to go."""
    return Refusal(3160, with_reason(f'Cannot delete the object specified by the id = "{object_id}".', reason))


def unmergeable(gone: str, stays: str, reason: str) -> Refusal:
    """Two list objects cannot become one."""
    return Refusal(3500, with_reason(f'There was an error when merging "{gone}" into "{stays}".', reason))


def period_closed(code: int) -> Refusal:
    """The transaction lies on or before the closing date: 3171 for changes, 3161 for deletions."""
    action = "deleted" if code == 3161 else "modified"
    return Refusal(
        code,
        f"The transaction cannot be {action} because it is dated on or before the closing date of the company file.",
    )


def feature_off() -> Refusal:
    """The feature is not switched on in this file, or not in this edition."""
    return Refusal(3250, "This feature is not enabled or not available in this version of QuickBooks.")


def payroll_off() -> Refusal:
    """Nobody pays for payroll in this company file."""
    return Refusal(3262, "A payroll subscription is needed to perform this action.")


def merchant_off() -> Refusal:
    """Nobody has signed up for taking cards in this company file."""
    return Refusal(3264, "A merchant service account is needed to perform this action.")


def unsupported() -> Refusal:
    """This QuickBooks does not know what the message is about."""
    return Refusal(1030, "The request is not supported by this version or edition of QuickBooks.")


def several_users(code: int) -> Refusal:
    """The file is open for several users, and what is asked needs it alone."""
    return Refusal(code, "This operation is not allowed while the company file is open in multi-user mode.")


def others_in_file() -> Refusal:
    """The file cannot be taken over alone while programs have it open."""
    return Refusal(3175, "You cannot switch to single-user mode while others are using the company file.")
