"""What machines may call: the API below `/api/v1/` with its published description, and tokens.

The description is at `/api/v1/openapi.json`; there is no page that would load it from elsewhere.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from ninja import NinjaAPI
from ninja.errors import AuthenticationError
from ninja.openapi.schema import OpenAPISchema
from oauth2_provider.views import TokenView
from pydantic.json_schema import models_json_schema

from firstbell.foundation import clock
from firstbell.journey.delivery.api import router as texts
from firstbell.journey.handover.api import router as hand_overs
from firstbell.journey.handover.wire import HandOverMessage
from firstbell.journey.intake.access import certificate_of
from firstbell.journey.intake.actions.proving import bind_token
from firstbell.journey.intake.api import no_token
from firstbell.journey.intake.api import router as intake
from firstbell.journey.intake.feed import Feed, SingleIncident
from firstbell.journey.lookup.api import router as live_incidents
from firstbell.journey.lookup.message import LiveIncidentMessage

SHAPES = (Feed, SingleIncident, HandOverMessage, LiveIncidentMessage)
"""The bodies that this API reads for itself."""


class DescribedAPI(NinjaAPI):
    """An API whose description also holds the bodies that it reads for itself."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Return the description with the shapes of these bodies."""
        schema = super().get_openapi_schema(**options)
        _, shapes = models_json_schema(
            [(each, "validation") for each in SHAPES],
            ref_template="#/components/schemas/{model}",
        )
        schema["components"]["schemas"].update(shapes["$defs"])
        return schema


class SendersTokenView(TokenView):  # type: ignore[misc]
    """Gives tokens; one that is for a source with a certificate works beside that alone."""

    def create_token_response(self, request: HttpRequest) -> tuple[str, Any, str, int]:
        """Return the library's answer, or a refusal where the certificate is missing."""
        url, headers, body, status = super().create_token_response(request)
        if status == 200 and not self._is_bound(request, json.loads(body)["access_token"]):
            refusal = {
                "error": "invalid_client",
                "error_description": "This client comes with the certificate that was agreed.",
            }
            return url, {"Content-Type": "application/json"}, json.dumps(refusal), 401
        return url, headers, body, status

    def _is_bound(self, request: HttpRequest, token: str) -> bool:
        return bind_token(
            checksum=hashlib.sha256(token.encode()).hexdigest(),
            certificate=certificate_of(request),
            by=None,
            at=clock.now(),
            today=datetime.now(UTC),
        )


api = DescribedAPI(
    title="Firstbell",
    version="1",
    description="Incidents go in here; what became of each comes back at once.",
    urls_namespace="api",
    docs_url=None,
)
api.add_router("", intake)
api.add_router("", texts)
api.add_router("", hand_overs)
api.add_router("", live_incidents)


@api.exception_handler(AuthenticationError)
def without_token(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    """Answer whoever comes without a valid token, in the words of every other refusal."""
    answer = api.create_response(request, no_token(), status=401)
    answer.headers["WWW-Authenticate"] = 'Bearer scope="incidents"'
    return answer


urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("oauth/token", SendersTokenView.as_view(), name="oauth_token"),
]
