"""One line for each kind of message, for a lock screen and the inbox: nothing about anybody."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from notifications.domain.kind import MessageKind
from plans.domain.text import Text

HEADLINES: Mapping[MessageKind, Text] = MappingProxyType(
    {
        MessageKind.EXERCISE_REMINDER: Text(nl="Het is je oefenmoment", en="It is your moment"),
        MessageKind.LOG_REMINDER: Text(nl="Hoe was je dag?", en="How was your day?"),
        MessageKind.NUDGE: Text(
            nl="We hebben even niets van je gehoord", en="We have not heard from you for a bit"
        ),
        MessageKind.QUESTION: Text(nl="Er is een vraag voor je", en="There is a question for you"),
        MessageKind.REFERRAL: Text(nl="Lees dit bericht even", en="Please read this message"),
        MessageKind.PHASE_OPENED: Text(
            nl="Je kunt een stap verder", en="You can go one step further"
        ),
        MessageKind.PLAN_CHANGED: Text(nl="Je plan is aangepast", en="Your plan has changed"),
        MessageKind.PLAN_PAUSED: Text(nl="Je plan staat stil", en="Your plan is paused"),
        MessageKind.PLAN_RESUMED: Text(nl="Je plan gaat weer verder", en="Your plan goes on"),
        MessageKind.GATE_MET: Text(
            nl="Je bent toe aan een volgende stap", en="You are ready for a next step"
        ),
        MessageKind.WEEKLY_SUMMARY: Text(nl="Je week in het kort", en="Your week in brief"),
        MessageKind.ALERT: Text(
            nl="Een patiënt vraagt je aandacht", en="A patient needs your attention"
        ),
        MessageKind.ESCALATION: Text(
            nl="Een melding wacht nog op antwoord", en="An alert still waits for an answer"
        ),
        MessageKind.TASK: Text(
            nl="Een nieuwe taak op de werklijst", en="A new task on the worklist"
        ),
        MessageKind.UNREACHED: Text(
            nl="Een bericht is niet aangekomen", en="A message did not arrive"
        ),
        MessageKind.DIGEST: Text(nl="Je werklijst van vandaag", en="Your worklist of today"),
        MessageKind.ACCOUNT: Text(nl="Over je account", en="About your account"),
    }
)
