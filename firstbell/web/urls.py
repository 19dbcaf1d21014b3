"""Every address of the product.

Addresses of the journey live in their apps; each app's `urls.py` is included here, one line
each, in alphabetical order, and each address has a row in `tests/permissions/table.py`.
Nothing of `allauth` is reachable but what stands in `sign_in_urls`.
"""

from django.urls import URLPattern, URLResolver, include, path

from firstbell.web import drafting, idle, joining, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("", include("firstbell.journey.admissions.urls")),
    path("", include("firstbell.journey.delivery.urls")),
    path("", include("firstbell.journey.handover.urls")),
    path("", include("firstbell.journey.known.urls")),
    path("", include("firstbell.journey.allegations.urls")),
    path("", include("firstbell.journey.linkage.urls")),
    path("", include("firstbell.journey.lookup.urls")),
    path("", include("firstbell.journey.reconciliation.urls")),
    path("", include("firstbell.journey.reconciliation.urls_agreements")),
    path("", include("firstbell.journey.reconciliation.urls_circles")),
    path("", include("firstbell.journey.reconciliation.urls_cover")),
    path("", include("firstbell.journey.reconciliation.urls_looking")),
    path("", include("firstbell.journey.reconciliation.urls_paper")),
    path("", include("firstbell.journey.reconciliation.urls_recalling")),
    path("", include("firstbell.journey.routing.urls")),
    path("", include("firstbell.oversight.breaches.urls")),
    path("", include("firstbell.oversight.helpline.urls")),
    path("", include("firstbell.oversight.looking.urls")),
    path("", include("firstbell.oversight.records.urls")),
    path("", include("firstbell.registry.home_education.urls")),
    path("", include("firstbell.registry.people.urls")),
    path("", include("firstbell.web.api")),
    path("", include("firstbell.web.cover.urls")),
    path("", include("firstbell.web.people.urls")),
    path("", include("firstbell.web.providers.urls")),
    path("about-the-scheme/", views.about_the_scheme, name="about_the_scheme"),
    path("account/stay/", idle.stay_signed_in, name="stay_signed_in"),
    path("account/", include("firstbell.web.sign_in_urls")),
    path("drafts/keep/", drafting.keep_draft, name="keep_draft"),
    path("drafts/discard/", drafting.discard_draft, name="discard_draft"),
    path("health", views.health, name="health"),
    path("help/", views.get_help, name="help"),
    path("join/<str:secret>/", joining.join, name="join"),
    path("metrics", views.metrics, name="metrics"),
    path("your-account/", views.account, name="account"),
]
