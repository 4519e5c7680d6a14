"""What opportunities come to (商机合计): their number, their amount, and the amount weighted by the win rate."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from core.actor import Actor
from core.errors import NotAllowed
from core.objects.values import given
from core.opportunities.opportunity import OPPORTUNITY

FEN = Decimal(1)


@dataclass(frozen=True)
class Sums:
    """Fen; `weighted` is rounded where it was weighed, so that a total is the sum of what stands above it."""

    count: int = 0
    amount: int = 0
    weighted: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(self.count + other.count, self.amount + other.amount, self.weighted + other.weighted)

    def told(self, actor: Actor, *, weighing: bool = True) -> dict[str, Any]:
        """{"count","sum"} with "weighted" where wanted; None for what the actor may not see."""
        amount = None if hides(actor, "amount") else money(self.amount)
        if not weighing:
            return {"count": self.count, "sum": amount}
        weighted = None if hides(actor, "amount") or hides(actor, "win_rate") else money(self.weighted)
        return {"count": self.count, "sum": amount, "weighted": weighted}


def weighed(parts: Iterable[tuple[int, int, Any]]) -> Sums:
    """Of (win rate in percent, number, fen) each; half-up to fen over all of them (decision 39)."""
    count = amount = hundredths = 0
    for rate, number, fen in parts:
        count, amount, hundredths = count + number, amount + int(fen or 0), hundredths + rate * int(fen or 0)
    return Sums(count, amount, int((Decimal(hundredths) / 100).quantize(FEN, rounding=ROUND_HALF_UP)))


def money(fen: int) -> Any:
    return given(OPPORTUNITY.faces["amount"], fen)


def hides(actor: Actor, key: str) -> bool:
    return actor.hides(OPPORTUNITY.key, key)


def refuse_blind(actor: Actor) -> None:
    """A board and a funnel tell the stage and state of everything. Raises NotAllowed."""
    actor.needs(OPPORTUNITY.key, "read", OPPORTUNITY.label)
    if any(hides(actor, key) for key in ("process", "stage", "state")):
        raise NotAllowed("你的角色看不到商机的阶段，不能按阶段查看。要看的话找管理员开通")
