"""Names of people, organisations and places as records, and those that the archive begins with."""

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from archive.names_loading import load_first


def load(apps, schema_editor):
    load_first(apps.get_model("archive", "Name"), apps.get_model("archive", "Spelling"))


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0010_former_addresses'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalName',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('kind', models.CharField(choices=[('person', 'person'), ('organisation', 'organisation'), ('place', 'place')], max_length=12, verbose_name='kind')),
                ('name_ar', models.CharField(max_length=200, verbose_name='name in Arabic')),
                ('name_en', models.CharField(max_length=200, verbose_name='name in English')),
                ('slug', models.SlugField(allow_unicode=True, blank=True, max_length=100, verbose_name='address')),
                ('wikidata', models.CharField(blank=True, max_length=20, validators=[django.core.validators.RegexValidator('^Q[1-9][0-9]*\\Z', 'Write a Wikidata id, like Q7184, or none.')], verbose_name='Wikidata')),
                ('description_ar', models.TextField(blank=True, verbose_name='description in Arabic')),
                ('description_en', models.TextField(blank=True, verbose_name='description in English')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('act', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='archive.act', verbose_name='act')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical name',
                'verbose_name_plural': 'historical names',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Name',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('person', 'person'), ('organisation', 'organisation'), ('place', 'place')], max_length=12, verbose_name='kind')),
                ('name_ar', models.CharField(max_length=200, verbose_name='name in Arabic')),
                ('name_en', models.CharField(max_length=200, verbose_name='name in English')),
                ('slug', models.SlugField(allow_unicode=True, blank=True, max_length=100, unique=True, verbose_name='address')),
                ('wikidata', models.CharField(blank=True, max_length=20, validators=[django.core.validators.RegexValidator('^Q[1-9][0-9]*\\Z', 'Write a Wikidata id, like Q7184, or none.')], verbose_name='Wikidata')),
                ('description_ar', models.TextField(blank=True, verbose_name='description in Arabic')),
                ('description_en', models.TextField(blank=True, verbose_name='description in English')),
            ],
            options={
                'verbose_name': 'name',
                'verbose_name_plural': 'names',
                'ordering': ['name_ar', 'id'],
                'permissions': [('merge_name', 'Can merge and split names')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('wikidata', ''), _negated=True), fields=('wikidata',), name='one_name_a_wikidata_id', violation_error_message='Another name has this Wikidata id: merge the two, or correct it.')],
            },
        ),
        migrations.CreateModel(
            name='HistoricalSpelling',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('text', models.CharField(max_length=200, verbose_name='spelling')),
                ('folded', models.CharField(db_index=True, editable=False, max_length=200, verbose_name='folded')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('act', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='archive.act', verbose_name='act')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('name', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='archive.name', verbose_name='name')),
            ],
            options={
                'verbose_name': 'historical spelling',
                'verbose_name_plural': 'historical spellings',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Spelling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=200, verbose_name='spelling')),
                ('folded', models.CharField(editable=False, max_length=200, unique=True, verbose_name='folded')),
                ('name', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='spellings', to='archive.name', verbose_name='name')),
            ],
            options={
                'verbose_name': 'spelling',
                'verbose_name_plural': 'spellings',
                'ordering': ['id'],
            },
        ),
        # After their tables, in the same migration: no archive is ever without its names.
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
