"""The package keeps its shape: layers, sizes, names, and a window that opens without torch."""

import ast
import functools
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "digitpad"
SOURCES = sorted(PACKAGE.rglob("*.py"))
TEXTS = {".py", ".md", ".toml", ".json", ".ndjson", ".qss", ".svg", ".txt", ".yml", ".sh"}
MOST_LINES, MOST_FUNCTION_LINES, MOST_INIT_LINES = 400, 40, 30
VAGUE = re.compile(r"utils?|manager|helpers?", re.IGNORECASE)
# Folders of the machine that something was written or made on; in two parts, so that this line is none of them.
SOMEBODYS = re.compile("|".join(("/home/[a-z]", "/Users/[a-z]", r"/ro" r"ot\b", r"/wo" r"rk/", r"[A-Z]:\\Us" "ers")))


@functools.cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@functools.cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """All that a file's syntax tree is made of, the module first; parsed once for all rules."""
    return tuple(ast.walk(ast.parse(text(path))))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in nodes(path) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def classes(path: Path) -> list[ast.ClassDef]:
    return [node for node in nodes(path) if isinstance(node, ast.ClassDef)]


def offenders(paths: list[Path], rule: Callable[[Path], list[str]]) -> str:
    """What breaks a rule, a line for each file."""
    found = {path.relative_to(ROOT): rule(path) for path in paths}
    return "\n".join(f"{path}: {what}" for path, what in found.items() if what)


def run(code: str) -> subprocess.CompletedProcess[str]:
    """Another interpreter, so that nothing that these tests have loaded is there."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)


def test_each_layer_imports_only_what_stands_below_it() -> None:
    done = run("from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))")
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_package_stands_in_the_contract_of_layers() -> None:
    packages = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    named = set(re.findall(r"digitpad\.(\w+)", (ROOT / "pyproject.toml").read_text().split('type = "forbidden"')[0]))
    assert packages - {"__init__"} <= named


def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name; a package's name stands for its __init__."""
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in SOURCES}
    return {name.removesuffix(".__init__"): path for name, path in names.items()}


def imports(path: Path, known: dict[str, Path]) -> set[str]:
    """The package's own modules that a file imports, also late ones within functions."""
    found = set()
    for node in nodes(path):
        if isinstance(node, ast.ImportFrom) and node.module:
            deeper = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in known else node.module for name in deeper}
    return found & set(known)


def test_no_file_imports_another_in_a_circle() -> None:
    known = modules()
    left = {name: imports(path, known) - {name} for name, path in known.items()}
    while done := {name for name, needs in left.items() if not needs & set(left)}:
        left = {name: needs for name, needs in left.items() if name not in done}
    assert not left, f"circles among or above: {sorted(left)}"


def test_every_module_has_a_name_of_its_own() -> None:
    stems = [path.stem for path in SOURCES if path.name not in ("__init__.py", "__main__.py")]
    assert not {stem for stem in stems if stems.count(stem) > 1}


def test_no_two_classes_have_one_name() -> None:
    names = [node.name for path in SOURCES for node in classes(path)]
    assert not {name for name in names if names.count(name) > 1 and not name.startswith("_")}


def private(path: Path) -> list[str]:
    """What a file takes of others' private names; torch's private operators are torch's own business."""
    seen = [
        ast.unparse(node)
        for node in nodes(path)
        if (isinstance(node, ast.Attribute) and re.match("_[^_]", node.attr))
        or (isinstance(node, ast.ImportFrom) and any(re.match("_[^_]", alias.name) for alias in node.names))
        or (isinstance(node, ast.Call) and ast.unparse(node.func) in ("setattr", "getattr", "monkeypatch.setattr")
            and any(isinstance(each, ast.Constant) and re.match("_[^_]", str(each.value)) for each in node.args))
    ]  # fmt: skip
    return [each for each in seen if not re.match(r"(self|cls)\._|torch\.|monkeypatch\.setattr\(torch\.", each)]


def test_tests_look_at_nothing_private() -> None:
    """What stands behind one underscore is the product's own business."""
    assert not offenders(sorted((ROOT / "tests").rglob("*.py")), private)


@pytest.mark.parametrize("package", ["core", "ink", "models", "analysis", "tasks", "ui"])
def test_packages_without_torch_load_none_not_even_through_others(package: str) -> None:
    names = [name for name in modules() if name.split(".")[1:2] == [package]]
    done = run(
        "import importlib, sys\n"
        f"for name in {names!r}:\n"
        "    importlib.import_module(name)\n"
        "    assert 'torch' not in sys.modules, name\n"
    )
    assert done.returncode == 0, done.stderr


# Records and sets that a task's results hold, as against what measures and loads: that is the tasks' work.
HELD = {"evaluations", "explanations", "robustness", "eval_set_cache", "named_recognizer"}
REASONED = {
    ("cli.train", "learn.device"),  # says before anything is begun that torch or the device is not there
    ("cli.data", "learn.dataset_files"),  # the record of where a dataset is
}


@pytest.mark.parametrize("room", ["cli", "controllers", "ui"])
def test_what_is_computed_is_computed_by_tasks(room: str) -> None:
    known = modules()
    found = {
        (name.removeprefix("digitpad."), used.removeprefix("digitpad."))
        for name, path in known.items()
        if name.startswith(f"digitpad.{room}.")
        for used in imports(path, known)
        if used.startswith("digitpad.learn")
        or (used.startswith("digitpad.evaluation.") and used.rpartition(".")[2] not in HELD)
    }
    assert found <= REASONED, found - REASONED


def test_the_window_opens_without_torch(home: Path) -> None:
    done = run(
        "import sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from digitpad import app\n"
        "from pathlib import Path\n"
        "application = QApplication([])\n"
        f"window = app.build(Path({str(home)!r}))\n"
        "assert 'torch' not in sys.modules, 'torch'\n"
        "window.show()\n"
        "application.processEvents()\n"
        "window.close()\n"
    )
    assert done.returncode == 0, done.stderr


def test_importing_the_package_costs_nothing() -> None:
    done = run("import sys, digitpad; assert not {'numpy', 'torch', 'PySide6'} & set(sys.modules), 'heavy'")
    assert done.returncode == 0, done.stderr


def long_parts(path: Path) -> list[str]:
    lines = len(text(path).splitlines())
    lengths = {node: (node.end_lineno or node.lineno) - node.lineno + 1 for node in functions(path)}
    most = {node: MOST_INIT_LINES if node.name == "__init__" else MOST_FUNCTION_LINES for node in lengths}
    long = [f"{node.name} has {length} lines" for node, length in lengths.items() if length > most[node]]
    return long + ([f"{lines} lines"] if lines > MOST_LINES else [])


def test_files_and_functions_are_short() -> None:
    assert not offenders(SOURCES, long_parts)


def test_the_plain_training_loop_is_read_in_one_sitting() -> None:
    files = [
        path for path in SOURCES if path.parent.name == "learn" and path.stem in ("trainer", "batches", "networks")
    ]
    assert len(files) == 3
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files) <= MOST_LINES


def silent(path: Path) -> list[str]:
    """What a file's first words do not say."""
    (module,) = (node for node in nodes(path)[:1] if isinstance(node, ast.Module))
    said = ast.get_docstring(module)
    if not said:
        return ["no docstring"]
    told = re.search(r"import|standard library|stdlib|\bQt\w*|torch|numpy", said, re.IGNORECASE)
    return [] if told or path.name == "__init__.py" else [said]


def test_files_say_what_they_are_and_what_they_import() -> None:
    assert not offenders(SOURCES, silent)


def vague(path: Path) -> list[str]:
    names = [path.stem, *(function.name for function in functions(path))]
    return [name for name in names if any(VAGUE.fullmatch(part) for part in name.split("_"))]


def test_names_say_what_things_do() -> None:
    assert not offenders(SOURCES, vague)


def test_no_file_names_somebodys_folder() -> None:
    places = [
        PACKAGE,
        ROOT / "resources",
        ROOT / "tests",
        ROOT / ".github",
        ROOT / "README.md",
        ROOT / "pyproject.toml",
    ]
    files = [file for place in places for file in ([place] if place.is_file() else place.rglob("*"))]
    found = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for file in files
        if file.suffix in TEXTS
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if SOMEBODYS.search(line)
    ]
    assert not found, "\n".join(found)


# What Qt asks for from its own code, where an exception would be a crash or a traceback a repaint.
ASKED_BY_QT = {
    "columnCount", "data", "event", "eventFilter", "filterAcceptsRow", "flags", "headerData", "lessThan",
    "logTickStrings", "minimumSizeHint", "paint", "paintEvent", "paintSection", "rowCount", "sectionSizeFromContents",
    "setData", "sizeHint", "tickStrings", "updateEditorGeometry",
}  # fmt: skip


def unguarded(path: Path) -> list[str]:
    methods = [(each.name, node) for each in classes(path) if each.bases for node in each.body]
    return [
        f"{name}.{method.name} without @guarded of ui/common/guard.py"
        for name, method in methods
        if isinstance(method, ast.FunctionDef)
        and method.name in ASKED_BY_QT
        and not any(ast.unparse(mark).startswith("guarded(") for mark in method.decorator_list)
    ]


def test_no_exception_gets_out_of_what_qt_asks_for() -> None:
    asked = [path for path in SOURCES if "PySide6" in text(path)]
    assert asked
    assert not offenders(asked, unguarded)
