from digitpad.evaluation.named_recognizer import Recognizer as Recognizer
from digitpad.ink.ink import Ink as Ink
from digitpad.tasks.python_api import load_model as load_model
from digitpad.tasks.python_api import train as train

__version__: str
