import { h } from "./dom.js";
export class BakePage { constructor(element) { element.replaceChildren(h("div", { className: "card" }, h("h2", {}, "Bake"))); } }
