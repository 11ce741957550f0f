import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from archive.roles import ADMINISTRATORS, REVIEWERS, grant


def give(apps, schema_editor):
    grant(apps)


def take(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=[REVIEWERS, ADMINISTRATORS]).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0013_first_cues'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='act',
            options={'ordering': ['-at', '-id'], 'permissions': [('undo_act', 'Can take back acts of others')], 'verbose_name': 'act', 'verbose_name_plural': 'acts'},
        ),
        migrations.AlterModelOptions(
            name='article',
            options={'permissions': [('publish_article', 'Can publish articles'), ('withdraw_article', 'Can withdraw articles'), ('merge_article', 'Can merge articles')], 'verbose_name': 'article', 'verbose_name_plural': 'articles'},
        ),
        migrations.AddField(
            model_name='article',
            name='withdrawn_note',
            field=models.CharField(blank=True, help_text='Readers see this at the address of a withdrawn article.', max_length=500, verbose_name='why it was withdrawn'),
        ),
        migrations.AddField(
            model_name='historicalarticle',
            name='created',
            field=models.DateTimeField(blank=True, default=django.utils.timezone.now, editable=False, verbose_name='added'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='historicalarticle',
            name='imported_key',
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name='historicalarticle',
            name='withdrawn_note',
            field=models.CharField(blank=True, help_text='Readers see this at the address of a withdrawn article.', max_length=500, verbose_name='why it was withdrawn'),
        ),
        migrations.AlterField(
            model_name='act',
            name='kind',
            field=models.CharField(choices=[('tag', 'put a theme on articles'), ('untag', 'took a theme off articles'), ('decide', 'decided on themes'), ('merge', 'merged two into one'), ('split', 'split one in two'), ('rename', 'renamed'), ('withdraw', 'withdrew'), ('publish', 'made public'), ('import', 'brought in a table'), ('restore', 'brought back an earlier version'), ('undo', 'took back an act')], max_length=10, verbose_name='what'),
        ),
        migrations.CreateModel(
            name='HistoricalAppearance',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('part', models.PositiveSmallIntegerField(default=0, help_text="0 is the page's own article; others were found inside it.", verbose_name='place in the capture')),
                ('url', models.TextField(blank=True, verbose_name='web address')),
                ('page_key', models.CharField(blank=True, db_index=True, max_length=64)),
                ('captured_at', models.DateTimeField(null=True, verbose_name='captured')),
                ('is_newer', models.BooleanField(default=False, help_text='The page changed after an editor had corrected the article.', verbose_name='holds a newer text')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('act', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='archive.act', verbose_name='act')),
                ('article', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='archive.article', verbose_name='article')),
                ('capture', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='archive.capture', verbose_name='capture')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('outlet', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='archive.outlet', verbose_name='outlet')),
            ],
            options={
                'verbose_name': 'historical appearance',
                'verbose_name_plural': 'historical appearances',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalCredit',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('role', models.CharField(choices=[('line', 'credited in a line of its own'), ('text', 'quoted in the text'), ('interview', 'held the interview')], default='line', max_length=10, verbose_name='role')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('act', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='archive.act', verbose_name='act')),
                ('article', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='archive.article', verbose_name='article')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical credit',
                'verbose_name_plural': 'historical credits',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='HistoricalFormerAddress',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('of', models.CharField(max_length=50, verbose_name='of')),
                ('slug', models.CharField(max_length=200, verbose_name='address')),
                ('target', models.PositiveBigIntegerField(verbose_name='leads to')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('act', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='archive.act', verbose_name='act')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical former address',
                'verbose_name_plural': 'historical former addresses',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.RunPython(give, take),
    ]
