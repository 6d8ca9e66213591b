"""Vendors (rule D3)."""
