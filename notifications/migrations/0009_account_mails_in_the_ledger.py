"""Mails about somebody's account wait in the ledger too, with what opens it sealed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import plans.models.sealing


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0008_mail_of_accounts"),
        ("plans", "0009_destruction_by_two_people"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="message",
            name="a_message_is_of_a_known_kind",
        ),
        migrations.RemoveConstraint(
            model_name="message",
            name="a_message_is_about_a_patient_or_a_digest",
        ),
        migrations.AddField(
            model_name="message",
            name="secret",
            field=plans.models.sealing.SealedText(
                blank=True, bound_to=("public_id",), default="", editable=False
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="clinic",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to="plans.clinic",
                verbose_name="clinic",
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
                    ("account", "about the account"),
                ],
                max_length=20,
                verbose_name="kind",
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
                            "account",
                        ],
                    )
                ),
                name="a_message_is_of_a_known_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("patient__isnull", False), ("kind__in", ("digest", "account")), _connector="OR"
                ),
                name="a_message_is_about_a_patient_a_digest_or_an_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("clinic__isnull", False),
                    models.Q(("kind", "account"), ("recipient__isnull", False)),
                    _connector="OR",
                ),
                name="a_message_has_a_clinic_or_is_about_an_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("secret", ""),
                    models.Q(("kind", "account"), ("settled_at__isnull", True)),
                    _connector="OR",
                ),
                name="a_secret_does_not_outlive_its_message",
            ),
        ),
    ]
