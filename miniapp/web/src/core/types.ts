// The shapes of the JSON API: who I am, what an object is made of, rows, records, card readings.

export type Tone = "neutral" | "blue" | "amber" | "green" | "red" | "violet" | "teal";

export type Kind =
  | "text" | "long_text" | "number" | "money" | "date" | "datetime" | "boolean" | "choice" | "choices"
  | "phone" | "email" | "url" | "reference" | "references" | "files" | "location" | "subject";

export interface Ref {
  id: number;
  label: string;
  object?: string;
}

export interface Me {
  id: number;
  userid: string;
  name: string;
  department: Ref | null;
  roles: (string | Ref)[];
  duties: string[];
  csrf_token: string;
  admin: boolean;
}

export interface Option {
  value: string;
  label: string;
  tone?: Tone;
  /** Values of the field it depends on that offer it; none means always. */
  when?: string[];
  /** Kept for old values, no longer offered. */
  retired?: boolean;
}

export interface Field {
  key: string;
  label: string;
  kind: Kind;
  required?: boolean;
  readonly?: boolean;
  filterable?: boolean;
  sortable?: boolean;
  searchable?: boolean;
  options?: Option[] | null;
  to?: string | null;
  /** What it refers to stands in a tree: a filter may take everything below. */
  tree?: boolean;
  help?: string | null;
  max_length?: number | null;
  /** Said after a number: 35%. */
  unit?: string;
  depends_on?: string | null;
  custom?: boolean;
}

export type Condition = { field: string } & { [operator: string]: unknown };
export type Where = Condition | { all: Where[] } | { any: Where[] };

export interface ColumnSetting {
  key: string;
  width?: number | null;
}

export type Shared = "" | "department" | "all";

export interface View {
  key: string;
  label: string;
  where?: Where | null;
  sort?: string | null;
  columns?: ColumnSetting[];
  saved?: boolean;
  mine?: boolean;
  shared?: Shared;
  scope?: "" | "pool";
}

export interface Action {
  key: string;
  label: string;
  input?: (Field | string)[];
  batch?: boolean;
  /** Said before a loss; empty when nothing is lost. */
  confirm?: string;
}

export interface ObjectRef {
  key: string;
  label: string;
}

export interface ObjectSchema extends ObjectRef {
  fields: Field[];
  actions: Action[];
  views: View[];
  title: string;
  subtitle: string[];
  tags: string[];
  amount: string | null;
  date: string | null;
  listed: string[];
  forms: { common: string[]; all: string[] };
  /** What can only be filtered by: it is no field of the record itself. */
  filters?: Field[];
  list?: { columns: ColumnSetting[]; default_view: string };
  sort?: string | null;
  can: { create: boolean; export?: boolean };
  related: { object: string; label: string; field: string }[];
  /** Whether this member may make one of several. */
  mergeable?: boolean;
}

export type Row = { id: number } & Record<string, unknown>;

export interface RecordRow extends Row {
  _can?: { edit: boolean; delete: boolean; actions: string[] };
}

export interface Page {
  items: Row[];
  next: string | null;
  total: number | null;
}

export interface TimelineEntry {
  at: string;
  actor: Ref | null;
  kind: "activity" | "change";
  type?: string;
  title: string;
  text: string | null;
  files?: { id: number; name: string }[];
  object: string | null;
  id: number | null;
}

export interface Around {
  /** `tied` is the field of the other record by which one of these goes, where each ties two. */
  related: { object: string; label: string; tied?: string | null; items: Row[]; total: number | null }[];
  timeline: TimelineEntry[];
  /** Of what does not keep its last follow-up itself, for those who may see follow-ups. */
  in_touch?: { follow_ups: Touches; visits: Touches } | null;
  /** For those who may see tasks. */
  task_progress?: { done: number; total: number } | null;
}

export interface Touches {
  count: number | null;
  last_at: string | null;
}

export interface HistoryEntry {
  at: string;
  actor: Ref | null;
  verb: string;
  label?: string;
  fields: { key: string; label: string; before: unknown; after: unknown }[];
}

export interface HistoryPage {
  items: HistoryEntry[];
  next: string | null;
}

export interface Reading {
  value: string;
  confidence: number;
  box: unknown;
  raw?: string | null;
}

export interface Duplicate {
  object: string;
  id: number | null;
  label: string;
  owner: string | Ref | null;
  status: string | null;
  match: string;
  hard?: boolean;
  pooled?: boolean;
}

export interface CardReading {
  fields: Record<string, Reading[]>;
  duplicates: Duplicate[];
  saved?: Saved | null;
}

export interface Scan {
  id: number | string;
  state?: "reading" | "read" | "failed";
  error?: string;
  cards: CardReading[];
  ms: number;
  width: number;
  height: number;
}

export interface Saved {
  object: string;
  id: number;
  created?: { object: string; id: number; label: string }[];
}

export interface Boot {
  me: Me;
  schema: { objects: (ObjectRef & Partial<ObjectSchema>)[] };
  version: string;
}
