"""QuickBooks' language: qbXML text to and from records, by tables.

`write` says requests, `read` understands answers, `status` says what an outcome asks of us; `tables` is the grammar
that both follow. Everything is pure: text and values in, text and values out.
"""
