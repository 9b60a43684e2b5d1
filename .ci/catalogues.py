"""The catalogues of translations: taken from the sources, brought up to date, compiled. Needs Babel.

    python .ci/catalogues.py update     # after texts were changed: writes digitpad.pot and brings every .po up to date
    python .ci/catalogues.py add de     # begins another language
    python .ci/catalogues.py compile    # writes the .mo files that the program reads; a build does this by itself

What is marked is found by `tr`, `tr_n` and `mark` of digitpad/core/language.py, in Python and in the report's template.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "resources" / "locale"
TEMPLATE = LOCALE / "digitpad.pot"
KEYWORDS = {"tr": None, "mark": None, "tr_n": (1, 2)}
SOURCES = {"digitpad/**/*.py": "python", "resources/report/*.html": "jinja2.ext:babel_extract"}
PLACE = "LC_MESSAGES/digitpad.po"
FIXED = datetime(2026, 1, 1, tzinfo=UTC)
HEADER = "# Translations of digitpad.\n"


def extracted() -> Catalog:
    """Everything in the sources that is marked."""
    catalogue = _catalogue(None)
    for pattern, method in SOURCES.items():
        for path in sorted(ROOT.glob(pattern)):
            for _line, text, _comments, _context in extract_from_file(method, path, KEYWORDS, comment_tags=("Note:",)):
                catalogue.add(text, user_comments=())
    return catalogue


def _catalogue(language: str | None) -> Catalog:
    return Catalog(language, project="digitpad", header_comment=HEADER.strip(), fuzzy=False, charset="utf-8")


def catalogues() -> dict[str, Path]:
    """The .po file of each language."""
    return {path.parent.parent.name: path for path in sorted(LOCALE.glob(f"*/{PLACE}"))}


def read(path: Path, language: str | None = None) -> Catalog:
    """A catalogue as it is on the disk."""
    with path.open("rb") as file:
        return read_po(file, language)


def update() -> None:
    """Writes the template, and what is new in it into every catalogue; what the sources lack now goes."""
    template = extracted()
    _write(TEMPLATE, template)
    for language, path in catalogues().items():
        catalogue = read(path, language)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        _write(path, catalogue)
        missing = [message.id for message in catalogue if message.id and not all(_forms(message.string))]
        print(f"{language}: {len(catalogue)} texts, {len(missing)} not translated")
        for text in missing[:20]:
            print(f"  {text!r}")


def _forms(string: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string or ("",))


def _write(path: Path, catalogue: Catalog) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.creation_date = catalogue.revision_date = FIXED  # today's would change with every run
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, no_location=True, sort_output=True, omit_header=False)


def add(language: str) -> None:
    """Begins a language."""
    _write(LOCALE / language / PLACE, _catalogue(language))
    update()


def compile_all(target: Path = LOCALE) -> list[Path]:
    """Writes a .mo file for every catalogue and says where; `target`: another folder than that of the catalogues."""
    written = []
    for language, path in catalogues().items():
        place = target / language / PLACE.replace(".po", ".mo")
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("wb") as file:
            write_mo(file, read(path, language))
        written.append(place)
    return written


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["update"]:
            update()
        case ["add", language]:
            add(language)
        case ["compile"]:
            compile_all()
        case _:
            sys.exit(__doc__)
