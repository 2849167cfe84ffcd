"""Signing a program out of the API. How tokens are made stands in recovery/accounts/api.py."""

from __future__ import annotations

from django.contrib.auth.signals import user_logged_out
from rest_framework.request import Request
from rest_framework.response import Response

from plans.api.door import Door, operation
from plans.api.identity import TokenInHeader
from plans.models import User


class CurrentToken(Door):
    """Signing out."""

    authentication_classes = (TokenInHeader,)

    @operation(answers={204: None})
    def delete(self, request: Request) -> Response:
        """End the token that this request is made with."""
        request.auth.delete()
        user_logged_out.send(sender=User, request=request, user=request.user)
        return Response(status=204)
