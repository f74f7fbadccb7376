"""Sites that run on WordPress: their REST API, and where that is closed, their feed."""

from barqiya.sources.wordpress.visiting import flow

__all__ = ["flow"]
