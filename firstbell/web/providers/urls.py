"""The addresses of signing in at a provider. The one of the way back is registered there."""

from django.urls import path

from firstbell.web.providers import views

urlpatterns = [
    path("account/provider/back/<slug:key>/", views.back, name="provider_back"),
    path("account/provider/in/<slug:key>/", views.arrive, name="provider_arrive"),
    path("account/provider/start/<slug:key>/", views.start, name="provider_start"),
    path("join/<str:secret>/with/<slug:key>/", views.start_joining, name="provider_join"),
    path("your-account/provider/<slug:key>/", views.start_linking, name="provider_link"),
    path("your-account/provider/<uuid:identity_id>/unlink/", views.unlink, name="provider_unlink"),
]
