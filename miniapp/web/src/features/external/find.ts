// Which of the member's WeCom contacts a few typed characters mean.

import type { ExternalContact } from "@/core/api/external";

export function matching(people: ExternalContact[], typed: string): ExternalContact[] {
  const wanted = typed.trim().toLowerCase();
  if (!wanted) return people;
  return people.filter((one) =>
    [one.name, one.corp_name, one.position, one.description, ...one.remark_mobiles].some((text) => text.toLowerCase().includes(wanted)),
  );
}
