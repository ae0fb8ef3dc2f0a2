"""Drafts get the reminders of their type. Letters that circulate already stay silent until staff say otherwise."""

from django.db import migrations, models

RULES = {
    "congress": "two_and_last",
    "state_legislature": "three_and_one",
    "coalition": "seven_and_two",
    "petition": "after_a_day",
    "officeholders": "seven_and_two",
}


def remind_as_the_type_does(apps, schema_editor):
    drafts = apps.get_model("letters", "Letter").objects.filter(stage__in=("draft", "in_review"))
    for letter_type, rule in RULES.items():
        drafts.filter(type=letter_type).update(reminders=rule)


class Migration(migrations.Migration):

    dependencies = [
        ("letters", "0015_pairs"),
    ]

    operations = [
        migrations.AddField(
            model_name='letter',
            name='reminders',
            field=models.CharField(choices=[('two_and_last', '2 days before, and on the morning of the closing day'), ('three_and_one', '3 days before, and the day before'), ('seven_and_two', '7 days before, and 2 days before'), ('after_a_day', 'Once, a day after signing without confirming'), ('never', 'Never')], default='never', help_text='At 8 in the morning by the letter’s zone, at most one a day for each mailbox.', max_length=14, verbose_name='reminders'),
        ),
        migrations.AddField(
            model_name='letter',
            name='reminders_paused_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='reminders paused'),
        ),
        migrations.RunPython(remind_as_the_type_does, migrations.RunPython.noop),
    ]
