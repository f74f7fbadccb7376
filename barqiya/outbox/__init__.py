"""Delivery: from the journal to whoever is to be told, never lost and never twice."""
