/** The foot of a form: what is wrong, or a calm word; then the one button that keeps what was typed. */
import type { VNode } from "vue";
import { t } from "../words/words";

interface Foot {
  trouble: string;
  calm: string;
  press: () => void;
  isOff: boolean;
  words?: string;
}

export function foot({ trouble, calm, press, isOff, words = t("Save") }: Foot): VNode {
  return (
    <footer class="ph-f col">
      {trouble ? (
        <p class="say bad" role="alert">
          {trouble}
        </p>
      ) : (
        <p>{calm}</p>
      )}
      <button type="button" class="pb pri" disabled={isOff} onClick={press}>
        {words}
      </button>
    </footer>
  );
}
