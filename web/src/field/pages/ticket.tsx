/** 待办工单: what is in my hands, and the three steps that are taken on the way. */
import { Field } from "vant";
import { computed, defineComponent, reactive, ref } from "vue";
import type { Draft, Photo } from "../keep/keeper";
import { insteadOf, mending, payloadOf } from "../mending";
import { sentBack } from "../parts/back";
import { choice, head, icon, pill, type Shape, shape } from "../parts/marks";
import { pictures } from "../parts/pictures";
import { speech } from "../parts/speech";
import { titleOf } from "../parts/waiting";
import type { Taken } from "../photo";
import { instead, route, to } from "../route";
import { draftOf, lastAbout, picturesOf, save } from "../saving";
import { type Kept, outbox, world } from "../state";
import type { Payloads, Ticket } from "../wire/shapes";
import { moment, t, type Word } from "../words/words";

const DAY_MS = 86_400_000;
const FINISHES: readonly (readonly [Payloads["ticket.finish"]["outcome"], Word])[] = [
  ["solved", "Solved"],
  ["explained", "Explained"],
  ["not_solved", "Not solved"],
];
const OWED: Record<string, Word> = {
  acknowledge: "Take it on",
  accept: "Accept",
  finish: "Finish",
  rework: "Do it again",
  decide: "Decide",
  review: "Look again",
  verify: "Verify",
  first_contact: "First contact",
  overall: "Everything",
  on_site: "On site",
  cleared: "Danger cleared",
  report_phone: "Report by phone",
  report_written: "Report in writing",
  answer: "Answer",
  commitment: "Promised",
};
const CLOCKS: Record<string, Word> = { first_contact: "Contacted the reporter", on_site: "On site", cleared: "Danger cleared" };

/** How the clock stands, in the five shapes. */
export function standing(ticket: Ticket): { look: Shape; words: string } {
  if (!ticket.due_at) return { look: "none", words: ticket.state_word };
  const left = Date.parse(ticket.due_at) - Date.now();
  const far = Math.abs(left);
  const words = far >= DAY_MS ? t("{n} d", { n: Math.floor(far / DAY_MS) }) : far >= 3_600_000 ? t("{n} h", { n: Math.floor(far / 3_600_000) }) : t("{n} min", { n: Math.max(1, Math.floor(far / 60_000)) });
  if (left < 0) return { look: "stop", words: t("{time} late", { time: words }) };
  return { look: left < 4 * 3_600_000 ? "act" : left < DAY_MS ? "watch" : "ok", words: t("{time} left", { time: words }) };
}

function pendingOf(id: string) {
  return outbox.value.filter(({ command }) => "ticket_id" in command.payload && command.payload.ticket_id === id);
}

export function ticketCard(ticket: Kept<Ticket>) {
  const { look, words } = standing(ticket);
  const pending = pendingOf(ticket.id).at(-1);
  return (
    <li class="pc" key={ticket.id}>
      <a href={to("ticket", ticket.id)}>
        <span class={["bd clock", look]}>
          {shape(look)}
          <em>{words}</em>
        </span>
        <span class="tx">
          <span class="t1">
            <b>{ticket.matter || t("Not sorted yet")}</b>
          </span>
          <span class="t2">
            {ticket.state_word}
            <i>{pending ? t("not sent yet") : `#${ticket.number}`}</i>
            <i>{ticket.address}</i>
          </span>
        </span>
        {icon("chevron-right")}
      </a>
    </li>
  );
}

export const TicketPage = defineComponent(() => {
  const ticket = computed(() => world.value.tickets.get(route.value.id) ?? null);
  const pending = computed(() => pendingOf(route.value.id));
  const conflicts = computed(() => world.value.conflicts.filter((each) => each.ticket_id === route.value.id && each.state === "open"));
  const form = reactive({ step: "" as "" | "contact" | "finish", clock: "", note: "", outcome: "" as "" | Payloads["ticket.finish"]["outcome"] });
  const taken = ref<Taken[]>([]);
  const trouble = ref("");

  const isPending = (kind: string) => pending.value.some(({ command, state }) => command.kind === kind && (state === "waiting" || state === "taken"));
  const may = (what: string) => !isPending(`ticket.${what}`) && (ticket.value?.may.includes(what) ?? false);
  const mayContact = () => (may("contact") || (isPending("ticket.accept") && !isPending("ticket.contact"))) && !isPending("ticket.finish");
  const mayFinish = () => may("finish") || (isPending("ticket.accept") && !isPending("ticket.finish"));
  const clocks = () => (ticket.value?.running ?? []).filter((clock) => clock in CLOCKS);

  const mend = mending();
  const told = payloadOf(mend.row.value, "ticket.contact");
  const ended = payloadOf(mend.row.value, "ticket.finish");
  if (told) Object.assign(form, { step: "contact", clock: told.clock, note: told.note });
  if (ended) Object.assign(form, { step: "finish", outcome: ended.outcome, note: ended.done });

  async function keep(made: Draft[], photos: Photo[] = []): Promise<void> {
    // Only the same step takes the place of what was sent back.
    const row = mend.row.value?.command.kind === made[0]?.kind ? mend.row.value : null;
    const { drafts, instead: old } = insteadOf(row, made);
    if (await save(drafts, photos, old)) {
      Object.assign(form, { step: "", clock: "", note: "", outcome: "" });
      if (old.size) instead("ticket", route.value.id);
    } else trouble.value = t("This phone is full: not saved yet. Free some space, then press again; nothing on this page is lost.");
  }

  async function accept(): Promise<void> {
    const at = ticket.value;
    if (at) await keep([draftOf("ticket.accept", { ticket_id: at.id }, { what: "accept", name: `#${at.number}` }, at.version, lastAbout(at.id))]);
  }

  async function contact(): Promise<void> {
    const at = ticket.value;
    const clock = form.clock || clocks()[0] || "first_contact";
    if (!at) return;
    if (!form.note.trim()) {
      trouble.value = t("One line on what was said.");
      return;
    }
    trouble.value = "";
    await keep([draftOf("ticket.contact", { ticket_id: at.id, clock, note: form.note.trim() }, { what: "contact", name: `#${at.number}` }, at.version, lastAbout(at.id))]);
  }

  async function finish(): Promise<void> {
    const at = ticket.value;
    if (!at) return;
    if (!form.outcome || !form.note.trim()) {
      trouble.value = t("Say how it ended, and in one line what was done.");
      return;
    }
    trouble.value = "";
    const draft = draftOf("ticket.finish", { ticket_id: at.id, outcome: form.outcome, done: form.note.trim() }, { what: "finish", name: `#${at.number}` }, at.version, lastAbout(at.id));
    const own = picturesOf(taken.value, { kind: "ticket", id: at.id }, draft.id, `#${at.number}`);
    await keep([draft, ...own.drafts], own.photos);
    taken.value = [];
  }

  const field = (hint: string) => [<Field modelValue={form.note} onUpdate:modelValue={(note: string) => (form.note = note)} type="textarea" rows={3} autosize maxlength={1000} placeholder={hint} aria-label={hint} border={false} />, speech("ticket", form.note, (note) => (form.note = note))];

  const contacting = () => (
    <section class="cd box">
      <h2 class="gq">{t("First contact")}</h2>
      {clocks().length > 1 ? <div class="g3">{clocks().map((clock) => choice(t(CLOCKS[clock] ?? "On site"), form.clock === clock, () => (form.clock = clock)))}</div> : null}
      {field(t("What was said, in a line"))}
    </section>
  );

  const finishing = () => (
    <section class="cd box">
      <h2 class="gq">{t("Finished")}</h2>
      <div class="g3">{FINISHES.map(([code, words]) => choice(t(words), form.outcome === code, () => (form.outcome = code), "oc", form.outcome === code ? "check" : ""))}</div>
      {field(t("What was done"))}
      {pictures(taken)}
    </section>
  );

  const foot = () => {
    if (form.step) {
      return (
        <footer class="ph-f col">
          {trouble.value ? <p class="say bad" role="alert">{trouble.value}</p> : null}
          <div class="ln">
            <button type="button" class="pb" onClick={() => ((form.step = ""), (trouble.value = ""))}>
              {t("Leave it")}
            </button>
            <button type="button" class="pb pri" onClick={form.step === "contact" ? contact : finish}>
              {t("Save")}
            </button>
          </div>
        </footer>
      );
    }
    const steps = [
      may("accept") ? { words: t("Accept"), go: accept } : null,
      mayFinish() ? { words: t("Finished"), go: () => void (form.step = "finish") } : null,
      mayContact() ? { words: t("First contact"), go: () => void (form.step = "contact") } : null,
    ].filter((each) => each !== null);
    const [main, ...others] = steps;
    if (!main) return null;
    return (
      <footer class="ph-f">
        {others.reverse().map(({ words, go }) => (
          <button type="button" class="pb" onClick={go}>
            {words}
          </button>
        ))}
        <button type="button" class="pb pri" onClick={main.go}>
          {main.words}
        </button>
      </footer>
    );
  };

  return () => {
    const at = ticket.value;
    if (!at) return <div class="ph">{head({ title: t("Not here"), under: t("This ticket is not in your hands any more."), back: to("today", "", { tab: "tickets" }) })}</div>;
    const { look, words } = standing(at);
    const owed = OWED[at.due_kind ?? ""];
    return (
      <div class="ph">
        {head({ title: at.matter || t("Not sorted yet"), under: `#${at.number}·${at.state_word}`, back: to("today", "", { tab: "tickets" }) })}
        <main class="ph-b">
          {sentBack(mend.row.value)}
          {at.has_open_hazard ? <p class="warn stop">{t("Danger first: make it safe, then ask whose it is.")}</p> : null}
          <section class="cd facts">
            <p class="ln">
              {pill(look, words)}
              {owed ? <span class="sec">{[t(owed), at.due_at ? moment(at.due_at) : ""].filter(Boolean).join(" ")}</span> : null}
            </p>
            <dl>
              <dt>{t("Address")}</dt>
              <dd>{at.address || "—"}</dd>
              <dt>{t("Matter")}</dt>
              <dd>{at.matter || "—"}</dd>
            </dl>
          </section>
          {conflicts.value.map((each) => (
            <p class="warn">{t("Somebody else changed this ticket meanwhile. What you wrote is kept at the office, and a person decides.")} {each.said}</p>
          ))}
          {pending.value.length ? (
            <section>
              <h2 class="gh">{t("Written on this phone")}</h2>
              <ul class="cd pend">
                {pending.value.map((row) => (
                  <li key={row.command.id}>
                    {shape(row.state === "refused" ? "stop" : "watch")}
                    <span>{titleOf(row)}</span>
                    <small>{row.state === "refused" ? t("sent back") : row.state === "conflict" ? t("somebody decides") : row.state === "taken" ? t("arrived") : t("not sent yet")}</small>
                  </li>
                ))}
              </ul>
            </section>
          ) : null}
          {form.step === "contact" ? contacting() : null}
          {form.step === "finish" ? finishing() : null}
        </main>
        {foot()}
      </div>
    );
  };
});
