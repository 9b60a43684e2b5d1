"""Where the inference thread has its models from, loaded when first needed. Imports models and, late, learn.

torch is loaded by `LibraryModelSource.prepare` and not before, so that a window can stand drawn while that happens.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from digitpad.core.records import Card
from digitpad.jobs.recognition import RecognizerLike
from digitpad.models.library import Library


class ModelSource(Protocol):
    """Where the inference thread has its models from. Every method is called in that thread alone."""

    def prepare(self) -> list[str]:
        """Makes ready what all models need; gives the names of the devices that can train. Raises InstallError."""

    def load(self, model: str) -> RecognizerLike:
        """One model of the library. Raises ModelError or UnknownNameError."""

    def of_weights(self, card: Card, weights: Mapping[str, Any]) -> RecognizerLike:
        """A model that is no file yet: a snapshot of a running training. Raises ModelError."""


class LibraryModelSource:
    """Readers of the models in the library, by torch on one CPU thread."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def prepare(self) -> list[str]:
        """Loads torch. Raises InstallError where it is absent or does not fit."""
        from digitpad.learn import device, preload

        preload.libraries()
        device.import_torch()
        return device.names()

    def load(self, model: str) -> RecognizerLike:
        """Card and weights from the disk, made a recognizer. Raises ModelError or UnknownNameError."""
        found = self._library.open(model)
        return self.of_weights(found.card, found.weights)

    def of_weights(self, card: Card, weights: Mapping[str, Any]) -> RecognizerLike:
        """A recognizer of these weights. Raises ModelError where they do not fit the card."""
        from digitpad.learn.card_recognizer import CardRecognizer

        return CardRecognizer(card, weights)
