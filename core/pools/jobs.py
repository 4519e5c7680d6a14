"""The background work of pools (公海后台任务), by kind of job."""

from core.jobs import Handler
from core.pools.assigning import assign_one, assign_waiting
from core.pools.recycle_job import recycle

POOL_JOBS: dict[str, Handler] = {
    "pool.assign": assign_one,
    "pool.assign_waiting": assign_waiting,
    "pool.recycle": recycle,
}
RECYCLED_AT = "30 8 * * *"  # before people start, in company time: nobody is woken by what it tells
