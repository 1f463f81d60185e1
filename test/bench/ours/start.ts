/** `node start.js NAME TASK` does our side of one measure in this process and prints its outcome as JSON. */
import type { Task } from '../launch.js'

const [name, task] = process.argv.slice(2)
const side = (await import(`./${name}.js`)) as { time(task: Task): unknown }
process.stdout.write(`${JSON.stringify(await side.time(JSON.parse(task!) as Task))}\n`)
