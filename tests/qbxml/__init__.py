"""Tests of `counterfoil.qbxml`."""
