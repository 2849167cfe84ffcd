"""Fewer indexes on the ledger: each of them is written with every message."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0006_history_of_wishes"),
        ("plans", "0005_verdicts_stay_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="clinic",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to="plans.clinic",
                verbose_name="clinic",
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="dedupe_key",
            field=models.CharField(max_length=120, verbose_name="key"),
        ),
        migrations.AlterField(
            model_name="message",
            name="patient",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to="plans.patient",
                verbose_name="patient",
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="plan",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to="plans.plan",
                verbose_name="plan",
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="recipient",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recipient",
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="referral",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to="plans.referral",
                verbose_name="referral",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["clinic", "due_at"], name="messages_of_a_clinic"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("referral__isnull", False)),
                fields=["referral"],
                name="messages_about_a_referral",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                fields=("dedupe_key",), name="nothing_is_told_twice"
            ),
        ),
    ]
