from django.core.management import call_command
from django.db import migrations, models


def make_cache_table(apps, schema_editor):
    """What limits attempts is counted in the database; the command does nothing the second time."""
    call_command("createcachetable", verbosity=0, database=schema_editor.connection.alias)


class Migration(migrations.Migration):

    dependencies = [
        ('learning', '0003_architecture_diagram'),
    ]

    operations = [
        migrations.AddField(
            model_name='workbook',
            name='earlier',
            field=models.JSONField(default=list),
        ),
        migrations.RunPython(make_cache_table, migrations.RunPython.noop),
    ]
