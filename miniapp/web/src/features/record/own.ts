// What some objects show in their record beside what all show: a part of their own above the tabs, tabs, ways to add (专有部分).

import { defineAsyncComponent, type Component } from "vue";
import type { RecordRow } from "@/core/types";
import { t } from "@/core/words";

export interface OwnTab {
  key: string;
  label: string;
  part: Component;
}

export interface Own {
  /** Takes { schema, record }, emits `deed`. */
  crown?: Component;
  /** Take { id, schema, record, closed }, emit `add`: instead of the plain list of what is related, by its object. */
  lists: Record<string, Component>;
  tabs: OwnTab[];
  /** Take { record }, emit `close` and `saved`: instead of the plain form. */
  forms: Record<string, Component>;
  /** Where something is added on a page. */
  pages: Record<string, (id: number) => string>;
  /** Once a record is closed, it and these parts of it stay as they are. */
  closed: (record: RecordRow) => boolean;
  parts: string[];
}

const NOTHING: Own = { lists: {}, tabs: [], forms: {}, pages: {}, closed: () => false, parts: [] };
const OWN: Record<string, Own> = {
  opportunity: {
    crown: defineAsyncComponent(() => import("@/features/opportunity/OpportunityCrown.vue")),
    lists: {
      opportunity_line: defineAsyncComponent(() => import("@/features/opportunity/LinesTab.vue")),
      opportunity_contact: defineAsyncComponent(() => import("@/features/opportunity/DecisionChain.vue")),
    },
    tabs: [{ key: "stays", label: t("阶段历史"), part: defineAsyncComponent(() => import("@/features/opportunity/Stays.vue")) }],
    forms: { opportunity_contact: defineAsyncComponent(() => import("@/features/opportunity/PersonDialog.vue")) },
    pages: { opportunity_line: (id) => `/o/opportunity/${id}/lines` },
    closed: (record) => record.state !== "open",
    parts: ["opportunity_line", "opportunity_contact", "opportunity_rival", "opportunity_partner", "proposal"],
  },
};

export const ownOf = (object: string): Own => OWN[object] ?? NOTHING;
