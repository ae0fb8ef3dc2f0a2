// Fields to copy from work without this: mark the text and copy it. With it each has a button that does.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("button[data-copies]")) {
    const field = document.getElementById(button.dataset.copies);
    const told = button.nextElementSibling;
    button.hidden = false;
    button.addEventListener("click", async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
      } catch {
        if (!document.execCommand("copy")) return; // no clipboard, as on an address without TLS; it stays marked
      }
      told.textContent = button.dataset.told;
    });
  }
});
