// Starts MicroPython, mounts the files of the package, and answers the controls of every explorer on the page.

const START = `
import gc, json, sys
sys.path.insert(0, "/")
from acohandbook.report.page.explorers import answer_text
started = {}

def start(name, inputs):
    module = __import__("acohandbook.report.page." + name, None, None, ["answer"])
    started[name] = (module.answer, json.loads(inputs))

def move(name, chosen):
    answer, inputs = started[name]
    return answer_text(name, answer, inputs, chosen)
`;

const SCROLLED = ".aco-exhibit, .aco-figure";

const whenIdle = (work) => (window.requestIdleCallback || setTimeout)(() => work());

function decoded(text) {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let place = 0; place < letters.length; place += 1) bytes[place] = letters.charCodeAt(place);
  return bytes;
}

function mount(micropython) {
  const made = new Set([""]);
  const bytes = new TextEncoder();
  for (const [path, file] of Object.entries(files)) {
    path.split("/").slice(0, -1).reduce((above, name) => {
      const folder = `${above}/${name}`;
      if (!made.has(folder)) micropython.FS.mkdir(folder);
      made.add(folder);
      return folder;
    }, "");
    micropython.FS.writeFile("/" + path, bytes.encode(file.source), { canOwn: true });
  }
}

// What the controls say: numbers from sliders, text from lists.
function chosen(form) {
  const values = {};
  for (const control of form.querySelectorAll("input, select")) {
    values[control.name] = control.type === "range" ? Number(control.value) : control.value;
  }
  return values;
}

// Puts an answer in place of the last one; what a reader has opened or scrolled to stays so.
function show(section, found) {
  const result = section.querySelector(".aco-explorer-result");
  const open = [...result.querySelectorAll("details")].map((one) => one.open);
  const along = [...result.querySelectorAll(SCROLLED)].map((one) => one.scrollLeft);
  result.innerHTML = found.html;
  result.querySelectorAll("details").forEach((one, place) => { one.open = Boolean(open[place]); });
  result.querySelectorAll(SCROLLED).forEach((one, place) => { if (along[place]) one.scrollLeft = along[place]; });
  section.querySelector(".aco-explorer-says").textContent = found.says;
  section.figures = found.figures;
  for (const [name, words] of Object.entries(found.outputs)) {
    const control = section.querySelector(`[name="${name}"]`);
    if (!control) continue;
    control.setAttribute("aria-valuetext", words);
    section.querySelector(`output[for="${control.id}"]`).textContent = words;
  }
}

// The files that answer, with the SHA-256 of each, for whoever wants to hold them against the package.
function list() {
  const details = document.createElement("details");
  details.className = "aco-explorer-files";
  const rows = Object.entries(files)
    .map(([path, file]) => `<tr><th scope="row">${path}</th><td><code>${file.sha256}</code></td></tr>`);
  details.innerHTML =
    "<summary>The files of the package that answer on this page</summary>" +
    '<div class="aco-exhibit" role="region" tabindex="0" aria-label="Files and their SHA-256">' +
    '<table class="aco-table"><caption>Files and their SHA-256, run here by MicroPython (MIT licence)</caption>' +
    '<thead><tr><th scope="col">File</th><th scope="col">SHA-256</th></tr></thead>' +
    `<tbody>${rows.join("")}</tbody></table></div>`;
  return details;
}

// Paper has no controls: it shows where the contract stands, not where a reader left them.
function keepStillOnPaper(section) {
  const result = section.querySelector(".aco-explorer-result");
  const says = section.querySelector(".aco-explorer-says");
  const state = () => [result.innerHTML, says.textContent];
  const put = ([html, words]) => { result.innerHTML = html; says.textContent = words; };
  const first = state();
  let moved = first;
  window.addEventListener("beforeprint", () => { moved = state(); put(first); });
  window.addEventListener("afterprint", () => put(moved));
}

function connect(section, micropython) {
  const name = section.dataset.explorer;
  const form = section.querySelector("form");
  micropython.globals.get("start")(name, section.dataset.inputs);
  const move = micropython.globals.get("move");
  const tidy = micropython.globals.get("gc").collect;
  const ask = () => JSON.parse(move(name, JSON.stringify(chosen(form))));
  let waiting = false;
  const answer = () => {
    waiting = false;
    const begin = performance.now();
    show(section, ask());
    section.dataset.milliseconds = (performance.now() - begin).toFixed(1);
    whenIdle(tidy); // between frames, not within one
  };
  const later = () => {
    if (!waiting) requestAnimationFrame(answer);
    waiting = true;
  };
  form.addEventListener("input", later);
  form.addEventListener("reset", later);
  form.addEventListener("submit", (event) => event.preventDefault());
  keepStillOnPaper(section);
  form.hidden = false;
  section.append(list());
  section.dataset.ready = Math.round(performance.now());
  whenIdle(() => { ask(); tidy(); }); // the first answer compiles the runtime: a reader should not wait for it
}

const here = document.readyState === "loading"
  ? new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }))
  : null;
const micropython = await loadMicroPython({ wasmBinary: decoded(wasm), heapsize: 4 * 1024 * 1024 });
mount(micropython);
micropython.runPython(START);
await here;
for (const section of document.querySelectorAll(".aco-explorer")) connect(section, micropython);
window.acoExplorers = { files, read: (path) => micropython.FS.readFile("/" + path, { encoding: "utf8" }) };
