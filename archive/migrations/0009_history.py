

import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0008_tries_of_feeds'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Act',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('tag', 'put a theme on articles'), ('untag', 'took a theme off articles'), ('decide', 'decided on themes'), ('merge', 'merged two into one'), ('split', 'split one in two'), ('rename', 'renamed'), ('withdraw', 'withdrew'), ('publish', 'made public'), ('import', 'brought in a table'), ('undo', 'took back an act')], max_length=10, verbose_name='what')),
                ('what', models.CharField(blank=True, max_length=500, verbose_name='of what')),
                ('count', models.PositiveIntegerField(default=1, verbose_name='how many')),
                ('reason', models.TextField(blank=True, verbose_name='why')),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, verbose_name='at')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('undoes', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='undone_by', to='archive.act', verbose_name='takes back')),
            ],
            options={
                'verbose_name': 'act',
                'verbose_name_plural': 'acts',
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalArticle',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('title', models.CharField(blank=True, max_length=500, verbose_name='title')),
                ('standfirst', models.TextField(blank=True, verbose_name='standfirst')),
                ('caption', models.CharField(blank=True, max_length=500, verbose_name='picture caption')),
                ('body', models.TextField(help_text='Paragraphs stand apart by an empty line.', verbose_name='body')),
                ('language', models.CharField(choices=[('ar', 'Arabic'), ('en', 'English'), ('fr', 'French'), ('ru', 'Russian'), ('fa', 'Persian'), ('ur', 'Urdu')], default='ar', max_length=10, verbose_name='language')),
                ('keywords', models.JSONField(blank=True, default=list, verbose_name="publisher's keywords")),
                ('state', models.CharField(choices=[('public', 'public'), ('review', 'waiting for review'), ('withdrawn', 'withdrawn')], default='public', max_length=10, verbose_name='state')),
                ('published', models.DateField(blank=True, db_index=True, null=True, verbose_name='published')),
                ('published_precision', models.CharField(blank=True, choices=[('day', 'that day'), ('about_day', 'that day, or the one before or after'), ('month', 'that month'), ('year', 'that year')], max_length=10, verbose_name='precision of the date')),
                ('published_basis', models.CharField(blank=True, choices=[('printed', 'printed on the page'), ('metadata', "given in the page's data"), ('inferred', 'inferred from the words'), ('editor', 'set by an editor')], max_length=10, verbose_name='basis of the date')),
                ('published_words', models.JSONField(blank=True, default=list, editable=False, verbose_name='words that the date rests on')),
                ('published_note', models.CharField(blank=True, editable=False, max_length=500, verbose_name='note on the date')),
                ('part', models.PositiveSmallIntegerField(default=0, editable=False, help_text="0 is the page's own article; others were found inside it.", verbose_name='place in the capture')),
                ('url', models.CharField(blank=True, max_length=2000, verbose_name='web address')),
                ('stands_alone', models.BooleanField(default=False, editable=False, help_text='An editor took it out of a story.', verbose_name='stands alone')),
                ('is_excerpt', models.BooleanField(default=False, editable=False, verbose_name='cut short by the page')),
                ('modified', models.DateTimeField(blank=True, editable=False, verbose_name='changed')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('act', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='archive.act', verbose_name='act')),
                ('capture', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='archive.capture', verbose_name='capture')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('host', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='archive.article', verbose_name='found inside')),
                ('outlet', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='archive.outlet', verbose_name='outlet')),
            ],
            options={
                'verbose_name': 'historical article',
                'verbose_name_plural': 'historical articles',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalTagging',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('state', models.CharField(choices=[('suggested', 'suggested'), ('accepted', 'accepted'), ('rejected', 'rejected')], default='suggested', max_length=10, verbose_name='state')),
                ('source', models.CharField(blank=True, help_text='Where a decision comes from that no user of this site made.', max_length=200, verbose_name='source')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='decided at')),
                ('words', models.JSONField(blank=True, default=list, verbose_name='words that it rests on')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('act', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='archive.act', verbose_name='act')),
                ('article', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='archive.article', verbose_name='article')),
                ('by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('theme', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='archive.theme', verbose_name='theme')),
            ],
            options={
                'verbose_name': 'historical tagging',
                'verbose_name_plural': 'historical taggings',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalTheme',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('name_ar', models.CharField(db_index=True, max_length=200, verbose_name='name in Arabic')),
                ('name_en', models.CharField(db_index=True, max_length=200, verbose_name='name in English')),
                ('slug', models.SlugField(allow_unicode=True, blank=True, max_length=100, verbose_name='address')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('act', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='archive.act', verbose_name='act')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical theme',
                'verbose_name_plural': 'historical themes',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
