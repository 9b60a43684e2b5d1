"""The menus' entries: what the list of shortcuts calls one."""

from digitpad.ui.common import menus


def test_a_shortcut_is_named_without_its_access_key() -> None:
    assert menus.plain("&Keep with a label …") == "Keep with a label"
    assert menus.plain("加标签并保留(&K)…") == "加标签并保留"
