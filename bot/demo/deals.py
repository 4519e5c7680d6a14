"""What the demo company is selling (演示商机): open, overdue, stalled, won and lost, and how each came so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.demo.deal_words import ANSWERS, ATTITUDES, LATER, LOST_NOTES, PROPOSALS, RIVALRY, SALES, TALKS, Sale
from bot.demo.making import Making
from bot.demo.planned import At, Fact, Named, Planned, Step
from bot.demo.processes import RATES
from bot.demo.stories import ACCOUNTS, ZHOU
from core.opportunities.guide import StageAnswer
from core.opportunities.line import WHOLE_PRICE, amount_of
from core.opportunities.stay import StageStay

OF_THE_REP = 8
TOLD = {firm.columns["name"] for firm in ACCOUNTS}
KNOWN_FOR = timedelta(days=130)
PER_CENT, THOUSANDTHS = WHOLE_PRICE // 100, 1000
SOURCES = ("existing", "visit", "referral", "inbound", "marketing", "tender")
ROLES = ("decider", "evaluator", "buyer", "user", "influencer")


@dataclass(frozen=True)
class Deal:
    """One opportunity with what it stands on; `number` is its place in the list, by which all that varies is chosen."""

    number: int
    sale: Sale
    place: At
    account: At
    contacts: Sequence[At]
    owner: int
    began: datetime
    ended: datetime | None


def plan_deals(making: Making) -> None:
    """Nothing of this follows from chance, so that it changes no other record."""
    contacts: dict[At, list[At]] = {}
    for position, planned in enumerate(making.made):
        if planned.object == "contact":
            contacts.setdefault(planned.values["account_id"], []).append(At(position))
    known = [place for place in contacts if _is_settled(making, making.at(place))]
    usual = [place for place in known if making.at(place).owner == making.named(ZHOU)][:OF_THE_REP]
    others = [place for place in known if making.at(place).owner != making.named(ZHOU)]
    apart = max(1, len(others) // (len(SALES) - OF_THE_REP))
    for number, (sale, account) in enumerate(zip(SALES, [*usual, *others[::apart]], strict=False)):
        _parts(making, _deal(making, number, sale, account, contacts[account]))


def _is_settled(making: Making, account: Planned) -> bool:
    """An account in use that its owner has had for longer than any sale lasts, and none of the stories, which the
    guide's pictures show as they are.
    """
    settled = account.owner is not None and "frozen" not in account.values and account.values["status"] != "lost"
    settled = settled and account.values["name"] not in TOLD
    since = account.values.get("owned_since") or account.created
    return settled and bool(max(since, account.created) < making.times.now - KNOWN_FOR)


def _deal(making: Making, number: int, sale: Sale, account: At, contacts: list[At]) -> Deal:
    times, owner = making.times, making.at(account).owner
    assert owner is not None
    began = times.on(-sale.age, "10:00")
    ended = min(times.on(sale.close, "16:30"), times.now) if sale.end else None
    amount = sum(_line(making, line)["amount"] for line in sale.lines)
    rate = {"": RATES[sale.way][sale.stage], "won": 100}.get(sale.end, 0)
    values: dict[str, Any] = {
        "account_id": account,
        "name": sale.name,
        "amount": amount,
        "expected_close_on": (times.today + timedelta(days=sale.close)),
        "closed_on": times.today + timedelta(days=sale.close) if sale.end else None,
        "process_id": Named(sale.way),
        "edition_id": Named(f"{sale.way}:edition"),
        "stage_id": Named(f"{sale.way}:{sale.stage}"),
        "win_rate": rate,
        "state": "open" if not sale.end else "won" if sale.end == "won" else "lost",
        "lost_reason": "" if sale.end in ("", "won") else sale.end,
        "close_note": LOST_NOTES.get(sale.end, ""),
        "committed": sale.committed,
        "source": SOURCES[number % len(SOURCES)],
        "next_follow_at": None if sale.follow is None or sale.end else times.on(sale.follow, "10:30"),
        "need": sale.need,
        "lead_id": _lead_of(making, account),
        "owner_id": owner,
    }
    place = making.add(Planned("opportunity", began, owner, values))
    deal = Deal(number, sale, place, account, contacts, owner, began, ended)
    _stages(making, deal)
    return deal


def _lead_of(making: Making, account: At) -> At | None:
    for position, planned in enumerate(making.made):
        if planned.object == "lead" and planned.values.get("converted_account_id") == account:
            return At(position)
    return None


def _stages(making: Making, deal: Deal) -> None:
    """Every stay with its history; the last move is a while ago where nobody followed up lately."""
    sale, planned = deal.sale, making.at(deal.place)
    until = deal.ended or making.times.now
    pace = 0.85 if any(days <= 7 for days in sale.talks) or deal.ended else 0.3
    entered = [deal.began + (until - deal.began) * pace * n / max(sale.stage, 1) for n in range(sale.stage + 1)]
    for n, at in enumerate(entered):
        left = entered[n + 1] if n < sale.stage else deal.ended
        _stay(making, deal, n, at, left, "open")
        if n:
            before = {"stage": Named(f"{sale.way}:{n - 1}"), "win_rate": RATES[sale.way][n - 1]}
            after = {"stage": Named(f"{sale.way}:{n}"), "win_rate": RATES[sale.way][n]}
            planned.steps.append(Step(at, deal.owner, "move_stage", before, after))
        if sale.way == "guided" and (n < sale.stage or sale.end == "won"):
            _answered(deal, planned, n, left or at)
    planned.values["stage_since"] = entered[-1]
    if deal.ended:
        _stay(making, deal, sale.stage, deal.ended, None, planned.values["state"])
        before = {"state": "open", "win_rate": RATES[sale.way][sale.stage], "closed_on": None}
        after = {key: planned.values[key] for key in ("state", "win_rate", "closed_on", "lost_reason", "close_note")}
        before |= {"lost_reason": "", "close_note": ""}
        planned.steps.append(Step(deal.ended, deal.owner, "win" if sale.end == "won" else "lose", before, after))


def _stay(making: Making, deal: Deal, n: int, at: datetime, left: datetime | None, state: str) -> None:
    sale, planned = deal.sale, making.at(deal.place)
    from_stage = n if state != "open" else n - 1
    seller = next((one for one in making.sellers if one.id == deal.owner), None)
    values = {
        "opportunity_id": deal.place,
        "edition_id": Named(f"{sale.way}:edition"),
        "stage_id": Named(f"{sale.way}:{n}"),
        "from_stage_id": None if from_stage < 0 else Named(f"{sale.way}:{from_stage}"),
        "state": state,
        "entered_at": at,
        "left_at": left,
        "by_id": deal.owner,
        "member_id": deal.owner,
        "department_id": seller.department_id if seller else None,
        "amount": planned.values["amount"],
        "expected_close_on": planned.values["expected_close_on"],
        "win_rate": {"open": RATES[sale.way][n], "won": 100, "lost": 0}[state],
        "note": planned.values["close_note"] if state != "open" else "",
    }
    planned.facts.append(Fact(StageStay, values))


def _answered(deal: Deal, planned: Planned, n: int, at: datetime) -> None:
    """Everything that a stage asked for, when it was left."""
    for place, text in enumerate(ANSWERS[n]):
        code = Named(f"{deal.sale.way}:{n}:{place}")
        values = {"opportunity_id": deal.place, "code": code, "text": text, "at": at, "by_id": deal.owner}
        planned.facts.append(Fact(StageAnswer, values))


def _line(making: Making, line: tuple[str, int, int]) -> dict[str, Any]:
    code, quantity, per_cent = line
    product = next(At(n) for n, one in enumerate(making.made) if one.values.get("code") == code)
    sold = making.at(product).values
    price, thousandths, discount = sold["price"], quantity * THOUSANDTHS, per_cent * PER_CENT
    values = {"product_id": product, "name": sold["name"], "unit": sold["unit"], "quantity": thousandths}
    return {**values, "price": price, "discount": discount, "amount": amount_of(price, thousandths, discount)}


def _parts(making: Making, deal: Deal) -> None:
    """Lines, people, follow-ups, and with some of them a rival, a partner, a proposal."""
    for position, line in enumerate(deal.sale.lines, 1):
        _part(making, deal, "opportunity_line", {**_line(making, line), "position": position})
    for n, contact in enumerate(deal.contacts[:2]):
        attitude, role = ATTITUDES[(deal.number + n) % len(ATTITUDES)], ROLES[(deal.number + n) % len(ROLES)]
        since = making.at(contact).created
        _part(making, deal, "opportunity_contact", {"contact_id": contact, "role": role, "attitude": attitude}, since)
    for days in sorted(deal.sale.talks, reverse=True):
        _talk(making, deal, days)
    if deal.number % 3 != 1:
        standing, offer, answer = RIVALRY[deal.number % len(RIVALRY)]
        rival = _one_of(making, "competitor", deal.number)
        told = {"standing": standing, "offer": offer, "plan": answer}
        _part(making, deal, "opportunity_rival", {"competitor_id": rival, **told})
    if deal.number % 4 == 0:
        partner = {"partner_id": _one_of(making, "partner", deal.number // 4), "part": "integrates"}
        _part(making, deal, "opportunity_partner", partner)
    if deal.sale.stage >= 2 and deal.number % 2 == 0:
        title, progress = PROPOSALS[deal.number // 2 % len(PROPOSALS)]
        stage = Named(f"{deal.sale.way}:2")
        content = {"title": f"{deal.sale.name}{title}", "stage_id": stage, "progress": progress, "need": deal.sale.need}
        _part(making, deal, "proposal", {**content, "owner_id": deal.owner})


def _part(making: Making, deal: Deal, kind: str, values: dict[str, Any], since: datetime | None = None) -> None:
    created = max(deal.began, since or deal.began)
    making.add(Planned(kind, created, deal.owner, {**values, "opportunity_id": deal.place}))


def _talk(making: Making, deal: Deal, days: int) -> None:
    """A follow-up, and what it leaves on the opportunity and its customer."""
    kind, content = TALKS[(deal.number * 3 + days) % len(TALKS)]
    at = max(deal.began, min(making.times.on(-days, "15:20"), deal.ended or making.times.now, making.times.now))
    for above in (deal.place, deal.account):
        seen = making.at(above).values
        if not seen.get("last_follow_at") or seen["last_follow_at"] <= at:
            seen |= {"last_follow_at": at, "last_follow_note": content}
    values = {
        "kind": kind,
        "content": content,
        "at": at,
        "plan": LATER[deal.number % len(LATER)],
        "subject_object": "opportunity",
        "subject_id": deal.place,
        "opportunity_id": deal.place,
        "account_id": deal.account,
        "owner_id": deal.owner,
    }
    making.add(Planned("activity", at, deal.owner, values))


def _one_of(making: Making, kind: str, number: int) -> At:
    there = [At(n) for n, one in enumerate(making.made) if one.object == kind]
    return there[number % len(there)]
