import { describe, expect, it } from "vitest";
import { boundsOf, confirmedFrom, difference, fieldsFrom, needsLook, rowsOf, shapeOf } from "@/features/scan/card";
import type { CardReading } from "@/core/types";

const box = (y: number): number[][] => [[10, y], [110, y], [110, y + 20], [10, y + 20]];
const card: CardReading = {
  fields: {
    name: [{ value: "林嘉禾", confidence: 0.99, box: box(0) }],
    mobile: [
      { value: "13900002716", confidence: 0.61, box: box(40) },
      { value: "13900002776", confidence: 0.3, box: box(40) },
      { value: "13811112222", confidence: 0.97, box: box(80) },
    ],
    email: [{ value: "lin@huizhu.example", confidence: 0.97, box: null }],
  },
  duplicates: [],
};

describe("a card reading", () => {
  it("turns readings of one place into alternatives, other places into further rows", () => {
    const mobiles = rowsOf(card).filter((row) => row.field === "mobile");
    expect(mobiles.map((row) => row.value)).toEqual(["139 0000 2716", "138 1111 2222"]);
    expect(mobiles[0]?.alternatives).toEqual(["139 0000 2776"]);
  });

  it("marks only what is in doubt, until it is changed or confirmed", () => {
    const rows = rowsOf(card);
    const doubt = rows.filter(needsLook);
    expect(doubt.map((row) => row.field)).toEqual(["mobile"]);
    expect(confirmedFrom(rows)).toEqual([]);
    const mobile = doubt[0];
    if (mobile) mobile.value = "139 0000 2776";
    expect(rows.filter(needsLook)).toEqual([]);
    expect(confirmedFrom(rows)).toEqual(["mobile"]);
  });

  it("always offers the fields of a lead, also when nothing was read", () => {
    expect(rowsOf({ fields: {}, duplicates: [] }).map((row) => row.field)).toEqual(["name", "company", "title", "mobile"]);
  });

  it("saves texts without shown spaces, several numbers as one", () => {
    expect(fieldsFrom(rowsOf(card))).toEqual({ name: "林嘉禾", mobile: "13900002716; 13811112222", email: "lin@huizhu.example" });
  });

  it("says that a value was emptied, and nothing about what was never read", () => {
    const rows = rowsOf(card);
    for (const row of rows) if (row.field === "email") row.value = "";
    const fields = fieldsFrom(rows);
    expect(fields.email).toBe("");
    expect("company" in fields).toBe(false);
  });

  it("reads polygons and plain rectangles, and lives without a box", () => {
    expect(shapeOf([1, 2, 3, 4])).toEqual([[1, 2], [3, 2], [3, 4], [1, 4]]);
    expect(shapeOf(null)).toEqual([]);
    expect(boundsOf([[1, 2], [3, 4]], 1)).toEqual({ x: 0, y: 1, width: 4, height: 4 });
  });

  it("shows of an alternative number only its end, the difference apart", () => {
    expect(difference("13900002716", "13900002776")).toEqual({ same: "27", rest: "76" });
    expect(difference("惠筑科技", "惠竹科技")).toEqual({ same: "惠", rest: "竹科技" });
  });
});
