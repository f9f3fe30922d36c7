/** Big type: one switch, everything grows, nothing disappears. */
import { ref } from "vue";

const KEPT = "linli-field-big";

export const isBig = ref(localStorage.getItem(KEPT) === "1");

export function grow(wanted: boolean): void {
  isBig.value = wanted;
  localStorage.setItem(KEPT, wanted ? "1" : "");
  document.documentElement.classList.toggle("elder", wanted);
}
