"""A home with one of everything in it, each of which is changed: no file's change hides another one's."""

import gzip
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

import numpy as np

from digitpad.core import paths, window_state
from digitpad.core.lesson_facts import COMPARE_TAB
from digitpad.core.recipes import RECIPES
from digitpad.core.records import EpochDone
from digitpad.core.window_state import WindowState
from digitpad.evaluation import robustness_measure, test_sets, timings
from digitpad.models.library import Library, open_library
from digitpad.tasks import evaluate_models, explain_drawing, open_models, train_model
from tests import tiny_mnist
from tests.ink.importers.originals import INKML, PENDIGITS, UJI, UNIPEN
from tests.journeys.mutants import mutant
from tests.journeys.mutations import changed, changed_json

FIXTURE = Path(__file__).parents[1] / "fixtures" / "home-0.1.0"
MODEL = "small-sprint"  # stays as it is: what is kept about it is changed
CARDED, WEIGHED = "card-changed", "weights-changed"  # models of which the one or the other is
BUNDLED = {"cnn-5x5", "mlp-120-84", "mlp-256", "mlp-256-128", "mlp-512", "padnet"}
SET, PICTURES = "fashion-mnist", 10  # a dataset that is changed, and the pictures of its test split
PLAIN_RUN, SPOILT_RUN = "checkpoint-changed", "cut-short"
WORDS = {
    ".ndjson": (b"[]", b"{}", b'"drawing": ', b"[" * 2000, b"NaN"),
    ".inkml": (b"<!DOCTYPE a>", b"&a;", b"<trace>", b"<ink>", b'encoding="x-evil"', b"#" + b"F" * 300, b"'"),
    ".dat": (b".INCLUDE a.dat\n", b".SEGMENT ", b'"', b"0-99", b"1:2-3:4", b".COORD X\n", b".PEN_DOWN\n"),
    ".tra": (b".INCLUDE a.tra\n", b".SEGMENT DIGIT ", b".COMMENT 1 2 3\n", b"\\", b".PEN_UP\n"),
    ".txt": (b"WORD 7 a\n", b"NUMSTROKES 1\n", b"POINTS 1 # 1 1\n", b"#", b"//"),
    "idx": (b"\0\0\x08\x03", b"\0\0\x08\x01", b"\0\0\x0d\x03", b"\xff\xff\xff\xff", b"\0\0\0\x1c", b"\x1f\x8b\x08\0"),
    ".digitpad": (b"[]", b"{}", b'"drawing": ', b"[" * 2000, b"NaN", b"1e999"),
    ".md": (b"---", b"- [x] ", b"- [ ] ", b"```", b"# ", b"](", b"<script>", b"lessons shown", b"\0"),
    ".npz": (b"'shape': ", b"(5, 8, 8)", b"'descr'", b"|O", b"<U9", b"True", b"PK\x03\x04", b"\x93NUMPY"),
}
SEVEN = '{"word": "7", "key_id": "good", "drawing": [[[10, 40, 90, 60, 45], [20, 20, 22, 60, 110], [0, 1, 2, 3, 4]]]}\n'
STATE = WindowState(
    drawing=(((10.0, 40.0, 90.0), (20.0, 20.0, 110.0)),), model=MODEL, plan=replace(RECIPES["mlp-512"], epochs=3),
    tab=COMPARE_TAB, page="difference", lesson="04-overfitting", step=2,
)  # fmt: skip
INK = SEVEN + '{"word": "8", "key_id": "b", "more": {"a": [1, 2]}, "drawing": [[[1, 2, 3], [4, 5, 6]]]}\n'


@dataclass
class Seed:
    """The files as they should be.

    `home`: by format, their place in the home; `pictures`: a dataset's IDX files; `outside`: files that are opened;
    `window`: those that a window alone opens, a saved state and a lesson.
    """

    folder: Path
    contents: dict[Path, bytes] = field(default_factory=dict)
    home: dict[str, Path] = field(default_factory=dict)
    pictures: list[Path] = field(default_factory=list)
    outside: dict[str, Path] = field(default_factory=dict)
    window: dict[str, Path] = field(default_factory=dict)

    @property
    def good(self) -> Path:
        """An ink file that stays as it is."""
        return self.folder / "good.ndjson"

    def spoil(self, random: Random) -> None:
        """Changes one file of every format."""
        for path in self.home.values():
            packed, content = path.suffix == ".gz", self.contents[path]
            made = packed_and_changed(content, random, WORDS[".ndjson"]) if packed else changed(path, content, random)
            path.write_bytes(made)
        path = random.choice(self.pictures)
        path.write_bytes(packed_and_changed(self.contents[path], random, WORDS["idx"]))
        for path in self.outside.values():
            path.write_bytes(mutant(self.contents[path], random, WORDS[path.suffix]))
        for path in self.window.values():
            json = path.suffix == window_state.SUFFIX and random.randrange(4) > 0
            content = self.contents[path]
            path.write_bytes(changed_json(content, random) if json else mutant(content, random, WORDS[path.suffix]))

    def put_back(self) -> None:
        """Everything is as it was, and nothing else there."""
        home = self.folder / "home"
        for path in [path for path in home.rglob("*") if path.is_file() and path not in self.contents]:
            path.unlink()
        for path in sorted((path for path in home.rglob("*") if path.is_dir()), reverse=True):
            if not any(path.iterdir()):
                path.rmdir()
        for path, content in self.contents.items():
            if not path.is_file() or path.read_bytes() != content:  # to write all of them takes ten times as long
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)


def packed_and_changed(content: bytes, random: Random, words: Sequence[bytes]) -> bytes:
    """A packed file whose content is another, or whose bytes are."""
    if random.randrange(4) == 0:
        return mutant(content, random)
    return gzip.compress(mutant(gzip.decompress(content), random, words), 1, mtime=0)


def made(folder: Path) -> Seed:
    """Makes `folder/home`, which DIGITPAD_HOME names, and files beside it. DIGITPAD_DATA names a small MNIST."""
    home = folder / "home"
    shutil.copytree(FIXTURE, home)
    for other in (CARDED, WEIGHED):
        shutil.copytree(home / "models" / MODEL, home / "models" / other)
    shutil.rmtree(home / "evaluations")
    shutil.rmtree(home / "runs")
    library = open_library(home)
    weights = _measured(library, home)
    for name in (SPOILT_RUN, PLAIN_RUN):
        _begun(library, home, name)
    seed = Seed(folder)
    seed.home = {
        "card": home / "models" / CARDED / "card.json",
        "weights": home / "models" / WEIGHED / "weights.safetensors",
        "run": home / "runs" / SPOILT_RUN / "run.json",
        "checkpoint": next((home / "runs" / PLAIN_RUN).glob("checkpoint-*")),
        "settings": home / "settings.json",
        "labels": home / "labels.json",
        "times": home / "evaluations" / "prediction-times.json",
        "robustness": home / "evaluations" / "robustness.json",
        "evaluation": next((home / "evaluations").glob("*.npz")),
        "features": home / "features" / f"{weights}.npz",
        "mine": home / "ink" / "mine.ndjson.gz",
    }
    tiny_mnist.write(folder / "sets", 20, PICTURES)
    (home / "data").mkdir()
    seed.pictures = sorted((folder / "sets" / "mnist").rename(home / "data" / SET).iterdir())
    originals = {"a.ndjson": INK, "a.inkml": INKML, "a.dat": UNIPEN, "a.tra": PENDIGITS, "a.txt": UJI}
    for name, text in originals.items():
        (folder / name).write_text(text)
    np.savez(folder / "a.npz", x=np.random.default_rng(2).integers(0, 256, (2, 8, 8), np.uint8), y=np.arange(2))
    seed.outside = {name: folder / name for name in (*originals, "a.npz")}
    seed.window = {name: folder / name for name in ("a.digitpad", "a.md")}
    window_state.save(seed.window["a.digitpad"], STATE)
    shutil.copy(paths.resources() / "lessons" / "en" / "08-better.md", seed.window["a.md"])
    seed.good.write_text(SEVEN)
    files_of_home = [path for path in home.rglob("*") if path.is_file() and path.name != ".lock"]
    beside = (*seed.outside.values(), *seed.window.values())
    seed.contents = {path: path.read_bytes() for path in (*files_of_home, *beside)}
    return seed


def _measured(library: Library, home: Path) -> str:
    """Keeps everything that is kept about MODEL, as the product does; gives the fingerprint of its weights."""
    weights = library.fingerprint(MODEL)
    opened = open_models.opened(library, MODEL)
    for _event in explain_drawing.prepared(opened, home):
        pass
    timings.keep(home, weights, 0.25)
    rows = test_sets.load("mnist", home)
    for _event in evaluate_models.evaluated(library, [MODEL], rows, home):
        pass
    for _event in robustness_measure.measured([opened.recognizer], rows, {MODEL: weights}, home):
        pass
    return weights


def _begun(library: Library, home: Path, name: str) -> None:
    """A run that was broken off after its first epoch."""
    events = train_model.train(replace(RECIPES["sprint"], epochs=2, batch_size=100), library, home, name=name)
    for event in events:
        if isinstance(event, EpochDone):
            break
    events.close()
