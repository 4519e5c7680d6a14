// The conditions that a board is narrowed by most: whose, when it closes, what stands still (快捷筛选).

import { conditionFor, partsOf, withCondition } from "@/core/filter";
import type { Condition, Where } from "@/core/types";
import { t } from "@/core/words";
import { STALLED_DAYS } from "./figures";

export interface Choice {
  key: string;
  label: string;
  condition: Condition;
}

export interface Quick {
  field: string;
  label: string;
  choices: Choice[];
}

export const CLOSING: Condition = { field: "expected_close_on", within: "this_month" };
export const STALLED: Condition = { field: "stage_since", lt: `last_n_days:${STALLED_DAYS}` };

export const quickFilters = (): Quick[] => [
  {
    field: "owner",
    label: t("负责人"),
    choices: [
      { key: "me", label: t("我"), condition: { field: "owner", is: "me" } },
      { key: "team", label: t("我的团队"), condition: { field: "owner", is: "my_team" } },
    ],
  },
  {
    field: "expected_close_on",
    label: t("预计结单"),
    choices: [
      { key: "month", label: t("本月"), condition: CLOSING },
      { key: "quarter", label: t("本季度"), condition: { field: "expected_close_on", within: "this_quarter" } },
      { key: "late", label: t("逾期"), condition: { field: "expected_close_on", lt: "today" } },
    ],
  },
];

const same = (one: Condition, other: Condition): boolean => JSON.stringify(one) === JSON.stringify(other);

export const isOn = (where: Where | null, condition: Condition): boolean =>
  partsOf(where).some((part) => "field" in part && same(part as Condition, condition));

/** The condition set, or taken away where it is set already. */
export const toggled = (where: Where | null, condition: Condition): Where | null =>
  withCondition(where, condition.field, isOn(where, condition) ? null : condition);

/** What is not narrowed yet. */
export const offered = (where: Where | null): Quick[] => quickFilters().filter((one) => !conditionFor(where, one.field));
