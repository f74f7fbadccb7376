"""The pure core: what an article is, what may happen to it, and who is told."""
