// Draws the description of this installation's API; nothing is loaded from elsewhere.
"use strict";
window.addEventListener("load", () => {
  window.SwaggerUIBundle({
    dom_id: "#viewer",
    url: "/schema/openapi.json",
    // Its deep links are links inside buttons, which no screen reader can tell apart.
    deepLinking: false,
    defaultModelsExpandDepth: 0,
    validatorUrl: null,
    // The viewer leaves its list of servers without a name.
    onComplete: () => document.getElementById("servers")?.setAttribute("aria-label", "Server"),
  });
});
