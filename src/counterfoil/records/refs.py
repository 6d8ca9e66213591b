"""References from one record to another."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Ref:
    """Points at another record of the same side.

    `id` is the record's id on the side that the referring record belongs to: a ListID or TxnID in a record read from
    QuickBooks, our id in a record of ours; empty means that nothing is referred to. `name` is what people call it there
    (QuickBooks' FullName) and is never compared: renaming a vendor is not an edit of its bills.
    """

    id: str = ""
    name: str = field(default="", compare=False)

    def __bool__(self) -> bool:
        """Whether anything is referred to."""
        return bool(self.id)


NOWHERE = Ref()
"""The reference to nothing."""
