"""Letters that were there before paper was get the layout of their type, as new ones do."""

from django.db import migrations

LAYOUTS = {"coalition": ("counted", 3), "petition": ("annex", 3)}


def lay_out(apps, schema_editor):
    for letter_type, (layout, columns) in LAYOUTS.items():
        apps.get_model("letters", "Letter").objects.filter(type=letter_type).update(layout=layout, columns=columns)


class Migration(migrations.Migration):

    dependencies = [
        ("letters", "0003_letters_on_paper"),
    ]

    operations = [
        migrations.RunPython(lay_out, migrations.RunPython.noop),
    ]
