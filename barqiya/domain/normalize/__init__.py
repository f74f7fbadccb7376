"""What is let in, made clean: text, HTML, addresses. Pure; knows no source and no output."""

from barqiya.domain.normalize.addresses import (
    absolute,
    address_key,
    is_loopback,
    without_secrets,
    without_secrets_in,
)
from barqiya.domain.normalize.characters import clean_text, clean_title, paragraphs_html
from barqiya.domain.normalize.markup import clean_html
from barqiya.domain.normalize.reading import images_in, plain_text, summarise, summary_of

__all__ = [
    "absolute",
    "address_key",
    "clean_html",
    "clean_text",
    "clean_title",
    "images_in",
    "is_loopback",
    "paragraphs_html",
    "plain_text",
    "summarise",
    "summary_of",
    "without_secrets",
    "without_secrets_in",
]
