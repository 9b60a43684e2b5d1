"""What all models say of one drawing, together: the inference thread's real path, one thread. JSON on stdout.

    python -m tests.benchmarks.answers [--rounds 10]

Milliseconds from the question to the reply of all bundled models, as the comparison asks while the pen moves: the
inference thread, the glyph drawn once, then each model, the pad's thread waiting. The drawings are the sixty of
tests/ink/sample.ndjson. Of the same run, drawing by drawing in turn: `alone_*`, the baseline, where each model is a
plain torch module (as the tutorials have it) that is asked by itself and draws its own glyph, on one thread as well.
`*_cpu` is the CPU time of the process meanwhile, which other work on the machine makes no longer.
"""

import argparse
import json
import os
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from digitpad.__main__ import OPENMP

os.environ.update(OPENMP | os.environ)  # as the program itself does

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, Qt

from digitpad.ink.glyph import Screen, glyph
from digitpad.ink.ink import Ink
from digitpad.ink.subject import Subject
from digitpad.jobs.inference_thread import InferenceThread, Request, Result
from digitpad.jobs.model_source import LibraryModelSource
from digitpad.models.library import Library, open_library
from tests.ink.sample import drawings

LIMIT_MS = 5.0
PATIENCE_S = 120


class Asker(QObject):
    """Sends a request to the inference thread and waits for the reply as it leaves that thread."""

    def __init__(self, inference: InferenceThread) -> None:
        super().__init__()
        self._inference, self._number = inference, 0
        self._there = threading.Event()
        self._reply: Result | None = None
        inference.compared.connect(self.take, Qt.ConnectionType.DirectConnection)

    def take(self, reply: Result) -> None:
        self._reply = reply
        self._there.set()

    def ask(self, ink: Ink, models: tuple[str, ...]) -> Result:
        self._there.clear()
        self._number += 1
        self._inference.ask_others(Request(models, Subject(number=self._number, ink=ink, screen=Screen(400, 400, 16))))
        if not self._there.wait(PATIENCE_S) or self._reply is None:
            raise SystemExit("the inference thread did not answer")
        return self._reply


def plain(library: Library, models: tuple[str, ...]) -> dict[str, Callable[[Ink], list[float]]]:
    """Each model as a plain torch module that draws its own glyph."""
    import torch

    from digitpad.learn.card_recognizer import checked_net

    def asked(net: torch.nn.Module) -> Callable[[Ink], list[float]]:
        def ask(ink: Ink) -> list[float]:
            with torch.no_grad():
                return list(torch.softmax(net(torch.from_numpy(glyph(ink))[None, None]), 1)[0].tolist())

        return ask

    return {name: asked(checked_net(library.card(name), library.open(name).weights)) for name in models}


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds by the clock, and of the processor, of all threads."""
    spent, began = time.process_time(), time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - spent)


def figures(name: str, times: list[tuple[float, float]]) -> dict[str, float]:
    clock, cpu = np.array(times).T
    return {
        f"{name}_median_ms": round(float(np.median(clock)), 2),
        f"{name}_p99_ms": round(float(np.percentile(clock, 99)), 2),
        f"{name}_cpu_median_ms": round(float(np.median(cpu)), 2),
        f"{name}_cpu_p99_ms": round(float(np.percentile(cpu, 99)), 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    rounds = parser.parse_args().rounds
    application = QCoreApplication([])
    library = open_library(Path(tempfile.mkdtemp()))  # a fresh home: the bundled models alone
    models = tuple(card.id for card in library.cards())
    inference = InferenceThread(LibraryModelSource(library))
    asker = Asker(inference)
    inference.start()
    inks = [drawing.ink for drawing in drawings()]
    together: list[tuple[float, float]] = []
    alone: list[tuple[float, float]] = []
    asker.ask(inks[0], models)  # torch and the models are loaded now
    separate = plain(library, models)
    import torch

    torch.set_num_threads(1)
    for number in range(rounds + 1):
        for ink in inks:
            reply: list[Result] = []
            one = timed(lambda ink=ink, reply=reply: reply.append(asker.ask(ink, models)))
            other = timed(lambda ink=ink: [ask(ink) for ask in separate.values()])
            assert len(reply[0].answers) == len(models), "a model is missing"
            if number:  # the first round warms everything up
                together.append(one)
                alone.append(other)
    inference.stop()
    inference.wait()
    application.processEvents()
    found = {"models": list(models), "n": len(together), **figures("together", together), **figures("alone", alone)}
    print(json.dumps({**found, "limit_ms": LIMIT_MS, "within": found["together_p99_ms"] <= LIMIT_MS}))


if __name__ == "__main__":
    main()
