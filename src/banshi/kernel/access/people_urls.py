"""Addresses under /people/."""

from django.urls import path

from banshi.kernel.access import people_pages, record_pages

urlpatterns = [
    path("", people_pages.people, name="people"),
    path("looks/", record_pages.area_looks, name="area_looks"),
    path("delays/", record_pages.look_delays, name="look_delays"),
    path("delays/end/", record_pages.look_delay_end, name="look_delay_end"),
    path("<int:person_id>/", people_pages.person, name="person"),
    path("<int:person_id>/account/open/", people_pages.account_open, name="account_open"),
    path("<int:person_id>/account/reset/", people_pages.account_reset, name="account_reset"),
    path("<int:person_id>/account/close/", people_pages.account_close, name="account_close"),
]
