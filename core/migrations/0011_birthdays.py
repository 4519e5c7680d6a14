from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0010_contact_company')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Contact',
            name='birthday',
            field=fields.DateField(null=True),
        ),
        ops.AddField(
            model_name='Contact',
            name='next_birthday',
            field=fields.DateField(null=True),
        ),
    ]
