"""What stands beside the code agrees with it: licences, versions, the Pythons that are tested, the recipes' names."""

import configparser
import re
import tomllib
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import digitpad
from digitpad.core import paths, window_state

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WORKFLOW = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PROJECT["license-files"])
def test_every_licence_that_is_named_is_there(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8").strip()


def test_bundled_data_has_its_licence_beside_it() -> None:
    for folder in ("data/mnist", "models"):
        assert f"resources/{folder}/LICENSE.md" in PROJECT["license-files"]


def test_the_pythons_that_are_promised_are_those_that_are_tested() -> None:
    promised = [line.rpartition(" ")[2] for line in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", line)]
    (tested,) = re.findall(r"python: \[(.*)\]", WORKFLOW)
    assert re.findall(r"[\d.]+", tested) == promised
    assert PROJECT["requires-python"] == f">={promised[0]}"


def test_the_window_has_a_command_of_its_own_that_opens_no_console() -> None:
    assert set(PROJECT["gui-scripts"].values()) == set(PROJECT["scripts"].values())
    assert not set(PROJECT["gui-scripts"]) & set(PROJECT["scripts"])  # on Windows both are one .exe file each


def test_a_linux_desktop_finds_a_menu_entry_an_icon_and_what_to_show_of_it() -> None:
    """20: `setDesktopFileName("digitpad")` pointed at nothing."""
    shared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    places = shared["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert all((ROOT / name).is_file() for name in places)
    entry = configparser.ConfigParser(interpolation=None, delimiters="=")
    entry.optionxform = str
    entry.read(ROOT / "resources" / "desktop" / "digitpad.desktop", encoding="utf-8")
    asked = entry["Desktop Entry"]
    command, file = asked["Exec"].split()
    assert command in PROJECT["gui-scripts"] and file == "%f" and asked["Terminal"] == "false"
    assert f"share/applications/{paths.APP_NAME}.desktop" in places.values()
    assert f"share/icons/hicolor/scalable/apps/{asked['Icon']}.svg" in places.values()
    shown = ET.parse(ROOT / "resources" / "desktop" / "digitpad.metainfo.xml").getroot()  # noqa: S314  our own file
    assert shown.findtext("launchable") == f"{paths.APP_NAME}.desktop"
    assert shown.findtext("project_license") == PROJECT["license"]
    assert shown.find("releases/release").get("version") == PROJECT["version"]


def test_a_desktop_opens_a_saved_state_by_a_double_click() -> None:
    shared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    places = shared["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    assert places["resources/desktop/digitpad.xml"] == "share/mime/packages/digitpad.xml"
    names = {"": "http://www.freedesktop.org/standards/shared-mime-info"}
    (kind,) = ET.parse(ROOT / "resources" / "desktop" / "digitpad.xml").findall("mime-type", names)  # noqa: S314
    assert kind.find("glob", names).get("pattern") == f"*{window_state.SUFFIX}"
    entry = (ROOT / "resources" / "desktop" / "digitpad.desktop").read_text(encoding="utf-8")
    assert f"\nMimeType={kind.get('type')};\n" in entry and "\nExec=digitpad-window %f\n" in entry
    shown = ET.parse(ROOT / "resources" / "desktop" / "digitpad.metainfo.xml").getroot()  # noqa: S314  our own file
    assert shown.findtext("provides/mediatype") == kind.get("type")


def test_what_changed_is_told_for_this_version() -> None:
    told = (ROOT / ".github" / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", told, re.MULTILINE)[0] == "Unreleased"
    assert f"## {PROJECT['version']}\n" in told and PROJECT["version"] == digitpad.__version__


def test_types_are_promised_and_the_reports_template_is_a_resource() -> None:
    assert (Path(digitpad.__file__).parent / "py.typed").exists()
    assert {"page.html", "parts.html", "page.css"} <= {file.name for file in (paths.resources() / "report").iterdir()}


def test_every_picture_is_shown_somewhere_and_light_enough_to_load() -> None:
    shown = "".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "tests/benchmarks/README.md"))
    for file in (ROOT / "resources" / "pictures").iterdir():
        assert file.name in shown and file.stat().st_size < 150_000, file.name
