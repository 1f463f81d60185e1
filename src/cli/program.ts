import { Command } from 'commander'
import { plain } from '../base/prose.js'
import { efforts } from '../verify/effort.js'
import { version } from '../version.js'
import { exitCodesText } from './exit-codes.js'
import type { Surroundings } from './surroundings.js'

/**
 * The command line: what can be asked, and how it is explained. A command's code is loaded when it is asked for, so that
 * help and version answer at once.
 *
 * @param finish told the exit code of the command that ran
 */
export function programFor(surroundings: Surroundings, finish: (exitCode: number) => void): Command {
  const program = new Command('thalweg')
  program
    .description(
      'From a loss written as a formula to predictions, experiments and honest verdicts.\n' +
        'MODEL is a file (YAML or JSON), - for standard input, or the name of a bundled model.',
    )
    .version(version)
    .configureOutput({
      writeOut: (text) => surroundings.stdout.write(text),
      writeErr: (text) => surroundings.stderr.write(text),
      getOutHelpWidth: () => Math.min(surroundings.stdout.columns, 100),
      getErrHelpWidth: () => Math.min(surroundings.stderr.columns, 100),
    })
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('(--help shows the options, with an example)')
    .addHelpText(
      'after',
      `
Example:
  thalweg report two-layer-scalar --at skewed --out out

${exitCodesText}`,
    )

  withPoint(program.command('check').argument('<MODEL>'))
    .description('read a model; show its points and the zero-loss set there')
    .option('--derivatives', 'compare the derivatives with finite differences')
    .addHelpText('after', example('thalweg check two-layer-scalar --derivatives'))
    .action(async (model, options) =>
      finish(await (await import('./commands/check.js')).check(model, options, surroundings)),
    )

  withPoint(program.command('geometry').argument('<MODEL>'))
    .description(
      'the zero-loss set at a point: tangent space, parametrisation, limit map, shape, flattest minimum',
    )
    .option('-l, --learning-rate <X>', 'also the limit map of gradient descent with this learning rate')
    .option('--latex', 'formulas as LaTeX')
    .addHelpText('after', example('thalweg geometry scalar-factorisation --at u=2,v=1/2'))
    .action(async (model, options) =>
      finish(await (await import('./commands/geometry.js')).geometry(model, options, surroundings)),
    )

  program
    .command('conditions')
    .argument('<MODEL>')
    .description(
      'for which learning rates points of the zero-loss set are stable, as formulas in the parameters',
    )
    .option(
      '--batch-size <B>',
      'samples per step of stochastic gradient descent (default: 1); B leaves it open',
    )
    .option('--replacement', 'a sample can be in a batch more than once')
    .option('--sampling <WEIGHTS>', samplingHelp)
    .option('--data-as-symbols', 'for any number of samples with any data, in sums over the samples')
    .option('--momentum <X>', 'also heavy ball and Nesterov, with this momentum: a number, or beta for any')
    .option(
      '--weight-decay <X>',
      'also minima of L + X/2*norm(w)^2, under gradient descent: a number, or rho for any',
    )
    .option('--latex', 'formulas as LaTeX')
    .option('--within <TIME>', 'end in time: 30s, 500ms, 2min')
    .option('--json', 'as JSON')
    .option('-q, --quiet', 'no remarks and no progress')
    .addHelpText('after', example('thalweg conditions two-layer-scalar --data-as-symbols --batch-size B'))
    .action(async (model, options) =>
      finish(await (await import('./commands/conditions.js')).conditions(model, options, surroundings)),
    )

  withRate(withPoint(program.command('limit').argument('<MODEL>')))
    .description(
      'the limit of small noise along the zero-loss set, derived: class, drift, diffusion, closed forms; ' +
        'without --noise and without noise in the model all noise models at a glance',
    )
    .option(
      '--strength <SIGMA>',
      'also the mean effect of noise of this strength σ, not small; masks are kept with probability 1/(1 + σ²)',
    )
    .option('--until <T>', 'also where the limit goes from the point in this slow time')
    .option('--latex', 'formulas as LaTeX')
    .addHelpText('after', example('thalweg limit scalar-factorisation --at u=2,v=1/2 --noise label-noise'))
    .action(async (model, options) =>
      finish(await (await import('./commands/limit.js')).limit(model, options, surroundings)),
    )

  program
    .command('derive')
    .argument('<MODEL>')
    .argument('[WHAT]', 'loss, gradient or hessian; all three when left out')
    .description('loss, gradient and Hessian as exact formulas')
    .option('--latex', 'as LaTeX to paste into a paper')
    .option('--whole', 'long formulas too in one piece; else parts that repeat in them are named')
    .option('--per-sample', 'of the loss of one sample, its data as symbols; as always when samples are many')
    .option('--within <TIME>', 'stop simplifying in time: 30s, 500ms, 2min')
    .option('--json', 'as JSON, with whole formulas; not with --latex')
    .option('-q, --quiet', 'no remarks and no progress')
    .addHelpText('after', example('thalweg derive two-layer-scalar hessian --latex'))
    .action(async (model, what, options) =>
      finish(await (await import('./commands/derive.js')).derive(model, what, options, surroundings)),
    )

  withRate(withPoint(program.command('predict').argument('<MODEL>').argument('[THEOREM...]', theoremHelp)))
    .description('what theory predicts at a point, with its hypotheses checked; no experiment')
    .addHelpText('after', example('thalweg predict two-layer-scalar stability --at skewed'))
    .action(async (model, theorems, options) =>
      finish(await (await import('./commands/predict.js')).predict(model, theorems, options, surroundings)),
    )

  withExperiments(
    withRate(withPoint(program.command('verify').argument('<MODEL>').argument('[THEOREM...]', theoremHelp))),
  )
    .description('run the real algorithm and compare: a verdict for every theorem')
    .option('--all', 'every theorem (as when none is named)')
    .addHelpText('after', example('thalweg verify two-layer-scalar --all --at skewed --seed 7 --json'))
    .action(async (model, theorems, options) =>
      finish(
        await (
          await import('./commands/verify.js')
        ).verify(model, options.all === true ? [] : theorems, options, surroundings),
      ),
    )

  withExperiments(withRate(withPoint(program.command('report').argument('<MODEL>'))))
    .description('verdicts in the terminal, and a report in a folder')
    .option('-o, --out <DIR>', 'the folder, made when it is not there', 'out')
    .option('-f, --format <LIST>', 'some of latex, html, json, pdf', 'latex,html,json')
    .option('-t, --theorem <ID>', `${theoremHelp}; may be given several times`, gathered)
    .addHelpText('after', example('thalweg report two-layer-scalar --at skewed -o out --format pdf,html'))
    .action(async (model, options) =>
      finish(await (await import('./commands/report.js')).report(model, options, surroundings)),
    )

  withWorkers(
    withPoint(program.command('map').argument('<MODEL>'))
      .description(
        'stability along a line in the zero-loss set: boundaries of three notions over where runs settle',
      )
      .option('--to <POINT>', 'the line ends there, like --at; otherwise it goes both ways')
      .option(
        '--along <DIRECTION>',
        'direction at the point, as in a=1,b=-1, where the set has more dimensions',
      )
      .option('--length <X>', 'arc length each way (default: until the sharpness differs by a factor 3)')
      .option('-b, --batch-size <B>', 'samples that a step of stochastic gradient descent sees (default: 1)')
      .option('--replacement', 'a sample can be in a batch more than once')
      .option('--sampling <WEIGHTS>', samplingHelp),
  )
    .option('-o, --out <DIR>', 'a folder for the figure and the numbers, made when it is not there')
    .option('-f, --format <LIST>', 'some of svg, latex, json, html, pdf (default: svg,latex,json)')
    .addHelpText('after', example('thalweg map two-layer-scalar --at skewed --out out'))
    .action(async (model, options) =>
      finish(await (await import('./commands/map.js')).map(model, options, surroundings)),
    )

  program
    .command('reproduce')
    .argument('<REPORT>', 'a report.json, or - for standard input')
    .description('make a report again and say what differs')
    .option('--workers <N>', workersHelp)
    .option('--json', 'as JSON')
    .option('-q, --quiet', 'no progress')
    .addHelpText('after', example('thalweg reproduce out/report.json'))
    .action(async (path, options) =>
      finish(await (await import('./commands/reproduce.js')).reproduce(path, options, surroundings)),
    )

  program
    .command('explain')
    .argument('[THEOREM]', 'an id or a family, as in the list; when left out, the list of all')
    .description('what a theorem says, when it holds and how it is tested; without a name, the list')
    .option('--noise', 'instead the noise models: their names, losses and options')
    .option('--latex', 'formulas as LaTeX')
    .option('--json', 'as JSON')
    .addHelpText('after', example('thalweg explain stability/gradient-descent-threshold'))
    .action(async (theorem, options) =>
      finish(await (await import('./commands/explain.js')).explain(theorem, options, surroundings)),
    )

  program
    .command('models')
    .argument('[NAME]')
    .description('the bundled models, or the file of one of them')
    .option('--json', 'as JSON')
    .addHelpText('after', example('thalweg models two-layer-scalar > mine.yaml'))
    .action(async (name, options) =>
      finish(await (await import('./commands/models.js')).models(name, options, surroundings)),
    )

  return program
}

const workersHelp = 'threads for the experiments (default: one per core); the numbers do not depend on it'

const checkpointHelp =
  'keeps what is measured while it runs: killed or out of time, the same command goes on from there'

const theoremHelp =
  'an id or a family, as `thalweg explain` lists them; when left out, all that concern the model and the noise and do not take long'

function gathered(next: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...next.split(',')]
}

function example(line: string): string {
  return `\nExample:\n  ${line}`
}

function withPoint(command: Command): Command {
  return command
    .option('--at <POINT>', 'a named point of the model, or coordinates: a=2,b=sqrt(2)')
    .option('--no-move', 'refuse a point that is not on the zero-loss set instead of moving it there')
    .option('--seed <N>', 'seeds everything random (default: 1)')
    .option('--within <TIME>', 'end in time: 30s, 500ms, 2min')
    .option('--json', 'as JSON')
    .option('-q, --quiet', 'no remarks and no progress')
}

function withExperiments(command: Command): Command {
  return command
    .option('--effort <LEVEL>', `how sharp the answer is to be (default: standard).${effortsHelp}`)
    .option('--workers <N>', workersHelp)
    .option('--checkpoint <FILE>', checkpointHelp)
}

function withWorkers(command: Command): Command {
  return command
    .option('--effort <LEVEL>', 'how many cells and runs: quick, standard (default) or thorough')
    .option('--workers <N>', workersHelp)
}

const effortsHelp = efforts.map(({ id, says }) => `\n${id}: ${plain(says)}`).join('')

function withRate(command: Command): Command {
  return command
    .option(
      '-l, --learning-rate <X>',
      'a number or an exact expression such as 1/10; chosen from the threshold when left out',
    )
    .option('-b, --batch-size <B>', 'samples that a step of stochastic gradient descent sees (default: 1)')
    .option('--replacement', 'a sample can be in a batch more than once')
    .option('--sampling <WEIGHTS>', samplingHelp)
    .option('--noise <NOISE>', noiseHelp)
}

const samplingHelp =
  'how often samples are drawn relative to each other, one weight each: 3,1 or 1/2,1/4,1/4 (default: equally often)'

const noiseHelp =
  'how noise enters, for theorems about noise, with options after it as in "dropout law=gaussian layers=[h]"; the names are ' +
  'in `thalweg explain --noise`. When left out, the noise of the model file'
