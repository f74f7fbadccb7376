"""A feed opened in a browser, and the box of search as somebody types."""

from collections.abc import Callable
from typing import Any

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

pytestmark = pytest.mark.browser

Visit = Callable[..., Any]

# Everything that Tab reaches, and whether it can be seen that it is there.
TABBED = """
const reached = [...document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")]
  .filter((e) => e.tabIndex >= 0 && e.checkVisibility() && e.type !== "hidden");
return reached.map((e) => {
  e.focus({focusVisible: true});
  const style = getComputedStyle(e);
  const name = e.ariaLabel || e.textContent.trim() || (e.labels && e.labels[0]?.textContent);
  return [e.outerHTML.slice(0, 80), style.outlineStyle, style.outlineWidth, name || ""];
});
"""


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_feed_opened_in_a_browser_explains_itself(
    visit: Visit,
    served: Any,
    script: bool,  # noqa: FBT001 - pytest passes parameters by name
) -> None:
    """The same address, as a page: what it is, the address to take along, what is in it."""
    page = visit("/feeds/all.atom", script=script)
    assert page.current_url == f"{served.address}/feeds/all.atom"
    assert page.find_element(By.TAG_NAME, "h1").text == "كل المقالات"
    assert "هذه خلاصة" in page.find_element(By.TAG_NAME, "main").text
    field = page.find_element(By.CSS_SELECTOR, ".address input")
    assert field.get_attribute("value") == f"{served.address}/feeds/all.atom"
    assert page.find_element(By.CSS_SELECTOR, ".hits .title").text == "نشرة الصباح رقم 1"
    ways = [a.get_attribute("href") for a in page.find_elements(By.CSS_SELECTOR, ".readers a")]
    assert ways[0] == f"feed:{served.address}/feeds/all.atom"
    assert len(ways) > 4


def test_a_reader_that_lives_in_a_page_gets_the_feed(visit: Visit) -> None:
    """fetch() takes anything: it is given the feed that the browser's own reader is not shown."""
    page = visit("/feeds/all.rss")
    script = """
      fetch(location.href).then(async (a) => arguments[0]([
        a.headers.get("content-type"), (await a.text()).slice(0, 5), a.headers.get("vary")]))
    """
    kind, start, vary = page.execute_async_script(script)
    assert kind == "application/rss+xml; charset=utf-8"
    assert start == "<?xml"
    assert vary == "Accept, Accept-Encoding"


def test_completion_by_keyboard(visit: Visit, served: Any) -> None:
    """Down to a suggestion, Escape and back, Enter: the article, and the box says what it does."""
    page = visit("/")
    box = page.find_element(By.NAME, "q")
    box.send_keys("نشره")  # as people type it
    listed = _listed(page)
    assert listed[0].text.startswith("نشرة الصباح")
    assert box.get_attribute("aria-expanded") == "true"
    box.send_keys(Keys.ARROW_DOWN)
    assert box.get_attribute("aria-activedescendant") == listed[0].get_attribute("id")
    assert listed[0].get_attribute("aria-selected") == "true"
    box.send_keys(Keys.ESCAPE)
    assert not listed[0].is_displayed()
    assert box.get_attribute("value") == "نشره"
    box.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    WebDriverWait(page, 60).until(lambda p: p.find_elements(By.CLASS_NAME, "reading"))
    assert page.current_url == served.address + served.paths["نشرة الصباح رقم 1"]


def test_an_author_is_searched_for(visit: Visit) -> None:
    """A click on a name asks for what that person wrote, in the query language."""
    page = visit("/?lang=en")
    page.find_element(By.NAME, "q").send_keys("هدى")
    _listed(page)[0].click()
    WebDriverWait(page, 60).until(lambda p: "/search" in p.current_url)
    box = page.find_element(By.NAME, "q")
    assert box.get_attribute("value") == 'author:"هدى سالم"'
    assert page.find_element(By.TAG_NAME, "html").get_attribute("lang") == "en"


def test_enter_searches_for_what_was_typed(visit: Visit) -> None:
    """Who chooses nothing from the list searches as without it; so does who has no script."""
    for script in (True, False):
        page = visit("/", script=script)
        page.find_element(By.NAME, "q").send_keys("GPS")
        if script:
            _listed(page)
        page.find_element(By.NAME, "q").send_keys(Keys.ENTER)
        WebDriverWait(page, 60).until(lambda p: p.find_elements(By.CSS_SELECTOR, ".hits a"))
        assert "q=GPS" in page.current_url


@pytest.mark.parametrize("path", ["/", "/feeds/all.rss", "/search?q=نشرة"])
def test_everything_reached_by_tab_is_seen_and_named(visit: Visit, path: str) -> None:
    """WCAG 2.2, 2.4.7 and 4.1.2: the focus has an outline, and a screen reader a name to say."""
    for html, outline, width, name in visit(path, width=390).execute_script(TABBED):
        assert outline != "none", html
        assert width != "0px", html
        assert name, html


def test_targets_are_large_enough_for_a_finger(visit: Visit) -> None:
    """WCAG 2.2, 2.5.8: buttons and links that stand alone are 24 pixels high at least."""
    script = """
      return [...document.querySelectorAll(
        ".button, .copy, .readers a, .chips a, .few a, summary, .search button, .search input")]
        .filter((e) => e.checkVisibility())
        .map((e) => [e.getBoundingClientRect().height, e.outerHTML.slice(0, 80)]);
    """
    for height, html in visit("/", width=390).execute_script(script):
        assert height >= 24, html


def _listed(page: Any) -> list[Any]:
    options = (By.CSS_SELECTOR, "#completions [role=option]")
    WebDriverWait(page, 60).until(
        lambda p: any(o.is_displayed() for o in p.find_elements(*options))
    )
    return list(page.find_elements(*options))
