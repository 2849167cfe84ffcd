"""A clinic that is taken on or changed leaves an event like everything else."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0009_destruction_by_two_people"),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(
                choices=[
                    ("catalogue_published", "catalogue_published"),
                    ("catalogue_retired", "catalogue_retired"),
                    ("clinic_added", "clinic_added"),
                    ("clinic_changed", "clinic_changed"),
                    ("person_added", "person_added"),
                    ("person_changed", "person_changed"),
                    ("person_invited", "person_invited"),
                    ("patient_changed", "patient_changed"),
                    ("relation_added", "relation_added"),
                    ("relation_ended", "relation_ended"),
                    ("right_asked", "right_asked"),
                    ("right_decided", "right_decided"),
                    ("record_destroyed", "record_destroyed"),
                    ("injury_added", "injury_added"),
                    ("plan_started", "plan_started"),
                    ("plan_moved", "plan_moved"),
                    ("phase_extended", "phase_extended"),
                    ("phase_opened", "phase_opened"),
                    ("plan_tailored", "plan_tailored"),
                    ("plan_paused", "plan_paused"),
                    ("plan_resumed", "plan_resumed"),
                    ("plan_switched", "plan_switched"),
                    ("plan_ended", "plan_ended"),
                    ("pain_logged", "pain_logged"),
                    ("exercise_logged", "exercise_logged"),
                    ("activity_logged", "activity_logged"),
                    ("question_asked", "question_asked"),
                    ("question_answered", "question_answered"),
                    ("signs_reported", "signs_reported"),
                    ("verdict_given", "verdict_given"),
                    ("referral_raised", "referral_raised"),
                    ("referral_acknowledged", "referral_acknowledged"),
                    ("referral_resolved", "referral_resolved"),
                    ("referral_dismissed", "referral_dismissed"),
                    ("referral_superseded", "referral_superseded"),
                    ("gate_met", "gate_met"),
                    ("task_raised", "task_raised"),
                    ("task_closed", "task_closed"),
                ],
                max_length=30,
                verbose_name="what",
            ),
        ),
    ]
