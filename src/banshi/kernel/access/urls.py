"""Addresses under /sign-in/: those of allauth that this house uses, and its own.

Names without a namespace are allauth's, which looks them up itself. Everything else that
allauth could route (sign-up forms, e-mail, password reset by mail) is not reachable.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions import views as sessions
from django.urls import path

from banshi.kernel.access import pages

urlpatterns = [
    path("", account.request_login_code, name="account_request_login_code"),
    path("", account.request_login_code, name="account_signup"),  # allauth links here; a phone code signs up too
    path("code/", account.confirm_login_code, name="account_confirm_login_code"),
    path("staff/", account.login, name="account_login"),
    path("out/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("again/", pages.sign_in_again, name="sign_in_again"),
    path("again/password/", account.reauthenticate, name="account_reauthenticate"),
    path("again/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("again/passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("second/", mfa.authenticate, name="mfa_authenticate"),
    path("passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("factors/", mfa.index, name="mfa_index"),
    path("factors/totp/", totp.activate_totp, name="mfa_activate_totp"),
    path("factors/totp/off/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("factors/passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("factors/passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("factors/passkeys/<int:pk>/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path("factors/passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("factors/recovery/", recovery.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("factors/recovery/new/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("sessions/", sessions.list_usersessions, name="usersessions_list"),
    path("post/", pages.choose_post, name="choose_post"),
    path("password/", pages.change_password, name="change_password"),
    path("set-up/<str:number>/<str:token>/", pages.first_password, name="first_password"),
    path("open/", pages.break_glass, name="break_glass"),
    path("tokens/", pages.token_list, name="access_tokens"),
    path("tokens/<int:token_id>/revoke/", pages.token_revoke, name="access_token_revoke"),
    path("looks/", pages.looks, name="access_looks"),
]
