import base64
from typing import Any

import pytest
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from bot.sandbox.model import Photo

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJ"
    "RU5ErkJggg=="
)
pytestmark = pytest.mark.browser


def until(page: WebDriver, condition: Any) -> Any:
    """Return what the condition gives once it holds; elements may be redrawn meanwhile."""
    wait = WebDriverWait(page, 60, 0.05, ignored_exceptions=[StaleElementReferenceException])
    return wait.until(lambda _: condition())


def find(page: WebDriver, selector: str) -> WebElement:
    """Wait for the first element."""
    found: WebElement = until(page, lambda: next(iter(all_of(page, selector)), None))
    return found


def all_of(page: WebDriver, selector: str) -> list[WebElement]:
    """Return the elements that are there now."""
    return page.find_elements(By.CSS_SELECTOR, selector)


def bubbles(page: WebDriver, author: str) -> list[str]:
    """Return the texts of one side of the chat."""
    return [one.text for one in all_of(page, f".row.{author} .text")]


def start(page: WebDriver) -> None:
    """Start the bot and wait for its answer."""
    find(page, ".start").click()
    until(page, lambda: all_of(page, ".row.bot .key"))


def complaints(page: WebDriver) -> list[str]:
    """Return what the browser holds against the page."""
    return [one["message"] for one in page.get_log("browser") if one["level"] == "SEVERE"]


def test_a_person_chats_and_turns_a_page_in_place(page: WebDriver) -> None:
    """Start, an answer, a button: a note appears, the message changes where it stands."""
    start(page)
    assert bubbles(page, "person") == ["/start"]
    row = find(page, ".row.bot")
    number = row.get_attribute("data-id")
    assert "معدّلة" not in row.text
    page.execute_script("window.setTimeout = () => 0")  # else the note goes after a moment
    find(page, "button.key").click()
    until(page, lambda: find(page, f".row.bot[data-id='{number}'] .text").text == "صفحة ٢")
    assert len(all_of(page, ".row")) == 2
    assert find(page, ".row.bot .edited").text == "معدّلة"
    until(page, lambda: find(page, "#toast").text == "الصفحة الثانية")
    assert complaints(page) == []


def test_each_line_has_its_own_direction(page: WebDriver) -> None:
    """An Arabic line runs right to left, one that begins in Latin left to right, as at Telegram."""
    start(page)
    lines = all_of(page, ".row.bot .text .line")
    directions = [line.value_of_css_property("direction") for line in lines]
    assert [line.text for line in lines][:2] == ["أحدث المقالات", "PyCon Cairo يبدأ غدًا"]
    assert directions == ["rtl", "ltr", "rtl", "rtl", "rtl"]
    assert find(page, ".row.bot blockquote").value_of_css_property("direction") == "rtl"
    assert find(page, "html").value_of_css_property("direction") == "rtl"
    own, theirs = find(page, ".row.person .bubble").rect, find(page, ".row.bot .bubble").rect
    assert own["x"] < theirs["x"]


def test_text_is_styled_and_commands_can_be_tapped(page: WebDriver) -> None:
    """Bold is bold, links are links that open apart, a tapped command is sent."""
    start(page)
    assert find(page, ".row.bot strong").text == "أحدث المقالات"
    link = find(page, ".row.bot a.key")
    assert link.get_attribute("href") == "https://example.com/"
    assert "noopener" in str(link.get_attribute("rel"))
    find(page, ".row.bot .command").click()
    until(page, lambda: bubbles(page, "person") == ["/start", "/help"])


def test_the_keyboard_is_enough(page: WebDriver) -> None:
    """A slash offers the menu; arrows and Enter choose; Enter sends, Shift+Enter does not."""
    start(page)
    find(page, ".composer textarea").send_keys("/la")
    until(page, lambda: find(page, ".menu").is_displayed())
    assert "أحدث المقالات" in find(page, ".menu").text
    find(page, ".composer textarea").send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    until(page, lambda: bubbles(page, "person") == ["/start", "/latest"])
    field = find(page, ".composer textarea")
    field.send_keys("سطر", Keys.SHIFT, Keys.ENTER, Keys.NULL, "وسطر", Keys.ENTER)
    until(page, lambda: bubbles(page, "person")[-1] == "سطر\nوسطر")
    assert field.get_attribute("value") == ""


def test_hostile_text_stays_text(page: WebDriver, station: Any) -> None:
    """Markup in a message is shown, never run; a javascript: address is no link."""
    hostile = "<img src=x onerror=alert(1)> javascript:alert(1)"
    start(page)
    station.do(lambda sandbox: sandbox.post("@barqiya_test", hostile))
    page.get(f"{station.address}?lang=ar#@barqiya_test")
    until(page, lambda: bubbles(page, "channel") == [hostile])
    assert all_of(page, ".row.channel img, .row.channel a") == []
    assert complaints(page) == []


def test_the_switch_changes_language_and_person(page: WebDriver) -> None:
    """English turns the page around and makes one the English reader, whose chat is empty."""
    start(page)
    find(page, "[data-language=en]").click()
    until(page, lambda: page.find_element(By.TAG_NAME, "html").get_attribute("dir") == "ltr")
    until(page, lambda: find(page, ".start").text == "Start")
    until(page, lambda: all_of(page, ".row") == [])
    find(page, "[data-language=ar]").click()
    until(page, lambda: bubbles(page, "person") == ["/start"])


def test_deletions_vanish_and_posts_arrive_unseen(page: WebDriver, station: Any) -> None:
    """A post in another chat counts in the list; a deleted message leaves the open chat."""
    start(page)
    station.do(lambda sandbox: sandbox.post("@barqiya_test", "خبر عاجل"))
    until(page, lambda: find(page, ".badge").text == "١")
    assert "خبر عاجل" in find(page, ".chat").text

    def delete(sandbox: Any) -> None:
        sandbox.state.delete_message(sandbox.messages(sandbox.arabic_reader.id)[-1])

    station.do(delete)
    until(page, lambda: bubbles(page, "bot") == [])
    assert bubbles(page, "person") == ["/start"]


def test_an_album_is_one_bubble(page: WebDriver, station: Any) -> None:
    """Its pictures stand together over the caption; edits, deletions and newcomers find them."""

    def post(sandbox: Any) -> list[Any]:
        content = base64.b64decode(PIXEL)
        photo = Photo(id="p", content=content, media_type="image/png", width=1, height=1)
        sandbox.state.store.put_photo(photo)
        chat = sandbox.chat("@barqiya_test").id
        return [
            sandbox.state.add_message(
                chat, author=sandbox.state.bot["id"], photo="p", album="1", text=text
            )
            for text in ("ميناء", "", "")
        ]

    page.get(f"{station.address}?lang=ar#@barqiya_test")
    sent = station.do(post)
    until(page, lambda: len(all_of(page, ".album img")) == 3)
    assert len(all_of(page, ".row.channel")) == 1
    assert bubbles(page, "channel") == ["ميناء"]
    station.do(lambda sandbox: sandbox.state.change_message(sent[0], text="الميناء"))
    until(page, lambda: bubbles(page, "channel") == ["الميناء"])
    station.do(lambda sandbox: sandbox.state.delete_message(sent[1]))
    until(page, lambda: len(all_of(page, ".album img")) == 2)
    page.refresh()
    until(page, lambda: len(all_of(page, ".album img")) == 2)
    assert complaints(page) == []


def test_the_page_survives_a_restart_of_the_server(page: WebDriver, station: Any) -> None:
    """While the server is away the page says so; then everything is back, without reload."""
    start(page)
    page.execute_script("window.sameDocument = true")
    station.stop()
    until(page, lambda: find(page, "#offline").is_displayed())
    station.start()
    until(page, lambda: not page.find_element(By.ID, "offline").is_displayed())
    station.do(lambda sandbox: sandbox.say(sandbox.arabic_reader, "بعد العودة"))
    until(page, lambda: bubbles(page, "person") == ["/start", "بعد العودة"])
    assert page.execute_script("return window.sameDocument")


def test_faults_can_be_set_from_the_page(page: WebDriver, station: Any) -> None:
    """The developer's panel adds a fault, lists it, and shows the calls of the bot."""
    start(page)
    find(page, "#workshop-open").click()
    until(page, lambda: "sendMessage" in find(page, ".calls").text)
    find(page, ".workshop .primary").click()
    until(page, lambda: "قطع الاتصال قبل التنفيذ" in find(page, ".waiting").text)
    assert station.do(lambda sandbox: len(sandbox.faults.waiting)) == 1


def test_screen_readers_are_told(page: WebDriver) -> None:
    """The messages are a log, the parts have names, the language is declared."""
    start(page)
    log = find(page, "[role=log]")
    assert log.get_attribute("aria-live") == "polite"
    assert "برقية" in str(log.get_attribute("aria-label"))
    assert find(page, "html").get_attribute("lang") == "ar"
    nameless = page.execute_script(
        "return [...document.querySelectorAll('button, a, input, textarea, select')].filter("
        "e => !e.innerText.trim() && !e.ariaLabel && !e.labels?.length).map(e => e.outerHTML)"
    )
    assert nameless == []


def test_a_phone_shows_one_thing_at_a_time(page: WebDriver, station: Any) -> None:
    """On a narrow screen the list and the chat take turns, and nothing sticks out sideways."""
    page.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 390, "height": 800, "deviceScaleFactor": 1, "mobile": True},
    )
    try:
        page.get(f"{station.address}?lang=ar")
        find(page, ".chat")
        assert not page.find_element(By.ID, "talk").is_displayed()
        all_of(page, ".chat")[-1].click()
        until(page, lambda: page.find_element(By.ID, "talk").is_displayed())
        start(page)
        assert not page.find_element(By.ID, "chats").is_displayed()
        assert page.execute_script("return document.documentElement.scrollWidth") <= 390
        find(page, "#back").click()
        until(page, lambda: page.find_element(By.ID, "chats").is_displayed())
    finally:
        page.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
