/** Everything in front of the pages: whose phone this is, the PIN, and what to do when it does not open. */
import { defineComponent, nextTick, onMounted, ref, type VNode } from "vue";
import { icon } from "../parts/marks";
import { isOffline, layPin, reopen, signIn, start, unlock } from "../session";
import { phone } from "../state";
import { language, speak, t } from "../words/words";

const LENGTH = 6;
const GUESSED = /^(\d)\1{5}$|^012345$|^123456$|^654321$|^543210$/;

function why(): string {
  if (phone.why === "wrong") return t("Not this one. {n} tries left.", { n: phone.left });
  if (phone.why === "dropped") return t("This phone is locked. Sign in, then choose a new PIN; what you wrote down is still here.");
  if (phone.why === "stale") return t("Seven days without contact. Sign in, then choose a new PIN; what you wrote down is still here.");
  if (phone.why === "unequal") return t("The two were not the same. Choose again.");
  if (phone.why === "no-contact") return t("No network. This step needs it once.");
  return "";
}

export const PinGate = defineComponent(() => {
  const typed = ref("");
  const first = ref("");
  const isBusy = ref(false);
  const trouble = ref("");
  const pinField = ref<HTMLInputElement | null>(null);
  onMounted(() => pinField.value?.focus());
  const isNew = () => phone.gate !== "locked";

  async function done(pin: string): Promise<void> {
    if (phone.gate === "locked") return unlock(pin);
    if (GUESSED.test(pin)) {
      trouble.value = t("Too easy to guess. Choose another one.");
      return;
    }
    if (!first.value) {
      first.value = pin;
      phone.why = "";
      return;
    }
    if (first.value !== pin) {
      first.value = "";
      phone.why = "unequal";
      return;
    }
    await (phone.gate === "reopen" ? reopen(pin) : layPin(pin));
  }

  async function onInput(event: Event): Promise<void> {
    const field = event.target as HTMLInputElement;
    typed.value = field.value = field.value.replace(/\D/g, "").slice(0, LENGTH);
    trouble.value = "";
    if (typed.value.length < LENGTH || isBusy.value) return;
    isBusy.value = true;
    try {
      await done(typed.value);
    } catch (problem) {
      first.value = "";
      if (isOffline(problem)) phone.why = "no-contact";
      else trouble.value = problem instanceof Error ? problem.message : String(problem);
    } finally {
      isBusy.value = false;
      typed.value = "";
      await nextTick();
      if (field.isConnected) {
        field.value = "";
        field.focus();
      }
    }
  }

  const title = () => (isNew() ? (first.value ? t("The same PIN again") : t("Choose a PIN of 6 digits")) : t("PIN"));
  return () => (
    <div class="gate">
      <span class="mk">邻</span>
      <h1>{title()}</h1>
      <p>{isNew() ? t("It opens this phone without a network. Nobody can tell it to you again.") : phone.login}</p>
      <label class="pin">
        <span class="dots" aria-hidden="true">
          {Array.from({ length: LENGTH }, (_, index) => (
            <i class={index < typed.value.length ? "on" : ""} />
          ))}
        </span>
        <input ref={pinField} type="password" inputmode="numeric" autocomplete="off" name="pin" maxlength={LENGTH} aria-label={title()} disabled={isBusy.value} value={typed.value} onInput={onInput} />
      </label>
      <p class="say" role="status">
        {isBusy.value ? t("One moment …") : trouble.value || why()}
      </p>
      {phone.gate === "reopen" || phone.contact === "signed-out" ? (
        <button type="button" class="pb" onClick={signIn}>
          {t("Sign in")}
        </button>
      ) : null}
    </div>
  );
});

function notice(sign: string, title: string, words: string, press?: { words: string; go: () => void }): VNode {
  return (
    <div class="gate">
      <span class="okc">{icon(sign)}</span>
      <h1>{title}</h1>
      <p>{words}</p>
      {press ? (
        <button type="button" class="pb pri" onClick={press.go}>
          {press.words}
        </button>
      ) : null}
    </div>
  );
}

function choosing(): VNode {
  return (
    <div class="gate">
      <span class="mk">邻</span>
      <h1>{t("Which subdistrict")}</h1>
      {phone.choices.length === 0 ? <p>{phone.contact === "signed-out" ? t("Sign in, then your round is here.") : t("Nobody gave you a post here yet. Ask your office.")}</p> : null}
      {phone.choices.map(({ code, name }) => (
        <a class="pb" href={`/field/${code}/`}>
          {name}
        </a>
      ))}
      {phone.contact === "signed-out" ? (
        <button type="button" class="pb pri" onClick={signIn}>
          {t("Sign in")}
        </button>
      ) : null}
    </div>
  );
}

export function gate(): VNode {
  switch (phone.gate) {
    case "starting":
      return <div class="gate" aria-busy="true" />;
    case "choose":
      return choosing();
    case "first":
      return notice("cloud-off", t("The first time needs a network"), t("After that this page works without one, for 7 days at a time."), { words: t("Try again"), go: () => void start() });
    case "sign-in":
      return notice("lock", t("Sign in"), t("Sign in, then your round is here."), { words: t("Sign in"), go: signIn });
    case "broken":
      return notice("lock", t("This phone was taken off the list"), t("Nothing of the round is kept here any more. Ask your office when this is a mistake."), { words: t("Sign in"), go: signIn });
    default:
      return <PinGate />;
  }
}

export function languageSwitch(): VNode {
  const other = language.value === "zh" ? "en" : "zh";
  return (
    <button type="button" class="lang" lang={other} onClick={() => speak(other)}>
      {other === "en" ? "English" : "中文"}
    </button>
  );
}
