import { h } from "./dom.js";
export class EnrolPage { constructor(element) { this.element = element; } show() { this.element.replaceChildren(h("div", { className: "card" }, h("h2", {}, "Enrol"))); } }
