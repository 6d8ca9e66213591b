"""What every kind of record shares: base models, conversion to frozen records, one plural write with its audit."""
