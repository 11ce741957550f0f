import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from archive.roles import grant


def give(apps, schema_editor):
    grant(apps)


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0018_counting'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ErrorReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('text', 'the text'), ('title', 'the title'), ('date', 'the date'), ('outlet', 'the outlet or the sources'), ('theme', 'the themes'), ('duplicate', 'it is here twice'), ('other', 'something else')], max_length=10, verbose_name='what is wrong')),
                ('message', models.TextField(max_length=2000, verbose_name='message')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('sender', models.CharField(blank=True, editable=False, max_length=64)),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, editable=False, verbose_name='sent')),
                ('dealt_at', models.DateTimeField(db_index=True, editable=False, null=True, verbose_name='dealt with')),
                ('note', models.TextField(blank=True, help_text='What was done about it.', max_length=2000, verbose_name='note')),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='error_reports', to='archive.article', verbose_name='article')),
                ('dealt_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'report of an error',
                'verbose_name_plural': 'reports of errors',
                'ordering': ['-at', '-id'],
            },
        ),
        # The permissions go with the table.
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
