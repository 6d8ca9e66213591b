"""Customers and their jobs (rule D4)."""
