// Reads a job from standard input, mounts the rules in MicroPython, asks every question, prints the answers.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const job = JSON.parse(readFileSync(0, "utf8"));
const { loadMicroPython } = await import(pathToFileURL(job.runtime));

let printed = "";
const micropython = await loadMicroPython({ heapsize: 16 * 1024 * 1024, linebuffer: true, stdout: (line) => { printed += line; } });

micropython.FS.mkdir("/rules");
for (const [name, source] of Object.entries(job.files)) {
  micropython.FS.writeFile(`/rules/${name}`, source);
}
micropython.FS.writeFile("/questions.json", JSON.stringify(job.questions));

micropython.runPython(`
import json, sys
sys.path.append("/")
nan = float("nan")

def answers(question):
    name, arguments = question
    module, rule = name.split(".")
    loaded = getattr(__import__("rules." + module), module)
    answer = getattr(loaded, rule)(**eval(arguments))
    values = answer if isinstance(answer, (list, tuple)) else [answer]
    return [repr(float(value)) for value in values]

with open("/questions.json") as file:
    questions = json.load(file)
print(json.dumps([answers(question) for question in questions]))
`);
process.stdout.write(printed);
