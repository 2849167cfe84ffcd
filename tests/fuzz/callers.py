"""Who calls the API while it is fuzzed: one of each role, signed in, and whoever is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knox.models import AuthToken

from plans.models import User
from recovery.accounts.models import ApiToken
from tests.fuzz.clinic import what_there_is

ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Caller:
    """One who calls: what says who it is, and what there is for them to name."""

    name: str
    headers: Mapping[str, str]
    known: Mapping[str, tuple[str, ...]]


def callers(people: Mapping[str, User]) -> list[Caller]:
    """Give everybody a token, and add one who has none."""
    signed_in = [Caller(role, _token(user), what_there_is(user)) for role, user in people.items()]
    return [*signed_in, Caller(ANONYMOUS, {}, {})]


def _token(user: User) -> Mapping[str, str]:
    row, token = AuthToken.objects.create(user=user)
    ApiToken.objects.create(token=row, name="fuzz", scope="write")
    return {"Authorization": f"Bearer {token}"}
