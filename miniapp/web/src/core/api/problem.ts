// A refused or failed request, in words a rep understands (RFC 9457 problem details).

import { t } from "../words";
import type { Duplicate, Row } from "../types";

export interface ProblemBody {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  instance?: string;
  fields?: Record<string, string>;
  duplicates?: Duplicate[];
  current?: Row;
  yours?: Record<string, unknown>;
}

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly body: ProblemBody,
    readonly number = "",
  ) {
    super(body.detail || body.title || sentenceFor(status));
    this.name = "Problem";
  }

  get fields(): Record<string, string> {
    return this.body.fields ?? {};
  }

  get offline(): boolean {
    return this.status === 0;
  }
}

/** What to say when the server gave no sentence of its own. */
export function sentenceFor(status: number): string {
  if (status === 0) return t("断网了，连上后再试");
  if (status === 401) return t("登录过期了，重新登录后再试");
  if (status === 403) return t("你没有权限做这件事");
  if (status === 404) return t("这条记录不存在，或你看不到它");
  if (status === 409) return t("别人先改了，刷新后再试");
  if (status === 413) return t("文件太大，选一个小一点的");
  if (status === 415) return t("这个文件读不了，换一张照片");
  if (status === 429) return t("操作太快了，等一会儿再试");
  return t("服务器没有回应，你的数据没有丢");
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(500, { detail: sentenceFor(500) });
}
