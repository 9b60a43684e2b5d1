"""The language of all that is shown: chosen, translated, counted; and catalogues whose placeholders fit."""

import ast
import dataclasses
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from digitpad.core import language, paths
from digitpad.core.recipes import RECIPES, changes
from digitpad.core.settings import Settings, save, use_language

ROOT = Path(__file__).resolve().parents[2]
PLACEHOLDER = re.compile(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)?\}")


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("catalogues", ROOT / ".ci" / "catalogues.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def compiled(tool: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("locale")
    tool.compile_all(folder)
    return folder


@pytest.fixture
def chinese(compiled: Path) -> Iterator[None]:
    language.use("zh_CN", compiled)
    yield
    language.use(language.ENGLISH, compiled)


@pytest.mark.parametrize(
    ("asked", "setting", "system", "chosen"),
    [
        ("zh_CN", "en", "en_GB.UTF-8", "zh_CN"),
        ("", "zh_CN", "de_DE.UTF-8", "zh_CN"),
        ("", "", "zh_CN.UTF-8", "zh_CN"),
        ("", "", "zh-Hans-CN", "zh_CN"),
        ("", "", "zh_TW.UTF-8", "en"),
        ("", "", "de_DE.UTF-8", "en"),
        ("", "", "C.UTF-8", "en"),
        ("klingon", "", "zh_CN", "zh_CN"),
    ],
)
def test_the_language_is_that_of_the_variable_else_of_the_setting_else_of_the_system(
    asked: str, setting: str, system: str, chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DIGITPAD_LANG", asked)
    monkeypatch.setenv("LANG", system)
    assert language.wanted(setting) == chosen


def test_the_language_chosen_in_the_window_is_that_of_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGITPAD_LANG", "")
    save(Settings(language="zh_CN"), tmp_path)
    try:
        use_language(tmp_path)
        assert language.chosen() == "zh_CN"
    finally:
        language.use(language.ENGLISH, paths.resources() / "locale")


def test_a_text_is_translated_and_then_filled_in(chinese: None) -> None:
    assert language.tr("epoch {epoch} of {epochs}", epoch=2, epochs=5) == "第 2 轮，共 5 轮"  # noqa: RUF001  # as Chinese writes it
    assert language.tr_n("{count:,} epoch", "{count:,} epochs", 1200) == "1,200 轮"
    assert language.tr("no such text {x}", x=1) == "no such text 1"
    assert language.tr("") == ""


def test_a_number_takes_its_form_in_english() -> None:
    assert [language.tr_n("{count} day", "{count} days", count) for count in (1, 2)] == ["1 day", "2 days"]


def test_what_a_card_keeps_of_its_settings_is_the_same_in_every_language(chinese: None) -> None:
    changed = dataclasses.replace(RECIPES["mlp-256-128"], validation=0.1, average=0.5)
    assert set(changes(changed)) == {"validation share 0 -> 0.1", "weight averaging 0 -> 0.5"}


def test_translations_have_the_placeholders_of_their_texts_and_none_is_doubtful(tool: ModuleType) -> None:
    for name, path in tool.catalogues().items():
        for message in tool.read(path, name):
            if not message.id:
                continue
            assert not message.fuzzy, message.id
            known = message.id if isinstance(message.id, str) else message.id[1]
            forms = [message.string] if isinstance(message.string, str) else message.string
            for form in filter(None, forms):
                assert sorted(PLACEHOLDER.findall(form)) == sorted(PLACEHOLDER.findall(known)), message.id


def test_no_text_is_marked_within_an_f_string() -> None:
    """Python before 3.12 has no tokens for what stands there, so that Babel finds the text on some Pythons alone."""
    within = []
    for path in sorted(ROOT.glob("digitpad/**/*.py")):
        for fstring in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.JoinedStr)):
            for call in ast.walk(fstring):
                match call:
                    case ast.Call(func=ast.Name("tr" | "tr_n" | "mark"), args=[ast.Constant(), *_]):
                        within.append(f"{path}:{call.lineno}")
    assert not within


def test_the_template_has_the_texts_of_the_sources(tool: ModuleType) -> None:
    texts = {message.id for message in tool.extracted()}
    kept = {message.id for message in tool.read(tool.TEMPLATE)}
    assert texts == kept, "run: python .ci/catalogues.py update"
