from django.db import migrations, models


def as_it_stands(apps, schema_editor):
    """Until now each name was told of each change."""
    signatories = apps.get_model("signatories", "Signatory").objects.using(schema_editor.connection.alias)
    signatories.filter(waits_for_partner=True).update(told_it_waits=True)


class Migration(migrations.Migration):
    dependencies = [("signatories", "0021_owners_and_notes_in_the_trail")]

    operations = [
        migrations.AddField(
            model_name="signatory",
            name="told_it_waits",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="signatory",
            name="told_it_waits_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunPython(as_it_stands, migrations.RunPython.noop),
    ]
