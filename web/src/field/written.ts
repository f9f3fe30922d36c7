/** What was saved a moment ago, for the page that says so. */
import { shallowRef } from "vue";
import type { Written } from "./visiting";

export const written = shallowRef<Written | null>(null);
