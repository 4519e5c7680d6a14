// Business cards: send a photo, read the result again, save it as a record (名片识别).

import type { Saved, Scan } from "../types";
import { call } from "./client";

export async function readCard(photo: Blob, name: string): Promise<Scan> {
  const form = new FormData();
  form.append("file", photo, name);
  return (await call<Scan>("POST", "/cards", { form })).data;
}

export const fetchScan = async (id: string): Promise<Scan> => (await call<Scan>("GET", `/cards/${id}`)).data;

export const photoAddress = (id: string | number): string => `/api/cards/${id}/photo`;

export interface SaveCard {
  card: number;
  as: "lead" | "account";
  fields: Record<string, string | number>;
  confirmed: string[];
}

export const saveCard = async (id: string | number, body: SaveCard, key: string): Promise<Saved> =>
  (await call<Saved>("POST", `/cards/${id}/save`, { body, key })).data;
