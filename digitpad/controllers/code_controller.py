"""The code of a plan or a model, in a window of its own. Imports ui and tasks."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from digitpad.controllers.library_model import LibraryModel
from digitpad.core.errors import DigitpadError
from digitpad.core.language import tr
from digitpad.tasks import write_code
from digitpad.tasks.write_code import WrittenCode
from digitpad.ui.main_window import MainWindow

if TYPE_CHECKING:
    from digitpad.ui.train.code_dialog import CodeDialog


class CodeController(QObject):
    """Opens the dialog, writes its scripts, and lets them be saved as every other file is."""

    def __init__(self, window: MainWindow, library_model: LibraryModel) -> None:
        super().__init__(window)
        self._window, self._library_model = window, library_model
        self._box: CodeDialog | None = None
        window.menus.code_requested.connect(self.open)
        window.compare.models.table.code_requested.connect(self.open)

    @Slot()
    @Slot(str)
    def open(self, model: str = "") -> None:
        """Shows the script of the plan that stands in Train, or of a model's; the others can be chosen beside it."""
        from digitpad.ui.train.code_dialog import PLAN, CodeDialog  # here: it would hold up the first paint

        if self._box is None:
            self._box = CodeDialog(self._window)
            self._box.script_requested.connect(self._show)
            self._box.save_requested.connect(self._save)
        plan = tr("the plan in Train ({recipe})").format(recipe=self._window.train.plan().recipe)
        cards = filter(None, map(self._library_model.card, self._library_model.ids))
        models = {card.id: tr("the model {name}").format(name=card.name) for card in cards}
        self._box.show_plans({PLAN: plan, **models}, model or PLAN)
        self._box.show()
        self._box.activateWindow()

    @Slot(str)
    def _show(self, key: str) -> None:
        from digitpad.ui.train.code_dialog import PLAN

        assert self._box is not None  # noqa: S101  it asks
        try:
            plan = self._window.train.plan() if key == PLAN else write_code.plan_of(self._library_model.library, key)
            text = "".join(each.text for each in write_code.of_plan(plan) if isinstance(each, WrittenCode))
        except DigitpadError as error:
            text = "".join(f"# {sentence}\n" for sentence in (error.message, error.hint) if sentence)
        self._box.show_script(text)

    @Slot(str, str)
    def _save(self, name: str, text: str) -> None:
        self._window.files.save_content(tr("Save code"), tr("Python script (*.py)"), name, text.encode())
