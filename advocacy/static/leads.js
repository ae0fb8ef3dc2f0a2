// Leads are looked for on the date that stands in the form at this moment. Without this, on the one that is saved.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const dated = document.querySelector("#id_dated");
  if (!dated) return;
  django.jQuery.ajaxPrefilter((options) => {
    const address = new URL(options.url, location.href);
    if (!dated.value || !address.searchParams.has("on")) return;
    address.searchParams.set("on", dated.value);
    options.url = address.href;
  });
});
