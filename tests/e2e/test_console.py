"""The console as people use it: a real browser on the server that the demo leaves running."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from selenium.webdriver.remote.webelement import WebElement

    from tests.e2e.conftest import Show

DRIVER = Path("/usr/bin/chromedriver")
CHROMIUM = shutil.which("chromium")
WAIT_S = 20
NARROW_PX = 390

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.timeout(600),
    pytest.mark.skipif(
        CHROMIUM is None or not DRIVER.exists(), reason="needs the Debian packages chromium and chromium-driver"
    ),
]


class Visitor:
    """Somebody at a browser. Every address that was shown is remembered."""

    def __init__(self, driver: webdriver.Chrome, show: Show) -> None:
        self.driver = driver
        self.show = show
        self.addresses: list[str] = []

    def go(self, path: str) -> None:
        self.driver.get(self.show.console + path)
        self.addresses.append(self.driver.current_url)

    def find(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    @property
    def path(self) -> str:
        return urlsplit(self.driver.current_url).path

    @property
    def words(self) -> str:
        return self.find("body").text

    def press(self, *keys: str) -> None:
        ActionChains(self.driver).send_keys(*keys).perform()

    def until(self, condition: Callable[[], bool]) -> None:
        WebDriverWait(self.driver, WAIT_S).until(lambda _: condition())
        self.addresses.append(self.driver.current_url)

    def submit(self, button: WebElement) -> None:
        """Click, and wait for the page that answers."""
        page = self.find("html")
        button.click()
        self.until(lambda: self._is_gone(page))

    def log_in(self, name: str, password: str | None = None, *, language: str = "en") -> None:
        self.driver.delete_all_cookies()
        self.go(f"/language?to={language}&back=/login")
        self.find("#username").send_keys(name)
        self.find("#password").send_keys(password if password is not None else self.show.passwords[name])
        self.submit(self.find("main button"))

    def case_of(self, file_name: str) -> str:
        """Path of the case of a file, from the list."""
        self.go("/cases")
        row = next(row for row in self.all("tbody tr") if file_name in row.text)
        return urlsplit(row.find_element(By.TAG_NAME, "a").get_attribute("href") or "").path

    def _is_gone(self, page: WebElement) -> bool:
        return self.find("html") != page and self.driver.execute_script("return document.readyState") == "complete"


@pytest.fixture(scope="module")
def visitor(show: Show) -> Iterator[Visitor]:
    options = Options()
    options.binary_location = CHROMIUM or ""
    for flag in ("--headless=new", "--no-sandbox", "--ignore-certificate-errors", "--disable-dev-shm-usage"):
        options.add_argument(flag)
    options.add_argument("--window-size=1280,1000")
    driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    try:
        yield Visitor(driver, show)
    finally:
        driver.quit()


def test_logging_in_needs_no_mouse(visitor: Visitor, show: Show) -> None:
    visitor.driver.delete_all_cookies()
    visitor.go("/")
    assert visitor.path == "/login"
    assert visitor.driver.switch_to.active_element.get_attribute("id") == "username"
    page = visitor.find("html")
    visitor.press("sato", Keys.TAB, show.passwords["sato"], Keys.ENTER)
    visitor.until(lambda: visitor.find("html") != page and visitor.path == "/cases")
    visitor.press(Keys.TAB)
    skip = visitor.driver.switch_to.active_element
    assert skip.text == "Skip to content"
    skip.send_keys(Keys.ENTER)
    visitor.press(Keys.TAB, Keys.TAB)  # the table, which scrolls by keyboard, then its first link
    first = visitor.driver.switch_to.active_element
    assert first.text.startswith("C-")
    first.send_keys(Keys.ENTER)
    visitor.until(lambda: visitor.path.startswith("/cases/C-"))
    assert "Why it was stopped" in visitor.words


def test_a_wrong_password_is_said_and_nobody_is_logged_in(visitor: Visitor) -> None:
    visitor.log_in("sato", "not the password")
    assert "Name or password is wrong." in visitor.words
    assert visitor.driver.switch_to.active_element.get_attribute("id") == "password"
    known = visitor.find("main").text
    visitor.log_in("nobody-of-that-name", "not the password")
    assert visitor.find("main").text == known
    visitor.go("/cases")
    assert visitor.path == "/login"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Why it was stopped", "blocked", "the wall (always in force)", "controlled", "shared folder")),
        ("ja", ("止められた理由", "遮断", "壁(常に適用)", "管理対象", "共有フォルダ")),
        ("zh", ("拦截原因", "阻止", "隔离墙(始终生效)", "受控", "共享文件夹")),
    ],
)
def test_a_researcher_sees_why_in_their_language(visitor: Visitor, language: str, words: tuple[str, ...]) -> None:
    visitor.log_in("sato", language=language)
    visitor.go(visitor.case_of("bracket.zip"))
    assert visitor.find("html").get_attribute("lang") == language
    said = visitor.words
    for word in (*words, "invariant:wall", "qsensor", "QS-DWG-0147-02.dxf", "A-", "sekimori case show C-"):
        assert word in said, word
    assert len(visitor.all("ol.reasons li")) >= 2
    assert visitor.all("form[action$='/release-requests']")
    assert not visitor.all("form[action$='/deny']")  # a researcher asks; a reviewer or an officer denies


def test_the_language_is_switched_by_a_link_and_kept(visitor: Visitor) -> None:
    visitor.log_in("sato")
    for code, title in (("ja", "案件"), ("zh", "案件"), ("en", "Cases")):
        visitor.submit(visitor.find(f".languages a[lang={code}]"))
        assert (visitor.find("html").get_attribute("lang"), visitor.find("h1").text) == (code, title)
        assert visitor.path == "/cases"
        assert visitor.find(".languages [aria-current]").get_attribute("lang") == code


def test_a_researcher_asks_and_an_officer_reads_the_terms_and_denies(visitor: Visitor) -> None:
    visitor.log_in("miller")
    case = visitor.case_of("heat-shield.pdf")
    visitor.go(case)
    button = visitor.find("form[action$='/release-requests'] button")
    button.click()
    assert visitor.driver.switch_to.active_element.get_attribute("id") == "purpose"  # the first that is missing
    answers = {
        "purpose": "fit check of the shield <b>with</b> the partner",
        "recipient": "Harbor University, Physics, US",
        "item": "EAR99",
        "end_use": "assembly in their cryostat",
        "basis_number": "2026-204",
    }
    for name, text in answers.items():
        visitor.find(f"#{name}").send_keys(text)
    last = visitor.find("#until").get_attribute("max")
    for name, day in (("basis_date", "2026-01-15"), ("until", last)):
        visitor.driver.execute_script("arguments[0].value = arguments[1]", visitor.find(f"#{name}"), day)
    visitor.submit(button)
    release = visitor.path
    assert release.startswith("/releases/R-")

    visitor.log_in("tanaka")
    visitor.go("/releases")
    assert release.removeprefix("/releases/") in visitor.words
    visitor.go(release)
    said = visitor.words
    for words in (*answers.values(), "miller", "heat-shield.pdf", "0 of 2", "waiting for approval"):
        assert words in said, words
    assert f"sekimori login {visitor.show.console} --user NAME" in said
    assert f"sekimori release approve {release.removeprefix('/releases/')} --key FILE" in said
    visitor.find("#end-comment").send_keys("the licence does not name this recipient")
    visitor.submit(visitor.find("form[action$='/deny'] button"))
    assert "denied" in visitor.find("h1").text
    assert not visitor.all("form[action$='/deny']")

    visitor.log_in("miller")
    visitor.go(release)
    assert "the licence does not name this recipient" in visitor.words


def test_an_officer_lets_a_stop_stand(visitor: Visitor) -> None:
    visitor.log_in("suzuki", language="ja")
    visitor.go(visitor.case_of("backup.zip"))
    visitor.find("#deny-comment").send_keys("中身を確認できないため")
    visitor.submit(visitor.find("form[action$='/deny'] button"))
    assert "却下" in visitor.find("h1").text
    assert "中身を確認できないため" in visitor.words


def test_the_other_side_sees_the_neutral_page_only(visitor: Visitor) -> None:
    visitor.log_in("sato")
    case = visitor.case_of("bracket.zip")
    visitor.log_in("wang")
    assert "bracket.zip" not in visitor.words
    visitor.go(case)
    assert "A file was stopped. Its details are for those who may read its source." in visitor.words
    assert "Export Control Office" in visitor.words
    page = visitor.driver.page_source
    for hidden in ("bracket", "qsensor", "QS-DWG", "sato", "drawing", "invariant", "release-requests"):
        assert hidden not in page, hidden


def test_whoever_has_nothing_to_read_is_told_so(visitor: Visitor) -> None:
    visitor.log_in("wang")
    visitor.go("/cases")
    assert "Nothing here." in visitor.words
    visitor.go("/releases")
    assert "Nobody has asked for a release that you may read." in visitor.words
    visitor.log_in("yamada")
    visitor.go("/cases")
    assert "Your role runs the server and reads no case." in visitor.words


def test_a_token_is_shown_once_and_is_in_no_address(visitor: Visitor) -> None:
    visitor.log_in("yamada")
    visitor.go("/agents")
    assert "fileserver-1" in visitor.words
    visitor.find("#name").send_keys("lab-ws-09")
    visitor.submit(visitor.find("form[action='/agents/tokens'] button"))
    token = visitor.find("pre.command").text
    assert token.startswith("skm1.")
    assert token.split(".")[1] not in visitor.driver.current_url
    visitor.go("/agents")
    assert token not in visitor.driver.page_source


def test_logging_out_ends_the_session(visitor: Visitor) -> None:
    visitor.log_in("sato")
    cookies = visitor.driver.get_cookies()
    session = next(cookie for cookie in cookies if cookie["name"] == "__Host-sekimori")
    assert (session["httpOnly"], session["secure"], session["sameSite"]) == (True, True, "Strict")
    visitor.submit(visitor.find("form[action='/logout'] button"))
    assert visitor.path == "/login"
    visitor.driver.add_cookie(session)  # what somebody copied before
    visitor.go("/cases")
    assert visitor.path == "/login"


@pytest.mark.parametrize("name", ["tanaka", "yamada", "wang"])
def test_no_page_is_wider_than_a_telephone(visitor: Visitor, name: str) -> None:
    visitor.log_in(name)
    size = {"width": NARROW_PX, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    visitor.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    try:
        visitor.go("/cases")
        links = [urlsplit(link.get_attribute("href") or "").path for link in visitor.all("tbody th a")[:1]]
        visitor.go("/releases")
        links += [urlsplit(link.get_attribute("href") or "").path for link in visitor.all("tbody th a")[:1]]
        for path in ("/cases", "/releases", "/policy", *links, *(() if name == "wang" else ("/agents",))):
            for language in ("en", "ja", "zh"):
                visitor.go(f"/language?to={language}&back={path}")
                assert visitor.path == path
                wide = visitor.driver.execute_script("return document.documentElement.scrollWidth")
                assert wide <= NARROW_PX, (path, language, wide)
    finally:
        visitor.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_no_secret_and_no_document_text_was_in_an_address(visitor: Visitor, show: Show) -> None:
    said = "\n".join(visitor.addresses)
    assert len(visitor.addresses) > 1
    secrets = [*show.passwords.values(), "skm1.", "form_token", "resonator", "cryostat", "shield", "bracket.zip"]
    assert [secret for secret in secrets if secret in said] == []


def test_the_browser_reported_nothing_wrong(visitor: Visitor) -> None:
    """Such as a style that the security policy refuses."""
    visitor.log_in("tanaka")
    visitor.go("/policy")
    complaints = [entry["message"] for entry in visitor.driver.get_log("browser") if "favicon" not in entry["message"]]
    assert [complaint for complaint in complaints if "Content Security Policy" in complaint] == []
