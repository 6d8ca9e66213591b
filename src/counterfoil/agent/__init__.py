"""The program beside QuickBooks: it carries qbXML between a company file and the server, and decides nothing."""
