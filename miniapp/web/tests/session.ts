import { openSession } from "@/core/session";

export function signIn(id = 1): void {
  openSession({
    me: { id, userid: "u", name: "周雨桐", department: null, roles: [], duties: [], csrf_token: "secret", admin: false },
    schema: { objects: [{ key: "lead", label: "线索" }, { key: "account", label: "客户" }] },
    version: "0",
  });
}
