"""Runs the lessons: opens them, watches what is done, keeps how far somebody is. Imports ui, tasks and core."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from digitpad.controllers.lesson_watcher import LessonWatcher
from digitpad.controllers.telling import say_saved
from digitpad.controllers.workspace import Workspace
from digitpad.core import lesson_files
from digitpad.core.language import tr
from digitpad.core.lesson_progress import LessonProgress, Prediction, StepRecord, advanced, predicted, steps_done
from digitpad.core.lessons import Lesson
from digitpad.core.limits import LESSON_FILES
from digitpad.core.recipes import RECIPES
from digitpad.tasks import read_lesson
from digitpad.tasks.read_lesson import LessonRead
from digitpad.tasks.write_files import Written
from digitpad.ui.common.file_dialogs import asking, saving
from digitpad.ui.common.messages import PAD
from digitpad.ui.lessons.lesson_list import LessonRow

READING, SHEET, RESTARTED = "reading a lesson", "saving the result sheet", "lesson started over"
WELCOME = "lessons"  # its part of the status line


class LessonsController(QObject):
    """One lesson is open at a time; its progress goes into the settings at every step."""

    def __init__(self, workspace: Workspace, watcher: LessonWatcher) -> None:
        super().__init__(workspace.window)
        self._window, self._side = workspace.window, workspace.window.lessons
        self._settings_store, self._job_pool = workspace.settings_store, workspace.job_pool
        self._watcher = watcher
        self._lessons: dict[str, Lesson] = {}  # that were read, by id; the bundled ones first
        self._glossary: dict[str, str] = {}
        self._open = ""  # the lesson that is shown; empty: none
        self._connect()

    def _connect(self) -> None:
        side = self._side
        side.list_requested.connect(self._show_list)
        side.lesson_requested.connect(self._show_lesson)
        side.restart_requested.connect(self._restart)
        side.step_requested.connect(self._go_to)
        side.skip_requested.connect(self._skip)
        side.predicted.connect(self._predicted)
        side.files_dropped.connect(self.read)
        side.again_requested.connect(self._read_again)
        side.open_requested.connect(self._ask_for_file)
        side.sheet_requested.connect(self._ask_for_sheet)
        side.shown.connect(self._shown)
        self._watcher.changed.connect(self._look)
        self._window.painted.connect(self._begin)
        self._window.train.lesson_requested.connect(self._show_lesson)

    def restore(self) -> None:
        """Takes what the settings know of the program's state."""
        settings = self._settings_store.settings
        plan = settings.plans.get(settings.recipe, RECIPES.get(settings.recipe))
        self._watcher.restore(plan, settings.model, inspector=settings.inspector, numbers=settings.numbers)

    @Slot()
    def _begin(self) -> None:
        """The window is drawn: the strip comes back where it was open."""
        settings = self._settings_store.settings
        self._load()
        about = {each.recipe: (each.id, each.title) for each in self._lessons.values() if each.recipe}
        self._window.train.show_lessons(about)
        if not settings.lessons and not settings.plans and not settings.lessons_shown:
            self._window.show_status(WELCOME, tr("New here? F4 opens lessons that run in this window."))
        if not settings.lessons_shown:
            return
        if settings.lesson and settings.lesson in settings.lesson_files:
            self._open_file(Path(settings.lesson))
        elif settings.lesson:
            self.open(settings.lesson)
        else:
            self.show_list()

    # --- what is shown ---

    @Slot()
    def _show_list(self) -> None:
        self.show_list()
        self._side.take_focus()

    @Slot(str)
    def _show_lesson(self, lesson: str) -> None:
        """The user opens a lesson: settings that no step has asked for yet are folded away."""
        self._window.train.fold_settings()
        self.open(lesson)
        self._side.take_focus()

    def show_list(self) -> None:
        """Shows all lessons by name."""
        self._load()
        self._open = ""
        self._settings_store.change(lesson="")
        self._side.show_list(self._rows())
        self._side.open()

    def open(self, lesson: str) -> None:
        """Opens a lesson where it was left; one that nobody knows any more leads to the list."""
        self._load()
        if lesson not in self._lessons and lesson in self._settings_store.settings.lesson_files:
            self._open_file(Path(lesson))
            return
        if lesson not in self._lessons:
            self.show_list()
            return
        self._open = lesson
        self._settings_store.change(lesson=lesson)
        self._touch()
        self._watcher.mark()
        self._show()
        self._side.open()
        self._look()

    def place(self) -> tuple[str, int]:
        """The lesson and the step that are shown; an empty text where there is none, or it is of the user's own."""
        own = self._open in self._settings_store.settings.lesson_files
        return ("", 0) if own or not self._open or not self._side.is_open else (self._open, self._at())

    def open_at(self, lesson: str, step: int) -> bool:
        """Opens a lesson that comes with digitpad at a step; False where there is no such lesson."""
        self._load()
        if lesson not in self._lessons:
            return False
        self.open(lesson)
        self._go_to(min(step, len(self._lessons[lesson].steps) - 1))
        return True

    def _load(self) -> None:
        if not self._lessons:
            self._glossary = lesson_files.glossary()
            self._lessons = {lesson.id: lesson for lesson in lesson_files.bundled()}

    def _rows(self) -> list[LessonRow]:
        rows = [self._row(lesson) for lesson in self._lessons.values()]
        files = [name for name in self._settings_store.settings.lesson_files if name not in self._lessons]
        return rows + [LessonRow(id=name, title=Path(name).name, about=str(Path(name).parent)) for name in files]

    def _row(self, lesson: Lesson) -> LessonRow:
        done = steps_done(lesson, self._progress(lesson.id))
        return LessonRow(
            id=lesson.id, title=lesson.title, about=lesson.about, minutes=lesson.minutes, steps=len(lesson.steps),
            done=done,
        )  # fmt: skip

    def _show(self) -> None:
        self._side.show_step(self._lessons[self._open], self._progress(self._open), self._glossary)

    @Slot(bool)
    def _shown(self, on: bool) -> None:
        self._settings_store.change(lessons_shown=on)
        self._window.show_status(WELCOME, "")

    # --- progress ---

    def _progress(self, lesson: str) -> LessonProgress:
        return self._settings_store.settings.lessons.get(lesson, LessonProgress())

    def _keep(self, progress: LessonProgress) -> None:
        lessons = self._settings_store.settings.lessons | {self._open: progress}
        self._settings_store.change(lessons=lessons)

    def _at(self) -> int:
        return min(self._progress(self._open).step, len(self._lessons[self._open].steps) - 1)

    def _record(self) -> StepRecord:
        return self._progress(self._open).record(self._at())

    def _keep_record(self, record: StepRecord) -> None:
        self._keep(self._progress(self._open).with_record(self._at(), record))
        self._show()

    def _touch(self) -> None:
        """That the step was seen is kept, too: there may be nothing to do in it."""
        self._keep(self._progress(self._open).with_record(self._at(), self._record()))

    @Slot()
    def _look(self) -> None:
        """The program is in another state: perhaps that is what the step waits for."""
        if not self._open or not self._side.is_open:
            return
        step, record = self._lessons[self._open].steps[self._at()], self._record()
        now = advanced(step, record, self._watcher.state)
        if now.passed != record.passed:
            now = advanced(step, record, self._watcher.state, self._watcher.sketch())
        if now != record:
            self._keep_record(now)

    @Slot(int, object)
    def _predicted(self, block: int, prediction: Prediction) -> None:
        if self._open:
            step = self._lessons[self._open].steps[self._at()]
            self._keep_record(predicted(step, self._record(), block, prediction))
            self._watcher.mark()
            self._look()

    @Slot(int)
    def _go_to(self, step: int) -> None:
        if self._open and 0 <= step < len(self._lessons[self._open].steps):
            self._keep(replace(self._progress(self._open), step=step))
            self._touch()
            self._watcher.mark()
            self._show()
            self._look()

    @Slot()
    def _skip(self) -> None:
        if self._open:
            self._keep_record(replace(self._record(), skipped=True))

    @Slot(str)
    def _restart(self, lesson: str) -> None:
        """Begins a lesson again; what was done in it can be brought back."""
        before = self._settings_store.settings.lessons
        self._settings_store.change(lessons={key: each for key, each in before.items() if key != lesson})

        def bring_back() -> None:
            now = self._settings_store.settings.lessons
            self._settings_store.change(lessons=now | {lesson: before[lesson]})
            self._window.messages.withdraw(RESTARTED)
            self.show_list()

        self.show_list()
        if lesson in before:
            text = tr("The lesson begins from the start; what was done in it is gone.")
            self._window.say(text, "", "info", tr("Undo"), bring_back, cause=RESTARTED)

    # --- files ---

    @Slot()
    def _ask_for_file(self) -> None:
        kinds = (tr("Lessons (*.md)"), tr("All files (*)"))
        asking(self._window, tr("Open lesson"), kinds, self._window.files.last, self._open_file).open()

    @Slot(list)
    def read(self, paths: list[Path]) -> None:
        """Reads lesson files that were dropped or opened; the last one that is right is shown."""
        for path in paths:
            self._open_file(path)

    @Slot(object)
    def _read_again(self, path: Path) -> None:
        self._open_file(path)

    def _open_file(self, path: Path) -> None:
        self._window.messages.withdraw(READING)
        self._job_pool.start(lambda: read_lesson.lesson_read(path), self._happened, cause=READING)

    @Slot(list)
    def _happened(self, events: list[object]) -> None:
        for event in events:
            if isinstance(event, LessonRead):
                self._take(event)
            elif isinstance(event, Written):
                say_saved(self._window, event.path, PAD, SHEET)

    def _take(self, read: LessonRead) -> None:
        self._load()
        name = str(read.path.absolute())
        if read.lesson is None:
            self._open = ""
            self._side.show_problems(read.path, read.problems)
            self._side.open()
            return
        others = [other for other in self._settings_store.settings.lesson_files if other != name]
        self._settings_store.change(lesson_files=(name, *others)[:LESSON_FILES])
        self._lessons[read.lesson.id] = read.lesson
        self.open(read.lesson.id)

    # --- the result sheet ---

    @Slot()
    def _ask_for_sheet(self) -> None:
        self._load()
        kinds = (tr("Web page (*.html)"),)
        title = tr("Save result sheet")
        saving(self._window, title, kinds, "lessons.html", self._window.files.last, self._save_sheet).open()

    def _save_sheet(self, path: Path) -> None:
        progress = self._settings_store.settings.lessons
        done = tuple((lesson, progress[key]) for key, lesson in self._lessons.items() if key in progress)
        self._job_pool.start(lambda: _written(done, path), self._happened, cause=SHEET)


def _written(done: tuple[tuple[Lesson, LessonProgress], ...], path: Path) -> Iterator[object]:
    from digitpad.tasks import write_lesson_sheet  # here: it would hold up the window's first picture

    yield from write_lesson_sheet.sheet_written(done, path)
