import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const here = fileURLToPath(new URL(".", import.meta.url));
const phone = join(here, "src", "field");

/** The icons named in src/field/icons.json as one file, like the desk's. */
function iconSprite(): Plugin {
  return {
    name: "linli-field-icons",
    generateBundle() {
      const names = JSON.parse(readFileSync(join(phone, "icons.json"), "utf8")) as string[];
      const symbols = names.map((name) => {
        const svg = readFileSync(join(here, "node_modules/@tabler/icons/icons/outline", `${name}.svg`), "utf8");
        const body = svg.slice(svg.indexOf(">") + 1, svg.lastIndexOf("</svg>")).replace(/<path stroke="none"[^>]*>/, "").replace(/\s+/g, " ").trim();
        return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${body}</symbol>`;
      });
      this.emitFile({ type: "asset", fileName: "icons.svg", source: `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>` });
    },
  };
}

/** The worker learns which files make the shell, and a mark that changes when any of them does. */
function shellList(): Plugin {
  return {
    name: "linli-field-shell",
    enforce: "post",
    generateBundle(_, bundle) {
      const files = new Map<string, string | Uint8Array>();
      for (const each of Object.values(bundle)) files.set(each.fileName, each.type === "chunk" ? each.code : each.source);
      for (const name of readdirSync(join(phone, "public"))) files.set(name, readFileSync(join(phone, "public", name)));
      files.delete("sw.js");
      const whole = createHash("sha256");
      for (const [name, content] of files) whole.update(name).update(content);
      const worker = bundle["sw.js"];
      if (worker?.type !== "chunk") throw new Error("The service worker was not built.");
      worker.code = worker.code
        .replace(/(["'`])__SHELL_FILES__\1/, JSON.stringify([...files.keys()]))
        .replace("__SHELL_MARK__", whole.digest("hex").slice(0, 16));
    },
  };
}

export default defineConfig({
  base: "./",
  publicDir: join(phone, "public"),
  plugins: [iconSprite(), shellList()],
  oxc: { jsx: { runtime: "automatic", importSource: "vue" } },
  define: { __VUE_OPTIONS_API__: "false", __VUE_PROD_DEVTOOLS__: "false", __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false" },
  build: {
    reportCompressedSize: false,
    outDir: join(here, "..", "linli", "field", "static", "field"),
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { app: join(phone, "app.tsx"), sw: join(phone, "worker/sw.ts") },
      output: { entryFileNames: "[name].js", chunkFileNames: "part-[name].js", assetFileNames: "[name][extname]" },
    },
  },
});
