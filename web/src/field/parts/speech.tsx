/** 语音输入: where the subdistrict allows it and the browser offers it. The speech may leave the phone; the house keeps none of it. */
import { type VNode, ref } from "vue";
import { world } from "../state";
import { language, t } from "../words/words";
import { icon } from "./marks";

interface Heard {
  results: ArrayLike<ArrayLike<{ transcript: string }>>;
}

interface Recognition {
  lang: string;
  interimResults: boolean;
  onresult: ((heard: Heard) => void) | null;
  onerror: (() => void) | null;
  onend: (() => void) | null;
  start(): void;
  stop(): void;
}

type Maker = new () => Recognition;

function maker(): Maker | undefined {
  const known = window as unknown as { SpeechRecognition?: Maker; webkitSpeechRecognition?: Maker };
  return known.SpeechRecognition ?? known.webkitSpeechRecognition;
}

/** The field that listens, of those that are open; one at a time. */
const listening = ref("");
const trouble = ref("");
let running: Recognition | null = null;

function stop(): void {
  running?.stop();
  running = null;
  listening.value = "";
}

function listen(Made: Maker, name: string, said: string, write: (text: string) => void): void {
  stop();
  const hearing = new Made();
  hearing.lang = language.value === "zh" ? "zh-CN" : "en-GB";
  hearing.interimResults = false;
  hearing.onresult = ({ results }) => write([said.trim(), Array.from(results, (each) => each[0]?.transcript ?? "").join("")].filter(Boolean).join(language.value === "zh" ? "，" : " "));
  hearing.onerror = () => {
    trouble.value = name;
    stop();
  };
  hearing.onend = () => {
    if (running === hearing) stop();
  };
  trouble.value = "";
  running = hearing;
  listening.value = name;
  try {
    hearing.start();
  } catch {
    trouble.value = name;
    stop();
  }
}

/** A button beside a text; nothing where speech is switched off, or this phone has no ears. */
export function speech(name: string, said: string, write: (text: string) => void): VNode | null {
  const Made = world.value.isSpeechOffered ? maker() : undefined;
  if (!Made) return null;
  const isOn = listening.value === name;
  return (
    <p class="speech ln">
      <button type="button" class={["lk", isOn ? "on" : ""]} aria-pressed={isOn} onClick={() => (isOn ? stop() : listen(Made, name, said, write))}>
        {icon("microphone")}
        {isOn ? t("Listening; press to stop") : t("Speak; your browser may send it away")}
      </button>
      {trouble.value === name ? <span class="cap">{t("Nothing was heard. Type it, or try again with a network.")}</span> : null}
    </p>
  );
}
