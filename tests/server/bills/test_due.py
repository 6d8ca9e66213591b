"""When a bill falls due (rule D6)."""

from datetime import date

import pytest

from counterfoil.records import Terms
from counterfoil.server.bills.due import due_date

NET_30 = Terms("Net 30", due_days=30)
THE_15TH = Terms("15th", is_date_driven=True, day_of_month_due=15, due_next_month_days=10)
MONTH_END = Terms("Month end", is_date_driven=True, day_of_month_due=31)


@pytest.mark.parametrize(
    ("terms", "bill", "due"),
    [
        (NET_30, "2026-03-02", "2026-04-01"),
        (Terms("Due on receipt", due_days=0), "2026-03-02", "2026-03-02"),
        (Terms("Nothing said"), "2026-03-02", None),
        (THE_15TH, "2026-03-02", "2026-03-15"),
        (THE_15TH, "2026-03-05", "2026-03-15"),
        (THE_15TH, "2026-03-06", "2026-04-15"),
        (THE_15TH, "2026-03-16", "2026-04-15"),
        (THE_15TH, "2026-12-20", "2027-01-15"),
        (MONTH_END, "2026-02-03", "2026-02-28"),
        (MONTH_END, "2026-02-28", "2026-02-28"),
        (Terms("No day", is_date_driven=True), "2026-03-02", None),
    ],
)
def test_the_due_date_follows_from_the_terms(terms, bill, due):
    assert due_date(terms, date.fromisoformat(bill)) == (date.fromisoformat(due) if due else None)
