"""Finding articles by words: an index that follows the journal, and a match of one article."""

from barqiya.search.exact import arriving, newest
from barqiya.search.finding import find
from barqiya.search.index import SearchIndex
from barqiya.search.matcher import matches
from barqiya.search.related import SeeAlso, related
from barqiya.search.repair import Repair, RepairKind
from barqiya.search.results import Hit, Instead, Results
from barqiya.search.saved import SavedQueries
from barqiya.search.snippets import Run
from barqiya.search.suggest import Suggestion, SuggestionKind, suggest

__all__ = [
    "Hit",
    "Instead",
    "Repair",
    "RepairKind",
    "Results",
    "Run",
    "SavedQueries",
    "SearchIndex",
    "SeeAlso",
    "Suggestion",
    "SuggestionKind",
    "arriving",
    "find",
    "matches",
    "newest",
    "related",
    "suggest",
]
