// Money and phone numbers: ¥120,000 in rows, ¥360,000.00 where it is decided, ¥126.4万 in tiles.

function grouped(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** The decimal string of the API with a sign, grouped; cents only when there are any, or when `exact`. */
export function money(value: unknown, exact = false): string {
  const match = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(String(value ?? ""));
  if (!match) return "";
  const [, sign = "", whole = "0", cents = ""] = match;
  const tail = cents.padEnd(2, "0");
  return `${sign}¥${grouped(whole)}${exact || tail !== "00" ? `.${tail}` : ""}`;
}

/** ¥126.4万 from ten thousand on, one decimal, never rounded up past the truth of that decimal. */
export function shortMoney(value: unknown): string {
  const number = Number(value);
  if (!Number.isFinite(number) || value === "" || value === null) return "";
  if (Math.abs(number) >= 1e8) return `¥${Number((number / 1e8).toFixed(2))}亿`;
  if (Math.abs(number) >= 1e4) return `¥${Number((number / 1e4).toFixed(1))}万`;
  return money(number.toFixed(2));
}

/** 1万+ beyond what the server counts. */
export function total(count: number | null | undefined): string {
  return count == null ? "1万+" : grouped(String(count));
}

/** 139 0000 2716; other numbers as they are. */
export function phone(value: unknown): string {
  const text = String(value ?? "");
  const digits = text.replace(/^(?:\+?86)[\s-]?(?=1\d{2})/, "").replace(/[\s-]/g, "");
  return /^1\d{10}$/.test(digits) ? `${digits.slice(0, 3)} ${digits.slice(3, 7)} ${digits.slice(7)}` : text;
}

/** For the wire: a mobile number without the spaces that were shown. */
export function compactPhone(value: unknown): string {
  const text = String(value ?? "").trim();
  const digits = text.replace(/\s/g, "");
  return /^(?:\+?86)?1\d{10}$/.test(digits) ? digits : text;
}
