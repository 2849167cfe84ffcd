"""Every fault that is made: on what, by which clock, in how many seconds, and what must hold."""

from __future__ import annotations

from dataclasses import dataclass

_BOTH = ("PostgreSQL", "SQLite")
_POSTGRES, _SQLITE = ("PostgreSQL",), ("SQLite",)

REAL, MADE_UP = "real", "made up"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. ``deadline`` is in seconds; ``done`` and ``holds`` are for people to read."""

    name: str
    module: str
    function: str
    databases: tuple[str, ...]
    clock: str
    deadline: int
    done: str
    holds: str
    breaks_postgres: bool = False
    short_on: str = ""


FAULTS = (
    Fault(
        "worker-killed",
        "workers",
        "kill_mid_batch",
        _BOTH,
        REAL,
        330,
        "Of two loops that send 1,500 reminders and the mails of 75 referrals, one is ended with "
        "kill -9 sixty times, 0.1 to 0.3 seconds apart, and another takes its place at once.",
        "Nothing is lost and nobody reads anything twice. A mail that the server had when the "
        "worker fell goes out once more under the same Message-ID, so at most one for each kill; "
        "all is out within a lease, of a minute, and two minutes to send the rest.",
        short_on="SQLite",
    ),
    Fault(
        "pool-child-killed",
        "workers",
        "kill_pool_children",
        _SQLITE,
        REAL,
        300,
        "A Celery worker sends; five times the busiest of its children is ended with kill -9.",
        "The worker itself stays, takes new children, and all is out when the last lease has run "
        "out; at most one mail for each kill goes out once more, under the same Message-ID.",
    ),
    Fault(
        "redis-killed",
        "doorbell",
        "kill_redis",
        _POSTGRES,
        REAL,
        240,
        "While a worker and the timetable send 220 mails, Redis is ended with kill -9 eight times "
        "and comes back with nothing in it, after a tenth of a second to three seconds.",
        "The worker takes work again within 15 seconds each time, a web request never waits more "
        "than a second and a half for the doorbell, and nothing is lost. Celery cuts its tasks off "
        "when it loses the connection, so a mail in hands may go out once more under the same "
        "Message-ID; a worker that ends over it is started again, here as everywhere.",
    ),
    Fault(
        "redis-frozen",
        "doorbell",
        "freeze_redis",
        _SQLITE,
        REAL,
        150,
        "Redis stands still (SIGSTOP) for ten seconds while mails go out and web requests ring.",
        "The same; what a ring costs while Redis is frozen is measured for each of them.",
    ),
    Fault(
        "redis-full",
        "doorbell",
        "fill_redis",
        _SQLITE,
        REAL,
        150,
        "Redis is filled until it refuses whatever is written, and is given room again later.",
        "The same. Celery's worker ends when Redis does not let it say that a task is done; "
        "whoever looks after the programs starts it again, here as everywhere.",
    ),
    Fault(
        "redis-emptied",
        "doorbell",
        "empty_redis",
        _POSTGRES,
        REAL,
        150,
        "Redis is emptied (FLUSHALL) four times, and once only of the names by which Celery finds "
        "its queues.",
        "The same.",
    ),
    Fault(
        "everything-twice",
        "doubles",
        "run_everything_twice",
        _BOTH,
        REAL,
        150,
        "Two timetables, two workers and two loops share one database for more than two beats; "
        "every two seconds all patients' clocks are set back, so that all find the same moments.",
        "Nobody gets anything twice, not even under the same Message-ID.",
    ),
    Fault(
        "six-hours-down",
        "backlog",
        "come_back_after_six_hours",
        _BOTH,
        REAL,
        300,
        "Nobody worked for six hours; 98,000 rows are stale, 1,400 reminders (a good part of them "
        "not even planned) and 300 mails about referrals are still of use. Two loops begin, and "
        "the mail server takes 1,800 mails a minute.",
        "What is stale is settled within five seconds and never sent; referrals go before "
        "reminders; the pace is kept over every stretch of time; each reminder goes out once.",
    ),
    Fault(
        "postgres-restarted",
        "database",
        "fall_under_load",
        _POSTGRES,
        REAL,
        420,
        "While two loops and a Celery worker send 1,650 mails, PostgreSQL is stopped in immediate "
        "mode and started again, three times.",
        "Mails go out again within ten seconds, no program ends, nothing is lost; each fall may "
        "find one mail in the hands of each of the four senders, and only these go out once more.",
        breaks_postgres=True,
    ),
    Fault(
        "mail-refused",
        "mail",
        "refuse_connections",
        _SQLITE,
        MADE_UP,
        120,
        "For twenty minutes nobody listens where the mail server should be.",
        "All of it goes out within minutes after it is back; no message is blamed.",
    ),
    Fault(
        "mail-black-hole",
        "mail",
        "be_a_black_hole",
        _SQLITE,
        MADE_UP,
        150,
        "The mail server takes every connection and says nothing.",
        "An attempt ends after ten seconds, the channel rests, and all goes out later.",
    ),
    Fault(
        "mail-slow",
        "mail",
        "be_slow",
        _SQLITE,
        REAL,
        120,
        "The mail server takes a second and a half for each mail while two loops send.",
        "No lease runs out under a mail that is on its way: nothing goes out twice.",
    ),
    Fault(
        "mail-greylisted",
        "mail",
        "greylist",
        _SQLITE,
        MADE_UP,
        120,
        "The mail server tells every address to come back later (451).",
        "All of it goes out at the second try, five minutes later.",
    ),
    Fault(
        "mail-one-rejected",
        "mail",
        "reject_one_in_a_thousand",
        _POSTGRES,
        MADE_UP,
        180,
        "Of a thousand addresses the mail server refuses one for good (550), that of a patient "
        "with a referral.",
        "All others get their mail; the one is tried once for each mail, written down as refused, "
        "and a clinician is told that the referral did not arrive.",
    ),
    Fault(
        "mail-dropped",
        "mail",
        "hang_up_with_the_mail",
        _SQLITE,
        MADE_UP,
        120,
        "The mail server takes each mail and hangs up without a word, once for each.",
        "A reminder is never sent again; what calls for a human is, once, after five minutes and "
        "under the same Message-ID.",
        short_on="SQLite",
    ),
    Fault(
        "push-gone",
        "push",
        "be_gone",
        _SQLITE,
        MADE_UP,
        120,
        "Half of the screens are gone (410).",
        "They are forgotten, the other half is told, and everybody has mail and inbox.",
    ),
    Fault(
        "push-throttled",
        "push",
        "throttle",
        _SQLITE,
        MADE_UP,
        120,
        "The push service asks to be left alone for two minutes (429), once for each screen.",
        "It is left alone for that long, and then each screen is told once.",
    ),
    Fault(
        "push-slow",
        "push",
        "be_slow",
        _SQLITE,
        MADE_UP,
        150,
        "The push service takes each message and is silent for longer than anybody waits.",
        "Mails are not held up; a reminder is not repeated, and what is repeated for safety "
        "replaces itself on the screen.",
    ),
    Fault(
        "poison-deadly",
        "poison",
        "end_the_worker",
        _BOTH,
        MADE_UP,
        120,
        "One message ends every worker process that handles it, without a word.",
        "After five workers it is set aside, visible as interrupted; all others have gone out, "
        "each once.",
    ),
    Fault(
        "poison-unreadable",
        "poison",
        "be_unreadable",
        _SQLITE,
        MADE_UP,
        120,
        "Three messages hold nonsense, so that finding their words fails.",
        "No worker falls; after five times they are set aside, and all others have gone out.",
    ),
    Fault(
        "clocks-change",
        "clocks",
        "change_the_clocks",
        _BOTH,
        MADE_UP,
        240,
        "Patients in Amsterdam, New York, Lord Howe and Kathmandu, some with moments in the hour "
        "that is left out or comes twice, live through six changes of the clock; two workers do "
        "their rounds side by side in steps of a few minutes.",
        "Each moment of each local day is reminded of once, also the ones that do not exist or "
        "exist twice; the score is asked once a day, counted by the wall calendar alone.",
        short_on="SQLite",
    ),
    Fault(
        "clocks-wrong",
        "clocks",
        "put_clocks_wrong",
        _BOTH,
        REAL,
        150,
        "Three loops share the work: the clock of one machine is right, one is two hours behind "
        "and one two hours ahead.",
        "The database's clock counts: nothing goes out twice, too early or too late.",
    ),
    Fault(
        "worker-frozen",
        "health",
        "freeze_the_worker",
        _SQLITE,
        REAL,
        260,
        "A Celery worker and its children stand still (SIGSTOP): alive for the system, and they "
        "take no work.",
        "/health is red within 120 seconds, and green again within 40 once they go on. Nothing is "
        "due, so this row has no figures but the seconds until it was red.",
    ),
    Fault(
        "worker-busy",
        "health",
        "keep_the_worker_busy",
        _SQLITE,
        REAL,
        330,
        "For three minutes the mail server takes four seconds for each mail while 300 wait, so "
        "that the worker always has its hands full.",
        "The worker gives a sign of life at least every 120 seconds, so that /health stays green. "
        "Due counts only what went out in that time; seconds is the longest silence.",
    ),
)


def fault_called(name: str) -> Fault:
    """Return the fault of this name; ``LookupError`` when there is none."""
    for fault in FAULTS:
        if fault.name == name:
            return fault
    raise LookupError(f"There is no fault called {name}.")
