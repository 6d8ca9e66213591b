"""The names people type into forms, and the list objects they mean."""

from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.lists import items, store
from counterfoil.simulator.values import Ref

from .fields import Typed

MOST_NAMES = 500
"""How many names of a list a form offers; in longer lists the rest is typed in full."""
KINDS = {
    "vendor": ("Vendor",),
    "customer": ("Customer",),
    "class": ("Class",),
    "account": ("Account",),
    "item": items.BOUGHT,
    "terms": ("StandardTerms", "DateDrivenTerms"),
}
"""What a form calls a list → the kinds of its objects."""
LISTS = {
    "vendor": "Vendor List",
    "customer": "Customer:Job List",
    "class": "Class List",
    "account": "Chart of Accounts",
    "item": "Item List",
    "terms": "Terms List",
}


def offered(company: CompanyFile, what: str) -> list[str]:
    """The active names of a list, as a form offers them; accounts with their numbers."""
    kinds = KINDS[what]
    marks = ", ".join("?" * len(kinds))
    sql = f"""SELECT number, name, full_name FROM list_object WHERE kind IN ({marks}) AND is_active
        ORDER BY rank, key LIMIT {MOST_NAMES}"""  # noqa: S608 - marks and a number of our own
    return [label(*row) for row in company.connection.execute(sql, kinds)]


def label(number: str, name: str, full_name: str) -> str:
    """`5110 · Lumber & Sheathing` for a numbered account, else the full name."""
    return f"{number} · {name}" if number else full_name


def label_of(company: CompanyFile, ref: Ref | None) -> str:
    """What a form shows for a reference; nothing for none."""
    if ref is None:
        return ""
    sql = "SELECT number, name, full_name FROM list_object WHERE list_id = ?"
    row = company.connection.execute(sql, [ref.list_id]).fetchone()
    return label(*row) if row else ref.full_name


def meant(company: CompanyFile, what: str, typed: str) -> Ref | None:
    """The object that a name means, None for an empty field; Typed says which list has no such name."""
    if not typed:
        return None
    number, dot, _ = typed.partition(" · ")
    rows = company.connection.execute(
        "SELECT list_id, kind, full_name FROM list_object WHERE (family = ? AND key = ?) OR (? != '' AND number = ?)",
        [_family(what), store.key_of(typed), dot, number],
    ).fetchall()
    for list_id, kind, full_name in rows:
        if kind in KINDS[what]:
            return Ref(list_id, full_name)
    raise Typed(f"{typed} is not in the {LISTS[what]}. Choose a name from the list, or add it first.")


def required(company: CompanyFile, what: str, typed: str) -> Ref:
    """The object that a name means; Typed where the field was left empty."""
    found = meant(company, what, typed)
    if found is None:
        raise Typed(f"Please choose {'an' if what in {'account', 'item'} else 'a'} {what}.")
    return found


def _family(what: str) -> str:
    return "entity" if what in {"vendor", "customer"} else what
