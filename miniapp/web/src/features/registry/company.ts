// The register of companies (工商查询): look-up by name, all facts of one, and what they fill in a form.

import { call } from "@/core/api/client";
import { isEmpty } from "@/core/fields/registry";
import { fieldOf } from "@/core/schema";
import type { ObjectSchema } from "@/core/types";

export interface Company {
  code: string;
  name: string;
  legal_person?: string;
  status?: string;
  city?: string;
}

export interface Facts {
  company: Record<string, unknown>;
  facts: { key: string; label: string; value: string }[];
  fills: Record<string, unknown>;
  /** Where the facts come from, when that has to be said. */
  note?: string;
}

export const findCompanies = async (q: string): Promise<Company[]> =>
  (await call<{ items: Company[] }>("GET", "/registry", { query: { q } })).data.items;

export const fetchFacts = async (code: string): Promise<Facts> =>
  (await call<Facts>("GET", `/registry/${encodeURIComponent(code)}`)).data;

const NAMED_BY: Record<string, string> = { account: "name", lead: "company", invoice_profile: "title" };

/** The field of an object that holds the name of a company. */
export const companyField = (object: string): string | undefined => NAMED_BY[object];

/** What the register would set: account fields by their own key, the name where this object keeps it. */
export function fillsFor(schema: ObjectSchema, fills: Record<string, unknown>): Record<string, unknown> {
  const named = companyField(schema.key);
  const pairs = Object.entries(fills).map(([key, value]) => [key === "name" && named ? named : key, value] as const);
  return Object.fromEntries(
    pairs.filter(([key, value]) => {
      const field = fieldOf(schema, key);
      return field !== undefined && !field.readonly && !isEmpty(value);
    }),
  );
}
