"""Django on SQLite, with composite keys, and triggers that survive a change of their tables."""
