// People the member added in WeCom, and making records of them (外部联系人).

import type { Duplicate, Saved } from "../types";
import { call } from "./client";

export interface ExternalContact {
  external_userid: string;
  name: string;
  corp_name: string;
  position: string;
  avatar: string;
  remark_mobiles: string[];
  description: string;
  of_wecom: boolean;
  known: Duplicate | null;
}

export type ImportAs = "lead" | "account";

export const fetchExternal = async (): Promise<ExternalContact[]> =>
  (await call<{ items: ExternalContact[] }>("GET", "/external-contacts")).data.items;

export type Imported = Saved & { first: boolean };

/** The record that was made, or with `first` false the one that was there; `group` for who is in several pool groups. */
export const importExternal = async (id: string, as: ImportAs, group: number | null, key: string): Promise<Imported> =>
  (await call<Imported>("POST", `/external-contacts/${encodeURIComponent(id)}/import`, { body: { as, pool_group: group }, key })).data;
