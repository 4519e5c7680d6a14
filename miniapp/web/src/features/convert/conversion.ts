// From a lead to a customer: what is proposed, what is already there, and the one step that does it (转客户).

import { call } from "@/core/api/client";
import { fetchPage } from "@/core/api/records";
import type { Ref } from "@/core/types";

/** Outside one's own view there is no id and the name is masked. */
export interface Existing {
  id: number | null;
  label: string;
  owner: Ref | null;
  exact: boolean;
  pooled?: boolean;
}

export interface Proposal {
  account: Record<string, unknown>;
  contact: Record<string, unknown>;
  opportunity: Record<string, unknown>;
  existing: Existing[];
  merges: boolean;
}

export interface Converted {
  result?: { account?: number | Ref | null; contact?: number | Ref | null };
  account?: number | Ref | null;
  contact?: number | Ref | null;
  converted_account?: Ref | null;
  converted_contact?: Ref | null;
}

export const fetchProposal = async (id: number): Promise<Proposal> =>
  (await call<Proposal>("GET", `/objects/lead/${id}/conversion`)).data;

export const convert = async (id: number, body: unknown, key: string): Promise<Converted> =>
  (await call<Converted>("POST", `/objects/lead/${id}/actions/convert`, { body, key })).data;

const idOf = (one: number | Ref | null | undefined): number | null => (typeof one === "number" ? one : (one?.id ?? null));

export interface Places {
  account: number | null;
  contact: number | null;
  opportunity: number | null;
}

/** The opportunity that came of a lead just now; the lead itself names none. */
export async function opportunityOf(lead: number): Promise<number | null> {
  const page = await fetchPage("opportunity", { where: { field: "lead", is: lead }, sort: "-id", limit: 1 });
  return page.items[0]?.id ?? null;
}

/** Where the answer says the customer and the contact are now. */
export function placesOf(answer: Converted): Omit<Places, "opportunity"> {
  return {
    account: idOf(answer.converted_account) ?? idOf(answer.result?.account) ?? idOf(answer.account),
    contact: idOf(answer.converted_contact) ?? idOf(answer.result?.contact) ?? idOf(answer.contact),
  };
}
