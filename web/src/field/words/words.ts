/** English source strings and their Chinese pair. A string without its pair, or a pair with other places in it, does not type-check. */
import { ref } from "vue";
import { zh } from "./zh";

export type Source = keyof typeof zh;
export type Language = "zh" | "en";

type Places<S extends string> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Places<Rest> : never;
/** A source string without places, for tables of words. */
export type Word = { [S in Source]: [Places<S>] extends [never] ? S : never }[Source];
type Facts<S extends Source> = [Places<S>] extends [never] ? [] : [facts: Record<Places<S>, string | number>];
type Unequal = { [S in Source]: [Places<S>, Places<(typeof zh)[S]>] extends [Places<(typeof zh)[S]>, Places<S>] ? never : S }[Source];
/** Names the pairs whose places differ, by not being `true`. */
export const everyPairHasTheSamePlaces: [Unequal] extends [never] ? true : Unequal = true;

const KEPT = "linli-field-language";

export const language = ref<Language>(localStorage.getItem(KEPT) === "en" ? "en" : "zh");

export function show(wanted: Language): void {
  language.value = wanted;
  document.documentElement.lang = wanted === "zh" ? "zh-Hans" : "en";
}

/** What the person chose on this phone; it holds from now on. */
export function speak(wanted: Language): void {
  localStorage.setItem(KEPT, wanted);
  show(wanted);
}

export function hasChosenLanguage(): boolean {
  return localStorage.getItem(KEPT) !== null;
}

export function t<S extends Source>(source: S, ...[facts]: Facts<S>): string {
  const text: string = language.value === "zh" ? zh[source] : source;
  if (!facts) return text;
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String((facts as Record<string, string | number>)[name]));
}

/** 09:48, on the clock of the street. */
export function clock(at: number): string {
  return new Intl.DateTimeFormat("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" }).format(at);
}


/** 11-24 10:30, as the desk writes it. */
export function moment(at: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", { month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" }).formatToParts(Date.parse(at));
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? "";
  return `${part("month")}-${part("day")} ${part("hour")}:${part("minute")}`;
}

export function longDay(day: string): string {
  const at = new Date(`${day}T12:00:00+08:00`);
  const locale = language.value === "zh" ? "zh-CN" : "en-GB";
  const part = (wish: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { ...wish, timeZone: "Asia/Shanghai" }).format(at);
  const month = language.value === "zh" ? String(Number(day.slice(5, 7))) : part({ month: "short" });
  return t("{weekday} {date} {month}", { weekday: part({ weekday: "short" }), date: Number(day.slice(8, 10)), month });
}

export function metres(distance: number): string {
  const rounded = distance < 1000 ? Math.max(10, Math.round(distance / 10) * 10) : distance;
  return rounded < 1000 ? `${rounded} m` : t("{n} km", { n: (rounded / 1000).toFixed(1) });
}

export function size(bytes: number): string {
  if (bytes >= 1_000_000_000) return `${(bytes / 1_000_000_000).toFixed(1)} GB`;
  return bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
