"""Stories through the whole house: real processes, real doors."""
