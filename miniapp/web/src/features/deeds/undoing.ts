// Saying what was just done with the way back, and going it (撤销).

import { fetchDeeds, undoDeed, type DeedItem, type Undone } from "@/core/api/deeds";
import { asProblem } from "@/core/api/problem";
import { queryClient } from "@/core/query";
import { complain, say, toasts } from "@/core/toast";
import { t } from "@/core/words";

/** Whether this deed is what was just done to these records; the newest that fits is meant. */
export const isOf = (deed: DeedItem, object: string, ids: readonly number[]): boolean =>
  deed.can_undo && deed.object === object && (ids.length === 1 ? deed.record === ids[0] : deed.record === null && deed.count === ids.length);

/** Says what was done at once, and offers to take it back as soon as the server has told how. */
export async function sayUndoable(text: string, object: string, ids: readonly number[]): Promise<void> {
  say(text);
  const said = toasts.current?.id;
  if (!ids.length) return;
  const page = await fetchDeeds().catch(() => null);
  const deed = page?.items.find((one) => isOf(one, object, ids));
  if (deed && toasts.current?.id === said) sayWithUndo(text, deed.batch);
}

export const sayWithUndo = (text: string, batch: string): void =>
  say(text, { label: t("撤销"), run: () => void undo(batch).catch((error: unknown) => complain(asProblem(error).message)) });

/** Takes it back and says what came of it; what stayed as it is can be read on the page of the deed. */
export async function undo(batch: string): Promise<Undone> {
  const done = await undoDeed(batch).finally(everything);
  const look = { label: t("看看"), run: () => void (location.hash = `#/deeds/${batch}`) };
  if (done.state === "undoing") say(t("正在撤销，条数多，要一会儿"), look);
  else if (done.kept_count) say(t("已撤销，{n} 条没有恢复", { n: done.kept_count }), look);
  else say(t("已撤销"));
  return done;
}

/** Whatever came back may be shown anywhere; definitions stay as they are. */
export function everything(): void {
  void queryClient.invalidateQueries({ predicate: (query) => query.queryKey[0] !== "schema" });
}
