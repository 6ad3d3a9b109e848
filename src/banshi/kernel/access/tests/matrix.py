"""Who gets what at the addresses of sign-in, people, looks and tokens."""

from typing import Any

from banshi.kernel.access import setup, tokens
from banshi.kernel.access.commands import issue_token
from banshi.kernel.access.models import ApiToken
from banshi.kernel.directory.commands import add_person, appoint
from banshi.kernel.rooms import Role
from banshi.kernel.testing.matrix import Row
from banshi.kernel.testing.people import SINCE, World

EVERYONE = {"*": 200}
SIGNED_IN = {"anonymous": 302, "*": 200}
GOES_ON = {"*": 302}
STAFF_ONLY = {"anonymous": 302, "alice": 403, "bao": 403, "*": 200}
CLERKS = {"clerk": 200, "administrator": 200, "anonymous": 302, "*": 403}
REACH_ALICE = {"clerk": 200, "administrator": 200, "anonymous": 302, "*": 404}
KEEPS_ACCOUNTS = {"administrator": 200, "clerk": 403, "anonymous": 302, "*": 404}
NOBODY = {"*": 404}
VISITOR_ONLY = {"anonymous": 200, "*": 302}


def alice(world: World) -> dict[str, Any]:
    return {"person_id": world.people["alice"].id}


def handler(world: World) -> dict[str, Any]:
    return {"person_id": world.people["handler"].id}


def newcomer(world: World) -> dict[str, Any]:
    """A handler of the water bureau who cannot sign in yet."""
    unit = world.units["water"]
    person = add_person(world.ctx("system"), name="新来的", area=unit.area)
    appoint(world.ctx("system"), person_id=person.id, unit_id=unit.id, role=Role.HANDLER, title="经办人", starts=SINCE)
    return {"person_id": person.id}


def handler_with_account(world: World) -> dict[str, Any]:
    world.account("handler")
    return handler(world)


def own_token(world: World) -> dict[str, Any]:
    """A token of Alice's."""
    issue_token(
        world.ctx("alice"),
        person_id=world.people["alice"].id,
        post_id=None,
        label="x",
        digest=tokens.digest("x"),
        hint="x",
        scopes=["read"],
    )
    return {"token_id": ApiToken.objects.get().pk}


def one_time_link(world: World) -> dict[str, Any]:
    _nothing, _sign_in, _set_up, number, token, _end = setup.link_for(world.account("roads").pk).split("/")
    return {"number": number, "token": token}


def no_key(world: World) -> dict[str, Any]:
    return {"pk": 1}


def new_token(world: World) -> dict[str, Any]:
    return {"label": "x", "scopes": "read", "days": "1"}


ROWS = [
    Row("account_request_login_code", VISITOR_ONLY),
    Row("account_signup", VISITOR_ONLY),
    Row("account_confirm_login_code", GOES_ON),
    Row("account_login", VISITOR_ONLY),
    Row("account_logout", SIGNED_IN),
    Row("account_logout", GOES_ON, "POST"),
    Row("account_inactive", EVERYONE),
    Row("sign_in_again", EVERYONE),
    Row("sign_in_again", GOES_ON, "POST"),
    Row("account_reauthenticate", GOES_ON),
    Row("mfa_reauthenticate", GOES_ON),
    Row("mfa_reauthenticate_webauthn", GOES_ON),
    Row("mfa_authenticate", GOES_ON),
    Row("mfa_login_webauthn", EVERYONE, accept="application/json"),
    Row("mfa_index", SIGNED_IN),
    Row("mfa_activate_totp", GOES_ON),
    Row("mfa_deactivate_totp", {"anonymous": 302, "*": 404}),
    Row("mfa_list_webauthn", SIGNED_IN),
    Row("mfa_add_webauthn", GOES_ON),
    Row("mfa_edit_webauthn", GOES_ON, args=no_key),
    Row("mfa_remove_webauthn", GOES_ON, args=no_key),
    Row("mfa_view_recovery_codes", {"anonymous": 302, "*": 404}),
    Row("mfa_generate_recovery_codes", GOES_ON),
    Row("usersessions_list", SIGNED_IN),
    Row("choose_post", STAFF_ONLY),
    Row("change_password", {"anonymous": 302, "*": 403}),
    Row("first_password", EVERYONE, args=one_time_link),
    Row("break_glass", SIGNED_IN),
    Row(
        "break_glass",
        {"anonymous": 302, "*": 422},
        "POST",
        data=lambda world: {"subject": "x:1", "reason": "没有这件事，不会打开"},
    ),
    Row("access_tokens", SIGNED_IN),
    Row("access_tokens", SIGNED_IN, "POST", data=new_token),
    Row("access_token_revoke", {"alice": 302, "administrator": 302, "*": 404}, "POST", args=own_token),
    Row("access_looks", SIGNED_IN),
    Row("people", CLERKS),
    Row("people", CLERKS, "POST", data=lambda world: {"phone": "13800138001"}),
    Row("area_looks", {"inspector": 200, "anonymous": 302, "*": 403}),
    Row("look_delays", {"supervisor": 200, "anonymous": 302, "*": 403}),
    Row("look_delays", {"supervisor": 422, "anonymous": 302, "*": 403}, "POST", data=lambda world: {"subject": "x"}),
    Row("look_delay_end", NOBODY, "POST", data=lambda world: {"subject": "nothing:1"}),
    Row("person", REACH_ALICE, args=alice),
    Row(
        "account_open", {**KEEPS_ACCOUNTS, "clerk": 302}, "POST", args=newcomer, data=lambda world: {"username": "wang"}
    ),
    Row("account_reset", KEEPS_ACCOUNTS, "POST", args=handler_with_account),
    Row("account_close", {**KEEPS_ACCOUNTS, "administrator": 302}, "POST", args=handler_with_account),
]
