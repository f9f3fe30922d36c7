/** What a visit starts with: the kit of the campaign the place is in, or what was given at one's own visit before. */
import type { Kept } from "./state";
import type { Form } from "./visiting";
import type { Place } from "./wire/shapes";

export interface Prefill {
  participants: number;
  services: string[];
  materials: Form["materials"];
}

/** Fill a fresh form. People who go along stay the same over the shift; what is given is the campaign's where there is one. */
export function startWith(form: Form, before: Prefill | null, place: Kept<Place> | null, names: string[]): void {
  const card = place?.preparation ?? {};
  form.participants = before?.participants ?? form.participants;
  form.services = [...(place?.kit?.services ?? before?.services ?? card.services ?? [])];
  form.materials = listed(place?.kit?.materials ?? before?.materials ?? card.materials ?? [], names);
}

/** The things that are given, then those that are usual here with none of them yet. */
function listed(given: Form["materials"], names: string[]): Form["materials"] {
  const own = given.map((each) => ({ ...each }));
  return [...own, ...names.filter((name) => !own.some((each) => each.name === name)).map((name) => ({ name, count: 0 }))];
}

/** The services one may press: the campaign's, those chosen, and the usual ones. */
export function offered(names: string[], form: Form, place: Kept<Place> | null): string[] {
  return [...new Set([...(place?.kit?.services ?? []), ...form.services, ...names])];
}
