"""Tests of the public REST API."""
