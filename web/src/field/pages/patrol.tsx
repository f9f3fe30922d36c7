/** 巡查: the stops in their order; one presses only where something is wrong, and once at the end. */
import { Field } from "vant";
import { computed, defineComponent, nextTick, reactive, ref } from "vue";
import { insteadOf, mending, payloadOf } from "../mending";
import { goneAlready, sentBack } from "../parts/back";
import { foot } from "../parts/foot";
import { choice, head, icon, syncMark } from "../parts/marks";
import { pictures } from "../parts/pictures";
import { blankFinding, endOf, findingOf, formOf, foundHere, itemsOf, type MissedForm, myPatrols, REASONS } from "../patrolling";
import type { Taken } from "../photo";
import { instead, route, to } from "../route";
import { save } from "../saving";
import { keeper, type Kept, world } from "../state";
import type { MissedWhy, Patrol, PatrolStop } from "../wire/shapes";
import { t } from "../words/words";
import { written } from "../written";

/** No stop: somewhere else on the way. */
const ELSEWHERE = "-";

function dayOf(patrol: Patrol): string {
  return patrol.planned_on === world.value.day ? t("today") : patrol.planned_on.slice(5);
}

function countOf(patrol: Kept<Patrol>): number {
  return patrol.findings + foundHere(patrol.id).length;
}

function card(patrol: Kept<Patrol>) {
  const count = countOf(patrol);
  return (
    <li class="pw" key={patrol.id}>
      <a href={to("patrol", patrol.id)}>
        <span class="bd none">
          {icon("walk")}
          <em>{dayOf(patrol)}</em>
        </span>
        <span class="tx">
          <span class="t1">
            <b>{patrol.name}</b>
          </span>
          <span class="t2">
            {patrol.part_word}
            <i>{[t("{n} stops", { n: patrol.stops.length }), count ? t("{n} written down", { n: count }) : patrol.section].filter(Boolean).join("·")}</i>
          </span>
        </span>
        {icon("chevron-right")}
      </a>
    </li>
  );
}

/** The shifts that wait for me, on the page of the day; those of the days to come stand folded below. */
export const Patrols = () => {
  const due = myPatrols.value.filter(({ planned_on }) => planned_on <= world.value.day);
  const later = myPatrols.value.filter(({ planned_on }) => planned_on > world.value.day);
  return due.length || later.length ? (
    <section>
      <div class="ln gl">
        <h2 class="gh">{t("Patrols to walk")}</h2>
      </div>
      {due.length ? <ul class="cd">{due.map(card)}</ul> : null}
      {later.length ? (
        <details class="later">
          <summary class="cap">{t("{n} on the days to come", { n: later.length })}</summary>
          <ul class="cd">{later.map(card)}</ul>
        </details>
      ) : null}
    </section>
  ) : null;
};

export const PatrolPage = defineComponent(() => {
  const id = route.value.id;
  const patrol = computed(() => myPatrols.value.find((each) => each.id === id) ?? null);
  const isAhead = computed(() => (patrol.value?.planned_on ?? "") > world.value.day);
  const form = reactive(blankFinding());
  const missed = reactive<MissedForm>({});
  const taken = ref<Taken[]>([]);
  const open = reactive({ wrong: "", missing: "", items: false });
  const trouble = ref("");
  const isBusy = ref(false);
  const draftName = `draft/patrol/${id}`;

  const mend = mending();
  const [finding0] = payloadOf(mend.row.value, "patrol.record")?.findings ?? [];
  // Another stop that is opened meanwhile begins a finding of its own.
  const before = ref(finding0 ?? null);

  async function begin(): Promise<void> {
    const kept = await keeper.value?.own<MissedForm>(draftName);
    if (kept) Object.assign(missed, kept);
    for (const { stop_id, reason, note } of payloadOf(mend.row.value, "patrol.record")?.missed ?? []) missed[stop_id] = { reason, note };
    if (!before.value) return;
    open.wrong = before.value.stop_id ?? ELSEWHERE;
    Object.assign(form, formOf(before.value, patrol.value?.stops.find((stop) => stop.id === before.value?.stop_id) ?? null));
  }
  void begin().catch(() => undefined);

  function keepMissed(): void {
    void keeper.value?.keepOwn(draftName, { ...missed }).catch(() => undefined);
  }

  function turnWrong(where: string): void {
    open.wrong = open.wrong === where ? "" : where;
    trouble.value = "";
    taken.value = [];
    before.value = null;
    open.items = false;
    Object.assign(form, blankFinding());
  }

  async function keep(...made: Parameters<typeof save>): Promise<boolean> {
    isBusy.value = true;
    const isKept = await save(...made);
    isBusy.value = false;
    if (!isKept) trouble.value = t("This phone is full: not saved yet. Free some space, then press again; nothing on this page is lost.");
    return isKept;
  }

  async function saveFinding(at: Kept<Patrol>, stop: PatrolStop | null): Promise<void> {
    if (isBusy.value) return;
    trouble.value = "";
    if (!form.words.trim() || (!stop && !form.where.trim())) trouble.value = t("One line on what is wrong, and where it is.");
    else if (!form.how) trouble.value = t("Was it settled on the spot, or is it reported?");
    if (trouble.value) {
      await nextTick();
      document.querySelector<HTMLElement>(".fd")?.scrollIntoView({ block: "center" });
      return;
    }
    const made = findingOf(at, stop, form, taken.value, before.value);
    const { drafts, instead: old } = insteadOf(before.value && mend.row.value, made.drafts);
    if (!(await keep(drafts, made.photos, old))) return;
    if (old.size) instead("patrol", id);
    else turnWrong("");
  }

  async function finish(at: Kept<Patrol>): Promise<void> {
    if (isBusy.value) return;
    const unsaid = at.stops.find((stop) => missed[stop.id]?.reason === "other" && !missed[stop.id]?.note.trim());
    trouble.value = unsaid ? t("Say in a line why this stop was not reached.") : "";
    if (open.wrong && form.words.trim()) trouble.value = t("Was it settled on the spot, or is it reported?");
    if (trouble.value) return;
    const { drafts, instead: old } = insteadOf(finding0 ? null : mend.row.value, [endOf(at, missed)]);
    if (!(await keep(drafts, [], old))) return;
    void keeper.value?.forgetOwn(draftName).catch(() => undefined);
    written.value = { place: "", name: at.name, kind: "patrol", outcome: "", answer: "", why: "", found: [], note: t("The rest was fine."), pictures: 0, ids: drafts.map((each) => each.id), isMended: old.size > 0 };
    instead("saved");
  }

  function setMissed(stop: PatrolStop, reason: MissedWhy): void {
    if (missed[stop.id]?.reason === reason) delete missed[stop.id];
    else missed[stop.id] = { reason, note: missed[stop.id]?.note ?? "" };
    keepMissed();
  }

  function finding(at: Kept<Patrol>, stop: PatrolStop | null) {
    const items = stop ? itemsOf(stop) : [];
    return (
      <div class="fd">
        <Field modelValue={form.words} onUpdate:modelValue={(words: string) => (form.words = words)} type="textarea" rows={1} autosize maxlength={300} placeholder={t("What is wrong, in one line")} aria-label={t("What is wrong, in one line")} border={false} />
        {stop ? null : <input class="field" type="text" maxlength={80} value={form.where} placeholder={t("Where it is")} aria-label={t("Where it is")} onInput={(event: Event) => (form.where = (event.target as HTMLInputElement).value)} />}
        <div class="g2">
          {choice(t("Settled on the spot"), form.how === "spot", () => (form.how = "spot"), "oc two", form.how === "spot" ? "check" : "circle-check")}
          {choice(t("Report it"), form.how === "report", () => (form.how = "report"), "oc two", form.how === "report" ? "check" : "arrow-right")}
        </div>
        {items.length ? (
          <button type="button" class="more" aria-expanded={open.items} onClick={() => (open.items = !open.items)}>
            {items.find(({ name }) => name === form.item)?.label ?? t("Which point of the list, if one")}
            {icon(open.items ? "chevron-up" : "chevron-down")}
          </button>
        ) : null}
        {open.items ? <div class="chips">{items.map((item) => choice(item.label, form.item === item.name, () => ((form.item = form.item === item.name ? "" : item.name), (open.items = false)), "chip"))}</div> : null}
        {pictures(taken)}
        {trouble.value ? (
          <p class="say bad" role="alert">
            {trouble.value}
          </p>
        ) : null}
        <button type="button" class="pb pri" disabled={isBusy.value} onClick={() => void saveFinding(at, stop)}>
          {t("Save this finding")}
        </button>
      </div>
    );
  }

  function whyMissed(stop: PatrolStop) {
    const why = missed[stop.id];
    return (
      <>
        <div class="chips">{REASONS.map(([code, words]) => choice(t(words), why?.reason === code, () => setMissed(stop, code), "chip"))}</div>
        {why?.reason === "other" ? <input class="field" type="text" maxlength={200} value={why.note} aria-label={t("Say in a line why this stop was not reached.")} placeholder={t("Say in a line why this stop was not reached.")} onInput={(event: Event) => ((why.note = (event.target as HTMLInputElement).value), keepMissed())} /> : null}
      </>
    );
  }

  function line(at: Kept<Patrol>, stop: PatrolStop, number: number) {
    const here = foundHere(at.id).filter(({ stop_id }) => stop_id === stop.id).length;
    return (
      <li class="st" key={stop.id}>
        <div class="t1">
          <em>{number}</em>
          <span>
            <b>{stop.name}</b>
            {stop.address ? <small>{stop.address}</small> : null}
            {here ? <small>{t("{n} written down", { n: here })}</small> : null}
            {stop.known.map((each) => (
              <small class="kn" key={each.number}>
                {t("Known already")} #{each.number} {each.matter}
              </small>
            ))}
          </span>
        </div>
        {isAhead.value ? null : <div class="g2">
          {choice(t("Something is wrong"), open.wrong === stop.id, () => turnWrong(stop.id), "oc two", "exclamation-mark")}
          {choice(t("Not reached"), Boolean(missed[stop.id]) || open.missing === stop.id, () => (open.missing = open.missing === stop.id ? "" : stop.id), "oc two", "minus")}
        </div>}
        {open.wrong === stop.id ? finding(at, stop) : null}
        {open.missing === stop.id || missed[stop.id] ? whyMissed(stop) : null}
      </li>
    );
  }

  return () => {
    const at = patrol.value;
    if (!at) return <div class="ph">{head({ title: t("Not here"), under: t("This patrol is over, or not yours any more."), back: to("today") })}</div>;
    if (mend.isGone.value && !isBusy.value) return goneAlready();
    return (
      <div class="ph">
        {head({ title: at.name, under: [dayOf(at), at.part_word, t("{n} stops", { n: at.stops.length })].join("·"), back: to("today"), mark: syncMark(t("Saves offline too")) })}
        <main class="ph-b">
          {sentBack(mend.row.value)}
          <ol class="cd">{at.stops.map((stop, index) => line(at, stop, index + 1))}</ol>
          {isAhead.value ? null : <section>
            {choice(t("Somewhere else on the way"), open.wrong === ELSEWHERE, () => turnWrong(ELSEWHERE), "oc two", "plus")}
            {open.wrong === ELSEWHERE ? finding(at, null) : null}
          </section>}
        </main>
        {foot({
          trouble: open.wrong ? "" : trouble.value,
          calm: isAhead.value ? t("It is planned for another day. Write it down when you walk.") : t("What is fine needs no press. No hours and no position are kept."),
          press: () => void finish(at),
          isOff: isBusy.value || isAhead.value,
          words: t("The rest was fine, finish"),
        })}
      </div>
    );
  };
});
