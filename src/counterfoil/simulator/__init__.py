"""A faithful imitation of a QuickBooks Desktop company file; shares no code with what it tests."""
