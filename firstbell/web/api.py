"""What machines may call: the API below `/api/v1/` with its published description, and tokens.

The description is at `/api/v1/openapi.json`; there is no page that would load it from elsewhere.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from ninja import NinjaAPI
from ninja.errors import AuthenticationError
from ninja.openapi.schema import OpenAPISchema
from oauth2_provider.views import TokenView
from pydantic.json_schema import models_json_schema

from firstbell.journey.intake.api import no_token
from firstbell.journey.intake.api import router as intake
from firstbell.journey.intake.feed import Feed, SingleIncident


class DescribedAPI(NinjaAPI):
    """An API whose description also holds the bodies that it reads for itself."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the description with the shapes of a feed and of a single incident."""
        schema = super().get_openapi_schema(**options)
        _, shapes = models_json_schema(
            [(Feed, "validation"), (SingleIncident, "validation")],
            ref_template="#/components/schemas/{model}",
        )
        schema["components"]["schemas"].update(shapes["$defs"])
        return schema


api = DescribedAPI(
    title="Firstbell",
    version="1",
    description="Incidents go in here; what became of each comes back at once.",
    urls_namespace="api",
    docs_url=None,
)
api.add_router("", intake)


@api.exception_handler(AuthenticationError)
def without_token(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    """Answer whoever comes without a valid token, in the words of every other refusal."""
    answer = api.create_response(request, no_token(), status=401)
    answer.headers["WWW-Authenticate"] = 'Bearer scope="incidents"'
    return answer


urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("oauth/token", TokenView.as_view(), name="oauth_token"),
]
