"""What all lists have in common: ids, names and parents, adding, changing and deleting, used or not."""

# ruff: noqa: S608 - only names of columns and tables of our own are put into the text of SQL

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from counterfoil.simulator import status
from counterfoil.simulator.documents import Codec, merged, references
from counterfoil.simulator.values import OBJECT_ID, Ref

from .objects import COLUMNS, ListObject

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from counterfoil.simulator.company import CompanyFile

COLON = "The colon is a special character used to indicate a parent/child relationship."
DEEPEST = 4
"""The Sublevel of the deepest child: five levels in all (docs/quickbooks.md 3.2)."""


L = TypeVar("L")


@dataclass(frozen=True, slots=True)
class Reference:
    """What a reference of a record may point at, and how status texts name it."""

    label: str
    family: str
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class ListKind:
    """One row per kind of list object: its names on the wire, its name space, its record and its rules."""

    kind: str
    family: str
    plural: str
    record: type[ListObject]
    references: Mapping[str, Reference] = field(default_factory=dict)
    records: Mapping[str, type] = field(default_factory=dict)
    number: str = ""
    """The attribute that must be unique besides the name."""
    rank: Any = None
    """A function from record to its place before the name."""
    check: Any = None
    """A function (company, record, before or None) that refuses what the business rules forbid."""
    computed: Any = None
    """A function (company, list_id) → attributes that are worked out, not stored."""
    computed_names: tuple[str, ...] = ()
    named: Any = None
    """A function from record to record that makes the name of other attributes."""
    taken: int = 3100
    """The status of a name that another object of the list has."""
    personal: tuple[str, ...] = ()
    """What only programs with the right to personal data see."""
    codec: Codec = field(init=False)

    def __post_init__(self) -> None:
        """Compile the codec; computed attributes are never stored."""
        object.__setattr__(self, "codec", Codec(self.record, COLUMNS.union(self.computed_names)))

    @property
    def hierarchical(self) -> bool:
        """Whether objects may stand below others of the kind."""
        return "sublevel" in self.record.__dataclass_fields__


KINDS: dict[str, ListKind] = {}
"""Kind → its row, filled by the modules of this package."""
LABELS = {"account": "Account", "class": "Class", "entity": "Customer", "item": "Item", "terms": "Terms"}


def register(kind: ListKind) -> ListKind:
    """Enter a kind into the table of kinds."""
    KINDS[kind.kind] = kind
    return kind


# -- reading ------------------------------------------------------------------------------------------------------

ROW = "list_id, kind, name, full_name, parent, sublevel, is_active, time_created, time_modified, edit_sequence, body"


def record_of(company: CompanyFile, row: tuple[Any, ...]) -> Any:
    """The record of a row selected as ROW."""
    list_id, kind_name, name, full_name, parent, sublevel, is_active, created, modified, sequence, body = row
    kind = KINDS[kind_name]
    columns: dict[str, Any] = {
        "list_id": list_id, "name": name, "is_active": bool(is_active), "time_created": created,
        "time_modified": modified, "edit_sequence": str(sequence), "full_name": full_name,
    }  # fmt: skip
    if kind.hierarchical:
        columns["sublevel"] = sublevel
        columns["parent"] = Ref(parent, company.full_name(parent)) if parent else None
    if kind.computed is not None:
        columns.update(kind.computed(company, list_id))
    return kind.codec.decode(body, company, **columns)


def get(company: CompanyFile, list_id: str, *kinds: str) -> Any:
    """The list object with that ListID, or None; only of these kinds, if any are given."""
    row = company.connection.execute(f"SELECT {ROW} FROM list_object WHERE list_id = ?", [list_id]).fetchone()
    return record_of(company, row) if row and (not kinds or row[1] in kinds) else None


def kind_of(company: CompanyFile, list_id: str) -> str:
    """The kind of the object with that ListID, empty where there is none."""
    row = company.connection.execute("SELECT kind FROM list_object WHERE list_id = ?", [list_id]).fetchone()
    return str(row[0]) if row else ""


def find(company: CompanyFile, family: str, full_name: str, *kinds: str) -> Any:
    """The object of that name space and full name, whatever its case, or None."""
    sql = f"SELECT {ROW} FROM list_object WHERE family = ? AND key = ?"
    row = company.connection.execute(sql, [family, key_of(full_name)]).fetchone()
    return record_of(company, row) if row and (not kinds or row[1] in kinds) else None


def every(company: CompanyFile, *kinds: str, active_only: bool = False) -> Iterator[Any]:
    """All objects of these kinds in list order."""
    for kind in kinds:
        sql = f"SELECT {ROW} FROM list_object WHERE kind = ? AND is_active >= ? ORDER BY rank, key"
        for row in company.connection.execute(sql, [kind, int(active_only)]).fetchall():
            yield record_of(company, row)


def key_of(full_name: str) -> str:
    """A full name as names are compared and sorted: case does not count, children follow their parent."""
    return full_name.lower().replace(":", "\x01")


def resolve(company: CompanyFile, ref: Ref, to: Reference, where: str) -> Ref:
    """The reference with ListID and full name, or refuse with 3140 (3000 where the ListID is none)."""
    found = lookup(company, ref, to)
    if found is None:
        raise status.missing_reference(to.label, ref.shown, where)
    return found


def lookup(company: CompanyFile, ref: Ref, to: Reference) -> Ref | None:
    """The reference with ListID and full name, or None where it leads nowhere."""
    if ref.list_id:
        if not OBJECT_ID.fullmatch(ref.list_id):
            raise status.malformed_id(ref.list_id, "list ID")
        sql, values = "list_id = ?", [ref.list_id]
    else:
        sql, values = "family = ? AND key = ?", [to.family, key_of(ref.full_name)]
    row = company.connection.execute(
        f"SELECT list_id, full_name, family, kind FROM list_object WHERE {sql}", values
    ).fetchone()
    if row is None or row[2] != to.family or (to.kinds and row[3] not in to.kinds):
        return None
    return Ref(row[0], row[1])


def resolved(company: CompanyFile, record: L, references_of: Mapping[str, Reference], where: str) -> L:
    """The record with every reference looked up, in the order of the table."""
    found: dict[str, Any] = {}
    for name, to in references_of.items():
        owner, _, inner = name.partition(".")
        value = found.get(owner, getattr(record, owner))
        if inner and isinstance(value, tuple):
            found[owner] = tuple(resolved(company, each, {inner: to}, where) for each in value)
        elif inner and value is not None:
            found[owner] = resolved(company, value, {inner: to}, where)
        elif isinstance(value, tuple):
            found[owner] = tuple(resolve(company, each, to, where) for each in value)
        elif value is not None:
            found[owner] = resolve(company, value, to, where)
    return replace(record, **found) if found else record  # type: ignore[type-var]


# -- changing -----------------------------------------------------------------------------------------------------


def add(company: CompanyFile, kind: ListKind, record: Any) -> Any:
    """Add an object to its list and return it as stored."""
    with company.change():
        record = resolved(company, record, kind.references, kind.kind)
        record, parent = _placed(company, kind, record)
        _check_name(company, kind, record, "")
        if kind.check is not None:
            record = kind.check(company, record, None)
        now, list_id = company.now(), company.new_list_id()
        record = replace(record, list_id=list_id)
        values = _columns(kind, record, parent) | {
            "list_id": list_id, "family": kind.family, "kind": kind.kind,
            "time_created": now, "time_modified": now, "edit_sequence": now, "stamp": now,
        }  # fmt: skip
        marks = ", ".join("?" * len(values))
        sql = f"INSERT INTO list_object ({', '.join(values)}) VALUES ({marks})"
        company.connection.execute(sql, list(values.values()))
        _note_uses(company, record)
        return get(company, list_id)


def modify(
    company: CompanyFile, kind: ListKind, list_id: str, edit_sequence: str | None, changes: Mapping[str, Any]
) -> Any:
    """Change some attributes of a list object and return it as stored; None clears an attribute.

    Without an edit sequence the change is made to whatever is there, as at the screen.
    """
    with company.change():
        before = present(company, kind, list_id)
        if edit_sequence is not None and edit_sequence != before.edit_sequence:
            raise status.stale(edit_sequence)
        company.check_lock(list_id, transaction=False)
        if changes.get("name", before.name) in (None, ""):
            raise status.missing_element("Name")
        after = merged(before, changes, kind.records)
        after = resolved(
            company,
            after,
            {name: to for name, to in kind.references.items() if name.split(".")[0] in changes},
            kind.kind,
        )
        after, parent = _placed(company, kind, after)
        _check_name(company, kind, after, list_id)
        if kind.check is not None:
            after = kind.check(company, after, before)
        _write(company, kind, after, parent)
        if after.full_name != before.full_name:
            _rename_children(company, list_id, after.full_name)
            company.forget_names()
        return get(company, list_id)


def present(company: CompanyFile, kind: ListKind, list_id: str) -> Any:
    """The object to change or delete, or refuse: 3000 where the id is none, 3120 where it leads nowhere."""
    if not OBJECT_ID.fullmatch(list_id):
        raise status.malformed_id(list_id, "list ID")
    record = get(company, list_id, kind.kind)
    if record is None:
        raise status.not_found(list_id)
    return record


def _columns(kind: ListKind, record: Any, parent: str) -> dict[str, Any]:
    return {
        "name": record.name, "full_name": record.full_name, "key": key_of(record.full_name), "parent": parent,
        "sublevel": record.full_name.count(":"), "rank": kind.rank(record) if kind.rank else 0,
        "is_active": int(record.is_active), "number": getattr(record, kind.number) if kind.number else "",
        "body": kind.codec.encode(record),
    }  # fmt: skip


def _write(company: CompanyFile, kind: ListKind, record: Any, parent: str) -> None:
    sequence = company.next_edit_sequence(int(record.edit_sequence))
    now = company.now()
    values = _columns(kind, record, parent) | {"time_modified": now, "edit_sequence": sequence, "stamp": now}
    assignments = ", ".join(f"{column} = ?" for column in values)
    sql = f"UPDATE list_object SET {assignments} WHERE list_id = ?"
    company.connection.execute(sql, [*values.values(), record.list_id])
    company.connection.execute("DELETE FROM used_by_list WHERE user = ?", [record.list_id])
    _note_uses(company, record)


def _note_uses(company: CompanyFile, record: Any) -> None:
    rows = {(used, record.list_id) for used in references(record) if used != record.list_id}
    company.connection.executemany("INSERT OR IGNORE INTO used_by_list VALUES (?, ?)", sorted(rows))


def _placed(company: CompanyFile, kind: ListKind, record: Any) -> tuple[Any, str]:
    """The record with its full name, and the ListID of its parent."""
    if kind.named is not None:
        record = kind.named(record)
    name = record.name.strip()
    if not name:
        raise status.missing_element("Name")
    if ":" in name:
        reason = f"Names in this list cannot contain a colon.  {COLON}"
        sentence = f'There was an error when storing "{name}" in the "{kind.kind.lower()} name" field.'
        raise status.Refusal(3090, status.with_reason(sentence, reason))
    wanted = record.parent if kind.hierarchical else None
    if wanted is None:
        return replace(record, name=name, full_name=name), ""
    parent = lookup(company, wanted, Reference("", kind.family, _family_of_parent(kind)))
    if parent is None:
        raise status.missing_parent(wanted.shown, kind.plural)
    if record.list_id and (parent.list_id == record.list_id or _is_below(company, parent.list_id, record.list_id)):
        raise status.not_saved(f'{kind.plural} list, element "{name}"', "An item cannot be a subitem of itself.")
    if parent.full_name.count(":") >= DEEPEST:
        raise status.not_saved(
            f'{kind.plural} list, element "{name}"', "Names in this list can have at most five levels."
        )
    return replace(record, name=name, full_name=f"{parent.full_name}:{name}", parent=parent), parent.list_id


def _family_of_parent(kind: ListKind) -> tuple[str, ...]:
    return () if kind.family == "item" else (kind.kind,)


def _is_below(company: CompanyFile, list_id: str, ancestor: str) -> bool:
    while list_id:
        row = company.connection.execute("SELECT parent FROM list_object WHERE list_id = ?", [list_id]).fetchone()
        list_id = row[0] if row else ""
        if list_id == ancestor:
            return True
    return False


def _check_name(company: CompanyFile, kind: ListKind, record: Any, own_id: str) -> None:
    sql = "SELECT list_id FROM list_object WHERE family = ? AND key = ?"
    row = company.connection.execute(sql, [kind.family, key_of(record.full_name)]).fetchone()
    if row is not None and row[0] != own_id:
        raise _taken(kind, record.name)
    number = getattr(record, kind.number) if kind.number else ""
    if number:
        row = company.connection.execute("SELECT list_id FROM list_object WHERE number = ?", [number]).fetchone()
        if row is not None and row[0] != own_id:
            raise status.not_saved(
                f'{kind.plural} list, element "{record.name}"', "The account number is already in use."
            )


def _taken(kind: ListKind, name: str) -> status.Refusal:
    if kind.taken == 3180:
        return status.not_saved(f'{kind.plural} list, element "{name}"', "The name is already in use.")
    return status.name_in_use(name)


def _rename_children(company: CompanyFile, list_id: str, full_name: str) -> None:
    """Carry a new full name down to everything below; children keep their own stamps."""
    children = company.connection.execute("SELECT list_id, name FROM list_object WHERE parent = ?", [list_id])
    for child, name in children.fetchall():
        renamed = f"{full_name}:{name}"
        sql = "UPDATE list_object SET full_name = ?, key = ?, sublevel = ? WHERE list_id = ?"
        company.connection.execute(sql, [renamed, key_of(renamed), renamed.count(":"), child])
        _rename_children(company, child, renamed)


# -- deleting -----------------------------------------------------------------------------------------------------


def delete(company: CompanyFile, kind: ListKind, list_id: str, *, at_screen: bool = False) -> tuple[str, int]:
    """Delete an object that nothing uses; returns its full name and when it went.

    Through the SDK, in a file open for several users, it only turns inactive (`listdel_multiuser`).
    """
    with company.change():
        record = present(company, kind, list_id)
        company.check_lock(list_id, transaction=False)
        if not at_screen and company.settings.file_mode == "MultiUser":
            return _delete_for_several_users(company, kind, record)
        if is_used(company, list_id):
            raise status.undeletable(list_id, "The list element is in use.")
        return record.full_name, drop(company, kind, record)


def drop(company: CompanyFile, kind: ListKind, record: Any) -> int:
    """Take an object out of its list and remember that it was there; returns when it went."""
    list_id, now = record.list_id, company.now()
    company.connection.execute("DELETE FROM list_object WHERE list_id = ?", [list_id])
    company.connection.execute("DELETE FROM used_by_list WHERE user = ?", [list_id])
    company.connection.execute("DELETE FROM data_value WHERE object_id = ?", [list_id])
    row = ["list", kind.kind, list_id, record.full_name, record.time_created, now]
    sql = "INSERT INTO deleted (family, kind, object_id, name, time_created, time_deleted) VALUES (?, ?, ?, ?, ?, ?)"
    company.connection.execute(sql, row)
    company.forget_names()
    return now


def _delete_for_several_users(company: CompanyFile, kind: ListKind, record: Any) -> tuple[str, int]:
    if company.switches.listdel_multiuser == "refuse":
        raise status.several_users(3162)
    modify(company, kind, record.list_id, None, {"is_active": False})
    return record.full_name, company.now()


def is_used(company: CompanyFile, list_id: str) -> bool:
    """Whether a transaction, a child or another list object refers to it."""
    sql = """SELECT EXISTS (SELECT 1 FROM used WHERE list_id = :id)
        OR EXISTS (SELECT 1 FROM used_by_list WHERE list_id = :id)
        OR EXISTS (SELECT 1 FROM list_object WHERE parent != '' AND parent = :id)
        OR EXISTS (SELECT 1 FROM posting WHERE account = :id)
        OR EXISTS (SELECT 1 FROM balance WHERE list_id = :id AND cents != 0)"""
    return bool(company.connection.execute(sql, {"id": list_id}).fetchone()[0])


def touch(company: CompanyFile, list_id: str) -> None:
    """Move the stamp that filters compare, and nothing that is printed (docs/quickbooks.md 3.1)."""
    company.connection.execute("UPDATE list_object SET stamp = ? WHERE list_id = ?", [company.now(), list_id])


def stamp(company: CompanyFile, list_id: str) -> None:
    """Move TimeModified, EditSequence and the stamp of an object that changed by way of another."""
    sql = "SELECT edit_sequence FROM list_object WHERE list_id = ?"
    sequence = company.next_edit_sequence(company.connection.execute(sql, [list_id]).fetchone()[0])
    now = company.now()
    sql = "UPDATE list_object SET time_modified = ?, edit_sequence = ?, stamp = ? WHERE list_id = ?"
    company.connection.execute(sql, [now, sequence, now, list_id])


def balance(company: CompanyFile, list_id: str) -> int:
    """Debits less credits of an account, or of the payables of a vendor, in cents."""
    row = company.connection.execute("SELECT cents FROM balance WHERE list_id = ?", [list_id]).fetchone()
    return int(row[0]) if row else 0
