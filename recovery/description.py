"""The description of the API (OpenAPI), for whoever writes a program against it."""

from __future__ import annotations

from functools import cache

from django.http import HttpResponse
from django.utils.translation import override
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView


@extend_schema(exclude=True)
class Description(APIView):
    """Gives the description, in English, as YAML or as JSON.

    It is open to anybody and takes half a second to work out, so that is done once.
    """

    permission_classes = (AllowAny,)
    renderer_classes = SpectacularAPIView.renderer_classes

    def get(self, request: Request) -> HttpResponse:
        """Return the document."""
        renderer = request.accepted_renderer
        return HttpResponse(
            _written(renderer.format),
            content_type=renderer.media_type,
            headers={"Content-Disposition": f'inline; filename="openapi.{renderer.format}"'},
        )


@cache
def _written(form: str) -> str | bytes:
    write = {"yaml": OpenApiYamlRenderer(), "json": OpenApiJsonRenderer()}[form]
    with override("en"):
        generator = SchemaGenerator()  # type: ignore[no-untyped-call]
        document = generator.get_schema(public=True)  # type: ignore[no-untyped-call]
        return write.render(document)
