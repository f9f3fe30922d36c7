/** Pages with a map load this; the canvas itself comes only where it can be drawn. */
import "../styles/map.css";
import { LinliDraw } from "./draw";
import { LinliMap } from "./element";

customElements.define("linli-map", LinliMap);
customElements.define("linli-draw", LinliDraw);
