"""Comments of readers, kept elsewhere: what the configuration says of them, and what a page shows.

Source: the attributes of giscus, of its guide to advanced usage.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from . import config_tables as kinds
from .config_tables import WrongValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from .config_tables import Tell
    from .model import FrontMatter

NAME = "kb_comments"
PROVIDERS = ("giscus",)
#: The languages of giscus; in any other it has no page.
LANGUAGES = (
    *("ar", "be", "bg", "ca", "cs", "da", "de", "en", "eo", "es", "eu", "fa", "fr", "gr", "he"),
    *("hu", "id", "it", "ja", "kh", "ko", "nl", "pl", "pt", "ro", "ru", "th", "tr", "uk", "uz"),
    *("vi", "zh-CN", "zh-TW"),
)
_THEME = r"[a-z][a-z0-9_]*"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentsView:
    """Where the comments on a page are kept, and how they are shown."""

    repo: str
    repo_id: str
    category: str
    category_id: str
    mapping: str = "pathname"
    strict: bool = True
    reactions: bool = True
    input_position: str = "bottom"
    lang: str = ""
    theme_light: str = "light"
    theme_dark: str = "dark"
    discussions: str = ""  #: address of the discussions for those without scripts


@dataclass(frozen=True, slots=True, kw_only=True)
class Comments:
    """What the configuration says of comments."""

    view: CommentsView
    collections: tuple[str, ...] = ("blog",)

    def on(self, collection: str, front: FrontMatter) -> bool:
        """Tell whether a page has comments: as it says itself, else as its collection does."""
        if front.comments is not None:
            return front.comments
        return collection in self.collections


def _repository(value: object) -> str:
    wanted = "the owner and the name of a repository, such as owner/name"
    found = kinds.matching(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+", wanted)(value)
    if found.rpartition("/")[2] in (".", ".."):
        raise WrongValueError(wanted)
    return found


def _nearest(language: str) -> str:
    """Return the language of giscus that is nearest to that of the site."""
    name = language.replace("_", "-")
    return next((each for each in (name, name.partition("-")[0]) if each in LANGUAGES), "en")


def _keys(collections: Iterable[str]) -> dict[str, Callable[[object], Any]]:
    known = tuple(collections)
    identifier = kinds.matching(r"[A-Za-z0-9_=+/-]+", "an identifier, as giscus.app shows it")
    theme = kinds.matching(_THEME, "the name of a theme of giscus")

    def chosen(value: object) -> tuple[str, ...]:
        names = () if value in ([], ()) else kinds.texts(value)
        if not set(names) <= set(known):
            raise WrongValueError(f"a list of {', '.join(known)}")
        return names

    return {
        "provider": kinds.one_of(*PROVIDERS),
        "repo": _repository,
        "repo_id": identifier,
        "category": kinds.text,
        "category_id": identifier,
        "mapping": kinds.one_of("pathname", "url", "title", "og:title"),
        "strict": kinds.flag,
        "reactions": kinds.flag,
        "input_position": kinds.one_of("top", "bottom"),
        "lang": kinds.one_of(*LANGUAGES),
        "theme_light": theme,
        "theme_dark": theme,
        "collections": chosen,
    }


REQUIRED = ("provider", "repo", "repo_id", "category", "category_id")


def comments_of(
    given: Mapping[str, Any],
    collections: Iterable[str],
    *,
    language: str = "en",
    tell: Tell = lambda path, message: None,
) -> Comments | None:
    """Return what ``kb_comments`` says; None where there are to be none, or something is missing."""
    if not given:
        return None
    values = kinds.read(given, _keys(collections), (NAME,), tell)
    if missing := [key for key in REQUIRED if key not in values]:
        if absent := [key for key in missing if key not in given]:
            tell(
                (NAME,),
                f"{NAME} lacks {', '.join(map(repr, absent))}; there are no comments: giscus.app "
                "shows the values for a repository.",
            )
        return None
    del values["provider"]
    chosen = values.pop("collections", ("blog",))
    values.setdefault("lang", _nearest(language))
    return Comments(view=CommentsView(**values), collections=chosen)


def discussions(view: CommentsView, address: str, title: str) -> str:
    """Return where the discussion of a page is found without a script.

    :param address: of the page, full; ``""`` where the site does not know its own.
    """
    base = f"https://github.com/{view.repo}/discussions"
    match view.mapping:
        case "pathname" if address:
            path = urlsplit(address).path[1:]
            term = path.rpartition(".")[0] if "." in path.rpartition("/")[2] else path
        case "url":
            term = address
        case "og:title" | "title":
            term = title
        case _:
            term = ""
    return f"{base}?discussions_q={quote(f'in:title {term}', safe='')}" if term else base


def attributes(view: CommentsView) -> dict[str, str]:
    """Return the view as the attributes that the script of a page reads."""
    found = {}
    for item in fields(view):
        value = getattr(view, item.name)
        if item.name != "discussions":
            written = str(int(value)) if isinstance(value, bool) else value
            found[f"data-{item.name.replace('_', '-')}"] = written
    return found
