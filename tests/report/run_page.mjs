// Reads a job from standard input, mounts the page's files in MicroPython, asks every question, prints the answers.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const job = JSON.parse(readFileSync(0, "utf8"));
const { loadMicroPython } = await import(pathToFileURL(job.runtime));
const micropython = await loadMicroPython({ heapsize: 4 * 1024 * 1024 });
for (const [path, source] of Object.entries(job.files)) {
  const folders = path.split("/").slice(0, -1);
  folders.forEach((_, depth) => {
    const folder = "/" + folders.slice(0, depth + 1).join("/");
    if (!micropython.FS.analyzePath(folder).exists) micropython.FS.mkdir(folder);
  });
  micropython.FS.writeFile("/" + path, source);
}
micropython.runPython(job.start);
const answers = job.questions.map(([name, inputs, chosen]) => {
  micropython.globals.get("start")(name, inputs);
  return micropython.globals.get("move")(name, chosen);
});
process.stdout.write(JSON.stringify(answers));
