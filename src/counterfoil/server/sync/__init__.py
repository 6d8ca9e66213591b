"""The engine's memory in the database, and what a person sees and settles of it."""
