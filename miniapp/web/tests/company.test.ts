import { describe, expect, it } from "vitest";
import type { Field, ObjectSchema } from "@/core/types";
import { placesOf } from "@/features/convert/conversion";
import { fillsFor } from "@/features/registry/company";

const text = (key: string, more: Partial<Field> = {}): Field => ({ key, label: key, kind: "text", ...more });
const schemaOf = (key: string, fields: Field[]): ObjectSchema => ({
  key, label: key, fields, actions: [], views: [], title: "name", subtitle: [], tags: [], amount: null, date: null, listed: [],
  forms: { common: [], all: [] }, can: { create: true }, related: [],
});

describe("what the register of companies fills in", () => {
  it("is the name of the company where the object keeps it, and what it has fields for", () => {
    const lead = schemaOf("lead", [text("name"), text("company"), text("address")]);
    expect(fillsFor(lead, { name: "苏州惠筑科技有限公司", address: "云杉路 88 号", legal_person: "沈叔远" })).toEqual({
      company: "苏州惠筑科技有限公司", address: "云杉路 88 号",
    });
  });

  it("leaves out what nobody may change and what the register does not know", () => {
    const account = schemaOf("account", [text("name"), text("credit_code", { readonly: true }), text("phone")]);
    expect(fillsFor(account, { name: "甲", credit_code: "9132", phone: "" })).toEqual({ name: "甲" });
  });
});

describe("the answer to a conversion", () => {
  it("says where the customer and the contact are, as a record or as bare ids", () => {
    expect(placesOf({ converted_account: { id: 5, label: "甲" }, converted_contact: null })).toEqual({ account: 5, contact: null });
    expect(placesOf({ result: { account: 7, contact: 8 } })).toEqual({ account: 7, contact: 8 });
  });
});
