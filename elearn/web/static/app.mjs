// What every page may need; scripts that few need come with those.
// Nothing here is needed for any journey; the server decides everything that counts.

/** Refuses a second press while the first is on its way; ready again when the page is shown again (Back). */
class SendOnce {
  constructor(form) {
    this.form = form;
    this.sent = false;
    form.addEventListener("submit", (event) => this.submit(event));
    addEventListener("pageshow", () => this.ready());
  }

  submit(event) {
    if (this.sent) {
      event.preventDefault();
      return;
    }
    this.sent = true;
    // Another script may have taken the event over, before or after this one.
    setTimeout(() => event.defaultPrevented && this.ready());
    this.form.setAttribute("aria-busy", "true");
    // A reply that never comes (a dead link, a download) must not lock the form.
    this.timer = setTimeout(() => this.ready(), 15000);
  }

  ready() {
    clearTimeout(this.timer);
    this.sent = false;
    this.form.removeAttribute("aria-busy");
  }
}

/** Takes the reader to what has to be mended. */
class ErrorSummary {
  constructor(box) {
    box.focus();
    box.addEventListener("click", (event) => this.open(event));
  }

  open(event) {
    const link = event.target.closest("a");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  }
}

for (const form of document.querySelectorAll("form[method=post]")) new SendOnce(form);
for (const box of document.querySelectorAll("[data-module=error-summary]")) new ErrorSummary(box);
if (document.querySelector("[data-module=wait-for-file], [data-module=watch-progress]")) import("./menunggu.mjs");
// Answers on this device that the server does not have yet: what becomes of them on a result's page and at signing out.
try {
  if (Object.keys(localStorage).some((name) => name.startsWith("kuis:"))) import("./perangkat.mjs");
} catch { /* where storage is forbidden nothing is kept */ }
