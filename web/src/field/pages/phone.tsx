/** 这台手机: what waits, what came back, how full it is; language, type, PIN, leaving. */
import { Popup } from "vant";
import { computed, defineComponent, onMounted, ref } from "vue";
import { draftNameOf, pageOf } from "../mending";
import { whyBack } from "../parts/back";
import { head, icon, shape, syncSign } from "../parts/marks";
import { grow, isBig } from "../parts/look";
import { titleOf, waitingList } from "../parts/waiting";
import type { Waiting } from "../keep/keeper";
import { to } from "../route";
import { lock, signIn, signOut, syncNow } from "../session";
import { conflicting, keeper, phone, readOutbox, refused, unsent, world } from "../state";
import { clock, language, size, speak, t } from "../words/words";

const NEARLY_FULL = 0.9;

export const PhonePage = defineComponent(() => {
  const asks = ref(false);
  const doomed = ref("");
  const room = ref<{ used: number; all: number } | null>(null);
  const isPersisted = ref<boolean | null>(null);
  const isSending = ref(false);

  onMounted(async () => {
    const estimate = await navigator.storage?.estimate?.();
    if (estimate?.quota) room.value = { used: estimate.usage ?? 0, all: estimate.quota };
    isPersisted.value = (await navigator.storage?.persisted?.()) ?? null;
  });

  /** Open ones that this phone has no words of: they were written before it was set up anew. */
  const elsewhere = computed(() => world.value.conflicts.filter(({ state, command_id }) => state === "open" && !conflicting.value.some(({ command }) => command.id === command_id)));
  const roomWords = computed(() => {
    if (!room.value) return t("Unknown");
    const words = t("{used} used of {all}", { used: size(room.value.used), all: size(room.value.all) });
    return isPersisted.value === false ? `${words}${t(", the browser may clear it when space is short")}` : words;
  });

  async function dismiss(row: Waiting): Promise<void> {
    await keeper.value?.dismiss(row.command.id);
    await keeper.value?.forgetOwn(draftNameOf(row, ""));
    if (keeper.value) await readOutbox(keeper.value);
  }

  async function sendFirst(): Promise<void> {
    isSending.value = true;
    await syncNow();
    isSending.value = false;
    if (!unsent.value.length && phone.contact === "good") await signOut();
  }

  function textOf(row: Waiting): string {
    const payload = row.command.payload as Record<string, unknown> & { needs?: { words: string }[]; findings?: { words: string }[] };
    const inside = [...(payload.needs ?? []), ...(payload.findings ?? [])].map(({ words }) => words);
    const own = ["words", "text", "note", "done"].map((name) => payload[name]);
    return [...own, ...inside].filter((each): each is string => typeof each === "string" && each !== "").join("；");
  }

  const sign = () => {
    const { look, picture, words } = syncSign();
    const under =
      phone.contact === "signed-out"
        ? t("The session is over. Nothing here was touched; sign in and it goes on.")
        : phone.contact === "other-account"
          ? t("Another account is signed in in this browser. Sign in as {login}, then it goes on.", { login: phone.login })
          : phone.contact === "trouble"
            ? phone.trouble
            : phone.syncedAt
              ? t("Last complete sync {at}", { at: clock(phone.syncedAt) })
              : t("Not synced yet");
    return (
      <section class="cd state">
        <p class={["ln", "big", look]}>
          {icon(picture)}
          <b>{words}</b>
        </p>
        <p class="cap">{under}</p>
        {phone.contact === "signed-out" || phone.contact === "other-account" ? (
          <button type="button" class="pb pri" onClick={signIn}>
            {t("Sign in")}
          </button>
        ) : (
          <button type="button" class="pb" disabled={phone.isBusy} onClick={() => void syncNow()}>
            {icon("refresh")}
            {t("Try now")}
          </button>
        )}
      </section>
    );
  };

  /** What was refused lies here and nowhere else: a thumb that slipped deletes nothing. */
  function letGo(row: Waiting): void {
    if (row.state !== "conflict" && doomed.value !== row.command.id) doomed.value = row.command.id;
    else void dismiss(row);
  }

  const back = (row: Waiting) => (
    <li key={row.command.id} class="back">
      {shape(row.state === "refused" ? "stop" : "watch")}
      <span>
        <b>{titleOf(row)}</b>
        <small>{textOf(row)}</small>
        <small class="why">{row.state === "conflict" ? t("Somebody else changed it meanwhile; the office keeps yours, and a person decides.") : whyBack(row)}</small>
        <span class="ln">
          <small>{clock(row.savedAt)}</small>
          <span class="sp" />
          {row.state === "refused" && pageOf(row) ? (
            <a class="lk" href={pageOf(row)}>
              {t("Open it again")}
            </a>
          ) : null}
          <button type="button" class="lk" onClick={() => void navigator.clipboard?.writeText(textOf(row))}>
            {t("Copy the text")}
          </button>
          <button type="button" class="lk" onClick={() => letGo(row)}>
            {row.state === "conflict" ? t("I have read it") : doomed.value === row.command.id ? t("Really delete it? Press again") : t("Delete here")}
          </button>
        </span>
      </span>
    </li>
  );

  const leaving = () => (
    <Popup show={asks.value} onUpdate:show={(isOpen: boolean) => (asks.value = isOpen)} position="bottom" round teleport="body">
      {{
        default: () => (
          <div class="sheet-ask" role="dialog" aria-label={t("Sign out")}>
            <h2>{unsent.value.length ? t("{n} not sent. What shall become of them?", { n: unsent.value.length }) : t("Sign out of this phone?")}</h2>
            <p class="sec">{unsent.value.length ? t("They can stay sealed on this phone; only you can open them when you sign in here again.") : t("Everything was sent. Nothing stays on this phone.")}</p>
            {unsent.value.length ? (
              <button type="button" class="pb pri" disabled={isSending.value} onClick={() => void sendFirst()}>
                {isSending.value ? t("Sending …") : t("Send first, then sign out")}
              </button>
            ) : null}
            <button type="button" class={["pb", unsent.value.length ? "" : "pri"]} onClick={() => void signOut()}>
              {unsent.value.length ? t("Leave them sealed here, sign out") : t("Sign out")}
            </button>
            <button type="button" class="pb" onClick={() => (asks.value = false)}>
              {t("Stay")}
            </button>
          </div>
        ),
      }}
    </Popup>
  );

  return () => (
    <div class="ph">
      {head({ title: t("This phone"), under: world.value.me?.name || phone.login, back: to("today"), mark: null })}
      <main class="ph-b">
        {sign()}
        {phone.isFull || (room.value && room.value.used / room.value.all > NEARLY_FULL) ? <p class="warn">{t("This phone is full. Nothing is lost, but new things may not fit: delete pictures or apps.")}</p> : null}
        {refused.value.length ? (
          <section>
            <h2 class="gh">{t("Sent back by the rules, kept here")}</h2>
            <ul class="cd pend">{refused.value.map(back)}</ul>
          </section>
        ) : null}
        {conflicting.value.length || elsewhere.value.length ? (
          <section>
            <h2 class="gh">{t("Changed by somebody else, a person decides")}</h2>
            {conflicting.value.length ? <ul class="cd pend">{conflicting.value.map(back)}</ul> : null}
            {elsewhere.value.length ? (
              <ul class="cd lines">
                {elsewhere.value.map((each) => (
                  <li key={each.id}>
                    {each.number ? `#${each.number}` : each.name} {each.said}
                  </li>
                ))}
              </ul>
            ) : null}
          </section>
        ) : null}
        {world.value.conflicts.filter(({ state }) => state !== "open").length ? (
          <section>
            <h2 class="gh">{t("Decided")}</h2>
            <ul class="cd lines">
              {world.value.conflicts
                .filter(({ state }) => state !== "open")
                .map((each) => (
                  <li key={each.id}>
                    {each.number ? `#${each.number}` : each.name} {each.state === "applied" ? t("yours was taken over") : t("left as it was")} <span class="mut">{each.note}</span>
                  </li>
                ))}
            </ul>
          </section>
        ) : null}
        {unsent.value.length ? (
          <section>
            <h2 class="gh">{t("Waiting to be sent")}</h2>
            {waitingList(unsent.value)}
            <p class="cap under">{t("Closing the page or an empty battery loses nothing. 7 days without a network are fine.")}</p>
          </section>
        ) : null}
        <ul class="cd sets">
          <li>
            <span>{t("Big type")}</span>
            <button type="button" class="tg" role="switch" aria-checked={isBig.value} aria-label={t("Big type")} onClick={() => grow(!isBig.value)} />
          </li>
          <li>
            <span>{t("Language")}</span>
            <span class="seg">
              <button type="button" lang="zh" aria-pressed={language.value === "zh"} onClick={() => speak("zh")}>
                中文
              </button>
              <button type="button" lang="en" aria-pressed={language.value === "en"} onClick={() => speak("en")}>
                English
              </button>
            </span>
          </li>
          <li>
            <span>{t("Room on this phone")}</span>
            <small>{roomWords.value}</small>
          </li>
          <li>
            <button type="button" onClick={lock}>
              {icon("lock")}
              {t("Lock")}
            </button>
          </li>
          <li>
            <button type="button" onClick={() => (asks.value = true)}>
              {icon("logout")}
              {t("Sign out")}
            </button>
          </li>
        </ul>
        {leaving()}
      </main>
    </div>
  );
});

