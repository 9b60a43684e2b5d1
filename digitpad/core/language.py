"""The language of all that is shown: chosen once at start, then asked at every use. Imports the standard library.

Texts stand in the code in English. `tr` and `tr_n` translate one where it is shown; `mark` marks one that stands in a
table, and whoever shows it translates it. Nothing is translated while modules are loaded: the language is chosen later.
JSON keys, ids and values that scripts rely on are never translated.
"""

import gettext
import locale
import os
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Formatter

DOMAIN = "digitpad"  # of the catalogues: resources/locale/LANGUAGE/LC_MESSAGES/digitpad.po
ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "zh_CN": "简体中文"}  # each calls itself what it is called there
VARIABLE = "DIGITPAD_LANG"

_NAMES = {"zh_hans": "zh_CN", "zh_sg": "zh_CN", "zh_my": "zh_CN"}  # written as in mainland China
_HAN, _LATIN, _FORMATTER = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[A-Za-z0-9]"), Formatter()
_chosen = ENGLISH
_catalogue = gettext.NullTranslations()


def mark(text: str) -> str:
    """The text itself, marked for translation: it stands in a table, and whoever shows it translates it."""
    return text


def tr(text: str, /, **values: object) -> str:
    """The text in the language chosen, then with its values put in, which it names in braces."""
    shown = _catalogue.gettext(text) if text else ""  # an empty text stands for a catalogue's head
    return _filled(shown, values) if values else shown


def tr_n(one: str, many: str, count: int, /, **values: object) -> str:
    """The form of a text that goes with a number, which is put in as {count} like the other values."""
    return _filled(_catalogue.ngettext(one, many, count), {"count": count, **values})


def _filled(text: str, values: Mapping[str, object]) -> str:
    """The text with its values put in. Where a Chinese and a Latin letter meet there, a space parts them, as is usual.

    The values themselves stay as they are: they may be names of files.
    """
    if not _HAN.search(text):
        return text.format(**values)
    made = ""
    for literal, name, form, conversion in _FORMATTER.parse(text):
        made = _joined(made, literal)
        if name is not None:
            value, _ = _FORMATTER.get_field(name, (), values)
            shown = _FORMATTER.convert_field(value, conversion)
            made = _joined(made, format(shown, (form or "").format(**values)))
    return made


def _joined(before: str, after: str) -> str:
    """The second behind the first, with a space between Chinese and Latin letters or digits."""
    ends, begins = before[-1:], after[:1]
    meet = (_HAN.match(ends) and _LATIN.match(begins)) or (_LATIN.match(ends) and _HAN.match(begins))
    return f"{before} {after}" if meet else before + after


def chosen() -> str:
    """The language in use, one of LANGUAGES."""
    return _chosen


def wanted(setting: str = "", system: Iterable[str] = ()) -> str:
    """The language of DIGITPAD_LANG, else of the setting, else the first that the system names, else English.

    system: the languages that Qt knows the system by, best first; the process's own locale goes before them.
    """
    for name in (os.environ.get(VARIABLE, ""), setting):
        if known := named(name):
            return known
    first = next((name for name in (*spoken(), *system) if name), "")
    return named(first) or ENGLISH


def named(name: str) -> str:
    """The one of LANGUAGES that a locale's name means ("zh_CN.UTF-8", "zh-Hans-CN", "en"), else an empty text."""
    plain = name.split(".")[0].split("@")[0].replace("-", "_").lower()
    parts = plain.split("_")
    for code in LANGUAGES:
        if plain == code.lower() or parts[0] == code:
            return code
    return _NAMES.get("_".join(parts[:2]), "zh_CN" if plain == "zh" else "")


def spoken() -> tuple[str, ...]:
    """The languages of the process's locale, best first; empty where it names none."""
    names = os.environ.get("LANGUAGE", "").split(":")
    names += [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    if sys.platform == "win32":
        import ctypes

        names.append(locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), ""))
    return tuple(name for name in names if name and name.split(".")[0] not in ("C", "POSIX"))


def use(language: str, folder: Path) -> None:
    """Takes this language, one of LANGUAGES, from now on. Where `folder` lacks its catalogue, texts stay English."""
    global _chosen, _catalogue
    _chosen = language
    if language == ENGLISH:
        _catalogue = gettext.NullTranslations()
    else:
        _catalogue = gettext.translation(DOMAIN, str(folder), [language], fallback=True)
