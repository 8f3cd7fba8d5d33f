// Small helps for answering: steps moved by buttons, words counted. Without it the lists and texts do the same.

/** An ordering: each step gets two buttons. Whatever is pressed gives every step its place. */
class Steps {
  constructor(list) {
    this.list = list;
    this.status = list.insertAdjacentElement("afterend", document.createElement("p"));
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
    for (const row of this.rows) {
      const buttons = row.appendChild(document.createElement("div"));
      buttons.className = "step-buttons";
      buttons.append(this.button(row, "Naikkan", "↑", -1), this.button(row, "Turunkan", "↓", 1));
    }
    this.sort();
    list.addEventListener("isi", () => this.sort()); // another script filled it in
  }

  get rows() { return [...this.list.children]; }
  name(row) { return row.firstElementChild.textContent.trim().replace(/\s+/g, " "); }

  button(row, label, sign, by) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button button-quiet";
    made.textContent = sign;
    made.setAttribute("aria-label", `${label}: ${this.name(row)}`);
    made.addEventListener("click", () => this.move(row, by, made));
    return made;
  }

  /** Rows stand by their places, once every step has one of its own. */
  sort() {
    const place = (row) => row.querySelector("select").selectedIndex;
    if (new Set(this.rows.map(place)).size < this.rows.length || this.rows.some((row) => place(row) < 1)) return;
    this.list.append(...this.rows.sort((one, other) => place(one) - place(other)));
  }

  move(row, by, button) {
    this.sort();
    const rows = this.rows;
    const from = rows.indexOf(row), to = Math.min(Math.max(from + by, 0), rows.length - 1);
    rows.splice(to, 0, ...rows.splice(from, 1));
    this.list.append(...rows);
    rows.forEach((one, index) => { one.querySelector("select").selectedIndex = index + 1; });
    row.querySelector("select").dispatchEvent(new Event("change", { bubbles: true }));
    button.focus(); // moving the row took it away
    this.status.textContent = `${this.name(row)}: urutan ke-${to + 1} dari ${rows.length}.`;
  }
}

function countWords(text) {
  const shown = document.getElementById(text.dataset.kata);
  const count = () => { shown.textContent = `${text.value.split(/\s+/).filter(Boolean).length} kata`; };
  for (const name of ["input", "isi"]) text.addEventListener(name, count);
  count();
}

for (const list of document.querySelectorAll("[data-urut]")) new Steps(list);
for (const text of document.querySelectorAll("[data-kata]")) countWords(text);
