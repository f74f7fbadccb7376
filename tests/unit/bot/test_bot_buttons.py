"""What buttons and plain words stand for."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barqiya.domain.article import ArticleId
from bot.commands import COMMANDS
from bot.commands.actions import (
    Action,
    How,
    Nothing,
    Open,
    RunCommand,
    TurnArticle,
    TurnLatest,
    TurnSearch,
    decoded,
    encoded,
)
from bot.commands.paging import clamped, page_count
from bot.commands.search import SEARCH
from bot.commands.words import asked_for, meant

pages = st.integers(0, 999_999)
ids = st.uuids().map(ArticleId)
actions: st.SearchStrategy[Action] = st.one_of(
    st.builds(Open, article_id=ids),
    st.builds(TurnArticle, article_id=ids, page=pages, before=st.none() | ids),
    st.builds(TurnLatest, page=pages),
    st.builds(TurnSearch, page=pages, how=st.sampled_from(How)),
    st.sampled_from([command.name for command in COMMANDS]).map(lambda n: RunCommand(name=n)),
    st.just(Nothing()),
)


@given(action=actions)
def test_a_button_means_what_was_meant(action: Action) -> None:
    """Any action comes back from its data, which Telegram takes: at most 64 bytes."""
    data = encoded(action)
    assert len(data.encode()) <= 64
    assert decoded(data) == action


@given(data=st.text(max_size=64))
def test_strange_data_is_harmless(data: str) -> None:
    """Data that is none of ours is nothing, or something that encodes to what it says."""
    action = decoded(data)
    assert action is None or decoded(encoded(action)) == action


@pytest.mark.parametrize("data", ["o:AAAA:0", "a:", "l:-1", "l:9999999", "s:", "c:", "o::", ""])
def test_broken_data_is_nothing(data: str) -> None:
    """Data that is cut short is nothing."""
    assert decoded(data) is None


def test_the_data_of_an_article_is_short() -> None:
    """The id takes 22 characters."""
    article = ArticleId(UUID(int=2**128 - 1))
    assert encoded(TurnArticle(article_id=article, page=3)) == "o:_____________________w:3"


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("آخر", "latest", ""),
        ("اخر", "latest", ""),
        ("الأخبار", "latest", ""),
        ("الاخبار!", "latest", ""),
        ("مساعدة", "help", ""),
        ("مساعده", "help", ""),
        ("بحث", "search", ""),
        ("بحث القمر والبحر", "search", "القمر والبحر"),
        ("ابحث: القمر", "search", "القمر"),
        ("Help", "help", ""),
        ("مرحبًا", "start", ""),
    ],
)
def test_words_that_do_what_a_command_does(text: str, name: str, words: str) -> None:
    """Arabic words, in any spelling, stand for the commands."""
    found = meant(text, COMMANDS)
    assert found is not None
    assert (found[0].name, found[1]) == (name, words)


@pytest.mark.parametrize("text", ["القمر", "آخر القمر", "help me", "بحثا عن القمر"])
def test_other_words_are_for_searching(text: str) -> None:
    """Words that only begin like a command are no command."""
    assert meant(text, COMMANDS) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/search قمر", "قمر"),
        ("/search@manara_bot  قمر\nوبحر", "قمر\nوبحر"),
        ("/search بحث علمي", "بحث علمي"),
        ("بحث قمر", "قمر"),
        ("قمر", "قمر"),
        ("/search", ""),
        ("بحث", ""),
    ],
)
def test_the_words_of_a_search_are_read_back(text: str, words: str) -> None:
    """What a list of results replies to says what it is a search for, however it was asked."""
    assert asked_for(text, SEARCH) == words


def test_pages_of_a_list() -> None:
    """Five a page; a page that is no more is the last one."""
    assert [page_count(total) for total in (0, 1, 5, 6, 11)] == [1, 1, 1, 2, 3]
    assert [clamped(page, 11) for page in (0, 2, 3, 99)] == [0, 2, 2, 2]


def test_commands_are_ones_telegram_takes() -> None:
    """Names are lower-case Latin, no two the same."""
    names = [command.name for command in COMMANDS]
    assert len(set(names)) == len(names)
    assert all(name.isascii() and name.islower() and 1 <= len(name) <= 32 for name in names)
