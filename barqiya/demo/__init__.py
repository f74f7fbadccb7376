"""The publication of a first run: what a newcomer sees before there are settings."""
