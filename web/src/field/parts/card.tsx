/** Where the code of a contact card is typed, or read by the camera. */
import { defineComponent, onUnmounted, ref } from "vue";
import { codeIn, shownCode } from "../card";
import { reader } from "../codes";
import { t } from "../words/words";
import { icon } from "./marks";

const EVERY_MS = 250;
const LONGEST = 20;
const canLook = Boolean(navigator.mediaDevices?.getUserMedia);

export const CardCode = defineComponent(
  (props: { code: string; set: (code: string) => void }) => {
    const isLooking = ref(false);
    const said = ref("");
    const video = ref<HTMLVideoElement | null>(null);
    let stream: MediaStream | null = null;
    let timer = 0;

    function stop(): void {
      clearInterval(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
      isLooking.value = false;
    }

    async function look(): Promise<void> {
      said.value = "";
      isLooking.value = true;
      try {
        stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      } catch {
        stop();
        said.value = t("No camera. Type the code instead.");
        return;
      }
      // The page may have been left while somebody was asked for the camera, or the reader was loaded.
      const read = await reader().catch(() => null);
      if (!read || !video.value) return stop();
      video.value.srcObject = stream;
      await video.value.play();
      timer = window.setInterval(async () => {
        const [first] = video.value ? await read(video.value).catch(() => []) : [];
        const code = first ? codeIn(first) : "";
        if (code) {
          props.set(shownCode(code));
          stop();
        } else if (first) said.value = t("This is no contact card.");
      }, EVERY_MS);
    }
    onUnmounted(stop);

    return () => (
      <div class="in">
        {isLooking.value ? (
          <div class="cam on">
            <video ref={video} muted playsinline />
          </div>
        ) : null}
        <div class="ln">
          <input class="field" autocomplete="off" autocapitalize="characters" spellcheck={false} maxlength={LONGEST} value={props.code} placeholder={t("Seven letters and digits")} aria-label={t("The code on the contact card")} onInput={(event: Event) => props.set((event.target as HTMLInputElement).value)} />
          {canLook ? (
            <button type="button" class="pb" onClick={() => (isLooking.value ? stop() : void look())}>
              {icon(isLooking.value ? "x" : "qrcode")}
              {isLooking.value ? t("Stop") : t("Scan")}
            </button>
          ) : null}
        </div>
        {said.value ? <p class="cap">{said.value}</p> : null}
      </div>
    );
  },
  { props: ["code", "set"] },
);
