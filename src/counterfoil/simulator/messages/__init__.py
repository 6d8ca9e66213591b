"""The messages of qbXML 13.0 that the simulator answers: their structure as tables, and what each does."""
