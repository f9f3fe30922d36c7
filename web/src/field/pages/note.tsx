/** 随手记: something seen on the way. A note stays a note, a report becomes a ticket. */
import { Field } from "vant";
import { computed, defineComponent, reactive, ref } from "vue";
import { draftNameOf, insteadOf, mending, payloadOf } from "../mending";
import { goneAlready, sentBack } from "../parts/back";
import { foot } from "../parts/foot";
import { choice, head, syncMark } from "../parts/marks";
import { pictures } from "../parts/pictures";
import { speech } from "../parts/speech";
import type { Taken } from "../photo";
import { instead, route, to } from "../route";
import { lastVisited, myGridOf, myGrids, visitedHere } from "../rounds";
import { draftOf, picturesOf, save } from "../saving";
import { keeper, world } from "../state";
import { uuid7 } from "../uuid7";
import { t } from "../words/words";
import { written } from "../written";

type How = "note" | "report" | "spot";

export const Note = defineComponent(() => {
  const form = reactive({ words: "", how: "report" as How, where: "", grid: "" });
  const mend = mending();
  const row = mend.row.value;
  const [report, jotted] = [payloadOf(row, "ticket.open"), payloadOf(row, "note.write")];
  if (report) Object.assign(form, { words: report.words, how: report.on_spot_line ? "spot" : "report", where: report.address ?? "", grid: report.grid_id ?? "" });
  if (jotted) Object.assign(form, { words: jotted.text, how: "note" });
  const draftName = draftNameOf(row, "draft/note");
  const taken = ref<Taken[]>([]);
  const trouble = ref("");
  const isBusy = ref(false);
  const place = computed(() => world.value.places.get(route.value.more.get("place") ?? "") ?? null);
  /** Asked only of who works in several: the house has to know whose it is. */
  const grids = computed(() => (myGrids.value.length > 1 && !place.value ? myGrids.value : []));
  const grid = computed(() => form.grid || myGridOf(world.value.places.get(visitedHere.value.at(-1) ?? lastVisited.value ?? "")) || grids.value[0]?.id || "");
  const mayNote = computed(() => world.value.me?.permissions.includes("notes.write") ?? false);
  let timer = 0;

  void keeper.value?.own<typeof form>(draftName).then((draft) => draft && Object.assign(form, draft)).catch(() => undefined);
  function changed(): void {
    clearTimeout(timer);
    timer = window.setTimeout(() => void keeper.value?.keepOwn(draftName, { ...form }).catch(() => undefined), 400);
  }

  function commands() {
    const words = form.words.trim();
    const name = words.slice(0, 12);
    // Mended it keeps its id: whatever happens, it can be there only once.
    const id = report?.ticket_id ?? jotted?.note_id ?? uuid7();
    if (form.how === "note") {
      const draft = draftOf("note.write", { note_id: id, text: words }, { what: "note", name });
      return { draft, name, ...picturesOf(taken.value, { kind: "note", id }, draft.id, name) };
    }
    const at = place.value ? { place_id: place.value.id } : { ...(form.where.trim() ? { address: form.where.trim() } : {}), ...(grids.value.length ? { grid_id: grid.value } : {}) };
    const spot = form.how === "spot" ? { on_spot_line: words } : {};
    const draft = draftOf("ticket.open", { ticket_id: id, words, ...at, ...spot }, { what: "report", name });
    return { draft, name, ...picturesOf(taken.value, { kind: "ticket", id }, draft.id, name) };
  }

  async function press(): Promise<void> {
    if (isBusy.value) return;
    if (!form.words.trim()) {
      trouble.value = t("One line on what you saw.");
      return;
    }
    isBusy.value = true;
    const { draft, name, drafts: pictured, photos } = commands();
    const { drafts, instead: old } = insteadOf(mend.row.value, [draft, ...pictured]);
    const isKept = await save(drafts, photos, old);
    isBusy.value = false;
    if (!isKept) {
      trouble.value = t("This phone is full: not saved yet. Free some space, then press again; nothing on this page is lost.");
      return;
    }
    clearTimeout(timer);
    void keeper.value?.forgetOwn(draftName).catch(() => undefined);
    const found = form.how === "note" ? [] : [{ words: form.words.trim(), how: form.how }];
    const note = form.how === "note" ? form.words.trim() : "";
    written.value = { place: "", name: place.value?.name ?? name, kind: "", outcome: "", answer: "", why: "", found, note, pictures: taken.value.length, ids: drafts.map((each) => each.id), isMended: old.size > 0 };
    instead("saved");
  }

  const way = (how: How, words: string, sign: string) => choice(words, form.how === how, () => ((form.how = how), changed()), "oc two", form.how === how ? "check" : sign);

  return () => mend.isGone.value && !isBusy.value ? goneAlready() : (
    <div class="ph">
      {head({ title: t("Note something"), under: place.value?.name ?? "", back: place.value ? to("place", place.value.id) : to("today"), mark: syncMark(t("Saves offline too")) })}
      <main class="ph-b vf">
        {sentBack(mend.row.value)}
        <section class="cd box">
          <Field modelValue={form.words} onUpdate:modelValue={(words: string) => ((form.words = words), changed())} type="textarea" rows={4} autosize maxlength={2000} placeholder={t("What, where, since when")} aria-label={t("What you saw")} border={false} />
          {speech("note", form.words, (words) => ((form.words = words), changed()))}
        </section>
        <section>
          <div class={mayNote.value ? "g3" : "g2"}>
            {way("report", t("Report it"), "arrow-right")}
            {way("spot", t("Settled on the spot"), "circle-check")}
            {mayNote.value ? way("note", t("Just a note"), "note") : null}
          </div>
        </section>
        {form.how !== "note" && grids.value.length ? (
          <section class="ask">
            <b>{t("In which grid")}</b>
            <div class="chips">{grids.value.map((each) => choice(each.name, grid.value === each.id, () => ((form.grid = each.id), changed()), "chip"))}</div>
          </section>
        ) : null}
        {form.how !== "note" && !place.value ? (
          <label class="ask">
            <b>{t("Where, if it is not in the text")}</b>
            <input class="field" type="text" maxlength={200} value={form.where} onInput={(event: Event) => ((form.where = (event.target as HTMLInputElement).value), changed())} />
          </label>
        ) : null}
        {pictures(taken)}
      </main>
      {foot({ trouble: trouble.value, calm: t("No position is sent and no picture is needed."), press, isOff: isBusy.value })}
    </div>
  );
});
