"""The decision: what to do with a record, given what both sides agreed last and what each holds now. Pure."""
