"""Asking sources' servers, politely and safely: a request in, a response or a FetchError out.

Owns the only HTTP client on the sources' side. Never reads what it fetches, never decides when.
"""

from barqiya.fetching.client import Fetcher
from barqiya.fetching.terms import Access, Terms

__all__ = ["Access", "Fetcher", "Terms"]
