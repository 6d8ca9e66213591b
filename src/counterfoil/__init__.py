"""Counterfoil: accounts payable that stays in agreement with a QuickBooks Desktop company file."""

__version__ = "0.1.0"
