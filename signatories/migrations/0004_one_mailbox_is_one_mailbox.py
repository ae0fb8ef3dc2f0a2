from django.db import IntegrityError, migrations, transaction

from outbox.addresses import canonical


def spell_anew(apps, schema_editor):
    """Compare the mailboxes of old signatures by today's rules: a.na+letters@gmail.com is ana@gmail.com.

    Where two confirmed signatures turn out to be from one mailbox, the database keeps the later one as it was:
    nobody's name is taken off a letter by an upgrade.
    """
    signatory = apps.get_model("signatories", "Signatory")
    rows = signatory.objects.exclude(mailbox=None).order_by("pk").values_list("pk", "mailbox")
    changed = [(pk, spelled) for pk, mailbox in rows.iterator() if (spelled := canonical(mailbox)) != mailbox]
    for pk, mailbox in changed:
        try:
            with transaction.atomic():
                signatory.objects.filter(pk=pk).update(mailbox=mailbox)
        except IntegrityError:
            continue


class Migration(migrations.Migration):

    dependencies = [
        ("signatories", "0003_replies"),
    ]

    operations = [migrations.RunPython(spell_anew, migrations.RunPython.noop)]
