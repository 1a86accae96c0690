// Returns what has the focus: its tag, its words, whether that can be seen, whether it is on the screen.
() => {
  const el = document.activeElement;
  const style = getComputedStyle(el);
  const box = (el.matches("input[type=radio]") ? el.closest("label") : el).getBoundingClientRect();
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const words = (el.textContent || el.name || el.id || "").trim().slice(0, 40);
  return [el.tagName, words, outlined || style.boxShadow !== "none", box.width > 0 && box.right > 0 && box.left < innerWidth];
};
