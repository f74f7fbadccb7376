import pytest
from lxml import etree

from feeds.pages.subscribing import READERS, for_device, only_here, qr_code

FEED = "https://example.org/feeds/tag/%D8%A8%D8%AD%D8%B1.rss?q=a&b"
ENCODED = "https%3A%2F%2Fexample.org%2Ffeeds%2Ftag%2F%25D8%25A8%25D8%25AD%25D8%25B1.rss%3Fq%3Da%26b"


def test_each_reader_is_asked_in_its_own_way() -> None:
    """What they read in their own address is the whole address of the feed."""
    assert {reader.name: reader.address(FEED) for reader in READERS} == {
        "Feedly": f"https://feedly.com/i/subscription/feed%2F{ENCODED}",
        "Inoreader": f"https://www.inoreader.com/?add_feed={ENCODED}",
        "NewsBlur": f"https://www.newsblur.com/?url={ENCODED}",
        "The Old Reader": f"https://theoldreader.com/feeds/subscribe?url={ENCODED}",
        "Feedbin": f"https://feedbin.com/?subscribe={ENCODED}",
    }


def test_an_app_on_the_device_is_told_the_scheme_too() -> None:
    """Behind feed: stands the whole address: https is not lost."""
    assert for_device(FEED) == f"feed:{FEED}"


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:8080", True),
        ("http://localhost", True),
        ("http://[::1]:8080", True),
        ("https://example.org", False),
        ("https://feeds.example.org/news", False),
    ],
)
def test_an_address_of_this_machine_is_known(url: str, here: bool) -> None:  # noqa: FBT001 - pytest passes parameters by name
    """Readers on the web cannot reach it, and the page says so."""
    assert only_here(url) is here


def test_a_code_is_a_drawing_and_the_same_each_time() -> None:
    """An svg with paths: no text, style or script that a policy would have to allow."""
    hostile = 'https://t.me/port_bot?start="><script>'
    code = qr_code(hostile)
    drawn = etree.fromstring(str(code))
    assert {etree.QName(one).localname for one in drawn.iter()} == {"svg", "path"}
    assert not {"style", "onload"} & {name for one in drawn.iter() for name in one.attrib}
    assert code == qr_code(hostile)
    assert code != qr_code("https://t.me/port_bot")
