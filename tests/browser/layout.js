// Returns one line for each thing that is outside the screen, cut off, or drawn over other words.
() => {
  const faults = [];
  const width = document.documentElement.clientWidth;
  const told = (el) => {
    const name = el.id ? "#" + el.id : el.getAttribute("class") ? "." + el.getAttribute("class").split(" ")[0] : "";
    return `<${el.tagName.toLowerCase()}${name}> “${(el.textContent || "").trim().replace(/\s+/g, " ").slice(0, 40)}”`;
  };
  const style = (el) => getComputedStyle(el);
  const seen = (el) => el.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  // What scrolls by itself may be wider than the screen; what is hidden for eyes has one pixel.
  const excused = (el) => {
    for (let up = el; up && up !== document.body; up = up.parentElement) {
      const s = style(up);
      if (/auto|scroll/.test(s.overflowX) && up !== el) return true;
      if (s.clipPath === "inset(50%)" || s.clip === "rect(0px, 0px, 0px, 0px)") return true;
      if (s.position === "absolute" && parseFloat(s.left) < -900) return true;
      if (s.overflow === "hidden" && up.clientWidth <= 1) return true;
    }
    return false;
  };
  if (document.documentElement.scrollWidth > width) faults.push(`the page is ${document.documentElement.scrollWidth} px wide`);
  for (const el of document.body.querySelectorAll("*")) {
    if (!seen(el) || excused(el)) continue;
    const box = el.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) continue;
    if (box.left < -1 || box.right > width + 1) {
      faults.push(`outside: ${told(el)} from ${Math.round(box.left)} to ${Math.round(box.right)}`);
    }
    const s = style(el);
    if (/hidden|clip/.test(s.overflowX) && el.scrollWidth > el.clientWidth + 1 && el.clientWidth > 1 && !(el instanceof SVGElement)) {
      faults.push(`cut off: ${told(el)}`);
    }
  }
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode.textContent.trim();
    const el = texts.currentNode.parentElement;
    if (!text || text.length > 8 || /\s/.test(text) || el.childNodes.length > 1 || !seen(el) || excused(el)) continue;
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    const lines = new Set([...range.getClientRects()].filter((r) => r.width > 1).map((r) => Math.round(r.top)));
    // A number stays whole, and no line of a word has less than two characters.
    const broken = /^[-+−\d.,%]+$/.test(text) ? lines.size > 1 : text.length / lines.size < 2;
    // Evidence is marked inside running text, which may break anywhere.
    if (broken && text.length > 1 && el.tagName !== "MARK") faults.push(`broken over ${lines.size} lines: ${told(el)}`);
  }
  for (const svg of document.querySelectorAll("svg")) {
    if (!seen(svg)) continue;
    const frame = svg.getBoundingClientRect();
    const words = [...svg.querySelectorAll("text")].filter(seen).map((el) => [el, el.getBoundingClientRect()]).filter(([, b]) => b.width > 0);
    words.forEach(([el, a], i) => {
      if (a.left < frame.left - 1 || a.right > frame.right + 1 || a.bottom > frame.bottom + 3) faults.push(`outside its drawing: ${told(el)}`);
      for (const [other, b] of words.slice(i + 1)) {
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (wide > 2 && high > 4) faults.push(`drawn over each other: ${told(el)} and ${told(other)}`);
      }
    });
  }
  return faults;
};
