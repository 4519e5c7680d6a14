// What administrators decide: fields and options, duties, company switches (设置).

import type { Kind, Option, Ref, Tone } from "../types";
import { call } from "./client";

export interface SettingOption extends Option {
  tone?: Tone;
  when?: string[];
  retired?: boolean;
}

export interface SettingField {
  field: string;
  label: string;
  kind: Kind;
  required: boolean;
  common: boolean;
  options: SettingOption[] | null;
  depends_on: string | null;
  locked?: boolean | string[];
}

export interface Duty {
  key: string;
  label: string;
  members: Ref[];
}

export type CompanySettings = Record<string, unknown>;

export const fetchFieldSettings = async (object: string): Promise<SettingField[]> =>
  (await call<{ fields: SettingField[] }>("GET", `/settings/fields/${object}`)).data.fields;

export const saveFieldSettings = async (object: string, fields: Partial<SettingField>[]): Promise<void> => {
  await call("PUT", `/settings/fields/${object}`, { body: { fields } });
};

export const addCustomField = async (object: string, body: unknown, key?: string): Promise<void> => {
  await call("POST", `/settings/fields/${object}`, { body, key });
};

type DutyRow = Omit<Duty, "key"> & { key?: string; duty?: string };

export async function fetchDuties(): Promise<Duty[]> {
  const answer = (await call<{ items?: DutyRow[]; duties?: DutyRow[] } | DutyRow[]>("GET", "/settings/duties")).data;
  const rows = Array.isArray(answer) ? answer : (answer.items ?? answer.duties ?? []);
  return rows.map((row) => ({ key: row.key ?? row.duty ?? "", label: row.label, members: row.members }));
}

export const setDuty = async (duty: string, members: number[]): Promise<void> => {
  await call("PUT", `/settings/duties/${duty}`, { body: { members } });
};

export const fetchCompany = async (): Promise<CompanySettings> =>
  (await call<CompanySettings>("GET", "/settings/company")).data;

export const changeCompany = async (changes: CompanySettings): Promise<void> => {
  await call("PUT", "/settings/company", { body: changes });
};
