/** The place of a visit that was sent back is here no more, as when two turned out to be one: which is it now? */
import { computed, defineComponent, ref } from "vue";
import type { Waiting } from "../keep/keeper";
import { to } from "../route";
import { world } from "../state";
import { t } from "../words/words";
import { sentBack } from "./back";
import { head } from "./marks";

const MOST = 8;

export const Elsewhere = defineComponent(
  (props: { row: Waiting }) => {
    const typed = ref("");
    const found = computed(() => {
      const words = typed.value.trim().toLowerCase();
      return words ? [...world.value.places.values()].filter(({ name, address }) => `${name} ${address}`.toLowerCase().includes(words)).slice(0, MOST) : [];
    });
    return () => (
      <div class="ph">
        {head({ title: props.row.label.name, under: t("Which place is it now?"), back: to("phone") })}
        <main class="ph-b vf">
          {sentBack(props.row)}
          <label class="ask">
            <b>{t("Which place is it now?")}</b>
            <input class="field" type="search" autocomplete="off" placeholder={t("A part of its name or address")} value={typed.value} onInput={(event: Event) => (typed.value = (event.target as HTMLInputElement).value)} />
          </label>
          {found.value.length ? (
            <ul class="cd lines">
              {found.value.map(({ id, name, address }) => (
                <li key={id}>
                  <a href={to("visit", id, { mend: props.row.command.id })}>
                    <b>{name}</b> <span class="mut">{address}</span>
                  </a>
                </li>
              ))}
            </ul>
          ) : null}
        </main>
      </div>
    );
  },
  { props: ["row"] },
);
