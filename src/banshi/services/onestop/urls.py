"""Addresses under /onestop/."""

from django.urls import include, path

from banshi.services.onestop.pages import acts, applying, case, procedures, statistics

app_name = "onestop"
urlpatterns = [
    path("", procedures.procedures, name="list"),
    path("desk/", include("banshi.services.onestop.desk_urls")),
    path("mine/", case.mine, name="mine"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics.csv", statistics.statistics_csv, name="statistics_csv"),
    path("p/<str:code>/", procedures.procedure, name="procedure"),
    path("p/<str:code>/way.bpmn", procedures.bpmn, name="bpmn"),
    path("p/<str:code>/apply/", applying.apply, name="apply"),
    path("p/<str:code>/discard/", applying.discard, name="discard"),
    path("c/<str:number>/", case.case, name="case"),
    path("c/<str:number>/papers/", acts.papers, name="papers"),
    path("c/<str:number>/supply/", acts.supply, name="supply"),
    path("c/<str:number>/way/", acts.way, name="way"),
    path("c/<str:number>/withdraw/", acts.withdraw, name="withdraw"),
    path("c/<str:number>/<str:step>/leave/", case.leave, name="leave"),
    path("c/<str:number>/<str:step>/received/", case.received, name="received"),
]
