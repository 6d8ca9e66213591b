"""The doors: where agents sign in, take requests and bring answers."""
