"""The background work of duplicates (查重后台任务), by kind of job."""

from core.jobs import Handler
from core.suspects.listing import LOOK
from core.suspects.looking import look_for_pairs
from core.suspects.switched import SETTLE, settle_all

SUSPECT_JOBS: dict[str, Handler] = {LOOK: look_for_pairs, SETTLE: settle_all}
NIGHTLY = {LOOK: "23 4 * * *", SETTLE: "11 4 * * *"}  # in company time
