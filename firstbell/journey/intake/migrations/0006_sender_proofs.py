import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0004_leavers_and_grants'),
        ('intake', '0005_no_agreement'),
    ]

    operations = [
        migrations.CreateModel(
            name='BoundToken',
            fields=[
                ('token_checksum', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('certificate', models.CharField(max_length=64)),
                ('expires_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='SenderProof',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('signature', 'Signed requests'), ('certificate', 'A certificate of its own')], max_length=11)),
                ('value', models.CharField(max_length=64)),
                ('set_at', models.DateTimeField()),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proofs', to='agencies.agency')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('source', 'kind', 'value'), name='one_proof_of_a_value')],
            },
        ),
    ]
