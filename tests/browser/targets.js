// Returns one line for each thing that can be tapped and is smaller than `least` pixels.
(least) => {
  const faults = [];
  for (const el of document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")) {
    if (!el.checkVisibility({ visibilityProperty: true }) || el.closest("[aria-hidden=true]")) continue;
    // A radio is tapped on its label; a link within a sentence is exempt by WCAG 2.5.8.
    const label = el.matches("input[type=radio], input[type=checkbox]") ? el.closest("label") : null;
    if (el.matches("a") && getComputedStyle(el).display === "inline" && el.closest("p, li, small")) continue;
    const box = (label || el).getBoundingClientRect();
    if (box.width + 0.5 < least || box.height + 0.5 < least) {
      const words = ((label || el).textContent || el.name || "").trim().slice(0, 30);
      faults.push(`${el.tagName.toLowerCase()} “${words}” is ${Math.round(box.width)} × ${Math.round(box.height)} px`);
    }
  }
  return faults;
};
