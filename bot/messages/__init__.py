"""All text on its way to Telegram goes through here: articles, posts, lists and notes; pure.

Owns the shape and the safety of what is sent; never sends, and knows no library of Telegram's.
"""

from bot.messages.article import article_pages
from bot.messages.digest import Digest, digest_post, digest_takes
from bot.messages.listing import Listed, listing
from bot.messages.markup import CAPTION_UNITS, TEXT_UNITS, Message
from bot.messages.note import note
from bot.messages.pictures import photo_of
from bot.messages.post import Button, LinkPreview, Part, Post, channel_post, form_of
from bot.messages.style import NAMED, STANDARD, PostStyle, template_of
from bot.messages.template import TemplateError, read_template
from bot.messages.trial import try_out

__all__ = [
    "CAPTION_UNITS",
    "NAMED",
    "STANDARD",
    "TEXT_UNITS",
    "Button",
    "Digest",
    "LinkPreview",
    "Listed",
    "Message",
    "Part",
    "Post",
    "PostStyle",
    "TemplateError",
    "article_pages",
    "channel_post",
    "digest_post",
    "digest_takes",
    "form_of",
    "listing",
    "note",
    "photo_of",
    "read_template",
    "template_of",
    "try_out",
]
