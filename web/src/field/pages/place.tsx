/** One place: who is there, what was, what is open, and the way into a visit. */
import { defineComponent } from "vue";
import { shownCode } from "../card";
import { kindWord, OUTCOMES, reasonOf } from "../outcomes";
import { head, icon, pill } from "../parts/marks";
import { route, to } from "../route";
import { world } from "../state";
import type { Preparation } from "../wire/shapes";
import { t, type Word } from "../words/words";

/** 四带: the theme, what was and is owed, what to ask, what to bring. */
function story({ themes = [], last, owed = [], asked = [], materials = [], used, cap }: Preparation): [Word, string[]][] {
  const outcome = OUTCOMES.find(([code]) => code === last?.outcome);
  const before = last ? [[last.visited_on, kindWord(last.kind), outcome ? t(outcome[1]) : ""].filter(Boolean).join(" "), last.note ?? ""].filter(Boolean) : [];
  const found: [Word, string[]][] = [
    ["Theme", themes],
    ["Last time", before],
    ["Owed", owed.map(({ number, matter }) => `#${number} ${matter}`)],
    ["To ask", asked.map(({ question, due_on, kind }) => [question || kindWord(kind), due_on].join(" "))],
    ["To bring", materials.map(({ name, count }) => `${name} ${count}`)],
    ["This month", cap === undefined ? [] : [t("{used} of at most {cap} visits", { used: used ?? 0, cap })]],
  ];
  return found.filter(([, lines]) => lines.length > 0);
}

export const PlacePage = defineComponent(() => {
  return () => {
    const place = world.value.places.get(route.value.id);
    if (!place) return <div class="ph">{head({ title: t("Not here"), under: t("This place is not in your grid, or the phone has not heard of it yet."), back: to("today") })}</div>;
    const due = world.value.dues.find((each) => each.place_id === place.id);
    const told = story(place.preparation);
    const [from, until] = [place.quiet_from?.slice(0, 5), place.quiet_until?.slice(0, 5)];
    return (
      <div class="ph">
        {head({ title: place.name, under: [place.kind_word, place.stage_word].filter(Boolean).join("·"), back: to("today") })}
        <main class="ph-b">
          <section class="cd facts">
            <p class="ln">
              {pill("none", t("Not known"))}
              {place.asked_for_none ? pill("watch", t("Asked for no visits")) : null}
            </p>
            <dl>
              <dt>{t("Address")}</dt>
              <dd>{place.address || "—"}</dd>
              {from && until ? (
                <>
                  <dt>{t("Quiet")}</dt>
                  <dd>{t("quiet {from} to {until}", { from, until })}</dd>
                </>
              ) : null}
              {due ? (
                <>
                  <dt>{t("Due")}</dt>
                  <dd>{[kindWord(due.kind), due.due_on, reasonOf(due, place.visited_at, world.value.day)].filter(Boolean).join("·")}</dd>
                </>
              ) : null}
              <dt>{t("Contact card")}</dt>
              <dd>{place.card ? shownCode(place.card) : t("none yet")}</dd>
              {place.contacts.map((contact) => (
                <>
                  <dt>{contact.role_word ?? contact.role}</dt>
                  <dd>{[contact.name, contact.phone].filter(Boolean).join(" ")}</dd>
                </>
              ))}
            </dl>
          </section>
          <section>
            <h2 class="gh">{t("Before you go in")}</h2>
            {told.length ? (
              <dl class="cd facts">
                {told.map(([word, lines]) => (
                  <>
                    <dt>{t(word)}</dt>
                    <dd>
                      {lines.map((line) => (
                        <p>{line}</p>
                      ))}
                    </dd>
                  </>
                ))}
              </dl>
            ) : (
              <p class="cap">{t("Nothing was written down about this place yet.")}</p>
            )}
          </section>
        </main>
        <footer class="ph-f">
          <a class="pb" href={to("note", "", { place: place.id })}>
            {icon("plus")}
            {t("Note")}
          </a>
          <a class="pb pri" href={to("visit", place.id, due ? { due: due.id } : {})}>
            {t("Visit")}
          </a>
        </footer>
      </div>
    );
  };
});
