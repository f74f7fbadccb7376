"""Telling hubs that feeds changed (WebSub, W3C Recommendation of 2018)."""

from feeds.websub.telling import Telling

__all__ = ["Telling"]
