from tortoise import migrations
from tortoise.migrations import operations as ops
from core.clock import now
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0005_contact_category')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Competitor',
            fields=[
                ('owner', fields.ForeignKeyField('models.Member', source_field='owner_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.NO_ACTION)),
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('updated_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('deleted_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('custom', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('name', fields.CharField(default='', db_default='', max_length=200)),
                ('website', fields.CharField(default='', db_default='', max_length=300)),
                ('city', fields.CharField(default='', db_default='', max_length=40)),
                ('threat', fields.CharField(default='medium', db_default='medium', max_length=40)),
                ('strengths', fields.TextField(default='', db_default='', unique=False)),
                ('weaknesses', fields.TextField(default='', db_default='', unique=False)),
                ('strategy', fields.TextField(default='', db_default='', unique=False)),
                ('response', fields.TextField(default='', db_default='', unique=False)),
                ('note', fields.TextField(default='', db_default='', unique=False)),
            ],
            options={'table': 'competitor', 'app': 'models', 'pk_attr': 'id'},
            bases=['Owned', 'Record'],
        ),
        ops.CreateModel(
            name='CompetitorEvent',
            fields=[
                ('owner', fields.ForeignKeyField('models.Member', source_field='owner_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.NO_ACTION)),
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('updated_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('deleted_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('custom', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('subject', fields.CharField(default='', db_default='', max_length=200)),
                ('competitor', fields.ForeignKeyField('models.Competitor', source_field='competitor_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.NO_ACTION)),
                ('kind', fields.CharField(default='other', db_default='other', max_length=40)),
                ('content', fields.TextField(default='', db_default='', unique=False)),
                ('at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('account', fields.ForeignKeyField('models.Account', source_field='account_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.NO_ACTION)),
            ],
            options={'table': 'competitor_event', 'app': 'models', 'pk_attr': 'id'},
            bases=['Owned', 'Record'],
        ),
        ops.CreateModel(
            name='CompetitorProduct',
            fields=[
                ('owner', fields.ForeignKeyField('models.Member', source_field='owner_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.NO_ACTION)),
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('updated_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('deleted_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('custom', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('name', fields.CharField(default='', db_default='', max_length=200)),
                ('competitor', fields.ForeignKeyField('models.Competitor', source_field='competitor_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.NO_ACTION)),
                ('price', fields.BigIntField(null=True)),
                ('product', fields.ForeignKeyField('models.Product', source_field='product_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.NO_ACTION)),
                ('features', fields.TextField(default='', db_default='', unique=False)),
                ('strengths', fields.TextField(default='', db_default='', unique=False)),
                ('weaknesses', fields.TextField(default='', db_default='', unique=False)),
            ],
            options={'table': 'competitor_product', 'app': 'models', 'pk_attr': 'id'},
            bases=['Owned', 'Record'],
        ),
        ops.CreateModel(
            name='MarketNote',
            fields=[
                ('owner', fields.ForeignKeyField('models.Member', source_field='owner_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.NO_ACTION)),
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('updated_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('deleted_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('custom', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('segment', fields.CharField(default='', db_default='', max_length=200)),
                ('account', fields.ForeignKeyField('models.Account', source_field='account_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.NO_ACTION)),
                ('competitor', fields.ForeignKeyField('models.Competitor', source_field='competitor_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.NO_ACTION)),
                ('share', fields.FloatField(null=True)),
                ('volume', fields.BigIntField(null=True)),
                ('as_of', fields.DateField(null=True)),
                ('contact', fields.ForeignKeyField('models.Contact', source_field='contact_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.NO_ACTION)),
                ('note', fields.TextField(default='', db_default='', unique=False)),
            ],
            options={'table': 'market_note', 'app': 'models', 'pk_attr': 'id'},
            bases=['Owned', 'Record'],
        ),
        ops.CreateModel(
            name='Partner',
            fields=[
                ('owner', fields.ForeignKeyField('models.Member', source_field='owner_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.NO_ACTION)),
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('updated_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('deleted_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('custom', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('name', fields.CharField(default='', db_default='', max_length=200)),
                ('kind', fields.CharField(default='channel', db_default='channel', max_length=40)),
                ('level', fields.CharField(default='ordinary', db_default='ordinary', max_length=40)),
                ('contact_person', fields.CharField(default='', db_default='', max_length=100)),
                ('phone', fields.CharField(default='', db_default='', max_length=100)),
                ('email', fields.CharField(default='', db_default='', max_length=200)),
                ('website', fields.CharField(default='', db_default='', max_length=300)),
                ('city', fields.CharField(default='', db_default='', max_length=40)),
                ('region', fields.CharField(default='', db_default='', max_length=100)),
                ('note', fields.TextField(default='', db_default='', unique=False)),
            ],
            options={'table': 'partner', 'app': 'models', 'pk_attr': 'id'},
            bases=['Owned', 'Record'],
        ),
    ]
