from tortoise import migrations
from tortoise.migrations import operations as ops
from core.clock import now
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0009_files_of_tasks')]

    initial = False

    operations = [
        ops.CreateModel(
            name='ContactCompany',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('updated_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('deleted_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('custom', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('contact', fields.ForeignKeyField('models.Contact', source_field='contact_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.NO_ACTION)),
                ('account', fields.ForeignKeyField('models.Account', source_field='account_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.NO_ACTION)),
                ('title', fields.CharField(default='', db_default='', max_length=100)),
                ('department', fields.CharField(default='', db_default='', max_length=100)),
                ('decision_role', fields.CharField(default='', db_default='', max_length=40)),
                ('since', fields.DateField(null=True)),
                ('note', fields.TextField(default='', db_default='', unique=False)),
            ],
            options={'table': 'contact_company', 'app': 'models', 'pk_attr': 'id'},
            bases=['Record'],
        ),
    ]
