"""Room for more to tell: channels, wishes, office hours, escalation and screens."""

import datetime
import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import notifications.models.office


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0002_tasks_and_gates"),
        ("plans", "0005_verdicts_stay_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Absence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_on", models.DateField(verbose_name="away from")),
                ("until_on", models.DateField(verbose_name="back on")),
            ],
            options={
                "verbose_name": "absence",
                "verbose_name_plural": "absences",
            },
        ),
        migrations.CreateModel(
            name="ChannelState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "email"), ("push", "push"), ("inbox", "inbox")],
                        max_length=10,
                        unique=True,
                        verbose_name="channel",
                    ),
                ),
                ("allowance", models.FloatField(verbose_name="may still send")),
                ("counted_at", models.DateTimeField(verbose_name="counted at")),
                (
                    "closed_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="closed until"),
                ),
                (
                    "strikes",
                    models.PositiveIntegerField(default=0, verbose_name="times without an answer"),
                ),
            ],
            options={
                "verbose_name": "channel",
                "verbose_name_plural": "channels",
            },
        ),
        migrations.CreateModel(
            name="ClosedDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("closed_on", models.DateField(verbose_name="closed on")),
                ("name", models.CharField(blank=True, max_length=80, verbose_name="why")),
            ],
            options={
                "verbose_name": "closed day",
                "verbose_name_plural": "closed days",
            },
        ),
        migrations.CreateModel(
            name="Decline",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("exercise_reminders", "exercise reminders"),
                            ("log_reminders", "reminders of the pain score"),
                            ("nudges", "a word when nothing was reported for some days"),
                            ("plan_news", "news about the plan"),
                            ("weekly_summary", "weekly summary"),
                            ("digest", "daily overview"),
                        ],
                        max_length=20,
                        verbose_name="topic",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "e-mail"), ("push", "message on the screen")],
                        max_length=10,
                        verbose_name="channel",
                    ),
                ),
                ("declined_at", models.DateTimeField(verbose_name="declined at")),
            ],
            options={
                "verbose_name": "declined topic",
                "verbose_name_plural": "declined topics",
            },
        ),
        migrations.CreateModel(
            name="EscalationSchedule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "urgency",
                    models.CharField(
                        choices=[
                            ("immediate", "now"),
                            ("important", "today"),
                            ("contact", "this week"),
                            ("may", "when it suits the patient"),
                        ],
                        max_length=12,
                        verbose_name="urgency",
                    ),
                ),
                (
                    "repeat_after",
                    models.PositiveIntegerField(verbose_name="told again after (minutes)"),
                ),
                (
                    "colleague_after",
                    models.PositiveIntegerField(verbose_name="to a colleague after (minutes)"),
                ),
                (
                    "clinic_after",
                    models.PositiveIntegerField(
                        verbose_name="to the clinic's address after (minutes)"
                    ),
                ),
                (
                    "then_every",
                    models.PositiveIntegerField(verbose_name="and then every (minutes)"),
                ),
            ],
            options={
                "verbose_name": "escalation schedule",
                "verbose_name_plural": "escalation schedules",
            },
        ),
        migrations.CreateModel(
            name="LetterClock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("next_due_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="OfficeHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "weekdays",
                    models.JSONField(
                        default=notifications.models.office.working_week,
                        verbose_name="working days (1 is Monday)",
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        blank=True,
                        default="NL",
                        max_length=2,
                        verbose_name="country whose public holidays are free",
                    ),
                ),
                (
                    "digest_at",
                    models.TimeField(
                        default=datetime.time(7, 45), verbose_name="moment of the daily overview"
                    ),
                ),
            ],
            options={
                "verbose_name": "office hours",
                "verbose_name_plural": "office hours",
            },
        ),
        migrations.CreateModel(
            name="PushSubscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("endpoint", models.CharField(max_length=500, unique=True, verbose_name="address")),
                ("p256dh", models.CharField(max_length=120)),
                ("auth", models.CharField(max_length=60)),
                ("added_at", models.DateTimeField(verbose_name="added at")),
                (
                    "wait_until",
                    models.DateTimeField(blank=True, null=True, verbose_name="not before"),
                ),
            ],
            options={
                "verbose_name": "screen",
                "verbose_name_plural": "screens",
            },
        ),
        migrations.CreateModel(
            name="RefusedAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.EmailField(max_length=254, verbose_name="e-mail address")),
                ("error", models.CharField(max_length=60, verbose_name="error")),
                ("refused_at", models.DateTimeField(verbose_name="refused at")),
            ],
            options={
                "verbose_name": "refused address",
                "verbose_name_plural": "refused addresses",
            },
        ),
        migrations.CreateModel(
            name="StuckEvent",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="plans.event",
                    ),
                ),
                ("tries", models.PositiveIntegerField(verbose_name="tries")),
                ("error", models.CharField(max_length=60, verbose_name="error")),
                ("next_try_at", models.DateTimeField(verbose_name="tried again at")),
            ],
            options={
                "verbose_name": "event that could not be told",
                "verbose_name_plural": "events that could not be told",
            },
        ),
        migrations.CreateModel(
            name="Watch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("began_at", models.DateTimeField(verbose_name="since")),
                ("step", models.PositiveIntegerField(default=0, verbose_name="steps taken")),
                ("next_at", models.DateTimeField(null=True, verbose_name="next step at")),
            ],
            options={
                "verbose_name": "unanswered referral",
                "verbose_name_plural": "unanswered referrals",
            },
        ),
        migrations.RemoveConstraint(
            model_name="message",
            name="a_message_is_of_a_known_kind",
        ),
        migrations.RemoveIndex(
            model_name="message",
            name="messages_to_send",
        ),
        migrations.AddField(
            model_name="message",
            name="clinic",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to="plans.clinic",
                verbose_name="clinic",
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="interruptions",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="interruptions"),
        ),
        migrations.AddField(
            model_name="message",
            name="rank",
            field=models.PositiveSmallIntegerField(default=1, verbose_name="rank"),
        ),
        migrations.AddField(
            model_name="message",
            name="read_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="read at"),
        ),
        migrations.AddField(
            model_name="preference",
            name="rests_on_holidays",
            field=models.BooleanField(
                default=False, verbose_name="no reminders on public holidays"
            ),
        ),
        migrations.AddField(
            model_name="preference",
            name="weekly_summary",
            field=models.BooleanField(
                default=False, verbose_name="weekly summary with the curve of the pain scores"
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="attempt",
            field=models.PositiveIntegerField(verbose_name="attempt"),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("unreachable", "the server could not be reached"),
                    ("sent", "sent"),
                    ("temporary", "refused for now"),
                    ("permanent", "refused"),
                    ("unknown", "no answer"),
                ],
                max_length=12,
                verbose_name="outcome",
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="attempt",
            field=models.PositiveIntegerField(default=0, verbose_name="attempts"),
        ),
        migrations.AlterField(
            model_name="message",
            name="channel",
            field=models.CharField(
                choices=[
                    ("email", "e-mail"),
                    ("push", "message on the screen"),
                    ("inbox", "inbox"),
                ],
                default="email",
                max_length=20,
                verbose_name="channel",
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="kind",
            field=models.CharField(
                choices=[
                    ("exercise_reminder", "exercise reminder"),
                    ("log_reminder", "reminder of the pain score"),
                    ("nudge", "word after silence"),
                    ("question", "question"),
                    ("referral", "referral"),
                    ("phase_opened", "next phase opened"),
                    ("plan_changed", "plan changed"),
                    ("plan_paused", "plan paused"),
                    ("plan_resumed", "plan goes on"),
                    ("gate_met", "ready for the next phase"),
                    ("weekly_summary", "weekly summary"),
                    ("alert", "alert"),
                    ("escalation", "unanswered alert"),
                    ("task", "task"),
                    ("unreached", "patient not reached"),
                    ("digest", "daily overview"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="patient",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to="plans.patient",
                verbose_name="patient",
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("done", "already done"),
                    ("paused", "the plan is paused"),
                    ("quiet_hours", "it was in the quiet hours"),
                    ("opted_out", "the person does not want these messages"),
                    ("away", "the person is away"),
                    ("holiday", "it is a public holiday"),
                    ("already_told", "the person was told this already"),
                    ("expired", "its moment had passed"),
                    ("not_due", "it was no longer due"),
                    ("inactive", "the account is closed"),
                    ("refused", "the server refused it"),
                    ("no_address", "there is no address to send it to"),
                    ("interrupted", "sending was interrupted"),
                    ("no_answer", "the server took it but did not confirm"),
                ],
                max_length=20,
                verbose_name="why",
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="recipient",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recipient",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("settled_at__isnull", True)),
                fields=["channel", "rank", "due_at"],
                name="messages_to_send",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("expires_at__isnull", False), ("settled_at__isnull", True)),
                fields=["expires_at"],
                name="messages_that_expire",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["recipient", "channel", "due_at"], name="messages_to_a_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "exercise_reminder",
                            "log_reminder",
                            "nudge",
                            "question",
                            "referral",
                            "phase_opened",
                            "plan_changed",
                            "plan_paused",
                            "plan_resumed",
                            "gate_met",
                            "weekly_summary",
                            "alert",
                            "escalation",
                            "task",
                            "unreached",
                            "digest",
                        ],
                    )
                ),
                name="a_message_is_of_a_known_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["email", "push", "inbox"])),
                name="a_message_goes_over_a_known_channel",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("recipient__isnull", False),
                    models.Q(("channel", "email"), ("to", "staff")),
                    _connector="OR",
                ),
                name="a_message_without_a_person_is_for_the_clinic",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("patient__isnull", False), ("kind", "digest"), _connector="OR"),
                name="a_message_is_about_a_patient_or_a_digest",
            ),
        ),
        migrations.AddField(
            model_name="absence",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="absences",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="closedday",
            name="clinic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="closed_days",
                to="plans.clinic",
                verbose_name="clinic",
            ),
        ),
        migrations.AddField(
            model_name="decline",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="declined_messages",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="escalationschedule",
            name="clinic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="escalation_schedules",
                to="plans.clinic",
                verbose_name="clinic",
            ),
        ),
        migrations.AddField(
            model_name="letterclock",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="letter_clocks",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="officehours",
            name="clinic",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="office_hours",
                to="plans.clinic",
                verbose_name="clinic",
            ),
        ),
        migrations.AddField(
            model_name="pushsubscription",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="push_subscriptions",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="refusedaddress",
            name="user",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="refused_address",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AddField(
            model_name="watch",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.event"
            ),
        ),
        migrations.AddField(
            model_name="watch",
            name="referral",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="watch",
                to="plans.referral",
                verbose_name="referral",
            ),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_on__gt", models.F("from_on"))),
                name="an_absence_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.UniqueConstraint(
                fields=("user", "from_on"), name="an_absence_is_noted_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="closedday",
            constraint=models.UniqueConstraint(
                fields=("clinic", "closed_on"), name="a_day_is_closed_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="decline",
            constraint=models.UniqueConstraint(
                fields=("user", "topic", "channel"), name="a_topic_is_declined_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="decline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "topic__in",
                        [
                            "exercise_reminders",
                            "log_reminders",
                            "nudges",
                            "plan_news",
                            "weekly_summary",
                            "digest",
                        ],
                    )
                ),
                name="only_a_known_topic_is_declined",
            ),
        ),
        migrations.AddConstraint(
            model_name="decline",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["email", "push"])),
                name="the_inbox_cannot_be_declined",
            ),
        ),
        migrations.AddConstraint(
            model_name="escalationschedule",
            constraint=models.UniqueConstraint(
                fields=("clinic", "urgency"), name="an_urgency_has_one_schedule"
            ),
        ),
        migrations.AddConstraint(
            model_name="escalationschedule",
            constraint=models.CheckConstraint(
                condition=models.Q(("urgency__in", ("immediate", "important", "contact", "may"))),
                name="a_schedule_is_of_a_known_urgency",
            ),
        ),
        migrations.AddConstraint(
            model_name="escalationschedule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("repeat_after__gte", 1),
                    ("colleague_after__gte", models.F("repeat_after")),
                    ("clinic_after__gte", models.F("colleague_after")),
                    ("then_every__gte", 5),
                ),
                name="an_alert_goes_further_step_by_step",
            ),
        ),
        migrations.AddIndex(
            model_name="letterclock",
            index=models.Index(
                condition=models.Q(("next_due_at__isnull", False)),
                fields=["next_due_at"],
                name="letter_clocks_that_run",
            ),
        ),
        migrations.AddConstraint(
            model_name="letterclock",
            constraint=models.UniqueConstraint(
                fields=("user", "kind"), name="a_letter_has_one_clock"
            ),
        ),
        migrations.AddConstraint(
            model_name="letterclock",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("weekly_summary", "digest"))),
                name="only_what_comes_back_has_a_clock",
            ),
        ),
        migrations.AddIndex(
            model_name="watch",
            index=models.Index(
                condition=models.Q(("next_at__isnull", False)),
                fields=["next_at"],
                name="watches_that_run",
            ),
        ),
    ]
