/** 已保存: on this phone, and on its way or already there; never more than is known. */
import { computed, defineComponent, ref } from "vue";
import { kindWord, OUTCOMES } from "../outcomes";
import { pageOf } from "../mending";
import { head, icon } from "../parts/marks";
import { waitingList } from "../parts/waiting";
import { onwards } from "./campaign";
import { instead, to } from "../route";
import { nextStop } from "../rounds";
import { takeBack } from "../saving";
import { syncNow } from "../session";
import { outbox, phone, unsent } from "../state";
import { metres, t, type Word } from "../words/words";
import { written } from "../written";

const SAID: Record<string, Word> = { fixed: "Fixed; the ticket ends when they have judged it", not: "Not fixed; it goes back to be done", again: "It came back; it goes back to be done" };

export const Saved = defineComponent(() => {
  const isGone = ref(false);
  const own = computed(() => outbox.value.filter((each) => written.value?.ids.includes(each.command.id)));
  const waiting = computed(() => own.value.filter((each) => each.state === "waiting"));
  const back = computed(() => own.value.filter((each) => each.state === "refused"));
  const mayTakeBack = computed(() => !written.value?.isMended && waiting.value.length > 0 && waiting.value.length === written.value?.ids.length && waiting.value.every((each) => each.sent === 0));

  async function undo(): Promise<void> {
    if (!written.value) return;
    if (!(await takeBack(written.value.ids))) {
      isGone.value = true;
      return;
    }
    const { place, step } = written.value;
    written.value = null;
    if (step) instead("target", step.target);
    else instead(place ? "visit" : "today", place);
  }

  const badge = () => {
    if (back.value.length) return { look: "stop", sign: "alert-triangle", title: t("Kept here, sent back"), under: back.value[0]?.answer?.message ?? "" };
    if (waiting.value.length) return { look: "watch", sign: "device-mobile-check", title: t("Kept on this phone"), under: phone.isSending ? t("Being sent now.") : t("Not sent yet; it goes by itself when there is a network.") };
    return { look: "ok", sign: "cloud-check", title: t("Arrived"), under: t("The house has it. You can put the phone away.") };
  };

  return () => {
    const what = written.value;
    if (!what) return <div class="ph">{head({ title: t("Today"), back: to("today") })}</div>;
    const outcome = OUTCOMES.find(([code]) => code === what.outcome);
    const { look, sign, title, under } = badge();
    const mendAt = back.value[0] ? pageOf(back.value[0]) : "";
    return (
      <div class="ph">
        {head({ title: what.name, back: to("today") })}
        <main class="ph-b">
          <section class="sv" role="status">
            <span class={["okc", look]}>{icon(sign)}</span>
            <h2>{title}</h2>
            <p>{under}</p>
          </section>
          <section>
            <h3 class="gh">{t("Written down")}</h3>
            <ul class="cd gen">
              {outcome ? (
                <li>
                  {icon(what.kind === "return" ? "calendar-repeat" : "walk")}
                  <span>
                    <b>{t("{kind}, once", { kind: kindWord(what.kind) })}</b>
                    <small>{[t(outcome[1]), what.answer ? t(SAID[what.answer] ?? "Fixed") : ""].filter(Boolean).join(t(", "))}</small>
                  </span>
                </li>
              ) : null}
              {what.step ? (
                <li>
                  {icon("route")}
                  <span>
                    <b>{what.step.title}</b>
                    <small>{[what.step.concern, what.note].filter(Boolean).join("·")}</small>
                  </span>
                </li>
              ) : null}
              {what.found.map(({ words, how }) => (
                <li>
                  {icon(how === "spot" ? "circle-check" : "arrow-right")}
                  <span>
                    <b>{how === "spot" ? t("Settled on the spot, 1") : t("Reported, 1 ticket")}</b>
                    <small>{words}</small>
                  </span>
                </li>
              ))}
              {what.note && !what.step ? (
                <li>
                  {icon("note")}
                  <span>
                    <b>{t("Note")}</b>
                    <small>{what.note}</small>
                  </span>
                </li>
              ) : null}
              {what.pictures ? (
                <li>
                  {icon("camera")}
                  <span>
                    <b>{t("{n} pictures, after the words", { n: what.pictures })}</b>
                  </span>
                </li>
              ) : null}
            </ul>
          </section>
          {unsent.value.length ? (
            <section>
              <div class="ln gl">
                <h3 class="gh">{t("Waiting to be sent")}</h3>
                <span class="sp" />
                <button type="button" class="lk" onClick={() => void syncNow()}>
                  {icon("refresh")}
                  {t("Try now")}
                </button>
              </div>
              {waitingList(unsent.value.slice(-4).reverse())}
              <p class="cap under">{t("Closing the page or an empty battery loses nothing. 7 days without a network are fine.")}</p>
            </section>
          ) : null}
          {isGone.value ? <p class="say bad">{t("It has left already and cannot be taken back here.")}</p> : null}
          {mayTakeBack.value && !isGone.value ? (
            <button type="button" class="undo" onClick={undo}>
              {icon("arrow-back-up")}
              {t("Take this back, until it has left")}
            </button>
          ) : null}
        </main>
        <footer class="ph-f">
          {what.step && !mendAt ? (
            onwards(what.step)
          ) : nextStop.value && !mendAt ? (
            <a class="pb pri" href={to("visit", nextStop.value.place.id, { due: nextStop.value.due.id })}>
              {t("Next: {name}", { name: nextStop.value.place.name })}
              {nextStop.value.metres === null ? null : <span class="dm">{metres(nextStop.value.metres)}</span>}
              {icon("chevron-right")}
            </a>
          ) : (
            <a class="pb pri" href={mendAt || to("today")}>
              {mendAt ? t("Open it again") : t("Back to today")}
            </a>
          )}
        </footer>
      </div>
    );
  };
});

