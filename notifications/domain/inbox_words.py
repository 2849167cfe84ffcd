"""What a message says once it is opened in the inbox, and where its reader goes on from there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from notifications.domain.kind import MessageKind
from plans.domain.text import Text


class Place(StrEnum):
    """Where there is something to do or to read."""

    TODAY = "today"
    PLAN = "plan"
    WORKLIST = "worklist"


@dataclass(frozen=True, slots=True)
class Opened:
    """One sentence about a message, without anything about anybody, and where it leads to."""

    sentence: Text
    place: Place


OPENED: Mapping[MessageKind, Opened] = MappingProxyType(
    {
        MessageKind.EXERCISE_REMINDER: Opened(
            Text(nl="Je oefeningen staan voor je klaar.", en="Your exercises are ready for you."),
            Place.TODAY,
        ),
        MessageKind.LOG_REMINDER: Opened(
            Text(
                nl="Vul in hoe je dag was; dat is één tik.",
                en="Fill in how your day was; it takes one tap.",
            ),
            Place.TODAY,
        ),
        MessageKind.NUDGE: Opened(
            Text(
                nl="Een paar dagen missen geeft niet. Eén tik per dag laat zien hoe het gaat.",
                en="Missing a few days is no problem. One tap a day shows how you are doing.",
            ),
            Place.TODAY,
        ),
        MessageKind.QUESTION: Opened(
            Text(
                nl="Met je antwoord kan de praktijk zien of je herstel op koers ligt.",
                en="Your answer shows the clinic whether your recovery is on course.",
            ),
            Place.TODAY,
        ),
        MessageKind.REFERRAL: Opened(
            Text(
                nl="Op de pagina van vandaag lees je wat je nu kunt doen en wie je kunt bellen.",
                en="The page of today says what you can do now and whom you can call.",
            ),
            Place.TODAY,
        ),
        MessageKind.PHASE_OPENED: Opened(
            Text(
                nl="De volgende fase van je plan is open. Je oefeningen passen daarbij.",
                en="The next phase of your plan is open. Your exercises go with it.",
            ),
            Place.PLAN,
        ),
        MessageKind.PLAN_CHANGED: Opened(
            Text(nl="Bekijk in je plan wat er nu staat.", en="See in your plan what it says now."),
            Place.PLAN,
        ),
        MessageKind.PLAN_PAUSED: Opened(
            Text(
                nl="Zolang je plan stilstaat, vragen we je niets.",
                en="While your plan is paused, we ask you nothing.",
            ),
            Place.PLAN,
        ),
        MessageKind.PLAN_RESUMED: Opened(
            Text(
                nl="Je oefeningen staan weer voor je klaar.",
                en="Your exercises are there for you again.",
            ),
            Place.TODAY,
        ),
        MessageKind.GATE_MET: Opened(
            Text(
                nl="Je hebt gehaald wat de volgende fase vraagt. Je opent die zelf, in je plan.",
                en="You have reached what the next phase asks. You open it yourself in your plan.",
            ),
            Place.PLAN,
        ),
        MessageKind.WEEKLY_SUMMARY: Opened(
            Text(
                nl="Bekijk in je plan hoe je scores en je oefeningen deze week gingen.",
                en="See in your plan how your scores and your exercises went this week.",
            ),
            Place.PLAN,
        ),
        MessageKind.ALERT: Opened(
            Text(
                nl="Op de werklijst lees je wat er speelt. Laat daar weten dat je ernaar kijkt.",
                en="The worklist says what is going on. Let it be known there that you look at it.",
            ),
            Place.WORKLIST,
        ),
        MessageKind.ESCALATION: Opened(
            Text(
                nl="Nog niemand heeft laten weten ernaar te kijken. Doe jij het?",
                en="Nobody has said yet that they look at it. Will you?",
            ),
            Place.WORKLIST,
        ),
        MessageKind.TASK: Opened(
            Text(
                nl="Op de werklijst lees je wat er te doen is.",
                en="The worklist says what is to be done.",
            ),
            Place.WORKLIST,
        ),
        MessageKind.UNREACHED: Opened(
            Text(
                nl="De patiënt weet het dus misschien nog niet. Bel, en vraag naar het juiste "
                "e-mailadres.",
                en="So the patient may not know yet. Call, and ask for the right e-mail address.",
            ),
            Place.WORKLIST,
        ),
        MessageKind.DIGEST: Opened(
            Text(
                nl="Op de werklijst staat wie er aandacht vraagt.",
                en="The worklist shows who needs attention.",
            ),
            Place.WORKLIST,
        ),
    }
)
