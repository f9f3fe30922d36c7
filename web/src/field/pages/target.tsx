/** One door of a drive: where it stands, and the step that was made there. */
import { Field, Stepper } from "vant";
import { computed, defineComponent, onUnmounted, reactive, ref, watch } from "vue";
import { type Door, doorOfTarget, dueOn, hindrance, nextStage } from "../going";
import { draftNameOf, insteadOf, mending, payloadOf } from "../mending";
import { goneAlready, sentBack } from "../parts/back";
import { foot } from "../parts/foot";
import { choice, head, icon, pill, shape, syncMark } from "../parts/marks";
import { speech } from "../parts/speech";
import { titleOf } from "../parts/waiting";
import { instead, route, to } from "../route";
import { draftOf, lastAbout, save } from "../saving";
import { keeper, outbox, world } from "../state";
import type { Stage } from "../wire/shapes";
import { t } from "../words/words";
import { written } from "../written";
import { nextLine, shortDay, stateOf } from "./campaign";

const MOST = 999;

interface Form {
  stage: string;
  concern: string;
  note: string;
  person_times: number;
  services: number;
  materials: number;
}

const blank = (): Form => ({ stage: "", concern: "", note: "", person_times: 0, services: 0, materials: 0 });

function whyNot(door: Door, stage: Stage): string {
  const why = hindrance(door, stage);
  if (why === "own") return t("for somebody else than who did the work");
  if (why === "early") return t("from {day} on", { day: shortDay(dueOn(door) ?? "") });
  return "";
}

export const TargetPage = defineComponent(() => {
  const id = route.value.id;
  const door = computed(() => doorOfTarget(id));
  const form = reactive(blank());
  const isOpen = ref(false);
  const trouble = ref("");
  const isBusy = ref(false);
  const mend = mending();
  const before = payloadOf(mend.row.value, "campaign.step");
  const draftName = draftNameOf(mend.row.value, `draft/step/${id}`);
  const pending = computed(() => outbox.value.filter(({ command }) => "target_id" in command.payload && command.payload.target_id === id));
  const stages = computed(() => (door.value ? door.value.campaign.stages.filter((stage) => stage.key !== door.value?.stage?.key && hindrance(door.value!, stage) !== "first") : []));
  const chosen = computed(() => door.value?.campaign.stages.find(({ key }) => key === form.stage) ?? null);
  let isDone = false;
  let timer = 0;

  async function begin(): Promise<void> {
    if (before) Object.assign(form, Object.fromEntries(Object.keys(blank()).map((name) => [name, before[name as keyof Form]])));
    const draft = await keeper.value?.own<Form>(draftName);
    if (draft) Object.assign(form, draft);
    watch(form, () => {
      clearTimeout(timer);
      timer = window.setTimeout(() => !isDone && void keeper.value?.keepOwn(draftName, { ...form }).catch(() => undefined), 400);
    });
  }
  void begin().catch(() => undefined);
  onUnmounted(() => clearTimeout(timer));

  function missing(): string {
    if (!chosen.value) return t("Where does it stand now? Press one.");
    if (chosen.value.meaning === "concerns" && !form.concern) return t("Which concern? Press one.");
    return "";
  }

  async function press(): Promise<void> {
    const at = door.value;
    trouble.value = missing();
    if (!at || !chosen.value || trouble.value || isBusy.value) return;
    isBusy.value = true;
    const concern = chosen.value.meaning === "concerns" ? form.concern : "";
    const said = { ...form, concern, note: form.note.trim() };
    const { target, campaign } = at;
    const draft = draftOf("campaign.step", { campaign_id: campaign.id, target_id: target.id, ...said }, { what: "step", name: target.name }, target.version, lastAbout(target.id));
    const { drafts, instead: old } = insteadOf(mend.row.value, [draft]);
    const isKept = await save(drafts, [], old);
    isBusy.value = false;
    if (!isKept) {
      trouble.value = t("This phone is full: not saved yet. Free some space, then press again; nothing on this page is lost.");
      return;
    }
    isDone = true;
    void keeper.value?.forgetOwn(draftName).catch(() => undefined);
    const step = { target: target.id, campaign: campaign.id, title: chosen.value.title, concern };
    written.value = { place: target.place_id, name: target.name, kind: "", outcome: "", answer: "", why: "", found: [], note: said.note, pictures: 0, ids: drafts.map((each) => each.id), isMended: old.size > 0, step };
    instead("saved");
  }

  const stepping = (at: Door) => {
    const next = nextStage(at);
    return (
      <section>
        <h2 class="gq">{t("This time")}</h2>
        <div class="g2 stages">
          {stages.value.map((stage) => {
            const why = whyNot(at, stage);
            return (
              <button type="button" class={["oc", form.stage === stage.key ? "on" : "", stage.key === next?.key ? "next" : ""]} aria-pressed={form.stage === stage.key} disabled={why !== ""} onClick={() => (form.stage = form.stage === stage.key ? "" : stage.key)} key={stage.key}>
                <span>
                  {stage.title}
                  {why ? <small>{why}</small> : null}
                </span>
              </button>
            );
          })}
        </div>
        {chosen.value?.meaning === "concerns" ? (
          <div class="ask">
            <b>{t("Which concern")}</b>
            <div class="chips">{at.campaign.concerns.map((each) => choice(each, form.concern === each, () => (form.concern = each), "chip"))}</div>
          </div>
        ) : null}
      </section>
    );
  };

  const counter = (words: string, name: "person_times" | "services" | "materials") => (
    <div class="ln step">
      <span>{words}</span>
      <span class="sp" />
      <Stepper modelValue={form[name]} onUpdate:modelValue={(count: string | number) => (form[name] = Number(count))} min={0} max={MOST} integer />
    </div>
  );

  const given = () => {
    const line = [form.person_times ? t("{n} came along", { n: form.person_times }) : "", form.services ? t("{n} services", { n: form.services }) : "", form.materials ? t("{n} handed out", { n: form.materials }) : ""];
    return (
      <ul class="cd fold">
        <li>
          <button type="button" aria-expanded={isOpen.value} onClick={() => (isOpen.value = !isOpen.value)}>
            <span class="one">{line.filter(Boolean).join("·") || t("Who came along, what was given")}</span>
            {icon(isOpen.value ? "chevron-up" : "chevron-down")}
          </button>
          {isOpen.value ? (
            <div class="in">
              {counter(t("Came along"), "person_times")}
              {counter(t("Services"), "services")}
              {counter(t("Handed out"), "materials")}
            </div>
          ) : null}
        </li>
      </ul>
    );
  };

  const waiting = () =>
    pending.value.length ? (
      <section>
        <h2 class="gh">{t("Written on this phone")}</h2>
        <ul class="cd pend">
          {pending.value.map((each) => (
            <li key={each.command.id}>
              {shape(each.state === "refused" ? "stop" : "watch")}
              <span>{titleOf(each)}</span>
              <small>{each.state === "refused" ? t("sent back") : each.state === "conflict" ? t("somebody decides") : each.state === "taken" ? t("arrived") : t("not sent yet")}</small>
            </li>
          ))}
        </ul>
      </section>
    ) : null;

  return () => {
    const at = door.value;
    if (!at) return <div class="ph">{head({ title: t("Not here"), under: t("This campaign is over, or has no places of yours any more."), back: to("today", "", { tab: "campaigns" }) })}</div>;
    if (mend.isGone.value && !isBusy.value && !isDone) return goneAlready();
    const { target, campaign } = at;
    const { look, words } = stateOf(at);
    const isHere = world.value.places.has(target.place_id);
    return (
      <div class="ph">
        {head({ title: target.name, under: [campaign.name, target.address].filter(Boolean).join("·"), back: to("campaign", campaign.id), mark: syncMark(t("Saves offline too")) })}
        <main class="ph-b vf">
          {sentBack(mend.row.value)}
          <section class="cd facts">
            <p class="ln">
              {pill(look, [words, at.concern].filter(Boolean).join("·"))}
              {at.stage ? <span class="sec">{shortDay(at.on)}</span> : null}
              <span class="sp" />
              {isHere ? <a class="lk" href={to("place", target.place_id)}>{t("History")}</a> : null}
            </p>
            {target.note ? <p class="sec">{target.note}</p> : null}
            {nextLine(at) ? <p>→ {nextLine(at)}</p> : null}
          </section>
          {waiting()}
          {target.may_step ? (
            <>
              {stepping(at)}
              <section class="cd box">
                <Field modelValue={form.note} onUpdate:modelValue={(note: string) => (form.note = note)} type="textarea" rows={2} autosize maxlength={200} placeholder={t("What was said at the door, in a line")} aria-label={t("What was said at the door, in a line")} border={false} />
                {speech("step", form.note, (note) => (form.note = note))}
              </section>
              {given()}
            </>
          ) : (
            <p class="cap">{t("Your post does not enter steps here. Ask your grid leader.")}</p>
          )}
        </main>
        {target.may_step ? foot({ trouble: trouble.value, calm: t("What was agreed is written down; nobody is pressed."), press, isOff: isBusy.value }) : null}
      </div>
    );
  };
});
