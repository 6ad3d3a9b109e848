"""Addresses under /activities/desk/."""

from django.urls import path

from banshi.services.activities.pages.desk import day, door, offline, plans, uses

urlpatterns = [
    path("", day.day, name="desk"),
    path("s/<str:number>/", day.session, name="desk_session"),
    path("s/<str:number>/check-in/", door.check_in, name="desk_check_in"),
    path("s/<str:number>/walk-in/", door.walk_in, name="desk_walk_in"),
    path("s/<str:number>/change/", plans.change, name="desk_change"),
    path("s/<str:number>/cancel/", plans.cancel, name="desk_cancel"),
    path("s/<str:number>/b/<str:booking>/out/", door.check_out, name="desk_check_out"),
    path("s/<str:number>/b/<str:booking>/release/", door.release, name="desk_release"),
    path("s/<str:number>/b/<str:booking>/talk/", door.talk, name="desk_talk"),
    path("offerings/", plans.offerings, name="desk_offerings"),
    path("offerings/new/", plans.new, name="desk_new"),
    path("o/<str:code>/", plans.offering, name="desk_offering"),
    path("o/<str:code>/edit/", plans.edit, name="desk_edit"),
    path("o/<str:code>/close/", plans.close, name="desk_close"),
    path("o/<str:code>/sessions/", plans.sessions, name="desk_sessions"),
    path("o/<str:code>/reserve/", uses.reserve, name="desk_reserve"),
    path("uses/", uses.uses, name="desk_uses"),
    path("uses/<str:number>/approve/", uses.approve, name="desk_approve"),
    path("uses/<str:number>/refuse/", uses.refuse, name="desk_refuse"),
    path("uses/<str:number>/arrive/", uses.arrive, name="desk_arrive"),
    path("door/worker.js", offline.worker, name="door_worker"),
    path("door/<str:number>/", offline.door, name="door"),
]
