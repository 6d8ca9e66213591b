"""Sample companies of our own invention: readable tables, and their expansion from a seed into a year of work."""

from counterfoil.simulator.company import CompanyFile

from . import lists, transactions

NAMES = ("contractor",)
"""The sample companies there are; `contractor` is Harrow & Pike Builders."""


def build(company: CompanyFile, name: str = "contractor") -> None:
    """Turn a new company file into a sample company, name and all, dated so that by the file's clock it looks alive.

    All of it is one durable change. Raises ValueError for a sample that does not exist.
    """
    if name not in NAMES:
        raise ValueError(f"there is no sample company {name!r}; there are {', '.join(NAMES)}")
    with company.change():
        index = lists.build(company, name)
        transactions.build(company, name, index)
