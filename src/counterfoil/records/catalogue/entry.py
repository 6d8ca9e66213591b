"""What is refused at entry, or before it is sent: QuickBooks could not hold it, or it makes no sense here."""

from counterfoil.records.catalogue.row import EDIT, RETRY, SKIP, Row, Who

UNHOLDABLE = "QuickBooks Desktop cannot hold it, so nothing was sent."


def _unholdable(code: str, title: str, fix: str, *statuses: int) -> Row:
    """A value that QuickBooks could not hold: said before posting."""
    return Row(code, title, UNHOLDABLE, fix, choices=(EDIT, SKIP), statuses=statuses)


ROWS: tuple[Row, ...] = (
    _unholdable("text_too_long", "A text is too long", "Shorten it.", 3070),
    _unholdable(
        "character_not_in_quickbooks",
        "A text holds characters that QuickBooks does not take",
        "Write them with letters of western European languages.",
        3080,
    ),
    _unholdable(
        "control_character",
        "The text holds a control character or a line break that QuickBooks does not take here",
        "Type the text again without it.",
    ),
    _unholdable(
        "colon_in_name",
        "The name holds a colon, which QuickBooks uses between a parent and its child",
        "Use another character instead.",
    ),
    _unholdable("name_missing", "The name is empty", "Enter a name."),
    _unholdable("amount_not_a_number", "The amount is not a number", "Enter the amount again."),
    _unholdable("number_not_a_number", "The number is not a number", "Enter the number again."),
    _unholdable("amount_too_fine", "The amount has more than two decimal places", "Round it to 2 places."),
    _unholdable("number_too_fine", "The number has more than five decimal places", "Round it to 5 places."),
    _unholdable("amount_too_large", "The amount is larger than QuickBooks holds", "Check the figure."),
    _unholdable("number_too_large", "The number is larger than QuickBooks holds", "Check the figure."),
    _unholdable("date_out_of_range", "QuickBooks does not keep dates so far away", "Check the year."),
    _unholdable("day_out_of_range", "A month has no such day", "Enter a day from 1 to 31."),
    _unholdable("reference_not_an_id", "The reference is not an id of QuickBooks", "Choose the record again."),
    _unholdable("required_field_missing", "A required field is empty", "Fill it in."),
    _unholdable("bill_has_no_lines", "The bill has no line", "Enter at least one expense or item."),
    _unholdable("total_is_negative", "The bill's total is negative", "Enter a vendor credit instead."),
    _unholdable("price_and_percent", "The item has a price and a percentage", "Keep one of the two."),
    _unholdable(
        "field_of_other_form",
        "The field belongs to items that are bought or sold in another way",
        "Leave it empty, or say whether the item is both sold and purchased.",
    ),
    _unholdable("item_form_is_fixed", "QuickBooks does not turn one kind of item into another", "Make a new item."),
    _unholdable("kind_is_read_only", "Such records are only changed in QuickBooks", "Make the change in QuickBooks."),
    _unholdable(
        "item_group_is_read_only",
        "An item group of a bill can only be changed in QuickBooks",
        "Undo the change here and make it in QuickBooks.",
    ),
    Row(
        "account_of_wrong_type",
        "QuickBooks does not take this account here",
        "An account's type decides where it may stand.",
        "Choose another account.",
    ),
    Row(
        "record_inactive",
        "This account or vendor is inactive",
        "Inactive records are kept for what exists, and not used for anything new.",
        "Choose another, or make it active again.",
    ),
    Row(
        "reference_missing",
        "What the field refers to is not known",
        "There is nothing of that id in this organization.",
        "Choose another.",
    ),
    Row(
        "does_not_fit",
        "The value is too long or too large to be kept",
        "It is longer or larger than Counterfoil has room for.",
        "Shorten it where it was entered.",
    ),
    Row(
        "name_taken",
        "The name is already in use",
        "QuickBooks has one name space for vendors, customers, employees and other names; "
        "upper and lower case make no difference.",
        "Choose another name.",
    ),
    Row(
        "parent_loop",
        "A record cannot be its own ancestor",
        "The parent stands below the record itself.",
        "Choose a parent that does not stand below this record.",
    ),
    Row(
        "too_many_levels",
        "The record would stand too deep",
        "Lists in QuickBooks have at most five levels, counting the record at the top.",
        "Choose a parent further up.",
    ),
    Row(
        "parent_of_other_type",
        "The account above is of another type",
        "In QuickBooks a sub-account has the type of the account that it stands below.",
        "Choose another parent, or the same type.",
    ),
    Row(
        "number_taken",
        "The account number is already in use",
        "Another account has this number.",
        "Choose another number.",
    ),
    Row(
        "in_use",
        "It is in use",
        "Other records refer to it.",
        "Make it inactive instead: it is then no longer offered, and nothing that exists changes.",
    ),
    Row(
        "changed_meanwhile",
        "The record was changed meanwhile",
        "Somebody, or a sync, saved it after it was read.",
        "Look at the record as it is now, and make your change again.",
        choices=(RETRY,),
    ),
    Row(
        "record_gone",
        "There is no such record",
        "There is nothing of that id in this organization.",
        "It may belong to another organization.",
    ),
    Row("record_deleted", "The record is deleted", "It was kept with its history.", "Restore it first."),
    Row(
        "record_not_deleted", "The record is not deleted", "Only what is deleted can be restored.", "Nothing is to do."
    ),
    Row(
        "not_there", "It is not there, or was revoked already", "Somebody was quicker.", "Nothing is to do.", Who.NOBODY
    ),
    Row("unknown_word", "There is no such value", "The field takes one of a few words.", "Choose one that is offered."),
    Row("out_of_range", "The number is out of range", "The field has bounds.", "Enter a number within them."),
)
"""Refusals at entry; the change was made nowhere."""
