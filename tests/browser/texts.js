// Returns the visible texts that stand in the page's own language: no part with another `lang`, no code.
(language) => {
  const own = language === "en" ? "en" : "zh";
  // A title cannot mark a part of itself as being in another language, such as a letter's subject.
  const found = own === "zh" ? [document.title] : [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const el = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    if (!text || el.closest("script, style, code, pre, iframe, textarea")) continue;
    if (!el.closest("[lang]").lang.startsWith(own)) continue;
    if (!el.checkVisibility({ visibilityProperty: true }) && !el.closest("details, title, desc")) continue;
    found.push(text.replace(/\s+/g, " "));
  }
  return found;
};
