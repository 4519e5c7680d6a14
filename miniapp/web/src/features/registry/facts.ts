// The facts of a company in the register, in the order in which one reads them (工商信息).

import { isEmpty } from "@/core/fields/registry";
import { t } from "@/core/words";

const LABELS: [string, string][] = [
  ["name", "公司名称"], ["code", "统一社会信用代码"], ["credit_code", "统一社会信用代码"], ["status", "经营状态"],
  ["legal_person", "法定代表人"], ["kind", "企业类型"], ["registered_capital", "注册资本"], ["paid_capital", "实缴资本"],
  ["founded_on", "成立日期"], ["approved_on", "核准日期"], ["term", "营业期限"], ["industry", "行业"], ["authority", "登记机关"],
  ["province", "省份"], ["city", "城市"], ["district", "区县"], ["address", "注册地址"], ["phone", "电话"], ["email", "邮箱"],
  ["website", "网站"], ["former_names", "曾用名"], ["staff", "人员规模"], ["taxpayer", "纳税人资质"], ["bank", "开户银行"], ["scope", "经营范围"],
];

export interface FactRow {
  label: string;
  value: string;
}

const said = (value: unknown): string => (Array.isArray(value) ? value.map(String).join("、") : String(value));

/** Known facts first, under their names; what the register adds on its own comes after, as it names it. */
export function factRows(company: Record<string, unknown>): FactRow[] {
  const named = LABELS.filter(([key]) => !isEmpty(company[key])).map(([key, label]) => ({ label: t(label), value: said(company[key]) }));
  const known = new Set(LABELS.map(([key]) => key));
  const others = Object.entries(company).filter(([key, value]) => !known.has(key) && !isEmpty(value) && typeof value !== "object");
  return [...named, ...others.map(([label, value]) => ({ label, value: said(value) }))];
}
