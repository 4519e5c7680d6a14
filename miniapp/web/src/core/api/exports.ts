// Lists on their way out into files, and who took what out (导出).

import type { Ref, Where } from "../types";
import { call } from "./client";

export type Format = "xlsx" | "csv";

export interface ExportWish {
  view: string;
  q: string;
  where: Where | null;
  sort: string;
  columns: string[];
  ids: number[];
  format: Format;
}

export interface ExportRun {
  id: number;
  object: string;
  object_label: string;
  status: "queued" | "writing" | "done" | "failed";
  rows: number;
  done: number;
  ahead: number;
  message: string;
  name: string;
  format: Format;
  filter: string;
  columns: { key: string; label: string }[];
  by: Ref;
  downloads: number;
  created_at: string;
  finished_at: string | null;
  expires_at: string | null;
  expired: boolean;
}

export interface ExportPage {
  items: ExportRun[];
  next: number | null;
}

export const startExport = async (object: string, wish: ExportWish): Promise<ExportRun> =>
  (await call<ExportRun>("POST", `/objects/${object}/exports`, { body: wish })).data;

export const fetchExport = async (id: number): Promise<ExportRun> => (await call<ExportRun>("GET", `/exports/${id}`)).data;

export const fetchExports = async (everyone: boolean, cursor: number | null): Promise<ExportPage> =>
  (await call<ExportPage>("GET", "/exports", { query: { everyone: everyone ? "1" : null, cursor } })).data;

export const exportFile = (id: number): string => `/api/exports/${id}/file`;
