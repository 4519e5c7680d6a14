// Which process and stage a new opportunity begins with (商机的开始).

import type { Process } from "@/core/api/opportunities";

type Values = Record<string, unknown>;

const startOf = (process: Process | undefined): Values =>
  process ? { process: String(process.id), stage: String(process.stages[0]?.id ?? "") } : {};

/** The usual process at its first stage. */
export const beginning = (processes: readonly Process[]): Values => startOf(processes.find((one) => one.usual) ?? processes[0]);

/** Another process begins at its own first stage: no stage belongs to two. */
export const withProcess = (values: Values, processes: readonly Process[], chosen: unknown): Values => ({ ...values, ...startOf(processes.find((one) => String(one.id) === chosen)) });
