// The lines of an opportunity as one form: loaded once, changed here, saved together (编辑产品明细).

import { computed, reactive, ref } from "vue";
import { fetchLines, keepLines } from "@/core/api/opportunities";
import { asProblem, type Problem } from "@/core/api/problem";
import { fetchRecord } from "@/core/api/records";
import { toForm } from "@/core/fields/registry";
import { refresh } from "@/core/query";
import { fieldOf, loadSchema } from "@/core/schema";
import { say } from "@/core/toast";
import type { RecordRow, Ref } from "@/core/types";
import { t } from "@/core/words";
import { moved } from "@/features/settings/options";
import { lineOf, lineToWire, newLine, placed, wrongWith, type Line, type Wrong } from "./lines";

const plainly = (lines: readonly Line[]): string => JSON.stringify(lines.map(lineToWire));

export function useLines(id: number) {
  const record = ref<RecordRow>();
  const units = ref<Record<string, string>>({});
  const lines = ref<Line[]>([]);
  const wrong = reactive<Record<number, Wrong>>({});
  const problem = ref<Problem | null>(null);
  const refusal = ref("");
  const busy = ref(false);
  const ready = ref(false);
  const saved = ref("");
  let seen = 0;

  const dirty = computed(() => ready.value && plainly(lines.value) !== saved.value);

  async function load(): Promise<void> {
    problem.value = null;
    try {
      const [answer, schema, kept] = await Promise.all([fetchRecord("opportunity", id), loadSchema("opportunity_line"), fetchLines(id)]);
      record.value = answer.data;
      seen = kept.version;
      units.value = Object.fromEntries((fieldOf(schema, "unit")?.options ?? []).map((one) => [one.value, one.label]));
      lines.value = kept.items.map(lineOf);
      saved.value = plainly(lines.value);
      ready.value = true;
    } catch (error) {
      problem.value = asProblem(error);
    }
  }

  function add(): Line {
    lines.value.push(newLine());
    return lines.value[lines.value.length - 1] as Line;
  }

  /** Price and unit come with the product; what was typed for another one goes. */
  async function choose(line: Line, product: Ref | null): Promise<void> {
    line.product = product;
    if (wrong[line.key]) delete wrong[line.key]?.product;
    if (!product) return;
    const found = await fetchRecord("product", product.id).catch(() => null);
    if (!found || line.product?.id !== product.id) return;
    line.price = String(toForm({ key: "price", label: "", kind: "money" }, found.data.price) ?? "");
    line.unit = String(found.data.unit ?? "");
  }

  function remove(line: Line): void {
    const at = lines.value.indexOf(line);
    if (at < 0) return;
    lines.value.splice(at, 1);
    say(t("已删第 {n} 行，保存后生效", { n: at + 1 }), { label: t("撤销"), run: () => void lines.value.splice(Math.min(at, lines.value.length), 0, line) });
  }

  const step = (line: Line, by: number): void => void (lines.value = moved(lines.value, lines.value.indexOf(line), by));

  function check(line: Line): boolean {
    wrong[line.key] = wrongWith(line);
    return Object.keys(wrong[line.key] ?? {}).length === 0;
  }

  /** Resolves to whether the lines are kept as they stand here. */
  async function save(): Promise<boolean> {
    refusal.value = "";
    if (busy.value || !lines.value.map(check).every(Boolean)) return false;
    busy.value = true;
    try {
      const sent = [...lines.value];
      await keepLines(id, sent.map(lineToWire), seen);
      saved.value = plainly(lines.value);
      say(t("已保存产品明细"));
      refresh("opportunity", "opportunity_line", "account");
      return true;
    } catch (error) {
      take(asProblem(error));
      return false;
    } finally {
      busy.value = false;
    }
  }

  function take(refused: Problem): void {
    const { rows, rest } = placed(refused.fields);
    lines.value.forEach((line, at) => (wrong[line.key] = rows[at] ?? {}));
    refusal.value = Object.keys(rows).length ? rest.join("；") : refused.message;
  }

  return { record, units, lines, wrong, problem, refusal, busy, ready, dirty, load, add, choose, remove, step, check, save };
}

export type LinesForm = ReturnType<typeof useLines>;
