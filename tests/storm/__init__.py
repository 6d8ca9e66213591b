"""Storms: random people on both sides, and everything that can break, from one seed; then every promise is checked.

    python -m tests.storm --seeds 200            past failing seeds first, then fresh ones
    python -m tests.storm --seed 1234            one seed again, with its story
    python -m tests.storm --mutants              planted bugs that the checks must catch
    python -m tests.storm --seeds 1-50 --sqlite  the books in a real database, people at the real services (--postgres)

The engine, the qbXML and the company file are the real ones, in one process under a clock moved by hand.
"""
