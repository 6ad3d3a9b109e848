"""Addresses under /activities/."""

from django.urls import include, path

from banshi.services.activities.pages import booking, lists, mine, statistics, venues

app_name = "activities"
urlpatterns = [
    path("", lists.activities, name="list"),
    path("desk/", include("banshi.services.activities.desk_urls")),
    path("mine/", mine.mine, name="mine"),
    path("find/", mine.find, name="find"),
    path("forget/", mine.forget, name="forget"),
    path("rules/", lists.rules, name="rules"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics/sessions/", statistics.sources, name="held"),
    path("statistics.csv", statistics.statistics_csv, name="statistics_csv"),
    path("statistics.json", statistics.statistics_json, name="statistics_json"),
    path("o/<str:code>/", lists.offering, name="offering"),
    path("o/<str:code>/calendar.ics", lists.offering_calendar, name="offering_calendar"),
    path("o/<str:code>/hours/", venues.hours, name="hours"),
    path("s/<str:number>/", booking.session, name="session"),
    path("b/<str:link>/", booking.booking, name="booking"),
    path("b/<str:link>/ticket/", booking.ticket, name="ticket"),
    path("b/<str:link>/cancel/", booking.cancel, name="cancel"),
    path("b/<str:link>/calendar.ics", booking.calendar, name="calendar"),
    path("u/<str:link>/", venues.use, name="use"),
    path("u/<str:link>/cancel/", venues.cancel_use, name="cancel_use"),
]
