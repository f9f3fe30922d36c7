/** 地图: my grid and its places, drawn from what lies on this phone. */
import { computed, defineComponent, ref } from "vue";
import { head, icon } from "../parts/marks";
import { type Point, pointOf } from "../nearness";
import { to } from "../route";
import { allStops, type Box, boxOf, myGrids, origin, visitedHere } from "../rounds";
import { type Kept, world } from "../state";
import type { Place } from "../wire/shapes";
import { metres, t } from "../words/words";

const WIDTH = 1000;
const MARGIN = 60;

interface Sheet {
  height: number;
  at: (point: Point) => [number, number];
}

function sheetOf(box: Box): Sheet {
  const [west, south, east, north] = box;
  const shrink = Math.cos(((south + north) / 2) * (Math.PI / 180));
  const wide = Math.max((east - west) * shrink, 1e-5);
  const scale = (WIDTH - 2 * MARGIN) / wide;
  const height = Math.max((north - south) * scale + 2 * MARGIN, 300);
  return { height, at: ({ lon, lat }) => [MARGIN + (lon - west) * shrink * scale, height - MARGIN - (lat - south) * scale] };
}

export const MapPage = defineComponent(() => {
  const chosen = ref<Kept<Place> | null>(null);
  const grids = computed(() => {
    return myGrids.value.length ? myGrids.value : world.value.grids;
  });
  const box = computed<Box | null>(() => {
    const all = grids.value.map(boxOf).filter((box) => box !== null);
    for (const place of world.value.places.values()) {
      const point = pointOf(place);
      if (point && !all.length) all.push([point.lon, point.lat, point.lon, point.lat]);
    }
    if (!all.length) return null;
    return [Math.min(...all.map(([west]) => west)), Math.min(...all.map(([, south]) => south)), Math.max(...all.map(([, , east]) => east)), Math.max(...all.map(([, , , north]) => north))];
  });
  /** Who has no grid of his own sees the names of the large ones only. */
  const named = computed(() => (myGrids.value.length ? myGrids.value : grids.value.filter((grid) => grid.parent_id === null)));
  const due = computed(() => new Set(allStops.value.map(({ place }) => place.id)));
  const seen = computed(() => new Set(visitedHere.value));

  const sheet = () => {
    if (!box.value) return <p class="cap">{t("No map here yet. It comes with the first sync.")}</p>;
    const { height, at } = sheetOf(box.value);
    const path = (ring: [number, number][]) => `M${ring.map(([lon, lat]) => at({ lon, lat }).map((each) => each.toFixed(1)).join(" ")).join("L")}Z`;
    const points = [...world.value.places.values()].flatMap((place) => {
      const point = pointOf(place);
      return point ? [{ place, where: at(point) }] : [];
    });
    const from = origin.value.point ? at(origin.value.point) : null;
    return (
      <svg class="sheet" viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={t("My grid")}>
        {[...world.value.grids].sort((one, other) => Number(one.is_mine) - Number(other.is_mine)).map((grid) => (
          <path class={["gr", grid.is_mine ? "mine" : ""]} d={(grid.polygons ?? []).flat().map(path).join("")} />
        ))}
        {named.value.map((grid) => {
          const own = boxOf(grid);
          if (!own) return null;
          const [x, y] = at({ lon: own[0], lat: own[3] });
          return (
            <text x={x} y={y - 22}>
              {grid.name}
            </text>
          );
        })}
        {from ? <circle class="here" cx={from[0]} cy={from[1]} r={34} /> : null}
        {points.map(({ place, where: [x, y] }) => (
          <g class={["pt", due.value.has(place.id) ? "due" : "", seen.value.has(place.id) ? "seen" : "", chosen.value?.id === place.id ? "on" : ""]} onClick={() => (chosen.value = place)} key={place.id}>
            <circle class="hit" cx={x} cy={y} r={44} />
            <circle cx={x} cy={y} r={16} />
          </g>
        ))}
      </svg>
    );
  };

  return () => {
    const at = chosen.value;
    const stop = at ? allStops.value.find(({ place }) => place.id === at.id) : undefined;
    return (
      <div class="ph">
        {head({ title: t("Map of my grid"), under: named.value.map((grid) => grid.name).slice(0, 3).join("、"), back: to("today") })}
        <main class="ph-b">
          <div class="cd sheetbox">{sheet()}</div>
          <p class="cap ln key">
            <span class="dot due" />
            {t("to visit")}
            <span class="dot seen" />
            {t("visited, not sent")}
            <span class="dot" />
            {t("not due")}
          </p>
          {at ? null : <p class="cap">{t("Press a point to see which place it is.")}</p>}
        </main>
        {at ? (
          <footer class="ph-f">
            <a class="pb" href={to("place", at.id)}>
              {t("Look")}
            </a>
            <a class="pb pri" href={to("visit", at.id, stop ? { due: stop.due.id } : {})}>
              {at.name}
              {stop?.metres == null ? null : <span class="dm">{metres(stop.metres)}</span>}
              {icon("chevron-right")}
            </a>
          </footer>
        ) : null}
      </div>
    );
  };
});
