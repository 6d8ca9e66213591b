"""Tests of the program beside QuickBooks."""
