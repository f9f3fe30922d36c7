/** Pages with a map load this; the canvas itself comes only where it can be drawn. */
import "../styles/map.css";
import { LinliMap } from "./element";

customElements.define("linli-map", LinliMap);
