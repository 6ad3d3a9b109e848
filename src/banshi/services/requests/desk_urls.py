"""Addresses under /requests/desk/."""

from django.urls import path

from banshi.services.requests.pages.desk import bulk, case, lists, queue

urlpatterns = [
    path("", queue.queue, name="desk"),
    path("views/", queue.save_view, name="desk_views"),
    path("bulk/", bulk.bulk, name="desk_bulk"),
    path("due/", lists.due, name="desk_due"),
    path("supervision/", lists.supervision, name="desk_supervision"),
    path("charges/", lists.charges, name="charges"),
    path("statistics/", lists.statistics, name="statistics"),
    path("m/<str:number>/", case.case, name="desk_case"),
    path("m/<str:number>/do/<slug:deed>/", case.act, name="desk_act"),
]
