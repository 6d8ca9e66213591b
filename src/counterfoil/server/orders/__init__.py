"""Purchase orders: what was ordered of vendors, as QuickBooks has it; read-only here (rule D10)."""
