"""The dialogs about digitpad: what the list of shortcuts calls an entry of a menu."""

from digitpad.ui.common import about_dialogs


def test_a_shortcut_is_named_without_its_access_key() -> None:
    assert about_dialogs.plain("&Keep with a label …") == "Keep with a label"
    assert about_dialogs.plain("加标签并保留(&K)…") == "加标签并保留"
