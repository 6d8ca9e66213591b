"""Intuit's Web Connector as a carrier: what it needs to sign in, its sessions, and its SOAP door (rule S12)."""
