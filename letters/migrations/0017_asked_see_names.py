"""Before the names are shown nobody outside reads them, unless staff choose otherwise before they publish."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('letters', '0016_reminders'),
    ]

    operations = [
        migrations.AddField(
            model_name='letter',
            name='asked_see_names',
            field=models.BooleanField(default=False, help_text='Before the names are shown: in the Dear Colleague and in invitations. Whoever signs is told so, so it is chosen before the letter is published.', verbose_name='those who are asked may read who has signed'),
        ),
        migrations.AlterField(
            model_name='letter',
            name='dear_colleague',
            field=models.TextField(blank=True, help_text='The note that invites offices to sign, with a salutation of its own. Never part of the letter.', verbose_name='Dear Colleague'),
        ),
    ]
