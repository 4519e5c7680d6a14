// A contact for other phones: its QR code, and the file for the address book (联系人二维码).

import { address, call } from "./client";

export interface ContactCode {
  name: string;
  company: string;
  svg: string;
  /** Words for what the code had no room for; the file has everything. */
  left_out: string[];
}

export const fetchCode = async (id: number): Promise<ContactCode> => (await call<ContactCode>("GET", `/objects/contact/${id}/card`)).data;

export const cardFile = (id: number): string => address(`/objects/contact/${id}/card.vcf`);

/** What has a code to show. */
export const hasCode = (object: string): boolean => object === "contact";
