"""Every address of the house. A room brings its own; this page only says where it stands."""

from django.conf import settings
from django.urls import include, path

from banshi.project.api import api, open311

PLACES = [
    ("", "banshi.kernel.web.urls"),
    ("sign-in/", "banshi.kernel.access.urls"),
    ("directory/", "banshi.kernel.directory.urls"),
    ("people/", "banshi.kernel.access.people_urls"),
    ("ledger/", "banshi.kernel.ledger.urls"),
    ("files/", "banshi.kernel.evidence.urls"),
    ("me/notices/", "banshi.kernel.notices.urls"),
    ("jobs/", "banshi.kernel.jobs.urls"),
    ("open/", "banshi.kernel.publication.urls"),
    ("draws/", "banshi.kernel.draws.urls"),
    ("policy/", "banshi.kernel.policy.urls"),
    ("me/drafts/", "banshi.kernel.forms.urls"),
    ("requests/", "banshi.services.requests.urls"),
    ("activities/", "banshi.services.activities.urls"),
    ("map/", "banshi.services.servicemap.urls"),
    ("onestop/", "banshi.services.onestop.urls"),
]

urlpatterns = [path(prefix, include(module)) for prefix, module in PLACES]
urlpatterns += [path("api/", api.urls), path("open311/v2/", open311.urls)]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("banshi.kernel.access.demo_urls")))

handler400 = "banshi.kernel.web.answers.bad_request"
handler403 = "banshi.kernel.web.answers.forbidden"
handler404 = "banshi.kernel.web.answers.not_found"
handler500 = "banshi.kernel.web.answers.server_error"
