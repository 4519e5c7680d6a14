import { describe, expect, it } from "vitest";
import { compactPhone, money, phone, shortMoney, total } from "@/core/format/numbers";

describe("money", () => {
  it("drops empty cents in rows and keeps them where money is decided", () => {
    expect(money("120000.00")).toBe("¥120,000");
    expect(money("1450.50")).toBe("¥1,450.50");
    expect(money("360000.00", true)).toBe("¥360,000.00");
    expect(money("-80.00")).toBe("-¥80");
  });

  it("says zero as ¥0 and nothing for unknown", () => {
    expect(money("0.00")).toBe("¥0");
    expect(money(null)).toBe("");
    expect(shortMoney(null)).toBe("");
  });

  it("shortens from ten thousand on with one decimal", () => {
    expect(shortMoney("1264000.00")).toBe("¥126.4万");
    expect(shortMoney("680000.00")).toBe("¥68万");
    expect(shortMoney("9999.00")).toBe("¥9,999");
    expect(shortMoney("123000000.00")).toBe("¥1.23亿");
  });
});

describe("phone numbers", () => {
  it("groups mobiles and leaves switchboards alone", () => {
    expect(phone("13900002716")).toBe("139 0000 2716");
    expect(phone("+86 139-0000-2716")).toBe("139 0000 2716");
    expect(phone("0512-00006688")).toBe("0512-00006688");
  });

  it("takes the shown spaces out again", () => {
    expect(compactPhone("139 0000 2716")).toBe("13900002716");
    expect(compactPhone(" 0512-0000 6688 ")).toBe("0512-0000 6688");
  });
});

it("says 1万+ beyond what the server counts", () => {
  expect(total(null)).toBe("1万+");
  expect(total(1234)).toBe("1,234");
});
