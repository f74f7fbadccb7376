"""All text on its way to Telegram goes through here: articles, posts, lists and notes; pure.

Owns the shape and the safety of what is sent; never sends, and knows no library of Telegram's.
"""

from bot.messages.article import article_pages
from bot.messages.listing import Listed, listing
from bot.messages.markup import CAPTION_UNITS, TEXT_UNITS, Message
from bot.messages.note import note
from bot.messages.post import Post, channel_post, photo_of

__all__ = [
    "CAPTION_UNITS",
    "TEXT_UNITS",
    "Listed",
    "Message",
    "Post",
    "article_pages",
    "channel_post",
    "listing",
    "note",
    "photo_of",
]
