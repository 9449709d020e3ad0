/** The engine process of a production terminal. Started by a shell with `--config FILE`. */
import { parseArgs } from 'node:util';
import { PortasFault } from '../core/model/fault.ts';
import { openProductionEngine } from '../core/production.ts';
import { runEngineProcess } from './engine-port.ts';

runEngineProcess((args) => {
  const { config } = parseArgs({ args: [...args], options: { config: { type: 'string' } } }).values;
  if (config === undefined) throw new PortasFault('config-invalid', '--config FILE is needed: a production terminal has settings');
  return openProductionEngine(config, (event, fields) => void process.stderr.write(`${JSON.stringify({ event, ...fields })}\n`));
});
