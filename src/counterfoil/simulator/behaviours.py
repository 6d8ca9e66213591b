"""What the simulator does as QuickBooks does, and how each of it is known.

official  Intuit's text or schema says so
seen      seen in a real answer, or stated by someone who tried it
reported  said by others, not shown
assumed   general knowledge of QuickBooks, not verified
open      nobody knows; the switch says what the simulator does
"""

from __future__ import annotations

from itertools import chain, groupby
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Behaviour(NamedTuple):
    """One behaviour: its name, how it is known, the section of docs/quickbooks.md, what happens.

    An open one has the name of the switch that decides.
    """

    name: str
    known: str
    where: str
    sentence: str


KNOWN = """
two_stages | seen | 1.2 | A structural mistake rejects the whole set with 0x80040400 and nothing of it runs.
text_is_judged_later | seen | 1.2 | Wrong values get a status for their request; the parse stage does not look at text.
first_problem_only | seen | 1.2 | A request gets one status: that of the first problem met.
order_of_checks | assumed | 12 | Fields, object, edit sequence, lock, closing date, references, rules, then the name.
newer_elements | official | 1.8 | An element newer than the declared version is a structural mistake.
newer_fields_left_out | official | 1.8 | An answer holds no field newer than the declared version.
unknown_version | official | 6.3 | An unknown qbXML version is 0x80040423.
doctype_refused | assumed | 1.1 | A document with a DOCTYPE, the way before the processing instruction, is refused.
rollback_unsupported | official | 1.1 | rollbackOnError is 0x80040413.
stop_on_error | seen | 1.3 | Under stopOnError, what follows an Error is answered 3231; Warn and Info do not stop.
not_atomic | official | 1.3 | Requests that succeeded stay, whatever happens after them.
response_prologue | seen | 1.1 | Answers open with an XML declaration without encoding; no processing instruction.
failed_request_is_empty | seen | 1.1 | A failed request is an empty element with its status.
request_id_length | official | 1.1 | A requestID of more than 50 characters is 1060.
message_set_ids | official | 1.4 | A set with an id that was processed before is not executed again.
message_set_unfinished | assumed | 1.4 | Requests that a stopped process never reached are replayed as 3231.
message_set_length | reported | 1.4 | A message set id of more than 24 characters is 9004.
macros | official | 1.5 | An Add may define a macro; later requests of the set use it in place of the id.
macro_of_failed_add | assumed | 1.5 | An Add that fails defines nothing, so what uses its macro fails too.
macro_replayed | assumed | 1.5 | A macro does not outlive its message set.
amounts | official | 1.6 | Amounts have no decimals or two; they come back with two.
dates | reported | 1.6 | Dates before 1970 or after 2038 are 3020.
empty_clears | official | 1.6 | In a Mod an empty element clears; what is left out stays.
address_merges | assumed | 3.5 | An address in a Mod changes the lines it names.
texts_of_conversion_errors | assumed | 2 | The texts of 3010 to 3085 name the value and the field.
id_formats | seen | 3.1 | Ids are an upper-case hexadecimal counter, a dash and Unix seconds.
line_ids | seen | 3.1 | Line ids come from the counter of transactions and always rise.
edit_sequence | seen | 3.1 | The edit sequence is the Unix second of the last change.
wall_time | seen | 3.1 | Filters without an offset mean the machine's wall time.
stock_moves_unseen | official | 3.1 | Stock moved by a bill matches modified filters without moving TimeModified.
names_ignore_case | assumed | 3.2 | Names are unique whatever their case; inactive objects keep theirs.
names_trimmed | assumed | 1.6 | Blanks around a name are cut off.
name_in_use | seen | 3.2 | A name that is taken is 3100; vendors, customers, employees, other names share one space.
name_in_use_small_lists | reported | 3.2 | A taken name of a job type, payment method or sales rep is 3180.
employee_names | assumed | 3.2 | An employee's name is made of the first, middle and last name.
no_colon | seen | 3.2 | A colon in a name is 3090.
five_levels | official | 3.2 | A list has five levels at most.
account_numbers | seen | 3.2 | An account number that is taken is 3180.
list_id_wins | official | 3.2 | A reference with ListID and FullName follows the ListID.
balance_sign | assumed | 3.4 | A balance has the natural sign of the account's type.
income_balances | assumed | 3.4 | Balances of income and expense accounts run on over the years.
item_form_is_fixed | reported | 3.4 | A Mod cannot turn a one-sided item into a two-sided one.
price_or_percent | assumed | 3.4 | What a Mod sends of an item's price and percentage takes the place of the other.
expense_account_needed | reported | 3.4 | A two-sided item without an expense account is 3180.
one_item_list | official | 3.4 | Items of all kinds share one list, and ItemQuery returns the mix.
asset_account_needed | reported | 3.4 | A fixed-asset item without an account is 3180; so is a discount.
sales_items_on_bills | assumed | 3.4 | Subtotals, discounts, payments and taxes cannot stand on a bill: 3140.
payroll_off | official | 2 | Nobody subscribes to payroll: payroll data of an employee is 3262.
active_only | official | 3.5 | A list query without names returns active objects unless it says otherwise.
used_objects_stay | seen | 3.5 | A list object in use cannot be deleted: 3160.
merging | official | 3.5 | ListMerge lets the one object vanish; all that referred to it refers to the other.
merge_edit_sequences | official | 3.5 | A merge needs the edit sequences of both objects: 3200.
merge_refused | assumed | 3.5 | Accounts of two types, QuickBooks' own, and what has others below it do not merge: 3500.
merge_ship_to | assumed | 3.5 | Customers with a ship-to address of one name merge only with SameShipAddrOk.
merge_stamps_target | assumed | 3.5 | A merge moves TimeModified and EditSequence of the object that stays.
merge_by_rename | official | 3.5 | A person who renames an object onto the name of another of its kind merges them.
data_ext_defined_first | reported | 3.6 | A value needs a definition for its kind of object: 3351.
data_ext_redefined | assumed | 3.6 | Values of objects that a definition is no longer for are gone.
data_ext_with_lines | official | 3.6 | A line may bring values when it is added, and shows them with it.
data_ext_line | official | 3.6 | A value may belong to a line; a TxnLineID that is not there is 3120.
data_ext_add_twice | assumed | 3.6 | DataExtAdd refuses where there is a value; DataExtMod sets one either way.
due_dates | official | 4.1 | A due date follows from the bill's terms, the vendor's, or the preference.
amount_wins | assumed | 4.1 | Where quantity, cost and amount disagree, the amount wins.
lines_needed | reported | 4.1 | A bill without any line is refused with 3150.
negative_bill | assumed | 4.1 | A bill whose total is below nought is refused with 3180.
external_guid_unique | assumed | 4.1 | An ExternalGUID that is taken is 3065.
amount_due_is_total | official | 4.1 | AmountDue is the total of a bill, not what is open.
linked_amounts | assumed | 4.1 | Linked payments are negative; goods are the billed amount, negative on the order.
lines_untouched | official | 4.2 | A Mod without lines leaves the lines alone.
unlisted_lines_go | official | 4.2 | As soon as one line is sent, the lines not sent are deleted.
bare_line_stays | official | 4.2 | A line with nothing but its id stays as it is.
new_line | official | 4.2 | TxnLineID -1 adds a line where it stands.
line_order | seen | 4.2 | Existing lines in another order are 3290.
unknown_line | assumed | 4.2 | An unknown TxnLineID is 3120.
invoices_simple | assumed | 4.5 | Invoices know no pending, sales tax, percentages or price levels: 3250.
invoice_links | assumed | 4.5 | Sales orders and customers' credits are not kept: naming one on an invoice is 3120.
invoice_amounts | assumed | 4.5 | AppliedAmount is negative; what goods cost leaves stock at the average.
accounts_when_needed | assumed | 3.4 | Accounts Receivable and Undeposited Funds are made when first needed.
received_auto | assumed | 4.5 | IsAutoApply pays the customer's open invoices, the oldest first.
received_own | assumed | 4.5 | A payment is applied to invoices of the customer or job that it names.
received_unused | official | 4.5 | What of a payment is not applied is unused; applying more than there is is 3210.
deposited_payment | seen | 4.5 | A deposited payment's customer and amount cannot change: 3210.
deposited_payment_stays | assumed | 4.7 | A deposited payment cannot be deleted: 3160.
deposit_payments | assumed | 4.5 | Only payments in Undeposited Funds that no other deposit has can be deposited: 3120.
journal_balances | official | 4.2 | The debits of a journal entry are its credits and no amount is negative.
journal_unbalanced | assumed | 4.2 | A journal entry that does not balance is 3180, a negative amount in it 3210.
journal_owners | official | 4.2 | In a journal entry receivables need a customer and payables a vendor: 3180.
journal_one_ledger | assumed | 4.2 | A journal entry has one payables or receivables account at most: 3180.
journal_void | assumed | 4.7 | A journal entry has no memo, so a void one says so in those of its lines.
journal_filters | assumed | 5.1 | Of journal entries and deposits, entity and account filters match the lines.
transfers | official | 4.5 | Transfers can be added and changed, but no message deletes or voids one.
transfer_accounts | assumed | 4.5 | Money moves between two different accounts of the balance sheet: 3210, 3180.
last_line_stays | official | 4.2 | A transaction keeps one line at least: 3210.
order_numbers | official | 4.3 | An order without a RefNumber gets the next one.
lines_without_quantity | assumed | 4.3 | An order's line without a quantity is open until something is linked to it.
group_quantity | assumed | 4.2 | Another quantity of a group whose members are not named multiplies theirs.
other_group | assumed | 4.2 | Another group in a line brings its own members.
same_item_again | assumed | 4.2 | A line sent with the item it has keeps its description and cost.
receipts_link | official | 4.4 | Item receipts are linked to orders as bills are, and to orders only.
received_lines_stay | assumed | 4.3 | A received line of an order cannot be deleted: 3160.
link_header | official | 4.4 | LinkToTxnID takes every open line of an order with what remains of it.
link_line | official | 4.4 | LinkToTxn receives one line of an order; a part leaves the rest open.
order_vendor | assumed | 4.4 | An order of another vendor cannot be linked: 3210.
deleted_bill_reopens_order | assumed | 4.4 | Deleting a bill frees what it received; a manual close stays.
overpaying | seen | 4.5 | Paying more than is open is 3210.
paid_or_foreign_bill | seen | 4.5 | Paying a bill that is paid, or another vendor's, is 3120.
discount_account | official | 4.5 | A discount needs an account: its own or the preference's.
applications_replaced | official | 4.5 | The applications of a payment's Mod replace the old ones.
card_payments | official | 4.5 | A payment by credit card is made from a credit card account and has no Mod.
paid_from_bank | assumed | 4.5 | A check is drawn on a bank account: another kind of account is 3210.
paid_once | official | 4.5 | A bill named twice in one payment is refused with 3210.
credits | official | 4.5 | Credits do not add to a payment; one of nought with credits only applies them.
too_much_credit | assumed | 4.5 | Applying more than is left of a credit is 3210; a foreign credit is 3120.
applied_credits_stay | official | 4.5 | A Mod leaves the credits a payment applied; only without it they are free.
credits_of_others | assumed | 4.5 | Only vendor credits are credits: payments left unapplied cannot be applied again.
deleted_credit | assumed | 4.7 | Without its credit, whether deleted or void, a bill is open again.
discount_of_deleted_bill | assumed | 4.7 | When a paid bill goes, so does the discount given on it.
bills_to_pay | official | 4.5 | BillToPayQuery lists a vendor's open bills on one account, then its credits.
check_refunds | assumed | 4.5 | A check that refunds a transaction names one that is not kept: 3120.
receipts_post | assumed | 4.4 | An item receipt posts to payables like a bill, and no payment can pay it.
paid_bill_edits | reported | 4.6 | A paid bill's memo, dates and reference number may change.
linked_vendor_stays | reported | 4.6 | Vendor and A/P account of a bill with linked transactions cannot change: 3210.
linked_in_use | official | 4.7 | What is linked to a transaction in use can be neither voided nor deleted: 3176.
journal_not_payable | assumed | 4.5 | What a journal entry or check posts to payables can be neither paid nor applied.
voiding | assumed | 4.7 | Voiding makes the amounts nought, keeps the lines and writes VOID: before the memo.
transactions_of_all_kinds | official | 4.7 | TransactionQuery reads all kinds, a row for each head and for each posting.
transaction_amounts | assumed | 4.7 | Its amounts are positive where the account is debited, negative where credited.
transaction_rights | official | 4.7 | What the user may not see is left out of it, and refused (3260) where it is named.
transaction_filters | assumed | 4.7 | Its filters choose transactions by head, lines or postings, and show them whole.
deleted_queries | official | 4.7 | Deleted queries are grouped by type, the oldest first; voids are not in them.
names_or_filters | official | 5.1 | Ids and names exclude filters, in the schema's order.
names_filter | assumed | 5.1 | NameFilter and NameRangeFilter compare the full name, whatever its case.
account_filter | assumed | 5.1 | AccountFilter matches the account of the head, not those of lines.
date_only | reported | 5.1 | A date without a time is its first second as a start and its last as an end.
unknown_ret_element | assumed | 5.1 | IncludeRetElement with an unknown name is ignored.
nothing_found | seen | 5.1 | Filters that match nothing are 1; an id or name not found is 500 with whatever was found.
max_returned_cuts | seen | 5.2 | MaxReturned without an iterator cuts, and nothing says so.
iterators | official | 5.3 | An iterator lives in its session; a lost or finished one is 3391.
no_snapshot | reported | 5.3 | An iterator is no snapshot: what changes meanwhile may be missed or come twice.
iterator_max_returned | seen | 1.2 | An iterator without MaxReturned is 3150.
unsupported_messages | assumed | 2 | A message about what this file has no use for is 1030; about a feature off, 3250.
merchant_off | assumed | 2 | Messages about cards taken by a merchant service are 3264.
multicurrency_off | seen | 2 | Multicurrency is off: a currency in a request is 3250.
lists_not_kept | assumed | 3.2 | Lists that the file does not keep are empty: a reference to one is 3140.
private_data_seen | official | 6.1 | Without the right to personal data there is no EIN and no SSN: 3261.
accountants_copy | assumed | 6.1 | While an accountant has a copy, nothing changes on or before the dividing date: 3171.
condensing | assumed | 6.1 | Condensing takes away what is settled, leaves every balance, and is in no deletion log.
restoring | official | 4.7 | A restored backup takes back ids, edit sequences and private data; only its time tells.
copied_file | assumed | 4.7 | A copy put back behind QuickBooks' back leaves no restore time.
authorization | official | 6.2 | A new program is let in by the Admin, in single-user mode, in a dialog.
dialogs | seen | 6.2 | While a dialog stands open, sessions and requests get 0x80040414.
unattended | official | 6.2 | With nobody there, a program names the file (0x80040416) and may log in (0x8004041D).
sessions_end | assumed | 6.2 | Closing or restoring the file ends every session: 0x8004040D.
user_rights | seen | 6.4 | What the QuickBooks user has no right to is 3260, queries too.
user_acts | assumed | 6.4 | Entering, changing and deleting are rights of their own: 3260.
read_only_programs | official | 6.4 | A program that may only read gets 3263 for everything else.
related_locks | official | 2 | A transaction that another request is about and that someone has open is 3176.
sessions_count | reported | 6.4 | An open session keeps the file from being taken for one user.
subscriptions | official | 7 | Programs subscribe on the machine, outside a session, to what happens to records.
event_documents | assumed | 7 | An event tells type, operation and id; its document waits to be fetched over HTTP.
unattended_events | official | 7 | Events are delivered only while a person has the file open.
own_events | official | 7 | A program hears of its own changes only if it asks to.
ui_extensions | assumed | 7 | Programs cannot add to the menus: their subscriptions to it are 1030.
lost_events | official | 7 | Who tracks lost events learns since when there were any.
only_if_running | assumed | 7 | A program is running while it has a session open.
another_file | official | 6.3 | BeginSession with another path is 0x8004040A.
bad_ticket | official | 6.3 | An unknown ticket is 0x8004040D.
"""
"""What no switch decides: name, how it is known, section, sentence."""
OPEN = """
missing_request_id | open | 1.1 | An answer to a request without requestID has none.
enum_error_code | open | 1.2 | An unknown enumerated value is 3110.
mod_lines_scope | open | 4.2 | The lines of a Mod that are not sent go, of both kinds.
link_and_itemref | open | 4.4 | ItemRef beside LinkToTxn, or both ways of linking an order, is 3210.
link_closed_po | open | 4.4 | A bill for a closed order is saved without the link under 570.
bill_mod_keeps_po_link | open | 4.4 | A line kept by a Mod keeps its link to an order.
bill_total_below_applied | open | 4.6 | A bill cannot be brought below what is paid of it: 3210.
delete_paid_bill | open | 4.7 | A paid bill can be deleted; its payments stay, unapplied.
delete_po_with_links | open | 4.3 | An order with linked bills cannot be deleted: 3160.
payment_touches_bill_editsequence | open | 4.5 | Paying a bill moves its TimeModified and EditSequence.
linked_bill_touches_po | open | 4.4 | A linked bill moves the order's TimeModified and EditSequence.
dst_offset_bug | open | 3.1 | In summer the wall time is printed with the standard offset.
same_second_editsequence | open | 3.1 | Two edits within a second leave one EditSequence.
listdel_multiuser | open | 3.5 | In a file open for several users ListDel only makes inactive, and says success.
merge_multiuser | open | 3.5 | A merge in a file open for several users is refused with 3500.
merge_touches_transactions | open | 3.5 | A merge moves no stamp of the transactions whose reference changes.
data_ext_def_multiuser | open | 3.6 | Private data cannot be defined in a file open for several users: 3162.
openamount_mode | open | 4.1 | OpenAmount is what is open.
linkedtxn_in_add_response | open | 4.1 | The answer to an Add or Mod never lists linked transactions.
order | open | 5.2 | Transactions come by date, then number.
id_query_order | open | 5.2 | A query by ids answers in the file's order.
iterator_limit | open | 5.3 | More than four open iterators are 3390.
deleted_retention_days | open | 4.7 | Deletions are remembered for 90 days.
closing_date | open | 4.6 | What lies on or before the closing date is refused: 3171, deleting 3161.
duplicate_refnumber | open | 4 | A RefNumber may be used twice.
unmappable_char | open | 1.7 | A character outside Windows-1252 becomes a question mark.
recovery_replay_body | open | 1.4 | A repeated set gets statuses and ids, not the whole records.
message_sets_kept | open | 1.4 | Of each application the last message set is kept.
transaction_detail_level | open | 4.7 | TransactionQuery returns heads and what they post unless it says otherwise.
macro_error_code | open | 1.5 | A macro that is misnamed, not defined or defined twice is 9100.
bulk_latency | open | 9 | A write takes no time of its own.
"""
"""What a switch of that name decides, and what it does by default."""


def _rows(table: str) -> tuple[Behaviour, ...]:
    cells = (tuple(cell.strip() for cell in row.split("|")) for row in table.strip().splitlines())
    return tuple(Behaviour(*each) for each in cells)


BEHAVIOURS: tuple[Behaviour, ...] = (*_rows(KNOWN), *_rows(OPEN))
"""Everything the simulator claims, and every question it leaves open."""

CHAPTERS = {
    "1": "The envelope",
    "2": "Statuses",
    "3": "Lists",
    "4": "Transactions",
    "5": "Queries",
    "6": "The company and the request processor",
    "7": "Events",
    "9": "How long it takes",
    "12": "Open questions",
}
"""Chapters of docs/quickbooks.md."""
HEAD = """\
# What the simulator does, and how each of it is known

This page is written from the simulator's own list (`simulator/behaviours.py`): `make behaviours` writes it anew, and a
test holds it up to date. Do not edit it by hand. The facts are in [quickbooks.md](quickbooks.md), by section.

| known | how |
|---|---|
| official | Intuit's text or schema says so |
| seen | seen in a real answer, or stated by someone who tried it |
| reported | said by others, not shown |
| assumed | general knowledge of QuickBooks, not verified |
| open | nobody knows: a switch decides, and what stands here is its default |
"""


def page() -> str:
    """docs/behaviours.md, in Markdown: a table for each section of docs/quickbooks.md."""
    chapters = groupby(sorted(BEHAVIOURS, key=_place), lambda each: each.where.partition(".")[0])
    return "\n".join(chain([HEAD], *(_chapter(number, tuple(rows)) for number, rows in chapters)))


def _place(each: Behaviour) -> tuple[int, ...]:
    return tuple(int(number) for number in each.where.split("."))


def _chapter(number: str, rows: Iterable[Behaviour]) -> Iterator[str]:
    yield f"## {number} {CHAPTERS[number]}\n\n| section | known | what happens | switch |\n|---|---|---|---|"
    for each in rows:
        switch = f"`{each.name}`" if each.known == "open" else ""
        yield f"| {each.where} | {each.known} | {each.sentence} | {switch} |"
    yield ""
