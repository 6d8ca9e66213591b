"""What the simulator does as QuickBooks does, and how each of it is known.

official  Intuit's text or schema says so
seen      seen in a real answer, or stated by someone who tried it
reported  said by others, not shown
assumed   general knowledge of QuickBooks, not verified
open      nobody knows; the switch says what the simulator does
"""

from dataclasses import fields
from typing import Literal, NamedTuple

from .switches import Switches

Known = Literal["official", "seen", "reported", "assumed", "open"]


class Behaviour(NamedTuple):
    """One behaviour: its name, what happens, how that is known, the section of docs/quickbooks.md, the switch if it is open."""

    name: str
    sentence: str
    known: Known
    where: str
    switch: str = ""


CERTAIN = (
    Behaviour("two_stages", "A structural mistake rejects the whole set with 0x80040400 and nothing of it runs.", "seen", "1.2"),
    Behaviour("text_is_judged_later", "Wrong values get a status for their request; the parse stage does not look at text.", "seen", "1.2"),
    Behaviour("first_problem_only", "A request gets one status: that of the first problem met.", "seen", "1.2"),
    Behaviour("order_of_checks", "Fields, then object, edit sequence, lock, closing date, references, rules, name.", "assumed", "12"),
    Behaviour("newer_elements", "An element newer than the declared version is a structural mistake.", "official", "1.8"),
    Behaviour("newer_fields_left_out", "An answer holds no field newer than the declared version.", "official", "1.8"),
    Behaviour("unknown_version", "An unknown qbXML version is 0x80040423.", "official", "6.3"),
    Behaviour("doctype_refused", "A document with a DOCTYPE, the way before the processing instruction, is refused.", "assumed", "1.1"),
    Behaviour("rollback_unsupported", "rollbackOnError is 0x80040413.", "official", "1.1"),
    Behaviour("stop_on_error", "Under stopOnError, what follows an Error is answered 3231; Warn and Info do not stop.", "seen", "1.3"),
    Behaviour("not_atomic", "Requests that succeeded stay, whatever happens after them.", "official", "1.3"),
    Behaviour("response_prologue", "Answers open with an XML declaration without encoding and have no processing instruction.", "seen", "1.1"),
    Behaviour("failed_request_is_empty", "A failed request is an empty element with its status.", "seen", "1.1"),
    Behaviour("request_id_length", "A requestID of more than 50 characters is 1060.", "official", "1.1"),
    Behaviour("message_set_ids", "A set with an id that was processed before is not executed again.", "official", "1.4"),
    Behaviour("message_set_unfinished", "Requests that a stopped process never reached are replayed as 3231.", "assumed", "1.4"),
    Behaviour("message_set_length", "A message set id of more than 24 characters is 9004.", "reported", "1.4"),
    Behaviour("amounts", "Amounts have no decimals or two; they come back with two.", "official", "1.6"),
    Behaviour("dates", "Dates before 1970 or after 2038 are 3020.", "reported", "1.6"),
    Behaviour("empty_clears", "In a Mod an empty element clears; what is left out stays.", "official", "1.6"),
    Behaviour("address_merges", "An address in a Mod changes the lines it names.", "assumed", "3.5"),
    Behaviour("texts_of_conversion_errors", "The texts of 3010 to 3085 name the value and the field.", "assumed", "2"),
    Behaviour("id_formats", "Ids are an upper-case hexadecimal counter, a dash and Unix seconds.", "seen", "3.1"),
    Behaviour("line_ids", "Line ids come from the counter of transactions and always rise.", "seen", "3.1"),
    Behaviour("edit_sequence", "The edit sequence is the Unix second of the last change.", "seen", "3.1"),
    Behaviour("wall_time", "Filters without an offset mean the machine's wall time.", "seen", "3.1"),
    Behaviour("stock_moves_unseen", "Stock moved by a bill matches modified filters without moving TimeModified.", "official", "3.1"),
    Behaviour("names_ignore_case", "Names are unique whatever their case; inactive objects keep theirs.", "assumed", "3.2"),
    Behaviour("names_trimmed", "Blanks around a name are cut off.", "assumed", "1.6"),
    Behaviour("name_in_use", "A name that is taken is 3100; vendors and customers share one name space.", "seen", "3.2"),
    Behaviour("no_colon", "A colon in a name is 3090.", "seen", "3.2"),
    Behaviour("five_levels", "A list has five levels at most.", "official", "3.2"),
    Behaviour("account_numbers", "An account number that is taken is 3180.", "seen", "3.2"),
    Behaviour("list_id_wins", "A reference with ListID and FullName follows the ListID.", "official", "3.2"),
    Behaviour("balance_sign", "A balance has the natural sign of the account's type.", "assumed", "3.4"),
    Behaviour("income_balances", "Balances of income and expense accounts run on over the years.", "assumed", "3.4"),
    Behaviour("item_form_is_fixed", "A Mod cannot turn a one-sided item into a two-sided one.", "reported", "3.4"),
    Behaviour("expense_account_needed", "A two-sided item without an expense account is 3180.", "reported", "3.4"),
    Behaviour("active_only", "A list query without names returns active objects unless it says otherwise.", "official", "3.5"),
    Behaviour("used_objects_stay", "A list object in use cannot be deleted: 3160.", "seen", "3.5"),
    Behaviour("data_ext_defined_first", "A value needs a definition for its kind of object: 3351.", "reported", "3.6"),
    Behaviour("data_ext_add_twice", "DataExtAdd refuses where there is a value; DataExtMod sets one either way.", "assumed", "3.6"),
    Behaviour("due_dates", "A due date follows from the bill's terms, the vendor's, or the preference.", "official", "4.1"),
    Behaviour("amount_wins", "Where quantity, cost and amount disagree, the amount wins.", "assumed", "4.1"),
    Behaviour("lines_needed", "A bill without any line is refused with 3150.", "reported", "4.1"),
    Behaviour("negative_bill", "A bill whose total is below nought is refused with 3180.", "assumed", "4.1"),
    Behaviour("external_guid_unique", "An ExternalGUID that is taken is 3065.", "assumed", "4.1"),
    Behaviour("amount_due_is_total", "AmountDue is the total of a bill, not what is open.", "official", "4.1"),
    Behaviour("linked_amounts", "Linked payments are negative; goods are the billed amount, negative on the order.", "assumed", "4.1"),
    Behaviour("lines_untouched", "A Mod without lines leaves the lines alone.", "official", "4.2"),
    Behaviour("unlisted_lines_go", "As soon as one line is sent, the lines not sent are deleted.", "official", "4.2"),
    Behaviour("bare_line_stays", "A line with nothing but its id stays as it is.", "official", "4.2"),
    Behaviour("new_line", "TxnLineID -1 adds a line where it stands.", "official", "4.2"),
    Behaviour("line_order", "Existing lines in another order are 3290.", "seen", "4.2"),
    Behaviour("unknown_line", "An unknown TxnLineID is 3120.", "assumed", "4.2"),
    Behaviour("last_line_stays", "A transaction keeps one line at least: 3210.", "official", "4.2"),
    Behaviour("order_numbers", "An order without a RefNumber gets the next one.", "official", "4.3"),
    Behaviour("received_lines_stay", "A received line of an order cannot be deleted: 3160.", "assumed", "4.3"),
    Behaviour("link_header", "LinkToTxnID takes every open line of an order with what remains of it.", "official", "4.4"),
    Behaviour("link_line", "LinkToTxn receives one line of an order; a part leaves the rest open.", "official", "4.4"),
    Behaviour("order_vendor", "An order of another vendor cannot be linked: 3210.", "assumed", "4.4"),
    Behaviour("deleted_bill_reopens_order", "Deleting a bill frees what it received; a manual close stays.", "assumed", "4.4"),
    Behaviour("overpaying", "Paying more than is open is 3210.", "seen", "4.5"),
    Behaviour("paid_or_foreign_bill", "Paying a bill that is paid, or another vendor's, is 3120.", "seen", "4.5"),
    Behaviour("discount_account", "A discount needs an account: its own or the preference's.", "official", "4.5"),
    Behaviour("applications_replaced", "The applications of a payment's Mod replace the old ones.", "official", "4.5"),
    Behaviour("no_vendor_credits", "There are no vendor credits in the file yet, so applying one is 3120.", "assumed", "4.5"),
    Behaviour("paid_bill_edits", "A paid bill's memo, dates and reference number may change.", "reported", "4.6"),
    Behaviour("linked_vendor_stays", "Vendor and A/P account of a bill with linked transactions cannot change: 3210.", "reported", "4.6"),
    Behaviour("voiding", "Voiding makes the amounts nought, keeps the lines and writes VOID: before the memo.", "assumed", "4.7"),
    Behaviour("deleted_queries", "Deleted queries are grouped by type, the oldest first; voids are not in them.", "official", "4.7"),
    Behaviour("names_or_filters", "Ids and names exclude filters, in the schema's order.", "official", "5.1"),
    Behaviour("names_filter", "NameFilter and NameRangeFilter compare the full name, whatever its case.", "assumed", "5.1"),
    Behaviour("account_filter", "AccountFilter matches the account of the head, not those of lines.", "assumed", "5.1"),
    Behaviour("date_only", "A date without a time is its first second as a start and its last as an end.", "reported", "5.1"),
    Behaviour("unknown_ret_element", "IncludeRetElement with an unknown name is ignored.", "assumed", "5.1"),
    Behaviour("nothing_found", "Filters that match nothing are 1; an id or name not found is 500 with whatever was found.", "seen", "5.1"),
    Behaviour("max_returned_cuts", "MaxReturned without an iterator cuts, and nothing says so.", "seen", "5.2"),
    Behaviour("iterators", "An iterator lives in its session; a lost or finished one is 3391.", "official", "5.3"),
    Behaviour("no_snapshot", "An iterator is no snapshot: what changes meanwhile may be missed or come twice.", "reported", "5.3"),
    Behaviour("iterator_max_returned", "An iterator without MaxReturned is 3150.", "seen", "1.2"),
    Behaviour("multicurrency_off", "Multicurrency is off: a currency in a request is 3250.", "seen", "2"),
    Behaviour("lists_not_kept", "Lists that the file does not keep are empty: a reference to one is 3140.", "assumed", "3.2"),
    Behaviour("another_file", "BeginSession with another path is 0x8004040A.", "official", "6.3"),
    Behaviour("bad_ticket", "An unknown ticket is 0x8004040D.", "official", "6.3"),
)  # fmt: skip
"""What no switch decides."""
OPEN = {
    "missing_request_id": ("1.1", "An answer to a request without requestID has none."),
    "enum_error_code": ("1.2", "An unknown enumerated value is 3110."),
    "mod_lines_scope": ("4.2", "The lines of a Mod that are not sent go, of both kinds."),
    "link_and_itemref": ("4.4", "ItemRef beside LinkToTxn, or both ways of linking an order, is 3210."),
    "link_closed_po": ("4.4", "A bill for a closed order is saved without the link under 570."),
    "bill_mod_keeps_po_link": ("4.4", "A line kept by a Mod keeps its link to an order."),
    "bill_total_below_applied": ("4.6", "A bill cannot be brought below what is paid of it: 3210."),
    "delete_paid_bill": ("4.7", "A paid bill can be deleted; its payments stay, unapplied."),
    "delete_po_with_links": ("4.3", "An order with linked bills cannot be deleted: 3160."),
    "payment_touches_bill_editsequence": ("4.5", "Paying a bill moves its TimeModified and EditSequence."),
    "linked_bill_touches_po": ("4.4", "A linked bill moves the order's TimeModified and EditSequence."),
    "dst_offset_bug": ("3.1", "In summer the wall time is printed with the standard offset."),
    "same_second_editsequence": ("3.1", "Two edits within a second leave one EditSequence."),
    "listdel_multiuser": ("3.5", "In a file open for several users ListDel only makes inactive, and says success."),
    "openamount_mode": ("4.1", "OpenAmount is what is open."),
    "linkedtxn_in_add_response": ("4.1", "The answer to an Add or Mod never lists linked transactions."),
    "order": ("5.2", "Transactions come by date, then number."),
    "id_query_order": ("5.2", "A query by ids answers in the file's order."),
    "iterator_limit": ("5.3", "More than four open iterators are 3390."),
    "deleted_retention_days": ("4.7", "Deletions are remembered for 90 days."),
    "closing_date": ("4.6", "What lies on or before the closing date is refused: 3171, deleting 3161."),
    "duplicate_refnumber": ("4", "A RefNumber may be used twice."),
    "unmappable_char": ("1.7", "A character outside Windows-1252 becomes a question mark."),
    "recovery_replay_body": ("1.4", "A repeated set gets statuses and ids, not the whole records."),
    "message_sets_kept": ("1.4", "Of each application the last message set is kept."),
    "bulk_latency": ("9", "A write takes no time of its own."),
}
"""Switch → section and what it does as it stands by default."""
BEHAVIOURS: tuple[Behaviour, ...] = (
    *CERTAIN,
    *(Behaviour(each.name, OPEN[each.name][1], "open", OPEN[each.name][0], each.name) for each in fields(Switches)),
)
"""Everything the simulator claims, and every question it leaves open."""
