// Search boxes say what they look into: 公司、联系人、手机.

import type { ObjectSchema } from "../types";
import { t } from "../words";

const MOST = 3;

export function searchHint(schema: ObjectSchema | undefined): string {
  const labels = (schema?.fields ?? []).filter((field) => field.searchable).map((field) => field.label);
  return labels.length ? labels.slice(0, MOST).join("、") : t("搜索");
}
