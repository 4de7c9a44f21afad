"""Turns a template into an answer, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial
from urllib.parse import quote

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from policies.advice import advice_on
from policies.decision import Reason
from policies.visible import visible
from policies.wording import say, say_fault
from server.asking import COOKIE
from server.console.words import LANGUAGES, NAMES, Words, choose_language, load_words
from server.people.service import Asker
from server.security import form_token

LANGUAGE_COOKIE = "sekimori-language"
KIB = 1024


class Renderer:
    """Jinja templates with the console's words."""

    def __init__(self) -> None:
        self._words: Words = load_words()
        self._environment = Environment(
            loader=PackageLoader("server.console"),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=_visible,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters["when"] = when
        self._environment.filters["size"] = size
        self._environment.filters["percent"] = lambda share: f"{share * 100:.0f} %"

    def page(
        self, request: Request, template: str, asker: Asker | None, *, status: int = 200, **values: object
    ) -> HTMLResponse:
        """The page for a template.

        Args:
            asker: Who is logged in; None on the log-in page.
            values: What the template shows.
        """
        language = language_of(request)
        token = request.cookies.get(COOKIE, "")
        path = request.url.path if request.method == "GET" else "/"
        text = self._environment.get_template(template).render(
            t=partial(self._words.say, language),
            reason=partial(_reason, language),
            rule=partial(self._rule, language),
            named=partial(self._named, language),
            names=partial(self._names, language),
            advice=lambda problem: say(advice_on(problem), {}, language),
            language=language,
            languages=[(code, NAMES[code]) for code in LANGUAGES],
            asker=asker,
            form_token=form_token(token) if token and asker else "",
            path=path,
            quoted_path=quote(path, safe=""),
            server_url=str(request.base_url).rstrip("/"),
            **values,
        )
        return HTMLResponse(text, status_code=status, headers={"vary": "Accept-Language, Cookie"})

    def _named(self, language: str, kind: str, value: str) -> str:
        """A value in words; the value itself where nobody wrote any."""
        key = f"{kind}.{value}"
        words = self._words.say(language, key)
        return value if words == key else words

    def _names(self, language: str, kind: str, values: Iterable[str]) -> str:
        return ", ".join(self._named(language, kind, value) for value in sorted(values))

    def _rule(self, language: str, source: str) -> str:
        """What gave a verdict, such as `rule:drawings-off-site` or `invariant:wall`, in words."""
        kind, _, name = source.partition(":")
        if kind == "invariant":
            return self._named(language, "rule.invariant", name)
        words = self._words.say(language, f"rule.{kind}", name=name)
        return name if words == f"rule.{kind}" else words


def renderer_of(request: Request) -> Renderer:
    """The application's renderer."""
    renderer: Renderer = request.app.state.renderer
    return renderer


def language_of(request: Request) -> str:
    """The reader's language."""
    return choose_language(request.cookies.get(LANGUAGE_COOKIE, ""), request.headers.get("accept-language", ""))


def when(at: datetime | None) -> str:
    """A time as tables show it, UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC") if at else "–"


def size(size_bytes: int) -> str:
    """A size for people."""
    if size_bytes < KIB:
        return f"{size_bytes} B"
    return f"{size_bytes / KIB:.1f} KiB" if size_bytes < KIB * KIB else f"{size_bytes / KIB / KIB:.1f} MiB"


def _visible(value: object) -> object:
    # Finished HTML of a macro is `Markup`; only text can hold what somebody else wrote.
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _reason(language: str, reason: Reason | str) -> str:
    if isinstance(reason, Reason):
        return say(reason.key, reason.facts, language)
    return say_fault(reason, language)
