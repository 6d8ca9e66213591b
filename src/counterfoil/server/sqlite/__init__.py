"""Django on SQLite, with triggers that survive a change of their tables."""
