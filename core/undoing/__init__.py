"""Taking back what was done (撤销), and the recycle bin (回收站)."""

from core.undoing.deed import Outcome, Plan, plan, undo

__all__ = ["Outcome", "Plan", "plan", "undo"]
