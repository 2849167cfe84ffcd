from datetime import date, timedelta
import pytest
from notifications.models import Message
from notifications.services.handover import hand_over_events
from notifications.services.deliver import deliver_due
from plans.models import *
from tests.factories.plans import start_demo_plan
from tests.notifications.scenes import *
from tests.plans.services.diary import *
pytestmark = pytest.mark.usefixtures("catalogue")
from tests.notifications.conftest import *
@pytest.mark.parametrize("protocol", ["achilles-self-care","achilles-treatment","ankle-moderate"])
def test_x(patient, protocol):
    plan = start_demo_plan(patient, protocol, starts_on=date(2026,3,2))
    keep_diary(plan, "0 "*25)
    if "self" not in protocol: answer(plan,"gait","normal",evening_of(date(2026,3,4)))
    for i in range(1,32):
        now=night_before(plan, plan.starts_on+timedelta(days=i))
        hand_over_events(now=now)
        post=Post(); deliver_due(now=now+timedelta(hours=7), channels={"email":post})
        for m in post.taken: print(i, m.subject, m.body)
    print([(e.kind,e.at.isoformat(),e.facts) for e in Event.objects.order_by("pk")][-6:])
    print(list(Message.objects.values_list("kind","state","reason","due_at")))
    assert 0
