/** What travels between the phone and the house: docs/openapi/field.json in types. */
export interface Asker {
  account_id: string;
  login: string;
  language: string;
  subdistricts: { code: string; name: string }[];
}

export interface DeviceKey {
  id: string;
  unlock_key: string;
}

export type Outcome = string;
export type Answer = "fixed" | "not" | "again";

export interface Need {
  ticket_id: string;
  words: string;
  class_code?: string;
  /** The item of the checklist where it was seen. */
  item?: string;
  on_spot_line?: string;
}

export interface Said {
  value: string;
  note: string;
}

export interface VisitRecord {
  visit_id: string;
  place_id: string;
  kind: string;
  outcome: Outcome;
  answers: { checklist_id: string; version: number; items: Record<string, Said> }[];
  services: string[];
  materials: { name: string; count: number }[];
  note: string;
  needs: Need[];
  participants: number;
  agreed_follow_up_on: string | null;
  return_for: { ticket_id: string; answer: Answer } | null;
}

export interface CampaignStep {
  campaign_id: string;
  target_id: string;
  stage: string;
  concern: string;
  note: string;
  person_times: number;
  services: number;
  materials: number;
}

export type MissedWhy = "closed" | "blocked" | "weather" | "urgent" | "other";

export interface PatrolFinding {
  finding_id: string;
  ticket_id: string;
  words: string;
  stop_id?: string;
  where?: string;
  /** The item of the stop's checklist where it was seen. */
  item?: string;
  on_spot_line?: string;
}

/** What is said of a shift: while one walks what was found, at the end that the rest was fine. */
export interface PatrolRecord {
  shift_id: string;
  findings: PatrolFinding[];
  missed: { stop_id: string; reason: MissedWhy; note: string }[];
  is_over: boolean;
}

export interface Payloads {
  "visit.record": VisitRecord;
  "patrol.record": PatrolRecord;
  "ticket.open": { ticket_id: string; words: string; place_id?: string | null; grid_id?: string; address?: string; lon?: number; lat?: number; accuracy_m?: number; on_spot_line?: string };
  "ticket.accept": { ticket_id: string };
  "ticket.contact": { ticket_id: string; clock: string; note: string };
  "ticket.finish": { ticket_id: string; outcome: "solved" | "explained" | "not_solved"; done: string };
  "campaign.step": CampaignStep;
  "note.write": { note_id: string; title?: string; text: string };
  "card.bind": { visit_id: string; code: string };
  "photo.attach": { attachment_id: string; about: { kind: "ticket" | "note" | "visit" | "finding"; id: string }; name: string };
}

export type Kind = keyof Payloads;

export interface Command<K extends Kind = Kind> {
  id: string;
  kind: K;
  payload: Payloads[K];
  made_at: string;
  after: string[];
  seen: number | null;
}

export interface Receipt {
  id: string;
  status: "applied" | "conflict" | "refused" | "waiting" | "busy" | "different";
  code: string;
  message: string;
  result: Record<string, unknown>;
}

/** 四带: what to know and bring; every part may be missing. */
export interface Preparation {
  themes?: string[];
  last?: { visited_on: string; kind: string; outcome: string; note: string } | null;
  owed?: { ticket_id: string; number: string; matter: string }[];
  asked?: { kind: string; due_on: string; question: string; ticket_id: string | null }[];
  /** By checklist and item: what was said last time and may still be true. */
  facts?: Record<string, Record<string, string>>;
  services?: string[];
  materials?: { name: string; count: number }[];
  used?: number;
  cap?: number;
}

export interface Place {
  name: string;
  kind: string;
  kind_word: string;
  stage: string;
  stage_word: string;
  address: string;
  lon: number | null;
  lat: number | null;
  grid_id: string | null;
  quiet_from: string | null;
  quiet_until: string | null;
  asked_for_none: boolean;
  visited_at: string | null;
  contacts: { role: string; role_word?: string; name: string; phone: string }[];
  preparation: Preparation;
  /** What a visit there starts with, by the campaign the place is in. */
  kit?: { campaign: string; services: string[]; materials: { name: string; count: number }[] } | null;
  /** What the code of the contact card says. */
  card?: string;
}

export interface Due {
  place_id: string;
  kind: string;
  due_on: string;
  /** agreed, ticket, asked, planned, period, never: linli.visits.rules.kinds.Why. */
  why: string;
  ticket_id: string | null;
  number: string;
  /** What a return visit asks, in the ticket's own words. */
  question: string | null;
}

export interface Checklist {
  code: string;
  title: string;
  version_number: number;
  visit_kinds: string[];
  place_kinds?: string[];
  items: ChecklistItem[];
}

export type ItemKind = "look" | "number" | "choice" | "choices" | "text" | "date" | "photo" | "location" | "note";

export interface ChecklistItem {
  name: string;
  kind: ItemKind;
  label: string;
  hint?: string;
  section?: string;
  options?: [string, string][];
  show_if?: string;
  safety?: boolean;
  kept?: boolean;
  required?: boolean;
  class?: string;
}

export interface Ticket {
  number: string;
  state: string;
  state_word: string;
  matter: string;
  address: string;
  lon: number | null;
  lat: number | null;
  due_at: string | null;
  due_kind: string | null;
  running: string[];
  may: string[];
  has_open_hazard: boolean;
}

export interface Grid {
  code: string;
  name: string;
  kind: string;
  parent_id: string | null;
  is_mine: boolean;
  /** None where a grid is a list of buildings. */
  polygons: [number, number][][][] | null;
  bbox: [number, number, number, number] | [null, null, null, null] | null;
}

export interface Conflict {
  command_id: string;
  command_kind: Kind;
  /** None where it is about a target of a campaign, which then says its name. */
  ticket_id: string | null;
  number: string;
  name: string;
  state: "open" | "applied" | "left";
  said: string;
  note: string;
}

/** What a stage stands for, whatever the campaign calls it: linli.campaigns.rules.kinds.Meaning. */
export type Meaning = "contacted" | "concerns" | "agreed" | "deposit" | "waiting" | "done" | "looked_again" | "held" | "step";

export interface Stage {
  key: string;
  title: string;
  meaning: Meaning;
}

export interface Campaign {
  name: string;
  kind: "round" | "drive";
  starts_on: string;
  ends_on: string;
  stages: Stage[];
  concerns: string[];
  hold_days: number;
  waits_for: string;
  waits_until: string | null;
  /** How many targets are one's own, also where not all of them are here. */
  count: number;
}

/** One's own target; its version is how many steps it has made. */
export interface Target {
  campaign_id: string;
  place_id: string;
  name: string;
  address: string;
  lon: number | null;
  lat: number | null;
  team: string;
  is_later: boolean;
  is_done: boolean;
  is_over: boolean;
  outcome: string;
  visited_on: string | null;
  stage: string;
  stage_on: string | null;
  is_own_step: boolean;
  concern: string;
  note: string;
  due_on: string | null;
  may_step: boolean;
}

export interface PatrolStop {
  id: string;
  name: string;
  address: string;
  lon: number | null;
  lat: number | null;
  checklist_id: string | null;
  /** Found there before and still open: nobody reports it twice. */
  known: { number: string; matter: string }[];
}

/** A shift one is to walk: a day and a part of it, no hour. */
export interface Patrol {
  name: string;
  kind_word: string;
  section: string;
  planned_on: string;
  part: string;
  part_word: string;
  findings: number;
  stops: PatrolStop[];
}

export interface Setting {
  is_speech_offered: boolean;
}

export interface Bodies {
  card: Preparation;
  setting: Setting;
  campaign: Campaign;
  target: Target;
  place: Place;
  due: Due;
  checklist: Checklist;
  ticket: Ticket;
  grid: Grid;
  conflict: Conflict;
  patrol: Patrol;
}

export interface Pulled {
  cursor: string;
  is_full: boolean;
  more: boolean;
  day: string;
  me: { account_id: string; person_id: string | null; name: string; permissions: string[] };
  items: { kind: string; id: string; version: number; body: unknown }[];
  /** Of these kinds the items hold everything. */
  whole: string[];
  gone: { kind: string; id: string }[];
}
