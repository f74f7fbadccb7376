"""How much an address may ask for, and how much is kept of what was asked for."""

LONGEST_QUERY = 500  # characters
ROOM = 64_000_000  # bytes kept of feeds, and as many of pages
