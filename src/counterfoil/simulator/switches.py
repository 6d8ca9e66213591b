"""What nobody outside Intuit knows for sure about QuickBooks: each open question is one switch, with a default.

The rows are those of docs/quickbooks.md 12. An engine must be right under every setting.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Switches:
    """The settings of the open questions; a field's default is what the simulator believes most likely."""

    missing_request_id: Literal["omit", "empty"] = "omit"
    """The requestID attribute of an answer to a request without one."""
    enum_error_code: int = 3110
    """The status of an unknown enumerated value."""
    mod_lines_scope: Literal["all", "kind"] = "all"
    """Which lines a Mod that sends some lines deletes: every line not sent, or only those of the kinds sent."""
    link_and_itemref: int = 3210
    """The status of an item line with both ItemRef and LinkToTxn, or of both ways of linking one purchase order."""
    link_closed_po: Literal["warn", "refuse"] = "warn"
    """A bill linked to a closed purchase order: saved without the link under 570, or refused."""
    bill_mod_keeps_po_link: Literal["kept", "bare_line_loses"] = "kept"
    """Whether a line sent with nothing but its TxnLineID keeps its purchase-order link."""
    bill_total_below_applied: Literal["refuse", "unapply"] = "refuse"
    """A bill brought below what was paid on it: refused with 3210, or the payments are taken off."""
    delete_paid_bill: Literal["unapply", "refuse"] = "unapply"
    """Deleting a bill that has payments: they stay, unapplied; or 3160."""
    delete_po_with_links: Literal["refuse", "unlink"] = "refuse"
    """Deleting a purchase order that bills are linked to: 3160, or the links go."""
    payment_touches_bill_editsequence: bool = True
    """Whether paying a bill moves the bill's TimeModified and EditSequence."""
    linked_bill_touches_po: bool = True
    """Whether a linked bill moves the purchase order's TimeModified and EditSequence."""
    dst_offset_bug: bool = True
    """In summer, print the wall time with the zone's standard offset."""
    same_second_editsequence: Literal["unchanged", "increment"] = "unchanged"
    """Two edits within one second: the same EditSequence, or one more."""
    listdel_multiuser: Literal["inactive", "refuse"] = "inactive"
    """ListDel in a file open for several users: answered with success while the object only turns inactive, or 3162."""
    merge_multiuser: int = 3500
    """The status of a merge in a file open for several users: 3500, or 3162."""
    merge_touches_transactions: bool = False
    """Whether a merge moves the TimeModified and EditSequence of the transactions that change their reference."""
    data_ext_def_multiuser: Literal["refuse", "allow"] = "refuse"
    """Defining private data in a file open for several users: refused with 3162, or done."""
    openamount_mode: Literal["correct", "omit", "vendor_balance"] = "correct"
    """What BillRet says as OpenAmount."""
    linkedtxn_in_add_response: bool = False
    """Whether the answer to an Add or Mod lists linked transactions."""
    order: Literal["txn_date", "txn_number"] = "txn_date"
    """The order in which transactions are returned."""
    id_query_order: Literal["file", "request"] = "file"
    """The order in which a query by ids returns what it found."""
    iterator_limit: int = 4
    """How many iterators one session may keep open before 3390."""
    deleted_retention_days: int = 90
    """How long deletions are remembered."""
    closing_date: Literal["refuse", "allow"] = "refuse"
    """Changes on or before the closing date: refused, or let through as for a user with the right to."""
    duplicate_refnumber: Literal["allow", "refuse"] = "allow"
    """A second bill of one vendor with the same RefNumber."""
    unmappable_char: Literal["question_mark", "reject"] = "question_mark"
    """A character outside Windows-1252: stored as a question mark, or the whole set is rejected."""
    recovery_replay_body: bool = False
    """Whether a repeated message set gets the whole stored answer, or statuses and ids only."""
    message_sets_kept: Literal["last", "all"] = "last"
    """Which stored message sets of an application are kept: the last one, or every one until it is cleared."""
    transaction_detail_level: Literal["All", "SummaryOnly"] = "All"
    """What TransactionQuery returns where it is not said: heads and what they post, or heads only."""
    macro_error_code: int = 9100
    """The status of a macro that is misnamed, not defined, or defined twice: the range is 9100 to 9199."""
    bulk_latency: float = 0.0
    """Seconds that every Add, Mod and Del takes."""
