from collections.abc import Callable
from typing import Any

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

pytestmark = pytest.mark.browser

Visit = Callable[..., Any]

# The contrast of every piece of text with what lies behind it (WCAG 2.2, 1.4.3), worst first.
CONTRASTS = """
const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
function rgba(color) {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data].map((v) => v / 255);
}
function over(top, below) {
  return [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3]));
}
function behind(element) {
  if (!element) return rgba(getComputedStyle(document.body).backgroundColor).slice(0, 3);
  const color = rgba(getComputedStyle(element).backgroundColor);
  return color[3] === 1 ? color.slice(0, 3) : over(color, behind(element.parentElement));
}
function light(color) {
  const [r, g, b] = color.map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
const found = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
  const back = behind(element);
  const front = over(rgba(getComputedStyle(element).color), back);
  const [high, low] = [light(front), light(back)].sort((a, b) => b - a);
  found.push([(high + 0.05) / (low + 0.05), walker.currentNode.data.trim().slice(0, 40)]);
}
return found.sort((a, b) => a[0] - b[0]);
"""


@pytest.fixture
def paths(served: Any) -> dict[str, str]:
    """Return one address of each kind of page."""
    return {
        "landing": "/",
        "landing in English": "/?lang=en",
        "article": served.paths["GPS في جيبك"],
        "article in English": served.paths["The harbour at six"],
        "search": "/search?q=نشرة",
        "no result": "/search?q=xyzzy",
        "feed": "/feeds/all.rss",
        "feed in English": "/feeds/category/city.atom?lang=en",
        "feed of a search": "/feeds/search.json?q=GPS",
        "nothing there": "/nothing",
        "operator": "/operator",
        "operator in English": "/operator?lang=en",
    }


def _direction(element: Any) -> str:
    return str(element.value_of_css_property("direction"))


def test_arabic_pages_run_from_right_to_left(visit: Visit) -> None:
    """The name stands at the right, the search at the left, and text is aligned to the start."""
    page = visit("/")
    assert _direction(page.find_element(By.TAG_NAME, "body")) == "rtl"
    name = page.find_element(By.CLASS_NAME, "wordmark").rect
    search = page.find_element(By.CLASS_NAME, "search").rect
    assert name["x"] > search["x"] + search["width"]


def test_each_article_runs_in_its_own_direction(visit: Visit) -> None:
    """English in an Arabic list is left to right; Arabic that begins with GPS is not."""
    page = visit("/")
    titles = {e.text: e for e in page.find_elements(By.CSS_SELECTOR, "article .title")}
    assert _direction(titles["The harbour at six"]) == "ltr"
    assert _direction(titles["GPS في جيبك"]) == "rtl"


def test_an_article_page_in_both_directions(visit: Visit, served: Any) -> None:
    """The text has its own direction whatever the page's; code stays left to right."""
    page = visit(served.paths["GPS في جيبك"])
    assert _direction(page.find_element(By.CSS_SELECTOR, ".text p")) == "rtl"
    page = visit(served.paths["The harbour at six"])
    assert _direction(page.find_element(By.CSS_SELECTOR, "h1")) == "ltr"
    assert _direction(page.find_element(By.TAG_NAME, "body")) == "rtl"


def test_each_language_has_its_own_fonts(visit: Visit, served: Any) -> None:
    """English inside an Arabic page is set as English: its digits come from no Arabic font."""
    page = visit(served.paths["GPS في جيبك"])
    arabic = page.find_element(By.CSS_SELECTOR, ".text p").value_of_css_property("font-family")
    page = visit(served.paths["The harbour at six"])
    english = page.find_element(By.CSS_SELECTOR, ".text p").value_of_css_property("font-family")
    code = page.find_element(By.CSS_SELECTOR, ".text code").value_of_css_property("font-family")
    assert "Naskh" in arabic
    assert "Naskh" not in english
    assert code.endswith("monospace")


@pytest.mark.parametrize("width", [1280, 1000, 390, 320])
def test_nothing_sticks_out_sideways(
    visit: Visit, served: Any, paths: dict[str, str], width: int
) -> None:
    """No page scrolls sideways, on a desk or on the smallest phone (WCAG 2.2, 1.4.10).

    Not even for a name of a hundred letters without a space.
    """
    for name, path in (paths | {"endless name": served.paths["اسم بلا نهاية"]}).items():
        page = visit(path, width=width)
        for details in page.find_elements(By.TAG_NAME, "details"):
            page.execute_script("arguments[0].open = true", details)
        assert page.execute_script("return document.scrollingElement.scrollWidth") <= width, name


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_can_be_read(visit: Visit, paths: dict[str, str], dark: bool) -> None:  # noqa: FBT001 - pytest passes parameters by name
    """Every piece of text has a contrast of at least 4.5 with what lies behind it."""
    for name, path in paths.items():
        contrasts = visit(path, dark=dark).execute_script(CONTRASTS)
        assert len(contrasts) > 5
        assert contrasts[0][0] >= 4.5, (name, contrasts[:3])


def test_the_operators_table_is_cards_on_a_phone(visit: Visit) -> None:
    """Each row tells with every value what it is; on a desk the heads of the columns do."""
    for width, shown in ((390, True), (1280, False)):
        page = visit("/operator", width=width)
        assert _direction(page.find_element(By.TAG_NAME, "body")) == "rtl"
        cell = page.find_element(By.CSS_SELECTOR, ".health td")
        script = "return getComputedStyle(arguments[0], '::before').content"
        assert ("الحال" in page.execute_script(script, cell)) is shown
        assert (cell.value_of_css_property("display") == "flex") is shown
        reason = page.find_element(By.CSS_SELECTOR, ".health .said")
        assert _direction(reason) == "ltr"


def test_nothing_breaks_under_the_policy(visit: Visit, paths: dict[str, str]) -> None:
    """Our own pages keep the content security policy that they send: the console is empty."""
    for name, path in paths.items():
        log = visit(path).get_log("browser")
        # Chromium writes down the status of a page that was not found.
        assert [one for one in log if "404" not in one["message"]] == [], name


def test_nothing_of_an_article_runs(visit: Visit, served: Any) -> None:
    """Were the cleaning to fail, the policy still holds: no script, no frame, no overlay."""
    page = visit(served.paths["مقال خبيث"])
    page.find_element(By.CSS_SELECTOR, ".text p").click()
    assert page.title.startswith("مقال خبيث")
    covering = page.find_element(By.XPATH, "//p[.='غطاء']")
    assert covering.value_of_css_property("position") == "static"
    assert "Content Security Policy" in str(page.get_log("browser"))


def test_pages_are_whole_without_script(visit: Visit, served: Any) -> None:
    """Reading, links and addresses need no script; buttons that would need it are not shown."""
    page = visit("/", script=False)
    assert page.find_element(By.CSS_SELECTOR, ".lead .title").text == "نشرة الصباح رقم 1"
    assert not page.find_element(By.CLASS_NAME, "copy").is_displayed()
    field = page.find_element(By.CSS_SELECTOR, ".address input")
    assert field.get_attribute("value") == f"{served.address}/feeds/all.rss"
    page.find_element(By.CSS_SELECTOR, ".lead .title a").click()
    assert "هدأت الريح" in page.find_element(By.CLASS_NAME, "text").text


def test_one_click_copies_a_feeds_address(visit: Visit, served: Any) -> None:
    """The button says that it is done, and the address is in the clipboard."""
    page = visit("/")
    page.execute_cdp_cmd(
        "Browser.grantPermissions",
        {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]},
    )
    button = page.find_element(By.CSS_SELECTOR, ".address .copy")
    page.execute_script("window.setTimeout = () => 0")  # else it is taken back after two seconds
    button.click()
    WebDriverWait(page, 60).until(lambda _: button.text == "نُسخ")
    told = page.find_element(By.CSS_SELECTOR, "[role=status]#told")
    assert told.get_attribute("textContent") == "نُسخ"
    copied = page.execute_async_script("navigator.clipboard.readText().then(arguments[0])")
    assert copied == f"{served.address}/feeds/all.rss"


def test_the_keyboard_reaches_the_content_first(visit: Visit) -> None:
    """The first Tab shows the way past the masthead, and Enter takes it."""
    page = visit("/")
    page.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)
    skip = page.switch_to.active_element
    assert skip.text == "إلى المحتوى"
    assert skip.rect["y"] >= 0
    skip.send_keys(Keys.ENTER)
    assert page.switch_to.active_element.get_attribute("id") == "content"


def test_a_person_searches_and_reads(visit: Visit) -> None:
    """From the box in the masthead to the article, by keyboard alone."""
    page = visit("/")
    box = page.find_element(By.NAME, "q")
    box.send_keys("GPS", Keys.ENTER)
    WebDriverWait(page, 60).until(lambda p: p.find_elements(By.CSS_SELECTOR, ".hits a"))
    assert page.find_element(By.TAG_NAME, "mark").text == "GPS"
    page.find_element(By.CSS_SELECTOR, ".hits .title a").send_keys(Keys.ENTER)
    WebDriverWait(page, 60).until(lambda p: p.find_elements(By.CLASS_NAME, "text"))
    assert page.find_element(By.TAG_NAME, "h1").text == "GPS في جيبك"


def test_headings_and_phone_width(visit: Visit) -> None:
    """On a phone the newest article comes before the feeds, and both fit the screen."""
    page = visit("/", width=390)
    lead = page.find_element(By.CLASS_NAME, "lead").rect
    follow = page.find_element(By.ID, "follow").rect
    assert lead["y"] < 900
    assert lead["y"] < follow["y"]
    assert follow["width"] <= 390
