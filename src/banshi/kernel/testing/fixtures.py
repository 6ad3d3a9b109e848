"""The pytest plugin that every test of the house runs under."""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils.translation import trans_real
from hypothesis import settings

from banshi.kernel.commands import in_command
from banshi.kernel.testing.browser import chromium
from banshi.kernel.testing.databases import copy_test_database, forget
from banshi.kernel.testing.flush import tables_can_be_emptied
from banshi.kernel.testing.writes import refuse_writes_outside_commands
from banshi.kernel.web.catalogues import compile_all

__all__ = ["chromium", "tables_can_be_emptied"]

settings.register_profile("house", settings.get_profile("ci" if os.environ.get("CI") else "default"), deadline=None)
settings.load_profile("house")  # a busy machine is no finding; where changes land, chance is the same at every run
os.environ.setdefault("BANSHI_HTTPS", "0")  # tests speak plain HTTP, and the settings are read after this


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, rather than skip, what is meant for the other database or for data that is not here.

    `make test` runs both databases and says in its last lines what it could not run.
    """
    absent = {"postgresql", "sqlite"} - {connection.vendor}
    if not os.environ.get("BANSHI_REAL_DATA"):
        absent.add("realdata")
    left_out = [item for item in items if any(item.get_closest_marker(name) for name in absent)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


def pytest_collection_finish() -> None:
    """What was imported stays to the end: without this each full collection of garbage walks through all of it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_unconfigure() -> None:
    forget()


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Name a file by its place in the list: its bytes may carry the second in which it was made."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session", autouse=True)
def words_in_both_languages() -> None:
    """Compile the catalogues that are newer than their .mo, before a test reads one."""
    compile_all()
    trans_real._translations.clear()  # type: ignore[attr-defined]  # Django has no public way to read them anew


@pytest.fixture(scope="session", autouse=True)
def database_is_copied() -> None:
    """The database of the tests is migrated once a run, whatever the number of workers."""
    copy_test_database()


@pytest.fixture(scope="session")
def no_static_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every new browser of a test would look through what a site was once served with."""
    return tmp_path_factory.mktemp("static")


@pytest.fixture(autouse=True)
def own_data_dir(tmp_path: Path, no_static_files: Path, settings: Any) -> None:
    """Files, keys and tiles of a test go to its own folder."""
    settings.DATA_DIR = tmp_path
    settings.STATIC_ROOT = no_static_files
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": {"location": str(tmp_path / "files")}},
    }


@pytest.fixture(autouse=True)
def light_passwords(settings: Any) -> None:
    """Hashing is meant to be slow; what a test says does not depend on how slow."""
    settings.PASSWORD_HASHERS = ["banshi.kernel.testing.hashers.LightArgon2"]


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Client:
    """A browser without JavaScript whose requests may write only through commands."""
    browser = Client()
    plain: Callable[..., Any] = browser.request

    def guarded(**request: Any) -> Any:
        with refuse_writes_outside_commands(in_command):
            return plain(**request)

    monkeypatch.setattr(browser, "request", guarded)
    return browser


@pytest.fixture
def no_stray_writes() -> Iterator[None]:
    """Within the test, a row may be written only inside a command."""
    with refuse_writes_outside_commands(in_command):
        yield


@pytest.fixture(scope="session")
def remembered(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The small county as it was first built in this run."""
    from banshi.kernel.testing.remembered import Remembered  # models are not loaded when this plugin is

    return Remembered(keys=tmp_path_factory.mktemp("county") / "keys")


@pytest.fixture
def world(db: None, remembered: Any) -> Any:
    """A small county with named people: see `banshi.kernel.testing.people`."""
    return remembered.again()
