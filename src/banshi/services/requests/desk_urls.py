"""Addresses under /requests/desk/."""

from django.urls import path

from banshi.services.requests.pages.desk import bulk, case, intake, lists, queue

urlpatterns = [
    path("", queue.queue, name="desk"),
    path("views/", queue.save_view, name="desk_views"),
    path("bulk/", bulk.bulk, name="desk_bulk"),
    path("new/", intake.new, name="desk_new"),
    path("due/", lists.due, name="desk_due"),
    path("supervision/", lists.supervision, name="desk_supervision"),
    path("charges/", lists.charges, name="desk_charges"),
    path("statistics/", lists.statistics, name="desk_statistics"),
    path("m/<str:number>/", case.case, name="desk_case"),
    path("m/<str:number>/do/<slug:deed>/", case.act, name="desk_act"),
]
