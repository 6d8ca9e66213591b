"""Someone at QuickBooks' own screen: enters, edits, pays and deletes, as people do between two calls of a program.

Every act goes through the ordinary operations, so the business rules hold: what QuickBooks would not let a person do
raises `Refusal`. No act asks for an EditSequence, because the screen always shows the current one. Accounts, vendors,
items and so on may be given by ListID or by full name.
"""

from .company_file import File
from .lists import Lists
from .orders import Orders
from .spending import Spending

__all__ = ["Person"]


class Person(Lists, Orders, Spending, File):
    """Whoever sits at the screen of the computer that has the company file open."""
