import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import postcss from "postcss";
import { defineConfig, type Plugin } from "vite";

const here = fileURLToPath(new URL(".", import.meta.url));
const desk = join(here, "..", "linli", "desk");

/** Every class, attribute or element word our own templates and scripts can put on a page. */
function wordsInUse(): Set<string> {
  const words = new Set<string>();
  for (const folder of [join(desk, "templates"), join(here, "src")]) {
    for (const entry of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      // The phone's pages have a style sheet of their own, without Tabler.
      if (!/\.(html|ts)$/.test(entry) || entry.startsWith("field/")) continue;
      for (const [word] of readFileSync(join(folder, entry), "utf8").matchAll(/[A-Za-z][\w-]*/g)) words.add(word);
    }
  }
  return words;
}

/** Tabler is 600 kB; keep only the rules that can match a class we use. */
function pruneTabler(): Plugin {
  return {
    name: "linli-prune-tabler",
    enforce: "pre",
    transform(code, id) {
      if (!id.includes("tabler.min.css")) return null;
      const words = wordsInUse();
      const root = postcss.parse(code);
      root.walkRules((rule) => {
        if (rule.parent?.type === "atrule" && /keyframes$/.test((rule.parent as postcss.AtRule).name)) return;
        const kept = rule.selectors.filter((selector) =>
          [...selector.matchAll(/\.([A-Za-z][\w-]*)/g)].every(([, name]) => words.has(name ?? "")),
        );
        if (kept.length === 0) rule.remove();
        else rule.selectors = kept;
      });
      root.walkAtRules("media", (at) => {
        if (at.nodes?.length === 0) at.remove();
      });
      return { code: root.toString(), map: null };
    },
  };
}

/** The security policy refuses data: pictures, so those inside style sheets become files of their own. */
function picturesAsFiles(): Plugin {
  return {
    name: "linli-pictures-as-files",
    enforce: "post",
    generateBundle(_, bundle) {
      for (const asset of Object.values(bundle)) {
        if (asset.type !== "asset" || !asset.fileName.endsWith(".css")) continue;
        const names = new Map<string, string>();
        asset.source = String(asset.source).replace(/url\((["']?)data:image\/svg\+xml,((?:(?!\1\)).)*)\1\)/g, (_whole, _quote, text: string) => {
          const fileName = names.get(text) ?? `picture-${names.size + 1}.svg`;
          if (!names.has(text)) this.emitFile({ type: "asset", fileName, source: decodeURIComponent(text.replace(/\\(['"])/g, "$1")) });
          names.set(text, fileName);
          return `url(${fileName})`;
        });
      }
    },
  };
}

/** One sprite with the icons named in src/icons.json, so that a page asks for one file and nobody asks a foreign host. */
function iconSprite(): Plugin {
  return {
    name: "linli-icon-sprite",
    generateBundle() {
      const names = JSON.parse(readFileSync(join(here, "src/icons.json"), "utf8")) as string[];
      const symbols = names.map((name) => {
        const svg = readFileSync(join(here, "node_modules/@tabler/icons/icons/outline", `${name}.svg`), "utf8");
        const body = svg.slice(svg.indexOf(">") + 1, svg.lastIndexOf("</svg>")).replace(/<path stroke="none"[^>]*>/, "").replace(/\s+/g, " ").trim();
        return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">${body}</symbol>`;
      });
      this.emitFile({ type: "asset", fileName: "icons.svg", source: `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>` });
    },
  };
}

export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [pruneTabler(), picturesAsFiles(), iconSprite()],
  build: {
    reportCompressedSize: false,
    outDir: join(desk, "static", "dist"),
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    assetsInlineLimit: 0,
    // MapLibre alone is a megabyte; only pages with a map and WebGL ask for it.
    chunkSizeWarningLimit: 1100,
    rolldownOptions: {
      // htmx keeps an eval for attributes we switch off (allowEval = false); the security policy refuses it besides.
      checks: { eval: false },
      // Every page of the desk; besides, the pages with a map, whose heavy part is loaded when it is needed; and the public pages, a style sheet alone.
      input: { desk: join(here, "src/desk.ts"), map: join(here, "src/map/map.ts"), public: join(here, "src/styles/public.css") },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "map-[name].js",
        // MapLibre's worker is a file of its own, because the policy refuses blobs.
        assetFileNames: ({ names }) => (names[0]?.endsWith("worker.mjs") ? "map-worker.js" : "[name][extname]"),
      },
    },
  },
});
