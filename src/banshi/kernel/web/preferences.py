"""How a reader wants to read: language, size of type, light or dark. Kept in cookies, so no account is needed."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

SIZE_COOKIE: Final = "banshi_size"
SCHEME_COOKIE: Final = "banshi_scheme"
SIZES: Final = ("normal", "large")
SCHEMES: Final = ("auto", "light", "dark")
A_YEAR: Final = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the cookies say; anything else in them counts as the first choice."""

    language: str
    size: str
    scheme: str

    @property
    def large(self) -> bool:
        """Whether 长辈版 is on."""
        return self.size == "large"


def preferences(request: HttpRequest) -> Preferences:
    """The reader's wishes. Chinese unless another language was chosen here."""
    return Preferences(
        language=_choice(request, settings.LANGUAGE_COOKIE_NAME, languages()),
        size=_choice(request, SIZE_COOKIE, SIZES),
        scheme=_choice(request, SCHEME_COOKIE, SCHEMES),
    )


def languages() -> tuple[str, ...]:
    """The codes of the languages offered, the house's own first."""
    return (settings.LANGUAGE_CODE, *(code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE))


@csrf_exempt  # the worst a foreign page can do is change the size of the letters
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep a choice for a year and go back to the page it was made on."""
    answer = HttpResponseRedirect(_back(request))
    answer.status_code = 303
    offered = (
        ("language", settings.LANGUAGE_COOKIE_NAME, languages()),
        ("size", SIZE_COOKIE, SIZES),
        ("scheme", SCHEME_COOKIE, SCHEMES),
    )
    for field, cookie, allowed in offered:
        if request.POST.get(field) in allowed:
            answer.set_cookie(
                cookie,
                request.POST[field],
                max_age=A_YEAR,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
            )
    return answer


def _choice(request: HttpRequest, cookie: str, allowed: tuple[str, ...]) -> str:
    given = request.COOKIES.get(cookie, "")
    return given if given in allowed else allowed[0]


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else reverse("home")
