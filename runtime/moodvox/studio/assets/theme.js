// Light or dark, before anything is drawn: as the system has it, or as chosen here.
(() => {
  const order = ["system", "light", "dark"];
  const names = { system: "as the system", light: "light", dark: "dark" };
  const kept = () => localStorage.getItem("moodvox-theme") ?? "system";
  const show = (theme) => {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    document.getElementById("theme")?.setAttribute("aria-label", `Colours: ${names[theme]}`);
    dispatchEvent(new Event("theme"));
  };
  show(kept());
  addEventListener("DOMContentLoaded", () => {
    show(kept());
    document.getElementById("theme").addEventListener("click", () => {
      const theme = order[(order.indexOf(kept()) + 1) % order.length];
      localStorage.setItem("moodvox-theme", theme);
      show(theme);
    });
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => dispatchEvent(new Event("theme")));
})();
