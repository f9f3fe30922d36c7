/** 走访: open, say how it went, save. Everything else may stay untouched, and then nothing is claimed of it. */
import { Field, Stepper } from "vant";
import { computed, defineComponent, nextTick, onUnmounted, reactive, ref, watch } from "vue";
import { codeIn } from "../card";
import { kindWord, NOBODY_MET, OUTCOMES, reasonOf } from "../outcomes";
import { cardOf, draftNameOf, insteadOf, mending, payloadOf } from "../mending";
import { goneAlready, sentBack } from "../parts/back";
import { CardCode } from "../parts/card";
import { Elsewhere } from "../parts/elsewhere";
import { foot } from "../parts/foot";
import { choice, head, icon, shape, syncMark } from "../parts/marks";
import { pictures } from "../parts/pictures";
import { speech } from "../parts/speech";
import type { Taken } from "../photo";
import { instead, route, to } from "../route";
import { lastVisited } from "../rounds";
import { save } from "../saving";
import { keeper, type Kept, world } from "../state";
import { offered, type Prefill, startWith } from "../kit";
import { askedBy, type Asks, blank, commandsOf, divided, type Form, formOf, type Look, type LookAt, listsFor, lookOf, MOST_PEOPLE, setLook, unfinished, type Way } from "../visiting";
import { written } from "../written";
import type { Answer, ChecklistItem, Due } from "../wire/shapes";
import { t, type Word } from "../words/words";
import { zh } from "../words/zh";

const ANSWERS: readonly (readonly [Answer, Word])[] = [
  ["fixed", "Fixed"],
  ["not", "Not fixed"],
  ["again", "Came back"],
];
// What is stored is Chinese whatever the page speaks: these are names of things.
const MATERIALS = [zh["Letter"], zh["Contact card"], zh["Poster"]];
const SERVICES = [zh["Fraud warning"], zh["Gas safety"], zh["Fire safety"], zh["Policies"], zh["Helped online"]];
const LONG_LABEL = 5;
const NEXT: Record<Look["value"], Look["value"]> = { "": "issue", issue: "fine", fine: "", na: "" };
const SEEN: Record<Look["value"], Word> = { "": "not looked at", issue: "issue", fine: "seen, fine", na: "not applicable" };
const SIGN: Record<Look["value"], string> = { "": "minus", issue: "exclamation-mark", fine: "check", na: "minus" };

export const Visit = defineComponent(() => {
  const id = route.value.id;
  const place = computed(() => world.value.places.get(id) ?? null);
  const mend = mending();
  const before = payloadOf(mend.row.value, "visit.record");
  const planned = computed<Kept<Due> | null>(() => world.value.dues.find((each) => each.id === route.value.more.get("due")) ?? null);
  const due = computed<Asks | null>(() => (before ? askedBy(before) : planned.value));
  const kind = computed(() => before?.kind ?? planned.value?.kind ?? "routine");
  const lists = computed(() => (place.value ? listsFor(place.value, kind.value) : []));
  const form = reactive(blank(MATERIALS));
  const taken = ref<Taken[]>([]);
  const open = reactive({ kit: false, heard: false, card: false, more: before !== null });
  const trouble = ref("");
  const isBusy = ref(false);
  const parts = computed(() => divided(lists.value, form));
  const draftName = draftNameOf(mend.row.value, `draft/visit/${id}`);
  let isDone = false;
  let timer = 0;

  async function begin(): Promise<void> {
    const prefill = await keeper.value?.own<Prefill>("prefill");
    if (before) Object.assign(form, formOf(before, cardOf(mend.row.value), MATERIALS));
    else startWith(form, prefill ?? null, place.value, MATERIALS);
    form.facts = place.value?.preparation.facts ?? {};
    const draft = await keeper.value?.own<Form>(draftName);
    if (draft) Object.assign(form, draft);
    watch(form, () => {
      clearTimeout(timer);
      timer = window.setTimeout(() => !isDone && void keeper.value?.keepOwn(draftName, { ...form }).catch(() => undefined), 400);
    });
  }
  void begin().catch(() => undefined);
  onUnmounted(() => clearTimeout(timer));

  async function press(): Promise<void> {
    const at = place.value;
    if (!at || isBusy.value) return;
    trouble.value = "";
    const missing = unfinished(form, lists.value);
    if (!form.outcome) trouble.value = t("How did it go this time? Press one.");
    else if (missing) trouble.value = t("One line on what is wrong, and whether it was settled or is reported.");
    else if (form.card.trim() && !at.card && !codeIn(form.card)) trouble.value = t("The code of the contact card is misread. Look at it again, or leave it out.");
    else if (form.heard.trim() && !form.heardHow) trouble.value = t("Is what you heard a note, or is it reported?");
    if (trouble.value) {
      if (missing) open.more ||= !parts.value.atHand.some(({ item }) => item.name === missing.name);
      await nextTick();
      document.querySelector<HTMLElement>(missing ? ".iss textarea, .iss .oc" : ".say")?.scrollIntoView({ block: "center" });
      return;
    }
    isBusy.value = true;
    const going = commandsOf(form, at, due.value, kind.value, taken.value, before);
    const { drafts, instead: old } = insteadOf(mend.row.value, going.drafts);
    const isKept = await save(drafts, going.photos, old);
    isBusy.value = false;
    if (!isKept) {
      trouble.value = t("This phone is full: not saved yet. Free some space, then press again; nothing on this page is lost.");
      return;
    }
    isDone = true;
    written.value = { ...going.written, ids: drafts.map((each) => each.id), isMended: old.size > 0 };
    lastVisited.value = at.id;
    const { participants, services, materials } = form;
    void keeper.value?.keepOwn("prefill", { participants, services, materials } satisfies Prefill).catch(() => undefined);
    void keeper.value?.keepOwn("last", at.id).catch(() => undefined);
    void keeper.value?.forgetOwn(draftName).catch(() => undefined);
    instead("saved");
  }

  function lookButton({ list, item }: LookAt) {
    const look = lookOf(form, list.id, item.name);
    const turn = () => setLook(form, list.id, item.name, { ...look, value: NEXT[look.value] });
    return (
      <button type="button" class={["ck", look.value]} aria-pressed={look.value !== ""} aria-label={`${item.label}, ${t(SEEN[look.value])}`} onClick={turn} key={item.name}>
        {item.label}
        {icon(SIGN[look.value])}
      </button>
    );
  }

  function issue({ list, item }: LookAt) {
    const look = lookOf(form, list.id, item.name);
    if (look.value !== "issue") return null;
    const set = (part: Partial<Look>) => setLook(form, list.id, item.name, { ...lookOf(form, list.id, item.name), ...part });
    const way = (how: Way, words: Word, sign: string) => choice(t(words), look.how === how, () => set({ how }), "oc two", look.how === how ? "check" : sign);
    return (
      <div class="iss" key={`i-${item.name}`}>
        <Field modelValue={look.note} onUpdate:modelValue={(note: string) => set({ note })} type="textarea" rows={1} autosize maxlength={300} placeholder={t("{item}: one line on what is wrong", { item: item.label })} aria-label={t("{item}: one line on what is wrong", { item: item.label })} border={false} />
        {speech(`look-${item.name}`, look.note, (note) => set({ note }))}
        <div class="g2">
          {way("spot", "Settled on the spot", "circle-check")}
          {way("report", "Report it", "arrow-right")}
        </div>
      </div>
    );
  }

  function allFine(looks: LookAt[]): void {
    for (const { list, item } of looks) if (!lookOf(form, list.id, item.name).value) setLook(form, list.id, item.name, { value: "fine", note: "", how: "" });
  }

  function value(list: string, name: string): string {
    return form.values[list]?.[name] ?? form.facts[list]?.[name] ?? "";
  }

  function setValue(list: string, name: string, said: string): void {
    (form.values[list] ??= {})[name] = said;
  }

  function asked(list: string, item: ChecklistItem) {
    const said = value(list, item.name);
    if (item.kind === "note") return <p class="cap">{item.label}</p>;
    if (item.kind === "choice" || item.kind === "choices") {
      const chosen = said.split(" ").filter(Boolean);
      const turn = (name: string) => {
        if (item.kind === "choice") setValue(list, item.name, said === name ? "" : name);
        else setValue(list, item.name, (chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name]).join(" "));
      };
      return (
        <div class="ask">
          <b>{item.label}</b>
          <div class="chips">{(item.options ?? []).map(([name, words]) => choice(words, chosen.includes(name), () => turn(name), "chip"))}</div>
        </div>
      );
    }
    const type = item.kind === "number" ? "number" : item.kind === "date" ? "date" : "text";
    return (
      <label class="ask">
        <b>{item.label}</b>
        <input class="field" type={type} inputmode={type === "number" ? "decimal" : undefined} value={said} placeholder={item.hint ?? ""} maxlength={500} onInput={(event: Event) => setValue(list, item.name, (event.target as HTMLInputElement).value)} />
      </label>
    );
  }

  const returning = () => {
    if (kind.value !== "return" || !due.value?.ticket_id) return null;
    return (
      <section>
        <h2 class="gq">
          {t("Is it put right?")}
          <i>{t("Let them judge for themselves")}</i>
        </h2>
        <div class="g3">
          {ANSWERS.map(([code, words]) => choice(t(words), form.answer === code, () => (form.answer = form.answer === code ? "" : code), "oc", form.answer === code ? "check" : ""))}
        </div>
      </section>
    );
  };

  const outcome = () => (
    <section>
      <h2 class="gq">{t("This time")}</h2>
      <div class="g4">{OUTCOMES.slice(0, 4).map(([code, words]) => choice(t(words), form.outcome === code, () => (form.outcome = code)))}</div>
      <div class="g5">{OUTCOMES.slice(4).map(([code, words]) => choice(t(words), form.outcome === code, () => (form.outcome = code)))}</div>
      {form.outcome === "come_later" || form.outcome === "declined" || form.outcome === "not_open" ? (
        <label class="ask row">
          <b>{t("Agreed to come again on")}</b>
          <input class="field" type="date" value={form.followUpOn} min={world.value.day} onInput={(event: Event) => (form.followUpOn = (event.target as HTMLInputElement).value)} />
        </label>
      ) : null}
    </section>
  );

  const looking = () => {
    const { atHand, more } = parts.value;
    if (!atHand.length || NOBODY_MET.has(form.outcome)) return null;
    const untouched = atHand.filter(({ list, item }) => !lookOf(form, list.id, item.name).value);
    return (
      <section>
        <h2 class="gq">
          {t("A look around")}
          <i>{t("unseen is not kept")}</i>
        </h2>
        <div class={["gk", atHand.some(({ item }) => item.label.length > LONG_LABEL) ? "wide" : ""]}>{atHand.map(lookButton)}</div>
        {atHand.map(issue)}
        {untouched.length ? (
          <button type="button" class="oc all" onClick={() => allFine(untouched)}>
            {t("Looked at these, nothing wrong")}
          </button>
        ) : null}
        {more.length ? (
          <button type="button" class="more" aria-expanded={open.more} onClick={() => (open.more = !open.more)}>
            {t("More to look at or ask")}
            {icon(open.more ? "chevron-up" : "chevron-down")}
          </button>
        ) : null}
        {open.more
          ? more.map(({ list, items }) => (
              <div class="list" key={list.id}>
                <h3 class="gh">{list.title}</h3>
                <div class="gk">{items.filter((item) => item.kind === "look").map((item) => lookButton({ list, item }))}</div>
                {items.map((item) => (item.kind === "look" ? issue({ list, item }) : asked(list.id, item)))}
              </div>
            ))
          : null}
      </section>
    );
  };

  const kitLine = () => {
    const given = form.materials.filter(({ count }) => count > 0).map(({ name, count }) => `${name} ${count}`);
    const people = t("{n} went", { n: form.participants });
    return [people, ...form.services, given.join(" ")].filter(Boolean).join("·");
  };

  const folded = () => (
    <ul class="cd fold">
      <li>
        <button type="button" aria-expanded={open.kit} onClick={() => (open.kit = !open.kit)}>
          <span class="one">{kitLine()}</span>
          {icon(open.kit ? "chevron-up" : "chevron-down")}
        </button>
        {open.kit ? (
          <div class="in">
            {place.value?.kit ? <p class="cap">{t("As {name} takes along; change what was otherwise.", { name: place.value.kit.campaign })}</p> : null}
            <div class="ln step">
              <span>{t("How many went")}</span>
              <span class="sp" />
              <Stepper modelValue={form.participants} onUpdate:modelValue={(count: string | number) => (form.participants = Number(count))} min={1} max={MOST_PEOPLE} integer />
            </div>
            {form.materials.map((each) => (
              <div class="ln step" key={each.name}>
                <span>{each.name}</span>
                <span class="sp" />
                <Stepper modelValue={each.count} onUpdate:modelValue={(count: string | number) => (each.count = Number(count))} min={0} max={999} integer />
              </div>
            ))}
            <div class="chips">
              {offered(SERVICES, form, place.value).map((name) =>
                choice(name, form.services.includes(name), () => (form.services = form.services.includes(name) ? form.services.filter((each) => each !== name) : [...form.services, name]), "chip"),
              )}
            </div>
          </div>
        ) : null}
      </li>
      <li>
        <button type="button" aria-expanded={open.heard} onClick={() => (open.heard = !open.heard)}>
          <span class="one">
            {form.heard.trim() || t("What you heard, in a line")}
            {form.heard.trim() ? null : <span class="mut">{t("nothing, no press")}</span>}
          </span>
          {icon(open.heard ? "chevron-up" : "chevron-down")}
        </button>
        {open.heard ? (
          <div class="in">
            <Field modelValue={form.heard} onUpdate:modelValue={(said: string) => (form.heard = said)} type="textarea" rows={2} autosize maxlength={500} placeholder={t("Business, hiring, parking, school, neighbours …")} aria-label={t("What you heard, in a line")} border={false} />
            {speech("heard", form.heard, (said) => (form.heard = said))}
            <div class="g2">
              {choice(t("Just a note"), form.heardHow === "note", () => (form.heardHow = "note"), "oc two", form.heardHow === "note" ? "check" : "")}
              {choice(t("Report it"), form.heardHow === "report", () => (form.heardHow = "report"), "oc two", form.heardHow === "report" ? "check" : "arrow-right")}
            </div>
            {pictures(taken)}
          </div>
        ) : null}
      </li>
      {place.value?.card ? null : (
        <li>
          <button type="button" aria-expanded={open.card} onClick={() => (open.card = !open.card)}>
            <span class="one">
              {t("Contact card left here")}
              <span class="mut">{form.card.trim() || t("none, no press")}</span>
            </span>
            {icon(open.card ? "chevron-up" : "chevron-down")}
          </button>
          {open.card ? <CardCode code={form.card} set={(code: string) => (form.card = code)} /> : null}
        </li>
      )}
    </ul>
  );

  return () => {
    const at = place.value;
    if (!at && mend.row.value) return <Elsewhere row={mend.row.value} />;
    if (!at) return <div class="ph">{head({ title: t("Not here"), back: to("today") })}</div>;
    if (mend.isGone.value && !isBusy.value && !isDone) return goneAlready();
    return (
      <div class="ph visit">
        {head({ title: at.name, under: [at.address, kindWord(kind.value)].filter(Boolean).join("·"), back: to(before ? "phone" : "today"), mark: syncMark(t("Saves offline too")) })}
        <aside class="ctx" aria-label={t("Why")}>
          {shape("none")}
          <span class="one">{(planned.value && reasonOf(planned.value, at.visited_at, world.value.day)) || due.value?.question || at.stage_word}</span>
          <span class="sp" />
          <a href={to("place", at.id)}>{t("History")}</a>
        </aside>
        <main class="ph-b vf">
          {sentBack(mend.row.value)}
          {returning()}
          {outcome()}
          {looking()}
          {folded()}
        </main>
        {foot({ trouble: trouble.value, calm: t("A visit is no inspection. Inspectors show their code."), press, isOff: isBusy.value })}
      </div>
    );
  };
});
