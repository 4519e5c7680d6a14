// Going back where there is somewhere to go back to, else to a page that makes sense.

import type { Router } from "vue-router";

export function goBack(router: Router, otherwise: string): Promise<unknown> {
  const state = history.state as { back?: string | null } | null;
  if (state?.back != null) {
    router.back();
    return Promise.resolve();
  }
  return router.replace(otherwise);
}
