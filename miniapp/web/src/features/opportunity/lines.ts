// Lines of an opportunity while they are edited: exact sums, half-up as the server rounds, and what is wrong with a cell (产品明细).

import type { Ref, Row } from "@/core/types";
import { t } from "@/core/words";

export interface Line {
  /** Tells the rows of a form apart, whether saved or not. */
  key: number;
  id: number | null;
  product: Ref | null;
  unit: string;
  quantity: string;
  price: string;
  /** The percentage that is paid: 100 is the full price. */
  discount: string;
  note: string;
}

export type Cell = "product" | "quantity" | "price" | "discount" | "note";
export type Wrong = Partial<Record<Cell, string>>;

const MOST_FEN = 10n ** 15n;
const PLAIN = /^(-?)(\d*)(?:\.(\d*))?$/;
let made = 0;

export const newLine = (): Line => ({ key: ++made, id: null, product: null, unit: "", quantity: "1", price: "", discount: "100", note: "" });

const plain = (value: unknown): string => (value == null ? "" : String(value));

export const lineOf = (row: Row): Line => ({
  key: ++made, id: row.id, product: (row.product as Ref | null) ?? null, unit: plain(row.unit),
  quantity: plain(row.quantity), price: plain(row.price).replace(/\.00$/, ""), discount: plain(row.discount), note: plain(row.note),
});

/** "1,234.5" as a whole number of the smallest part, half-up; null for what is no number. */
export function scaled(text: string, decimals: number): bigint | null {
  const match = PLAIN.exec(text.trim().replace(/[,，\s]/g, ""));
  if (!match || !(match[2] || match[3])) return null;
  const digits = (match[3] ?? "").padEnd(decimals + 1, "0");
  const cut = BigInt((match[2] || "0") + digits.slice(0, decimals)) + (Number(digits[decimals]) >= 5 ? 1n : 0n);
  return match[1] ? -cut : cut;
}

/** Fen of price (fen) × quantity (thousandths) × discount (basis points), half-up. */
export function amountOf(price: bigint, quantity: bigint, discount: bigint): bigint {
  const whole = 1000n * 10_000n;
  return (2n * price * quantity * discount + whole) / (2n * whole);
}

/** Fen of a line; null while a number in it cannot be read. */
export function amount(line: Line): bigint | null {
  const price = line.price.trim() ? scaled(line.price, 2) : 0n;
  const quantity = scaled(line.quantity, 3);
  const discount = scaled(line.discount, 2);
  return price === null || quantity === null || discount === null ? null : amountOf(price, quantity, discount);
}

export const total = (lines: readonly Line[]): bigint => lines.reduce((sum, line) => sum + (amount(line) ?? 0n), 0n);

/** The decimal string of the API. */
export function asDecimal(fen: bigint): string {
  const digits = (fen < 0n ? -fen : fen).toString().padStart(3, "0");
  return `${fen < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

export function wrongWith(line: Line): Wrong {
  const wrong: Wrong = {};
  const [price, quantity, discount] = [line.price.trim() ? scaled(line.price, 2) : 0n, scaled(line.quantity, 3), scaled(line.discount, 2)];
  if (!line.product) wrong.product = t("选一个产品");
  if (price === null) wrong.price = t("只填数字，最多两位小数");
  else if (price < 0n) wrong.price = t("单价不能小于 0");
  if (quantity === null) wrong.quantity = t("只填数字");
  else if (quantity <= 0n) wrong.quantity = t("数量要大于 0");
  if (discount === null || discount < 0n || discount > 10_000n) wrong.discount = t("折扣在 0 到 100 之间：95 是九五折");
  if (!Object.keys(wrong).length && (amount(line) ?? 0n) > MOST_FEN) wrong.price = t("小计太大了，最多 10 万亿");
  return wrong;
}

const number = (text: string): string => text.trim().replace(/[,，\s]/g, "");

export const lineToWire = (line: Line): Record<string, unknown> => ({
  ...(line.id === null ? {} : { id: line.id }),
  product: line.product?.id ?? null, quantity: number(line.quantity), price: number(line.price) || null, discount: number(line.discount), note: line.note.trim(),
});

/** `lines.2.price` of a refusal at the row and cell it is about, and the sentences about none of them. */
export function placed(fields: Record<string, string>): { rows: Record<number, Wrong>; rest: string[] } {
  const rows: Record<number, Wrong> = {};
  const rest: string[] = [];
  for (const [name, text] of Object.entries(fields)) {
    const match = /^lines\.(\d+)\.(product|quantity|price|discount|note)$/.exec(name);
    if (match) rows[Number(match[1])] = { ...rows[Number(match[1])], [match[2] as Cell]: text };
    else rest.push(text);
  }
  return { rows, rest };
}
