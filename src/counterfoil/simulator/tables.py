"""The tables of a company file: what queries filter or sort by is an indexed column, the rest a JSON body."""

SCHEMA = """
CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE list_object (
    id INTEGER PRIMARY KEY,
    list_id TEXT NOT NULL UNIQUE,
    family TEXT NOT NULL,            -- the name space: account, class, entity, item, terms
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    full_name TEXT NOT NULL,
    key TEXT NOT NULL,               -- the full name as names are compared: in lower case
    parent TEXT NOT NULL,            -- ListID, empty at the top
    sublevel INTEGER NOT NULL,
    rank INTEGER NOT NULL,           -- the list's own order before the name: account types
    is_active INTEGER NOT NULL,
    number TEXT NOT NULL,            -- account number
    time_created INTEGER NOT NULL,
    time_modified INTEGER NOT NULL,
    edit_sequence INTEGER NOT NULL,
    stamp INTEGER NOT NULL,          -- what a modified-date filter compares; may move without TimeModified
    body TEXT NOT NULL
);
CREATE UNIQUE INDEX list_object_name ON list_object (family, key);
CREATE INDEX list_object_order ON list_object (kind, rank, key);
CREATE INDEX list_object_stamp ON list_object (kind, stamp);
CREATE INDEX list_object_parent ON list_object (parent) WHERE parent != '';
CREATE UNIQUE INDEX list_object_number ON list_object (number) WHERE number != '';

CREATE TABLE balance (list_id TEXT PRIMARY KEY, cents INTEGER NOT NULL) WITHOUT ROWID;   -- debits less credits
CREATE TABLE stock (list_id TEXT PRIMARY KEY, units INTEGER NOT NULL, cents INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE txn (
    id INTEGER PRIMARY KEY,
    txn_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    number INTEGER NOT NULL,
    txn_date TEXT NOT NULL,
    ref_number TEXT NOT NULL,
    ref_key TEXT NOT NULL,
    entity TEXT NOT NULL,            -- ListID of the payee
    account TEXT NOT NULL,           -- ListID of the header's posting account
    cents INTEGER NOT NULL,
    open_cents INTEGER NOT NULL,
    external_guid TEXT,
    time_created INTEGER NOT NULL,
    time_modified INTEGER NOT NULL,
    edit_sequence INTEGER NOT NULL,
    stamp INTEGER NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX txn_order ON txn (kind, txn_date, number);
CREATE INDEX txn_number ON txn (kind, number);
CREATE INDEX txn_all ON txn (txn_date, number);
CREATE INDEX txn_all_stamp ON txn (stamp);
CREATE INDEX txn_stamp ON txn (kind, stamp);
CREATE INDEX txn_ref ON txn (kind, ref_key);
CREATE INDEX txn_entity ON txn (entity, kind, txn_date, number);
CREATE INDEX txn_account ON txn (account, kind, txn_date, number);
CREATE INDEX txn_open ON txn (kind, txn_date, number) WHERE open_cents != 0;
CREATE INDEX txn_owed ON txn (entity, kind, txn_date, number) WHERE open_cents != 0;
CREATE UNIQUE INDEX txn_guid ON txn (external_guid) WHERE external_guid IS NOT NULL;

CREATE TABLE line (
    line_id TEXT PRIMARY KEY,
    txn INTEGER NOT NULL REFERENCES txn (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    record TEXT NOT NULL,            -- ExpenseLine, ItemLine, GroupLine, OrderLine, OrderGroupLine
    within TEXT NOT NULL,            -- line id of the group line it belongs to, or empty
    item TEXT NOT NULL,
    units INTEGER NOT NULL,          -- ordered quantity of an order line
    received INTEGER NOT NULL,
    closed INTEGER NOT NULL,
    body TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX line_txn ON line (txn, position);
CREATE INDEX line_on_order ON line (item) WHERE units > received AND closed = 0;

CREATE TABLE used (list_id TEXT NOT NULL, txn INTEGER NOT NULL REFERENCES txn (id) ON DELETE CASCADE,
    PRIMARY KEY (list_id, txn)) WITHOUT ROWID;
CREATE INDEX used_txn ON used (txn);
CREATE TABLE used_by_list (list_id TEXT NOT NULL, user TEXT NOT NULL, PRIMARY KEY (list_id, user)) WITHOUT ROWID;
CREATE INDEX used_by_list_user ON used_by_list (user);

CREATE TABLE posting (
    id INTEGER PRIMARY KEY,
    txn INTEGER NOT NULL REFERENCES txn (id) ON DELETE CASCADE,
    account TEXT NOT NULL,
    entity TEXT NOT NULL,            -- of a payables line, else empty
    cents INTEGER NOT NULL,          -- debit positive
    line TEXT NOT NULL DEFAULT ''    -- TxnLineID of the line that posts it, if one does
);
CREATE INDEX posting_txn ON posting (txn);
CREATE INDEX posting_account ON posting (account);

CREATE TABLE link (
    id INTEGER PRIMARY KEY,
    type TEXT NOT NULL,              -- AMTTYPE: a payment or credit on a bill; QUANTYPE: a bill for an order
    source INTEGER NOT NULL REFERENCES txn (id) ON DELETE CASCADE,
    target INTEGER NOT NULL REFERENCES txn (id) ON DELETE CASCADE,
    source_line TEXT NOT NULL,
    target_line TEXT NOT NULL,
    units INTEGER NOT NULL,
    cents INTEGER NOT NULL,          -- amount paid or billed
    discount INTEGER NOT NULL,
    discount_account TEXT NOT NULL,
    discount_class TEXT NOT NULL,
    via INTEGER REFERENCES txn (id) ON DELETE CASCADE   -- of a credit on a bill: the payment that applied it
);
CREATE INDEX link_via ON link (via) WHERE via IS NOT NULL;
CREATE INDEX link_source ON link (source);
CREATE INDEX link_target ON link (target);
CREATE INDEX link_target_line ON link (target_line) WHERE target_line != '';

CREATE TABLE deleted (
    id INTEGER PRIMARY KEY,
    family TEXT NOT NULL,            -- list or txn
    kind TEXT NOT NULL,
    object_id TEXT NOT NULL,
    name TEXT NOT NULL,              -- full name, or RefNumber
    time_created INTEGER NOT NULL,
    time_deleted INTEGER NOT NULL
);
CREATE INDEX deleted_kind ON deleted (family, kind, time_deleted);

CREATE TABLE data_definition (
    id INTEGER PRIMARY KEY,
    owner TEXT NOT NULL, name TEXT NOT NULL, key TEXT NOT NULL, type TEXT NOT NULL, objects TEXT NOT NULL
);
CREATE UNIQUE INDEX data_definition_name ON data_definition (owner, key);
CREATE TABLE data_value (
    object_id TEXT NOT NULL,
    definition INTEGER NOT NULL REFERENCES data_definition (id) ON DELETE CASCADE,
    value TEXT NOT NULL,
    PRIMARY KEY (object_id, definition)
) WITHOUT ROWID;

CREATE TABLE message_set (
    app TEXT NOT NULL, set_id TEXT NOT NULL, checksum TEXT NOT NULL, names TEXT NOT NULL,
    PRIMARY KEY (app, set_id)
) WITHOUT ROWID;
CREATE TABLE message_answer (
    app TEXT NOT NULL, set_id TEXT NOT NULL, position INTEGER NOT NULL, answer TEXT NOT NULL,
    PRIMARY KEY (app, set_id, position)
) WITHOUT ROWID;
"""
"""Foreign keys cascade so that what belongs to a transaction goes with it."""

COUNTERS = {"list": 0x80000000, "txn": 0, "txn_number": 0, "hint": 0}
"""Counter → where a new file starts."""

LAYOUT = 2
"""The number of this layout, kept as SQLite's user_version."""
