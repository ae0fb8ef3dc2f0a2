"""Groups of names become a rule of their own; until now some orders had them."""

from django.db import migrations, models

GROUPED_ORDERS = ("chamber", "state", "scope")


def keep_headings(apps, schema_editor):
    for rule in GROUPED_ORDERS:
        apps.get_model("letters", "Letter").objects.filter(order_rule=rule).update(groups=rule)


class Migration(migrations.Migration):

    dependencies = [
        ("letters", "0006_sealed_letters"),
    ]

    operations = [
        migrations.AddField(
            model_name='letter',
            name='groups',
            field=models.CharField(choices=[('none', 'None'), ('chamber', 'By chamber'), ('party', 'By party'), ('state', 'By state'), ('kind', 'By kind of signatory'), ('scope', 'National, state, local')], default='none', max_length=12, verbose_name='groups'),
        ),
        migrations.AlterField(
            model_name='letter',
            name='order_rule',
            field=models.CharField(choices=[('surname', 'By surname'), ('chamber', 'By chamber, then surname'), ('state', 'By state and district, then surname'), ('scope', 'National, state, local; then A to Z'), ('signed', 'In order of signing'), ('newest', 'Newest first'), ('number', 'By the numbers staff give')], default='surname', max_length=12, verbose_name='order'),
        ),
        migrations.RunPython(keep_headings, migrations.RunPython.noop),
    ]
