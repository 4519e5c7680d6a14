// Files on their way in: what they hold, trial runs, real ones, their errors and taking them back (导入).

import type { Kind, Option, Ref } from "../types";
import { address, call } from "./client";

export type Mode = "skip" | "upsert" | "update";
export type RunStatus = "queued" | "checking" | "writing" | "done" | "failed" | "undoing" | "undone";
export type Outcome = "created" | "updated" | "unchanged" | "skipped" | "failed";

/** A field that a column may fill; a demanded one the company wants in every file. */
export interface Target {
  key: string;
  label: string;
  kind: Kind;
  required: boolean;
  demanded: boolean;
  writable: boolean;
  options: Option[];
  note: string;
}

export interface FileColumn {
  index: number;
  header: string;
  samples: string[];
  field: string | null;
}

export interface Looked {
  name: string;
  rows: number;
  columns: FileColumn[];
  fields: Target[];
  warnings: string[];
}

export interface Terms {
  mode: Mode;
  blank_clears: boolean;
  pool: boolean;
  pool_group: number | null;
}

export interface Asked extends Terms {
  mapping: Record<string, string>;
  defaults: Record<string, unknown>;
}

export interface PreviewRow {
  row: number;
  outcome: Outcome;
  values: Record<string, string | null>;
  problems: Record<string, string>;
  duplicate: { object: string; id: number | null; label: string; match: string } | null;
}

export interface Run {
  id: number;
  object: string;
  name: string;
  mode: Mode;
  dry_run: boolean;
  status: RunStatus;
  rows: number;
  done: number;
  created: number;
  updated: number;
  unchanged: number;
  skipped: number;
  failed: number;
  message: string;
  by: Ref;
  created_at: string;
  finished_at: string | null;
  ahead: number;
  batch: string;
  can_undo: boolean;
  undo_until: string | null;
}

/** `again` are further runs of rows that were corrected after this one, and how many rows they took over. */
export interface WholeRun extends Run {
  preview: PreviewRow[];
  problems: { row: number; reason: string }[];
  again: { runs: number[]; rows: number };
}

/** Text by row of the file and key of the field. */
export type Cells = Record<number, Record<string, string>>;

export interface FaultyColumn extends Target {
  to: string | null;
}

export interface FaultyRow {
  row: number;
  outcome: Outcome;
  values: Record<string, string>;
  /** The fields that were corrected before. */
  fixed: string[];
  problems: Record<string, string>;
}

/** The first rows that did not go in, `count` in all; `ready` of those shown would go in now. */
export interface Faulty {
  columns: FaultyColumn[];
  rows: FaultyRow[];
  ready: number;
  count: number;
  most: number;
}

export interface UndoPlan {
  back_count: number;
  kept_count: number;
  kept: { object: string; id: number | null; label: string; why: string }[];
  whole: boolean;
}

export const fetchTargets = async (object: string): Promise<Target[]> =>
  (await call<{ fields: Target[] }>("GET", `/objects/${object}/import-fields`)).data.fields;

export const templateAddress = (object: string, fields: string[], format: "xlsx" | "csv"): string =>
  address(`/objects/${object}/import-template`, { fields: fields.join(","), format });

function formOf(file: File, texts: Record<string, string> = {}): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(texts)) form.append(name, value);
  form.append("file", file, file.name);
  return form;
}

export const lookInto = async (object: string, file: File): Promise<Looked> =>
  (await call<Looked>("POST", `/objects/${object}/imports/look`, { form: formOf(file) })).data;

/** Only tries: nothing is written before the trial run is started for real. Corrections made after an earlier trial stay. */
export async function tryImport(object: string, file: File, asked: Asked, earlier: number | null): Promise<WholeRun> {
  const texts: Record<string, string> = {
    dry_run: "1", mode: asked.mode, mapping: JSON.stringify(asked.mapping), defaults: JSON.stringify(asked.defaults),
    blank_clears: asked.blank_clears ? "1" : "0", pool: asked.pool ? "1" : "0",
  };
  if (earlier !== null) texts.fixes_of = String(earlier);
  if (asked.pool && asked.pool_group !== null) texts.pool_group = String(asked.pool_group);
  return (await call<WholeRun>("POST", `/objects/${object}/imports`, { form: formOf(file, texts) })).data;
}

export const startTried = async (id: number): Promise<WholeRun> => (await call<WholeRun>("POST", `/imports/${id}/start`)).data;

export const fetchRun = async (id: number): Promise<WholeRun> => (await call<WholeRun>("GET", `/imports/${id}`)).data;

export const fetchFaulty = async (id: number): Promise<Faulty> => (await call<Faulty>("GET", `/imports/${id}/faulty`)).data;

export const correctCells = async (id: number, rows: Cells): Promise<Faulty> =>
  (await call<Faulty>("POST", `/imports/${id}/faulty`, { body: { rows } })).data;

/** The corrected rows of a finished import, as a run of their own. */
export const importAgain = async (id: number): Promise<WholeRun> => (await call<WholeRun>("POST", `/imports/${id}/again`)).data;

export const fetchRuns = async (cursor: string | null): Promise<{ items: Run[]; next: string | null }> =>
  (await call<{ items: Run[]; next: string | null }>("GET", "/imports", { query: { cursor } })).data;

export const errorsAddress = (id: number): string => address(`/imports/${id}/errors`, { format: "xlsx" });

export const fetchUndoPlan = async (batch: string): Promise<UndoPlan> => (await call<UndoPlan>("GET", `/deeds/${batch}`)).data;

export const undoRun = async (id: number): Promise<UndoPlan & { state: string }> =>
  (await call<UndoPlan & { state: string }>("POST", `/imports/${id}/undo`)).data;
