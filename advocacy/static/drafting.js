// The letter's form works without this. With it the preview follows what is typed, and pasting keeps the formatting.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const shown = document.querySelector("[data-preview]");
  if (!shown) return;
  const told = document.querySelector("[data-told]");
  const form = shown.closest("form");
  const there = (names) => names.filter((name) => form.elements[name]); // a new version has no Dear Colleague
  const texts = there(["salutation", "body", "closing", "dear_colleague"]);
  const ask = (address, fields) => {
    const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value, ...fields });
    return fetch(address, { method: "POST", body });
  };
  let waiting = 0;
  let asked = 0;

  async function refresh() {
    const number = ++asked;
    const answer = await ask(shown.dataset.preview, Object.fromEntries(texts.map((name) => [name, form.elements[name].value])));
    if (answer.ok && number === asked) shown.innerHTML = await answer.text();
  }

  async function paste(area, html, plain) {
    const [start, end] = [area.selectionStart, area.selectionEnd];
    let words = plain;
    try {
      const answer = await ask(shown.dataset.paste, { html, beside: area.value });
      const read = await answer.json();
      told.textContent = read.told;
      words = read.markdown ?? plain;
    } catch {
      told.textContent = ""; // what cannot be read is pasted plain, as without this script
    } finally {
      area.setRangeText(words, start, end, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  form.addEventListener("input", (event) => {
    if (!texts.includes(event.target.name)) return;
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 400);
  });
  for (const name of there(["body", "dear_colleague"])) {
    const area = form.elements[name];
    area.addEventListener("paste", (event) => {
      const html = event.clipboardData.getData("text/html");
      if (!html) return;
      event.preventDefault();
      paste(area, html, event.clipboardData.getData("text/plain"));
    });
  }
});
