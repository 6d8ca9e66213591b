"""Journal entries and transfers (docs/quickbooks.md 4.2, 4.5)."""

# ruff: noqa: E501 - a request and its answer are read on one line

import pytest
from tests.simulator.asking import Answer, Books
from tests.simulator.entering import balances, change, named, read, undo

from counterfoil.simulator.lists import vendors


def line(side: str, account: str, amount: str, more: str = "") -> str:
    return f"<Journal{side}Line>{named('AccountRef', account)}<Amount>{amount}</Amount>{more}</Journal{side}Line>"


def entry(books: Books, *lines: str, head: str = "") -> Answer:
    return books.one(
        f"<JournalEntryAddRq><JournalEntryAdd>{head}{''.join(lines)}</JournalEntryAdd></JournalEntryAddRq>"
    )


def rent(books: Books) -> Answer:
    found = entry(books, line("Debit", "Rent", "80.00", "<Memo>March</Memo>"), line("Credit", "Checking", "80.00"))
    assert found.code == 0
    return found


VENDOR = named("EntityRef", "Acme Timber")


def test_a_journal_entry_posts_its_debits_and_credits(books: Books) -> None:
    found = rent(books)
    assert (found["RefNumber"], found["JournalDebitLine/Memo"], found["JournalCreditLine/Amount"]) == (
        "1",
        "March",
        "80.00",
    )
    assert balances(books, "Rent", "Checking") == ["80.00", "-80.00"]
    assert rent(books)["RefNumber"] == "2"


def test_credits_may_come_first_and_keep_their_places(books: Books) -> None:
    found = entry(
        books, line("Credit", "Checking", "30.00"), line("Debit", "Rent", "10.00"), line("Debit", "Fuel", "20.00")
    )
    now = read(books, "JournalEntry", found)
    assert [each.tag for each in now.rets[0] if each.tag.startswith("Journal")] == [
        "JournalCreditLine",
        "JournalDebitLine",
        "JournalDebitLine",
    ]


@pytest.mark.parametrize(
    ("lines", "code", "words"),
    [
        ((line("Debit", "Rent", "80.00"), line("Credit", "Checking", "79.00")), 3180, "not in balance"),
        ((line("Debit", "Rent", "-1.00"), line("Credit", "Checking", "-1.00")), 3210, "positive"),
        ((line("Debit", "Rent", "1.00"), line("Credit", "Accounts Payable", "1.00")), 3180, "vendor"),
        ((line("Debit", "Rent", "1.00"), line("Credit", "Accounts Payable", "1.00", named("EntityRef", "Quayside Ltd"))), 3180, "vendor"),
        ((line("Debit", "Accounts Payable", "1.00", VENDOR), line("Credit", "Other Payables", "1.00", VENDOR)), 3180, "more than one"),
        ((line("Debit", "Purchase Orders", "1.00"), line("Credit", "Checking", "1.00")), 3210, "non-posting"),
        ((line("Debit", "Nowhere", "1.00"), line("Credit", "Checking", "1.00")), 3140, "Nowhere"),
        (("<JournalDebitLine/>",), 3150, "AccountRef"),
    ],
)  # fmt: skip
def test_journal_entries_that_cannot_be(books: Books, lines: tuple[str, ...], code: int, words: str) -> None:
    answer = entry(books, *lines)
    assert answer.code == code
    assert words in answer.message


def test_a_journal_entry_may_move_what_a_vendor_is_owed(books: Books) -> None:
    found = entry(books, line("Debit", "Rent", "5.00", VENDOR), line("Credit", "Accounts Payable", "5.00", VENDOR))
    assert vendors.find(books.company, "Acme Timber").balance == 5  # type: ignore[union-attr]
    assert balances(books, "Accounts Payable") == ["5.00"]
    undo(books, "TxnDel", "JournalEntry", found)
    assert vendors.find(books.company, "Acme Timber").balance == 0  # type: ignore[union-attr]


def test_a_mod_sends_all_lines_and_must_balance_again(books: Books) -> None:
    found = rent(books)
    debit, credit = read(books, "JournalEntry", found).all("TxnLineID")
    first = f"<JournalLineMod><TxnLineID>{debit}</TxnLineID><Amount>60.00</Amount></JournalLineMod>"
    second = f"<JournalLineMod><TxnLineID>{credit}</TxnLineID></JournalLineMod>"
    assert change(books, "JournalEntry", found, first + second).code == 3180
    new = f"<JournalLineMod><TxnLineID>-1</TxnLineID><JournalLineType>Debit</JournalLineType>{named('AccountRef', 'Fuel')}<Amount>20.00</Amount></JournalLineMod>"
    assert change(books, "JournalEntry", found, first + new + second).code == 0
    assert balances(books, "Rent", "Fuel", "Checking") == ["60.00", "20.00", "-80.00"]
    kept = read(books, "JournalEntry", found).all("TxnLineID")
    assert (kept[0], kept[2]) == (debit, credit)
    turned = (
        f"<JournalLineMod><TxnLineID>{debit}</TxnLineID><JournalLineType>Credit</JournalLineType></JournalLineMod>"
        f"<JournalLineMod><TxnLineID>{credit}</TxnLineID><JournalLineType>Debit</JournalLineType><Amount>60.00</Amount></JournalLineMod>"
    )
    assert change(books, "JournalEntry", found, turned).code == 0
    assert balances(books, "Rent", "Checking") == ["-60.00", "60.00"]


def test_lines_of_a_journal_entry_keep_their_order_and_a_new_one_says_its_side(books: Books) -> None:
    found = rent(books)
    debit, credit = read(books, "JournalEntry", found).all("TxnLineID")
    kept = [f"<JournalLineMod><TxnLineID>{each}</TxnLineID></JournalLineMod>" for each in (credit, debit)]
    assert change(books, "JournalEntry", found, "".join(kept)).code == 3290
    sideless = f"<JournalLineMod><TxnLineID>-1</TxnLineID>{named('AccountRef', 'Fuel')}</JournalLineMod>"
    assert change(books, "JournalEntry", found, kept[1] + kept[0] + sideless).code == 3150
    assert change(books, "JournalEntry", found, "<RefNumber>77</RefNumber>")["RefNumber"] == "77"


def test_a_void_journal_entry_says_so_in_its_lines(books: Books) -> None:
    found = rent(books)
    assert undo(books, "TxnVoid", "JournalEntry", found).code == 0
    now = read(books, "JournalEntry", found)
    assert (now["JournalDebitLine/Memo"], now.all("Amount"), balances(books, "Rent")) == (
        "VOID: March",
        ["0.00", "0.00"],
        ["0.00"],
    )


def test_journal_entries_are_found_by_what_their_lines_name(books: Books) -> None:
    rent(books)
    entry(
        books,
        line("Debit", "Fuel", "5.00", VENDOR),
        line("Credit", "Checking", "5.00"),
        head="<RefNumber>F</RefNumber>",
    )

    def numbers(filters: str) -> list[str]:
        return books.one(f"<JournalEntryQueryRq>{filters}</JournalEntryQueryRq>").all("RefNumber")

    assert numbers(f"<AccountFilter>{named('X', 'Fuel')[3:-4]}</AccountFilter>") == ["F"]
    assert numbers(f"<AccountFilter>{named('X', 'Checking')[3:-4]}</AccountFilter>") == ["1", "F"]
    assert numbers(f"<EntityFilter>{named('X', 'Acme Timber')[3:-4]}</EntityFilter>") == ["F"]
    assert numbers(f"<EntityFilter>{named('X', 'Brick Works')[3:-4]}</EntityFilter>") == []


# -- transfers ----------------------------------------------------------------------------------------------------


def transfer(books: Books, start: str, end: str, amount: str = "25.00") -> Answer:
    ends = (
        named(element, name) if name else ""
        for element, name in (("TransferFromAccountRef", start), ("TransferToAccountRef", end))
    )
    paid = f"<Amount>{amount}</Amount>" if amount else ""
    return books.one(
        f"<TransferAddRq><TransferAdd><TxnDate>2026-03-01</TxnDate>{''.join(ends)}{paid}<Memo>m</Memo></TransferAdd></TransferAddRq>"
    )


def test_a_transfer_moves_money_and_shows_both_balances(books: Books) -> None:
    found = transfer(books, "Checking", "Stock")
    assert (found.code, found["Amount"], found["FromAccountBalance"], found["ToAccountBalance"]) == (
        0,
        "25.00",
        "-25.00",
        "25.00",
    )
    now = books.ok(f"<TransferQueryRq><TxnID>{found['TxnID']}</TxnID></TransferQueryRq>")
    assert (now["TransferToAccountRef/FullName"], now["Memo"], balances(books, "Checking", "Stock")) == (
        "Stock",
        "m",
        ["-25.00", "25.00"],
    )
    head = f"<TxnID>{now['TxnID']}</TxnID><EditSequence>{now['EditSequence']}</EditSequence>"
    books.ok(f"<TransferModRq><TransferMod>{head}<Amount>10</Amount></TransferMod></TransferModRq>")
    assert balances(books, "Checking", "Stock") == ["-10.00", "10.00"]


@pytest.mark.parametrize(
    ("start", "end", "amount", "code"),
    [
        ("Checking", "Checking", "1.00", 3180), ("Checking", "Rent", "1.00", 3210), ("Accounts Payable", "Checking", "1.00", 3210),
        ("", "Checking", "1.00", 3150), ("Checking", "", "1.00", 3150), ("Checking", "Stock", "", 3150), ("Checking", "Stock", "0", 3210),
        ("Checking", "Stock", "-1.00", 3210),
    ],
)  # fmt: skip
def test_transfers_that_cannot_be(books: Books, start: str, end: str, amount: str, code: int) -> None:
    assert transfer(books, start, end, amount).code == code


def test_no_message_deletes_or_voids_a_transfer(books: Books) -> None:
    found = transfer(books, "Checking", "Stock")
    assert [undo(books, way, "Transfer", found).code for way in ("TxnDel", "TxnVoid")] == [3110, 3110]
    assert books.one("<TxnDeletedQueryRq><TxnDelType>Transfer</TxnDelType></TxnDeletedQueryRq>").code == 3110
    dated = "<TxnDateRangeFilter><FromTxnDate>2026-03-01</FromTxnDate><ToTxnDate>2026-03-01</ToTxnDate></TxnDateRangeFilter>"
    assert len(books.ok(f"<TransferQueryRq>{dated}</TransferQueryRq>").rets) == 1
