from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0004_catalog')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Contact',
            name='category',
            field=fields.CharField(default='customer', db_default='customer', max_length=40),
        ),
    ]
