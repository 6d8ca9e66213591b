"""Users, organizations, roles, permissions and API keys."""
