// Attachments: sent beside a record, fetched through it (附件).

import { call, newKey } from "./client";
import { shrinkPhoto } from "../upload/shrink";

export interface Sent {
  id: number;
  name: string;
  size: number;
}

export const fileAddress = (id: number): string => `/api/files/${id}`;

export const isPicture = (name: string): boolean => /\.(jpe?g|png|webp|gif|bmp|heic)$/i.test(name);

/** Photos are made smaller first; `beside` names the records, such as {"account": 12}. */
export async function sendFile(file: File, beside: Record<string, number>): Promise<Sent> {
  const form = new FormData();
  for (const [object, id] of Object.entries(beside)) form.append(object, String(id));
  const content = isPicture(file.name) ? await shrinkPhoto(file) : file;
  form.append("file", content, file.name);
  return (await call<Sent>("POST", "/files", { form, key: newKey() })).data;
}

/** 1.2 MB */
export function sayBytes(bytes: unknown): string {
  const size = Number(bytes) || 0;
  if (size < 1024) return `${size} B`;
  if (size < 1024 * 1024) return `${Math.round(size / 1024)} KB`;
  return `${(size / 1024 / 1024).toFixed(1)} MB`;
}
