from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("signatories", "0008_mailings"),
    ]

    operations = [
        migrations.AddField(
            model_name='signatory',
            name='number',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='number'),
        ),
        migrations.AddField(
            model_name='signatory',
            name='own_line',
            field=models.CharField(blank=True, help_text="Empty: what the letter's rule says.", max_length=200, verbose_name='line under the name'),
        ),
    ]
