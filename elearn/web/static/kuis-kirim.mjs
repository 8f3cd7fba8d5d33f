// Talks to the server about one attempt. What it cannot say for certain counts as not saved.
const SECONDS = 15, TROUBLES = { 400: "sesi", 401: "sesi", 404: "akun" };

export class Server {
  /** form: names the address of the answers in data-simpan, and holds the session's token. */
  constructor(form) { Object.assign(this, { form, url: form.dataset.simpan }); }

  save(batch, dasar) { return this.ask(this.url, { method: "POST", body: JSON.stringify({ ...batch, dasar }) }, "application/json"); }
  look(dasar) { return this.ask(`${this.url}?dasar=${dasar}`, { method: "GET" }); }
  handIn() {
    const body = new FormData(this.form);
    body.set("kumpulkan", "ya");
    return this.ask(this.form.action, { method: "POST", body });
  }

  /**
   * Returns { said } as the server said it, { refused: why } where trying again cannot help, or { trouble }: "putus"
   * (no line, or a server that is starting), "sesi" (sign in again), "akun" (another account is signed in here).
   */
  async ask(url, request, type) {
    try {
      const renewed = this.stale && await this.renew();
      if (renewed === 401 || renewed === 404) return { trouble: TROUBLES[renewed] };
      const headers = { Accept: "application/json" };
      if (type) headers["Content-Type"] = type;
      if (request.body) headers["X-CSRFToken"] = this.form.elements.csrf_token.value;
      const reply = await fetch(url, { ...request, headers, cache: "no-store", signal: AbortSignal.timeout(SECONDS * 1000) });
      this.stale = reply.status in TROUBLES;
      if (this.stale) return { trouble: TROUBLES[reply.status] };
      const said = await reply.json(); // a page of somebody else's network is none
      if ([409, 413, 422].includes(reply.status)) return { refused: said.pesan };
      return reply.ok ? { said } : { trouble: "putus" };
    } catch { return { trouble: "putus" }; }
  }

  /**
   * After signing in again in another tab this page needs the token of the new session. Nothing else is asked for before
   * that: a page fetched without a session would begin one of its own, just while somebody signs in.
   */
  async renew() {
    const reply = await fetch(this.url, { headers: { Accept: "application/json" }, cache: "no-store", signal: AbortSignal.timeout(SECONDS * 1000) });
    const token = reply.ok && (await reply.json()).tanda;
    if (token) for (const field of document.getElementsByName("csrf_token")) field.value = token;
    return reply.status;
  }
}
