"""What the routes have in common: how much may be asked for and is kept, how pages are sent."""

from barqiya.domain.query import MAX_LENGTH
from feeds import answers

LONGEST_QUERY = MAX_LENGTH  # characters: as many as people paste into the chat
ROOM = 64_000_000  # bytes kept of feeds, and as many of pages
HTML = "text/html; charset=utf-8"
PAGE_HEADERS = (("content-security-policy", answers.PAGE_POLICY),)
