"""The lessons that come with digitpad: whole in every language, and true to what stands in the window."""

import re
from pathlib import Path

import pytest

from digitpad.core import language, lesson_facts, lesson_files, lesson_markup, lesson_reader
from digitpad.core.language import LANGUAGES
from digitpad.core.lessons import CheckBlock, Lesson, LessonBlock, PredictBlock
from digitpad.core.recipes import RECIPES
from digitpad.ui.train.training_text import about
from tests.catalogue import texts_of

FOLDER = lesson_files.folder("en").parent
NAMES = sorted(path.name for path in (FOLDER / "en").glob("*.md") if path.name != lesson_files.GLOSSARY)

FIVE = {"mlp-256", "mlp-120-84", "cnn-5x5", "mlp-256-128", "mlp-512"}


def lesson(code: str, name: str) -> Lesson:
    words = lesson_files.glossary(code)
    made, problems = lesson_reader.read((FOLDER / code / name).read_text(encoding="utf-8"), name, words)
    assert made is not None, "\n".join(f"{name}:{each.line}: {each.message} {each.hint}" for each in problems)
    return made


def bones(block: LessonBlock) -> object:
    """What of a block is the same in every language."""
    if isinstance(block, CheckBlock):
        return block
    if isinstance(block, PredictBlock):
        return block.kind, len(block.choices), block.right, block.low, block.high, block.unit, block.points, block.truth
    return type(block)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_every_lesson_and_every_word(code: str) -> None:
    assert sorted(path.name for path in (FOLDER / code).glob("*.md")) == [*NAMES, lesson_files.GLOSSARY]
    assert len(lesson_files.bundled(code)) == len(NAMES)
    assert len(lesson_files.glossary(code)) == len(lesson_files.glossary("en"))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("code", LANGUAGES)
def test_a_lesson_has_the_same_steps_and_checks_in_every_language(code: str, name: str) -> None:
    english, other = lesson("en", name), lesson(code, name)
    assert (english.minutes, english.recipe) == (other.minutes, other.recipe)
    shapes = [[[bones(block) for block in step.blocks] for step in each.steps] for each in (english, other)]
    assert shapes[0] == shapes[1]


@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_asks_before_it_reveals_and_watches_what_is_done(name: str) -> None:
    made = lesson("en", name)
    blocks = [block for step in made.steps for block in step.blocks]
    assert 5 <= made.minutes <= 15 and len(made.steps) >= 4
    assert sum(isinstance(block, PredictBlock) for block in blocks) >= 3
    assert sum(isinstance(block, CheckBlock) for block in blocks) >= 3


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("code", LANGUAGES)
def test_what_a_lesson_quotes_stands_in_the_window(code: str, name: str) -> None:
    titles = {about(key, plan).title for key, plan in RECIPES.items()}
    known = texts_of(code) | set(RECIPES) | titles
    text = (FOLDER / code / name).read_text(encoding="utf-8")
    quoted = lesson_markup.names(text)
    assert quoted and not [each for each in quoted if each not in known]


def test_the_tutorials_have_their_lessons() -> None:
    about = [lesson("en", name).recipe for name in NAMES]
    assert set(about) >= FIVE and len([each for each in about if each]) == len(set(about) - {""})


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_example_in_the_documentation_is_a_lesson(code: str) -> None:
    page = (FOLDER.parent / "docs" / code / "lessons.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"````markdown\n(.*?)````", page, re.DOTALL)
    made, problems = lesson_reader.read(example, "example", lesson_files.glossary(code))
    assert made is not None, problems
    for fact in lesson_facts.FACTS:
        named = fact if not fact.startswith(("plan ", "run ")) else fact.split()[0]
        assert f"`{named}" in page, f"{fact} is not in the list of facts"


def test_the_language_in_use_decides_which_lessons_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "chosen", lambda: "zh_CN")
    assert lesson_files.folder().name == "zh_CN"
    monkeypatch.setattr(language, "chosen", lambda: "xx")
    assert lesson_files.folder().name == "en"


def test_a_lesson_of_ones_own_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.md"
    path.write_text("# Mine\n## One\nRead.\n", encoding="utf-8")
    made, problems = lesson_files.opened(path)
    assert made is not None and made.id == str(path) and not problems
    path.write_bytes(b"x" * 300_000)
    made, problems = lesson_files.opened(path)
    assert made is None and "larger" in problems[0].message
