"""A hook of hatchling: every build (wheel, sdist, editable) compiles the catalogues of translations first."""

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface):
    """Writes the .mo files beside the .po files, where a wheel takes them from and an editable install reads them."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Runs before a wheel, sdist or editable install is put together."""
        del version, build_data
        path = Path(self.root) / ".ci" / "catalogues.py"
        spec = importlib.util.spec_from_file_location("catalogues", path)
        if spec is None or spec.loader is None:
            raise RuntimeError(f"{path} cannot be loaded")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.compile_all()
