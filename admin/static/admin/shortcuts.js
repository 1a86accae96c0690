// Keys for what the page offers as links anyway; without this file nothing is missing.
// Marks: data-key on what a key follows or focuses. Rows: what j and k go through.
"use strict";
(() => {
  const OFF = "huiyin.shortcuts.off";
  const ROWS = "main .answers > li, main .alerts > li, main a.c-row, main table.figures tbody tr";
  const help = document.getElementById("shortcuts");
  if (!help) return;

  const stored = (name) => {
    try { return localStorage.getItem(name); } catch { return null; }
  };
  const keep = (name, value) => {
    try { value ? localStorage.setItem(name, value) : localStorage.removeItem(name); } catch { /* private window */ }
  };

  // WCAG 2.1.4: single keys can be turned off, for those who speak to their machine.
  const enabled = help.querySelector("input[type=checkbox]");
  enabled.closest("p").hidden = false;
  enabled.checked = !stored(OFF);
  enabled.addEventListener("change", () => keep(OFF, enabled.checked ? "" : "1"));

  const isTyping = (target) =>
    target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);

  const isSeen = (element) => element.getClientRects().length > 0;

  const step = (by) => {
    const rows = [...document.querySelectorAll(ROWS)].filter(isSeen);
    if (!rows.length) return;
    const here = rows.findIndex((row) => row.contains(document.activeElement));
    // From nowhere, either key goes to the first row.
    const place = here < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, here + by));
    const next = rows[place];
    const target = next.matches("a") ? next : next.querySelector("a[href], button");
    if (!target) { next.tabIndex = -1; next.focus(); } else { target.focus(); }
    next.scrollIntoView({ block: "nearest" });
  };

  const follow = (key) => {
    const marks = [...document.querySelectorAll("[data-key]")].filter((one) => one.dataset.key === key);
    const mark = marks.find((one) => one.matches("input")) || marks[0];
    if (!mark) return false;
    if (mark.matches("input")) { mark.focus(); mark.select(); } else { mark.click(); }
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (isTyping(event.target) || (!enabled.checked && event.key !== "?")) return;
    if (event.key === "?") help.togglePopover();
    else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (!"/[]x".includes(event.key) || !follow(event.key)) return;
    event.preventDefault();
  });
})();
