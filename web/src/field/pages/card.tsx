/** The code of a contact card that was sent back: read or typed once more, bound to the same visit. */
import { defineComponent, ref } from "vue";
import { codeIn } from "../card";
import { insteadOf, mending, payloadOf } from "../mending";
import { goneAlready, sentBack } from "../parts/back";
import { CardCode } from "../parts/card";
import { foot } from "../parts/foot";
import { head, syncMark } from "../parts/marks";
import { instead, to } from "../route";
import { draftOf, save } from "../saving";
import { t } from "../words/words";

export const CardPage = defineComponent(() => {
  const mend = mending();
  const before = payloadOf(mend.row.value, "card.bind");
  const code = ref(before?.code ?? "");
  const trouble = ref("");
  const isBusy = ref(false);

  async function press(): Promise<void> {
    const row = mend.row.value;
    const read = codeIn(code.value);
    trouble.value = read ? "" : t("The code of the contact card is misread. Look at it again, or leave it out.");
    if (!row || !before || !read || isBusy.value) return;
    isBusy.value = true;
    const { drafts, instead: old } = insteadOf(row, [draftOf("card.bind", { ...before, code: read }, row.label, null, [])]);
    const isKept = await save(drafts, [], old);
    isBusy.value = false;
    if (isKept) instead("phone");
    else trouble.value = t("This phone is full: not saved yet. Free some space, then press again; nothing on this page is lost.");
  }

  return () => {
    const row = mend.row.value;
    if (!row) return isBusy.value ? null : goneAlready();
    return (
      <div class="ph">
        {head({ title: t("Contact card left here"), under: row.label.name, back: to("phone"), mark: syncMark(t("Saves offline too")) })}
        <main class="ph-b vf">
          {sentBack(row)}
          <section class="cd box">
            <CardCode code={code.value} set={(said: string) => (code.value = said)} />
          </section>
        </main>
        {foot({ trouble: trouble.value, calm: t("The visit stands, whatever becomes of the card."), press, isOff: isBusy.value })}
      </div>
    );
  };
});
