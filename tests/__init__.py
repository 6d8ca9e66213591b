"""Tests of Counterfoil; the folders mirror `src/counterfoil`."""
