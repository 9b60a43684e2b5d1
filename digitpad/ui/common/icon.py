"""digitpad's icon, from resources/icons: a pen stroke that becomes a digit. Imports QtGui and paths."""

from PySide6.QtGui import QIcon

from digitpad.core import paths

SIZES = (16, 32, 48, 64, 128, 256)


def app_icon() -> QIcon:
    """The icon of the application, in every size that desktops ask for. PNG, since it loads without QtSvg."""
    icon = QIcon()
    for size in SIZES:
        icon.addFile(str(paths.resources() / "icons" / f"digitpad-{size}.png"))
    return icon
