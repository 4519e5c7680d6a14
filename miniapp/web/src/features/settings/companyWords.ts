// What the settings of the company are called (企业设置).

import type { Kind, Option } from "@/core/types";
import { t } from "@/core/words";

export const SWITCHES: Record<string, { label: string; note: string }> = {
  "ownership.fuzzy": { label: t("归属查询可以模糊查"), note: t("关着时公司名称要写全才查得到；开着时写一部分也行，最多列 5 条") },
  "account.rename_by_application": { label: t("客户改名要申请"), note: t("开着时销售改名先提交申请，有改名审核职能的人同意后才改") },
  "duplicates.company_is_hard": { label: t("客户不能同名"), note: t("开着时名称完全相同的客户建不出第二个；关着时只提醒") },
  "import.nameless_become_leads": { label: t("通讯录里没有公司的人存为线索"), note: t("把企业邮箱导出的联系人导入为客户时用；关着时这些行进错误文件") },
};

export const ANNOUNCED: Option[] = [
  { value: "off", label: t("不播报") }, { value: "superiors", label: t("告诉上级") }, { value: "department", label: t("告诉本部门") }, { value: "everyone", label: t("告诉全公司") },
];

const MOBILE = { value: "mobile", label: t("手机") };
const EMAIL = { value: "email", label: t("邮箱") };
const PHONE = { value: "phone", label: t("电话") };
const NAME = { value: "company", label: t("公司名称") };
export const CRITERIA: Record<string, Option[]> = {
  lead: [MOBILE, EMAIL, PHONE, NAME],
  account: [{ value: "company", label: t("客户名称") }, { value: "credit", label: t("统一社会信用代码") }, PHONE, { value: "domain", label: t("网站和邮箱的域名") }],
  contact: [MOBILE, EMAIL, PHONE],
  product: [{ value: "code", label: t("产品编码") }, { value: "name", label: t("产品名称") }],
  competitor: [NAME],
  partner: [NAME],
};

/** What a provider knows of a company, and the kinds of fields that can take it. */
export const FACTS: Option[] = [
  { value: "code", label: t("统一社会信用代码") }, { value: "name", label: t("企业名称") }, { value: "legal_person", label: t("法定代表人") },
  { value: "status", label: t("经营状态") }, { value: "city", label: t("所在城市") }, { value: "address", label: t("注册地址") },
  { value: "phone", label: t("联系电话") }, { value: "website", label: t("网站") }, { value: "registered_capital", label: t("注册资本") },
  { value: "founded_on", label: t("成立日期") }, { value: "scope", label: t("经营范围") },
];
export const FILLED: Kind[] = ["text", "long_text", "phone", "email", "url", "date"];
export const PROVIDERS: Option[] = [{ value: "sample", label: t("示例数据") }, { value: "none", label: t("不用") }];
