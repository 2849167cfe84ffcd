"""The page of the study: what it found in one sentence, what it does not say, and the tables."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.calibration.counting import Miss, Result, Threshold, row
from benchmarks.calibration.courses import Course
from benchmarks.calibration.tables import of, percent, tables

_PAGE = """# A calibration study

<!-- Written by `python -m benchmarks.calibration --write`; change it there. -->

{headline}

{seen}

Nobody here is a patient. These are made-up courses with made-up noise, as many of each kind as of
any other, which no clinic will ever see in this mix: the shares say how the rules weigh one kind of
course against another and what a stricter threshold costs, not how many of a clinic's patients will
be called, and nothing about what is good for anybody. About half of those who improve were made to
improve hardly more than the least that counts as improvement, and they are where the rules go wrong
most: the means of the first and the last four days of a fortnight lie ten days apart, not fourteen,
so that a fall of 1.2 points a fortnight is read as less than one.

![Who is seen soon, who is sent for nothing, and how late](calibration.svg)

## How to run it

    python -m benchmarks.calibration            # prints the tables; a few minutes on two cores
    python -m benchmarks.calibration --write    # and refreshes this page and its drawing
    python -m benchmarks.calibration --n 20 --seed 7 --protocols ankle-light

It needs no database. The same numbers give the same answer, whatever the machine. It ends with
status 1 and names them when somebody who does not improve is missed for lack of data. This page
was written with {number} patients for each course and protocol, seed {seed}: {patients} patients,
each followed at two thresholds. The stricter threshold is `fires_on` with `slight_improvement`:
only a clear improvement (2 points or 30 %) closes the rule. It is a setting of the protocol
version.

## What is made up

Every patient has a true course, smooth, between 0 and 10. What is scored of it is a whole number
with a spread of one point (standard deviation), for the day and for the morning apart, the morning
half a point lower; no pain at all is scored as 0. The pain of the noisy goes up and down by another
point from day to day. 15 of 100 days are not reported, the sparse report one in four; of the
reports 10 in 100 come one to three days late and 5 in 100 too late to count. A question of a rule
is answered truthfully within three days by 7 in 10, else not at all; the silent stop reporting
altogether after two days to one and a half windows. Half of the days have a walk of half an hour,
every third day of a build-up a run. Self-care opens the next phase when its gate is met; treatment
does so from the planned day on. Nobody reports signs of danger: red flags are not what is studied.

A window is what the protocol waits for: 5 days for the ankle, 21 for the shin, else 14.

| course | true pain |
|---|---|
| improving fast | from 4-7, halved in 0.15 to 0.4 of a window, again and again |
| improving slowly | from 4-7, down by 1.2 to 2 points a window |
| plateau | from 3-7, up or down by at most 0.3 a window |
| worsening | from 3-6, up by 0.8 to 2 a window |
| relapse | down by 2 to 3.5 points in about one window, then all the way back |
| flare in build-up | down to nothing within a window; for two weeks of build-up 1.5 to 3 more |
| silent | a plateau or worsening |
| sparse, improving and plateau | as above, but one day in four is reported |
| noisy, improving and plateau | as above, with the other point of ups and downs |

The flare is only there in protocols in which the brochure expects one; the truth leaves it out.

## Who should be seen

Told from the true course alone: from the first day after any run of days as long as the window,
at the end of which the true pain is neither 1 point and 15 % lower than at its beginning nor at
most 1. Also from the day by which something that the protocol expects has not come: a tear still
limps after two days (3 or more), a strain does not bear sport after 14 (3 or more), a walk hurts
when it should not any more (1.75 or more), pain is not over when the longest expected recovery is.
Runs of days begin on any day and windows follow one another, so that a relapse is judged some days
after its truth; that is in the days late. A call that comes before its day counts as not late.
*Called* is a referral that stands at the end, *sent for nothing* one that was raised at all for
somebody who at no time needed anybody.

Of two figures in a cell the second is of the stricter threshold; one figure holds for both. The
shares of those who should be seen overlap: the same patient can be asked, be a task and be called.
A task is one after silence or at a gate, and nearly every gate of somebody slow becomes one.

{tables}

Missed is who had neither referral, question nor silence task within three days for the answer and
the days of silence after the first window that closed on a true lack of improvement. The shares in
the tables above count a call at any time; nearly all of those missed here are called in a later
window. A gate that is overdue is a task as well but counts here only where no rule compares pain,
as after a tear. Lack of data is the reason that must not be: the command then ends with status 1.
"""


def page(results: Sequence[Result], *, number: int, seed: int) -> str:
    """Return the page as Markdown."""
    return _PAGE.format(
        headline=headline(results),
        seen=_seen(results),
        number=number,
        seed=seed,
        patients=f"{len(results) // len(Threshold):,}",
        tables=tables(results),
    )


def headline(results: Sequence[Result]) -> str:
    """Say in one sentence how many are sent for nothing."""
    default, stricter = (row("all", of(one, results)) for one in Threshold)
    slow, fast = (
        row(course, of(Threshold.DEFAULT, [item for item in results if item.course is course]))
        for course in (Course.IMPROVING_SLOWLY, Course.IMPROVING_FAST)
    )
    return (
        f"**Of the simulated patients who needed nobody, {percent(default.sent)} were sent to a "
        f"person all the same, and {percent(stricter.sent)} at the stricter threshold; of those "
        f"who improved fast {percent(fast.sent)}, of those who improved slowly "
        f"{percent(slow.sent)}.**"
    )


def _seen(results: Sequence[Result]) -> str:
    default, stricter = (row("all", of(one, results)) for one in Threshold)
    stuck = [item for item in of(Threshold.DEFAULT, results) if item.is_stuck]
    unseen = sum(item.miss not in (None, Miss.DATA) for item in stuck)
    missed = {item.patient for item in results if item.miss is Miss.DATA}
    missed_in_words = f"{len(missed)} were" if len(missed) > 1 else f"{len(missed) or 'nobody'} was"
    return (
        f"Of those who should be seen {percent(default.called)} were called in the end, "
        f"{percent(default.soon)} within three days of the first on which they should be "
        f"({percent(stricter.soon)} at the stricter threshold). Of the {len(stuck):,} who did not "
        f"improve {missed_in_words} missed for lack of data; {unseen:,} were not noticed in time "
        "for another reason, nearly always because their scores looked better than the pain was "
        "(the last table)."
    )
