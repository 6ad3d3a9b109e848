"""Write the directory: every change is one command on the record."""

from banshi.kernel.directory.commands.accounts import (
    AccountRow,
    UsernameTaken,
    close_account,
    enrol_resident,
    open_account,
    reset_account,
    set_password,
)
from banshi.kernel.directory.commands.areas import AreasLoaded, load_areas
from banshi.kernel.directory.commands.people import (
    add_person,
    correct_person,
    erase_person,
)
from banshi.kernel.directory.commands.posts import AlreadyAppointed, OwnAppointment, appoint, appoint_by_phone, end_post
from banshi.kernel.directory.commands.units import UnitInUse, UnitTaken, add_unit, close_unit, rename_unit

__all__ = [
    "AccountRow",
    "AlreadyAppointed",
    "AreasLoaded",
    "OwnAppointment",
    "UnitInUse",
    "UnitTaken",
    "UsernameTaken",
    "add_person",
    "add_unit",
    "appoint",
    "appoint_by_phone",
    "close_account",
    "close_unit",
    "correct_person",
    "end_post",
    "enrol_resident",
    "erase_person",
    "load_areas",
    "open_account",
    "rename_unit",
    "reset_account",
    "set_password",
]
