"""Addresses under /onestop/desk/."""

from django.urls import path

from banshi.services.onestop.pages.desk import queue, step, window

urlpatterns = [
    path("", queue.queue, name="desk"),
    path("complete/", queue.complete, name="desk_complete"),
    path("stuck/", queue.stuck, name="desk_stuck"),
    path("window/", window.window, name="desk_window"),
    path("window/<str:code>/<int:person>/", window.fill, name="desk_fill"),
    path("c/<str:number>/<str:code>/", step.step, name="desk_step"),
    path("c/<str:number>/<str:code>/received/", step.received, name="desk_received"),
    path("c/<str:number>/<str:code>/<str:name>/", step.act, name="desk_act"),
]
