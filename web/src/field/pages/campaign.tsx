/** 专项: how far one's own part of each campaign is, and its doors, the nearest first. */
import { defineComponent, ref } from "vue";
import { dueOn, type Door, nextDoor, nextStage, type Part, parts } from "../going";
import { OUTCOMES } from "../outcomes";
import { head, icon, type Shape, shape } from "../parts/marks";
import { route, to } from "../route";
import { world } from "../state";
import type { Meaning } from "../wire/shapes";
import { metres, t } from "../words/words";

const SHAPES: Record<Meaning, Shape> = { contacted: "watch", concerns: "act", agreed: "watch", deposit: "watch", waiting: "watch", step: "watch", done: "ok", looked_again: "ok", held: "ok" };
const AT_ONCE = 40;

export function shortDay(day: string): string {
  return day.slice(5);
}

/** The state of a door: its form and its word. */
export function stateOf(door: Door): { look: Shape; words: string } {
  if (door.campaign.kind === "drive") return door.stage ? { look: SHAPES[door.stage.meaning], words: door.stage.title } : { look: "none", words: t("Not contacted") };
  const word = OUTCOMES.find(([code]) => code === door.outcome);
  if (!word) return { look: "none", words: t("Not gone to") };
  return { look: door.isDone ? "ok" : door.turn === "over" ? "none" : "watch", words: t(word[1]) };
}

/** What is next there, in a line. */
export function nextLine(door: Door): string {
  if (door.campaign.kind === "round") return door.turn === "go" ? t("Visit") : door.target.visited_on ? shortDay(door.target.visited_on) : "";
  const due = dueOn(door);
  const next = nextStage(door);
  if (door.stage?.meaning === "waiting") return [t("waits for {what}", { what: door.campaign.waits_for || next?.title || "" }), due ? shortDay(due) : ""].filter(Boolean).join(" ");
  if (door.stage?.meaning === "looked_again") return due ? t("look from {day} on whether it has held", { day: shortDay(due) }) : "";
  if (door.stage?.meaning === "done" && door.isOwn) return next ? t("a colleague looks again") : "";
  return next ? t("Next step: {name}", { name: next.title }) : "";
}

function row(door: Door) {
  const { target, campaign } = door;
  const { look, words } = stateOf(door);
  const isHere = world.value.places.has(target.place_id);
  const inside = (
    <>
      <span class={["bd stage", look]}>
        {shape(look)}
        <em>{words}</em>
      </span>
      <span class="tx">
        <span class="t1">
          <b>{target.name}</b>
          <em>{door.metres === null ? "" : metres(door.metres)}</em>
        </span>
        <span class="t2">
          {[door.concern, nextLine(door)].filter(Boolean).join("·") || target.address}
          <i>{door.isPending ? t("not sent yet") : target.team}</i>
        </span>
      </span>
    </>
  );
  const where = campaign.kind === "drive" ? to("target", target.id) : to("visit", target.place_id, due(target.place_id));
  return (
    <li class="pc" key={target.id}>
      {campaign.kind === "drive" || isHere ? (
        <a href={where}>
          {inside}
          {icon("chevron-right")}
        </a>
      ) : (
        <p>{inside}</p>
      )}
    </li>
  );
}

function due(place: string): Record<string, string> {
  const found = world.value.dues.find((each) => each.place_id === place);
  return found ? { due: found.id } : {};
}

function bar(part: Part) {
  const { count } = part.campaign;
  return (
    <svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <rect class="all" width="100" height="4" />
      <rect class="done" width={count ? (100 * part.done) / count : 0} height="4" />
    </svg>
  );
}

function share(part: Part) {
  const { count } = part.campaign;
  return (
    <p class="share">
      <b>{count ? Math.floor((100 * part.done) / count) : 100}%</b>
      <span>{t("{n} of my {all}", { n: part.done, all: count })}</span>
    </p>
  );
}

function span({ campaign }: Part): string {
  const kind = campaign.kind === "round" ? t("Visit round") : t("Drive, door by door");
  return `${kind}·${t("{from} to {until}", { from: shortDay(campaign.starts_on), until: shortDay(campaign.ends_on) })}`;
}

/** The list of campaigns, as the third part of today. */
export const Campaigns = () => (
  <section>
    {parts.value.length ? (
      <ul class="camps">
        {parts.value.map((part) => (
          <li class="cd" key={part.campaign.id}>
            <a href={to("campaign", part.campaign.id)}>
              <span class="ln">
                <b>{part.campaign.name}</b>
                <span class="sp" />
                {icon("chevron-right")}
              </span>
              <small>{span(part)}</small>
              {share(part)}
              {bar(part)}
              <small>{[t("{n} to go to", { n: part.go.length }), part.waits.length ? t("{n} wait", { n: part.waits.length }) : ""].filter(Boolean).join("·")}</small>
            </a>
          </li>
        ))}
      </ul>
    ) : (
      <div class="nothing">
        <p>{t("No running campaign has places of yours.")}</p>
      </div>
    )}
  </section>
);

export const CampaignPage = defineComponent(() => {
  const shown = ref(AT_ONCE);
  const isOver = ref(false);

  const group = (title: string, found: Door[]) =>
    found.length ? (
      <section>
        <h2 class="gh">{title}</h2>
        <ul class="cd">{found.map(row)}</ul>
      </section>
    ) : null;

  return () => {
    const part = parts.value.find(({ campaign }) => campaign.id === route.value.id);
    const back = to("today", "", { tab: "campaigns" });
    if (!part) return <div class="ph">{head({ title: t("Not here"), under: t("This campaign is over, or has no places of yours any more."), back })}</div>;
    const { campaign, go, waits, over } = part;
    const left = go.length - shown.value;
    return (
      <div class="ph">
        {head({ title: campaign.name, under: span(part), back })}
        <main class="ph-b">
          <section class="cd facts">
            {share(part)}
            {bar(part)}
            {campaign.waits_for ? <p class="cap">{[t("waits for {what}", { what: campaign.waits_for }), campaign.waits_until ? shortDay(campaign.waits_until) : ""].filter(Boolean).join(" ")}</p> : null}
          </section>
          {go.length ? group(t("{n} to go to, the nearest first", { n: go.length }), go.slice(0, shown.value)) : <p class="cap">{t("Nothing is left to do here now.")}</p>}
          {left > 0 ? (
            <button type="button" class="more" onClick={() => (shown.value += AT_ONCE)}>
              {t("Show {n} more", { n: Math.min(left, AT_ONCE) })}
              {icon("chevron-down")}
            </button>
          ) : null}
          {group(t("{n} wait", { n: waits.length }), waits)}
          {over.length ? (
            <section>
              <button type="button" class="more" aria-expanded={isOver.value} onClick={() => (isOver.value = !isOver.value)}>
                {t("{n} are done or left in peace", { n: over.length })}
                {icon(isOver.value ? "chevron-up" : "chevron-down")}
              </button>
              {isOver.value ? <ul class="cd">{over.map(row)}</ul> : null}
            </section>
          ) : null}
        </main>
      </div>
    );
  };
});

/** From a step on to the next door, or back to the campaign. */
export function onwards(step: { target: string; campaign: string }) {
  const next = nextDoor(step.campaign, step.target);
  return next ? (
    <a class="pb pri" href={to("target", next.target.id)}>
      {t("Next: {name}", { name: next.target.name })}
      {next.metres === null ? null : <span class="dm">{metres(next.metres)}</span>}
      {icon("chevron-right")}
    </a>
  ) : (
    <a class="pb pri" href={to("campaign", step.campaign)}>
      {t("Back to the campaign")}
    </a>
  );
}
