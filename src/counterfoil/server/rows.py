"""Rows by the page: one statement for an insert or an update of any size, on SQLite and on PostgreSQL.

Django's own bulk statements are cut into many on SQLite and spend most of their time building SQL; these do neither.
They pass by `save()` on purpose; columns of a new row that are not given get the model's default.
"""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from django.db import connection, models

from counterfoil.records.text import JsonText
from counterfoil.server import wall

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Row = Sequence[Any]
    Convert = Callable[[Any], Any]
    Model = type[models.Model]


JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""How values are written as JSON; an encoder made once is quicker than one a value."""


NEXT_IDS = """
SELECT nextval(its.sequence) FROM (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS sequence OFFSET 0) its,
generate_series(1, %s)
"""
"""So many new ids of a table; OFFSET keeps PostgreSQL from looking the sequence up anew for each."""


def select(model: Model, columns: Sequence[str], **where: Any) -> list[tuple[Any, ...]]:
    """These plain columns of the rows whose columns have these values; of a list, any will do.

    For reads by hundreds of keys, where Django would spend more time on each key than the database does.
    """
    if any(isinstance(value, list) and not value for value in where.values()):
        return []
    names = ", ".join(f'"{field.column}"' for field in _fields(model, columns))
    conditions = map(_condition, _fields(model, list(where)), where.values())
    tests, values = zip(*conditions, strict=True)
    statement = f'SELECT {names} FROM "{model._meta.db_table}" WHERE {" AND ".join(tests)}'  # noqa: S608  # names are the model's
    with connection.cursor() as cursor:
        cursor.execute(statement, [each for part in values for each in part])
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _condition(field: models.Field[Any, Any], value: Any) -> tuple[str, list[Any]]:
    """The condition on one column, and its parameters."""
    column = field.column
    if not isinstance(value, list):
        return f'"{column}" = %s', [value]
    if connection.vendor == "postgresql":
        return f'"{column}" = ANY(%s)', [value]
    return f'"{column}" IN ({", ".join(["%s"] * len(value))})', value


def insert(model: Model, columns: Sequence[str], rows: Sequence[Row]) -> list[int]:
    """Insert rows given as values of these columns (attribute names) and return their new ids, in order.

    Only inside a transaction: the ids are taken first, which on SQLite is safe because it holds the write lock.
    """
    assert connection.in_atomic_block, "ids are taken under the transaction's lock"
    if not rows:
        return []
    ids = _next_ids(model, len(rows))
    others = [field for field in model._meta.concrete_fields if not field.primary_key and field.attname not in columns]
    fields = [*_fields(model, columns), *others]
    defaults = tuple(field.get_default() for field in others)
    converted = _converted(fields, [(*row, *defaults) for row in rows])
    names = ", ".join(f'"{name}"' for name in ("id", *(field.column for field in fields)))
    numbered = [(id_, *row) for id_, row in zip(ids, converted, strict=True)]
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if wall.stands():
            _insert_behind_the_wall(cursor, table, fields, numbered)
        elif connection.vendor == "postgresql":
            _copy(cursor, f'COPY "{table}" ({names}) FROM STDIN', numbered)
        else:
            marks = ", ".join(["%s"] * (len(fields) + 1))
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', numbered)  # noqa: S608  # names are the model's
        if connection.vendor == "postgresql" and has_outgrown_its_plans(ids):
            cursor.cursor.execute(f'ANALYZE (SKIP_LOCKED) "{table}"')  # not counted among the statements of the work
    return ids


def has_outgrown_its_plans(ids: Sequence[int]) -> bool:
    """Whether with these new ids a table has grown sixteenfold since PostgreSQL was last told what is in it.

    Left alone PostgreSQL counts a table a minute or more after it was filled. Until then it takes it for all but empty,
    where every index is as good as another, and its foreign keys keep such a plan: in a first sync each line of a bill
    walked through all customers.
    """
    return _turn(ids[-1]) > _turn(ids[0] - 1)


def _turn(number: int) -> int:
    return (number.bit_length() + 3) // 4


def update(model: Model, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Set these columns (attribute names) of existing rows; the last value of each row is its id.

    SQLite writes every index anew whose columns a statement names, and looks up every key, whatever their values. So
    there the columns of keys, indexes and constraints have a statement of their own, for rows where one has changed.
    """
    if not rows:
        return
    fields = _fields(model, columns)
    converted = [(*row, id_) for row, id_ in zip(_converted(fields, rows), (row[-1] for row in rows), strict=True)]
    if connection.vendor == "postgresql":
        _set(model, fields, converted)
        return
    kept, looked_up = (
        [place for place, field in enumerate(fields) if (field.attname in looked_up_in(model)) is is_looked_up]
        for is_looked_up in (False, True)
    )
    if kept:
        _set(model, [fields[place] for place in kept], [_picked(row, kept) for row in converted])
    if looked_up:
        again = [(*(picked := _picked(row, looked_up)), *picked[:-1]) for row in converted]
        names = [fields[place] for place in looked_up]
        _set(model, names, again, " OR ".join(f'"{field.column}" IS NOT %s' for field in names))


def _picked(row: Row, places: Sequence[int]) -> tuple[Any, ...]:
    """The values at these places, and the id."""
    return (*(row[place] for place in places), row[-1])


def _set(model: Model, fields: Sequence[models.Field[Any, Any]], rows: Sequence[Row], where: str = "TRUE") -> None:
    settings = ", ".join(f'"{field.column}" = %s' for field in fields)
    statement = f'UPDATE "{model._meta.db_table}" SET {settings} WHERE "id" = %s AND ({where})'  # noqa: S608  # names are the model's
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


@cache
def looked_up_in(model: Model) -> frozenset[str]:
    """The columns (attribute names) of a model's keys, indexes and constraints."""
    by_name = {field.name: field.attname for field in model._meta.concrete_fields}
    found = {field.attname for field in model._meta.concrete_fields if field.remote_field or _is_indexed(field)}
    for each in (*model._meta.indexes, *model._meta.constraints):
        named = {name.lstrip("-") for name in getattr(each, "fields", ())}
        condition = getattr(each, "condition", None)
        found |= {by_name[name] for name in named | (condition.referenced_base_fields if condition else set())}
    return frozenset(found)


def _is_indexed(field: Any) -> bool:
    return bool(field.db_index or field.unique)


def delete(model: Model, ids: Iterable[int]) -> None:
    """Remove rows for good: lines that are no longer on their bill, never records."""
    gone = [(id_,) for id_ in ids]
    if not gone:
        return
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.executemany(f'DELETE FROM "{table}" WHERE "id" = %s', gone)  # noqa: S608  # the name is the model's


def _fields(model: Model, columns: Sequence[str]) -> list[models.Field[Any, Any]]:
    by_attribute = {field.attname: field for field in model._meta.concrete_fields}
    return [by_attribute[name] for name in columns]


def _next_ids(model: Model, count: int) -> list[int]:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(NEXT_IDS, [table, count])
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
        return list(range(last + 1, last + 1 + count))


def _copy(cursor: Any, statement: str, rows: Iterable[Row]) -> None:
    with connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _insert_behind_the_wall(
    cursor: Any, table: str, fields: Sequence[models.Field[Any, Any]], rows: Iterable[Row]
) -> None:
    """The same in one INSERT of arrays: PostgreSQL has no COPY into a table with row-level security.

    Without their lengths the types cut nothing off; the columns themselves refuse what is too long.
    """
    names = ", ".join(f'"{name}"' for name in ("id", *(field.column for field in fields)))
    types = ["bigint", *((field.db_type(connection) or "text").partition("(")[0] for field in fields)]
    arrays = ", ".join(f"%s::{type_}[]" for type_ in types)
    statement = f'INSERT INTO "{table}" ({names}) SELECT * FROM unnest({arrays})'  # noqa: S608  # names are the model's
    cursor.execute(statement, [[_of_one_type(value) for value in column] for column in zip(*rows, strict=True)])


def _of_one_type(value: Any) -> Any:
    """The driver takes lists of one type only: a text is one, of whatever class."""
    return str(value) if isinstance(value, str) else value


def _converted(fields: Sequence[models.Field[Any, Any]], rows: Sequence[Row]) -> Iterable[tuple[Any, ...]]:
    """The rows as the database driver takes them; a column at a time, since each has one way to be written."""
    columns = zip(*rows, strict=True)
    return zip(*(_column(field, values) for field, values in zip(fields, columns, strict=False)), strict=True)


def _column(field: models.Field[Any, Any], values: tuple[Any, ...]) -> Iterable[Any]:
    convert = _converter(field)
    if convert is None:
        return values
    return [None if value is None else convert(value) for value in values]


def _converter(field: models.Field[Any, Any]) -> Convert | None:
    """How values of this field are written; None where the driver takes them as they are."""
    table = ON_POSTGRESQL if connection.vendor == "postgresql" else ON_SQLITE
    make = next((make for cls, make in table if isinstance(field, cls)), None)
    return make(field) if make else None


def _as_django_does(field: models.Field[Any, Any]) -> Convert:
    return lambda value: field.get_db_prep_save(value, connection)


def _as_json(_field: models.Field[Any, Any]) -> Convert:
    return _json


def _json(value: Any) -> str:
    if type(value) is JsonText:
        return value
    return "[]" if value == [] else JSON(value)  # most lists are empty, and the encoder is slow to start


def _as_text(_field: models.Field[Any, Any]) -> Convert:
    return str  # also makes a word of an enumeration its value


def _with_places(field: models.DecimalField[Any, Any]) -> Convert:
    places = Decimal(1).scaleb(-(field.decimal_places or 0))
    return lambda value: str(Decimal(value).quantize(places))


def _in_utc(_field: models.Field[Any, Any]) -> Convert:
    return _utc


@lru_cache(maxsize=16)  # all rows of a page are written at one moment
def _utc(moment: dt.datetime) -> str:
    return str(moment.astimezone(dt.UTC).replace(tzinfo=None))


ON_POSTGRESQL: list[tuple[type[Any], Callable[[Any], Convert]]] = [
    (models.JSONField, _as_json),
    (models.TextField, _as_django_does),
    (models.CharField, _as_text),
]
ON_SQLITE: list[tuple[type[Any], Callable[[Any], Convert]]] = [
    *ON_POSTGRESQL,
    (models.DecimalField, _with_places),
    (models.DateTimeField, _in_utc),
    (models.DateField, _as_text),
]
"""Field class → how its values are written; the first row that fits."""
