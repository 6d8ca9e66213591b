"""W9: what odd, damaged and hostile pages become."""

from collections.abc import Callable, Iterator

from bench import pages
from bench.measure import Fact
from counterfoil.qbxml.read import Malformed, read_answer

BILLS = 200


def workloads() -> Iterator[Fact]:
    """A page of 200 bills in many states of disorder: how many arrive, how many are set aside."""
    for name, (change, arriving) in ODD.items():
        yield _fact(name, change, arriving)
    yield Fact("W9", "an entity bomb", *_refusal(_bomb()))


def _in_one(old: str, new: str) -> Callable[[list[str]], list[str]]:
    return lambda bills: [*bills[:99], bills[99].replace(old, new, 1), *bills[100:]]


ODD: dict[str, tuple[Callable[[list[str]], list[str]], int]] = {
    "an unknown element": (_in_one("<Memo>", "<IsPending>false</IsPending>\n<Memo>"), 200),
    "a misplaced element": (_in_one("<IsPaid>", "<TxnNumber>7</TxnNumber>\n<IsPaid>"), 200),
    "no lines": (lambda bills: [_without_lines(each) for each in bills], 200),
    "one line": (lambda bills: [_without_lines(each, keep=1) for each in bills], 200),
    "an amount that is none": (_in_one("<AmountDue>", "<AmountDue>about "), 199),
    "a bill that is not well-formed": (_in_one("<Memo>", "<Memo><Memo>"), 199),
    "a bill without an id": (_in_one("TxnID>", "TxnId>"), 199),
    "characters as they are, in UTF-8": (lambda bills: [each.replace("&#233;", "é") for each in bills], 200),
}


def _without_lines(bill: str, keep: int = 0) -> str:
    """The bill with its first `keep` expense lines and no other line."""
    head, *lines = bill.split("<ExpenseLineRet>")
    kept = "".join(f"<ExpenseLineRet>{line.partition('<ItemLineRet>')[0]}" for line in lines[:keep])
    return f"{head}{kept}</BillRet>\n"


def _fact(name: str, change: Callable[[list[str]], list[str]], arriving: int) -> Fact:
    found = read_answer(pages.answer(change(list(pages.bills(BILLS))))).responses[0]
    arrived, aside = len(found.observations), len(found.unreadable)
    good = (arrived, aside) == (arriving, BILLS - arriving) and all(each.reason for each in found.unreadable)
    value = f"{arrived} of {BILLS} arrive" + (f", {aside} set aside" if aside else "")
    return Fact("W9", name, value, f"{arriving} of {BILLS}", good)


def _bomb() -> str:
    entities = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 10))
    return pages.answer(pages.bills(1)).replace("<QBXML>", f'<!DOCTYPE QBXML [<!ENTITY x0 "ha">{entities}]><QBXML>', 1)


def _refusal(text: str) -> tuple[str, str, bool]:
    try:
        read_answer(text)
    except Malformed:
        return "refused", "refused", True
    return "taken in", "refused", False
