import django.db.models.deletion
from django.db import migrations, models


def tell_stories(apps, schema_editor):
    """Let the versions kept so far say what their articles are copies of now.

    What they were copies of then is not known; without this, all that is changed from now on would
    seem to join a story first.
    """
    now = apps.get_model("archive", "Article").objects.filter(pk=models.OuterRef("id"))
    versions = apps.get_model("archive", "HistoricalArticle").objects
    versions.update(copy_of_id=models.Subquery(now.values("copy_of_id")[:1]))


class Migration(migrations.Migration):

    dependencies = [
        ('archive', '0014_roles'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalarticle',
            name='copy_of',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='archive.article', verbose_name='copy of'),
        ),
        migrations.RunPython(tell_stories, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='act',
            name='kind',
            field=models.CharField(choices=[('tag', 'put a theme on articles'), ('untag', 'took a theme off articles'), ('decide', 'decided on themes'), ('join', 'joined articles to one story'), ('part', 'took articles out of their story'), ('merge', 'merged into one'), ('split', 'split one in two'), ('change', 'edited'), ('delete', 'deleted'), ('rename', 'renamed'), ('withdraw', 'withdrew'), ('publish', 'made public'), ('import', 'brought in a table'), ('restore', 'brought back an earlier version'), ('undo', 'took back an act')], max_length=10, verbose_name='what'),
        ),
    ]
