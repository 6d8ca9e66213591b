"""The lists of a company file: accounts, classes, vendors, customers, items and terms, one module each."""
