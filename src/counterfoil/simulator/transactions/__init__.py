"""The transactions of a company file: bills, purchase orders and the checks that pay bills, one module each."""
