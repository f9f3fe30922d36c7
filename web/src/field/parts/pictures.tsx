/** Pictures are optional, everywhere. */
import { type Ref, ref, type VNode } from "vue";
import { take, type Taken } from "../photo";
import { icon } from "./marks";
import { t } from "../words/words";

const MOST = 5;
const trouble = ref("");

export function pictures(taken: Ref<Taken[]>): VNode {
  async function add(event: Event): Promise<void> {
    const field = event.target as HTMLInputElement;
    trouble.value = "";
    for (const file of Array.from(field.files ?? []).slice(0, MOST - taken.value.length)) {
      try {
        taken.value = [...taken.value, await take(file)];
      } catch {
        trouble.value = t("This file is no picture that this phone can read.");
      }
    }
    field.value = "";
  }
  return (
    <div class="pics">
      {taken.value.map((each, index) => (
        <button type="button" class="pic" aria-label={t("Remove this picture")} onClick={() => (taken.value = taken.value.filter((_, at) => at !== index))}>
          <img src={each.preview} alt="" />
          {icon("x")}
        </button>
      ))}
      {taken.value.length < MOST ? (
        <label class="oc pick">
          {icon("camera")}
          {t("Picture, if you like")}
          <input type="file" accept="image/*" onChange={add} />
        </label>
      ) : null}
      {trouble.value ? <p class="say bad">{trouble.value}</p> : null}
    </div>
  );
}
