"""The public REST API under `/api/v1`: JSON in the records' own words, with keys, revisions and problem details."""
