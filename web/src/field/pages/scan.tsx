/** 扫码: the contact card of a place, by the camera or from a picture; or its code is typed. */
import { computed, defineComponent, onMounted, onUnmounted, ref } from "vue";
import { codeIn as cardIn } from "../card";
import { codeIn, reader } from "../codes";
import { head, icon } from "../parts/marks";
import { go, to } from "../route";
import { world } from "../state";
import { t } from "../words/words";

const EVERY_MS = 250;
const AS_ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/** The place a code or a typed word means; null where it is none of ours. */
function placeOf(code: string): string | null {
  const words = code.trim();
  const id = AS_ID.exec(words)?.[0]?.toLowerCase();
  if (id && world.value.places.has(id)) return id;
  const card = cardIn(words);
  const last = words.split(/[/?#=]/).filter(Boolean).at(-1)?.toLowerCase() ?? "";
  for (const place of world.value.places.values()) {
    if ((card && place.card === card) || (last.length >= 6 && place.id.endsWith(last))) return place.id;
  }
  return null;
}

export const Scan = defineComponent(() => {
  const typed = ref("");
  const said = ref("");
  const isLooking = ref(false);
  const video = ref<HTMLVideoElement | null>(null);
  let stream: MediaStream | null = null;
  let timer = 0;

  const found = computed(() => {
    const words = typed.value.trim().toLowerCase();
    if (!words) return [];
    return [...world.value.places.values()].filter(({ name, address }) => `${name} ${address}`.toLowerCase().includes(words)).slice(0, 8);
  });

  function stop(): void {
    clearInterval(timer);
    for (const track of stream?.getTracks() ?? []) track.stop();
    isLooking.value = false;
  }

  function use(code: string): void {
    const place = placeOf(code);
    if (place) {
      stop();
      go("place", place);
    } else said.value = t("This code is no place of your grid. Look for its name below.");
  }

  async function look(): Promise<void> {
    if (!navigator.mediaDevices?.getUserMedia) return;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      said.value = t("No camera. Type the code or the name instead.");
      return;
    }
    // The page may have been left while somebody was asked for the camera, or the reader was loaded.
    const read = await reader().catch(() => null);
    if (!read || !video.value) return stop();
    isLooking.value = true;
    video.value.srcObject = stream;
    await video.value.play();
    timer = window.setInterval(async () => {
      const [first] = video.value ? await read(video.value).catch(() => []) : [];
      if (first) use(first);
    }, EVERY_MS);
  }

  async function readPicture(event: Event): Promise<void> {
    const field = event.target as HTMLInputElement;
    const [file] = Array.from(field.files ?? []);
    field.value = "";
    if (!file) return;
    said.value = "";
    const code = await codeIn(file).catch(() => null);
    if (code) use(code);
    else said.value = t("No code was found in this picture. Take it closer, or type the code.");
  }

  onMounted(() => void look());
  onUnmounted(stop);

  return () => (
    <div class="ph">
      {head({ title: t("Scan"), under: t("The code on the contact card"), back: to("today") })}
      <main class="ph-b">
        <div class={["cam", isLooking.value ? "on" : ""]}>
          <video ref={video} muted playsinline />
          {isLooking.value ? null : (
            <p>
              {icon("qrcode")}
              {t("The camera is not on. Take a picture of the code, or type it.")}
            </p>
          )}
        </div>
        <label class="oc pick">
          {icon("camera")}
          {t("A picture of the code")}
          <input type="file" accept="image/*" capture="environment" onChange={(event: Event) => void readPicture(event)} />
        </label>
        <form
          class="ln"
          onSubmit={(event: Event) => {
            event.preventDefault();
            const [only] = found.value;
            if (found.value.length === 1 && only) go("place", only.id);
            else use(typed.value);
          }}
        >
          <input class="field" type="search" enterkeyhint="search" placeholder={t("Code or name")} aria-label={t("Code or name")} value={typed.value} onInput={(event: Event) => ((typed.value = (event.target as HTMLInputElement).value), (said.value = ""))} />
          <button type="submit" class="pb">
            {t("Open")}
          </button>
        </form>
        {said.value ? <p class="say bad" role="alert">{said.value}</p> : null}
        {found.value.length ? (
          <ul class="cd lines">
            {found.value.map(({ id, name, address }) => (
              <li key={id}>
                <a href={to("place", id)}>
                  <b>{name}</b> <span class="mut">{address}</span>
                </a>
              </li>
            ))}
          </ul>
        ) : null}
      </main>
    </div>
  );
});
