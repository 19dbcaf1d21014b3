"""Refuse a row of the trail without its place in the chain, now that every row has one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_chain")]

    operations = [
        *(
            migrations.AlterField("auditentry", name, field)
            for name, field in (
                ("written_at", models.DateTimeField()),
                ("shard", models.SmallIntegerField()),
                ("number", models.BigIntegerField()),
                ("previous", models.BinaryField(max_length=32)),
                ("hash", models.BinaryField(max_length=32)),
            )
        ),
        migrations.AddIndex(
            "auditentry",
            models.Index(fields=["action", "written_at"], name="audit_by_action"),
        ),
        migrations.AddConstraint(
            "auditentry",
            models.UniqueConstraint(fields=["shard", "number"], name="one_entry_for_a_number"),
        ),
    ]
