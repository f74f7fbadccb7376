"""How a list falls into pages. Pure."""

PER_PAGE = 5


def page_count(total: int) -> int:
    """Return how many pages *total* entries fill: at least one."""
    return max(1, -(-total // PER_PAGE))


def clamped(page: int, total: int) -> int:
    """Return *page*, counted from 0, or the last one where there are not so many."""
    return min(page, page_count(total) - 1)
