"""The tables' history, written by Django."""
