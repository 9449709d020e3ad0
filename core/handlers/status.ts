/** What the window is told of the terminal as a whole. */
import type { statusCalls } from '../contract.ts';
import type { EngineSettings } from '../engine-parts.ts';
import type { StatusBoard } from '../service/status-board.ts';
import { VERSION } from '../version.ts';
import type { HandlersOf } from '../wire.ts';

export interface StatusHandlerParts {
  readonly settings: Pick<EngineSettings, 'mode' | 'terminal' | 'desk' | 'keyboard'>;
  readonly board: StatusBoard;
}

export function statusHandlers({ settings, board }: StatusHandlerParts): HandlersOf<typeof statusCalls> {
  return {
    'app:welcome': () => {
      const { language, secondLanguage, clearAfterSeconds, holdLimitSeconds, volume } = settings.desk;
      return { mode: settings.mode, version: VERSION, terminal: settings.terminal, desk: { language, secondLanguage, clearAfterSeconds, holdLimitSeconds, volume }, wedge: { ...settings.keyboard.affixes } };
    },
    'app:status': () => board.read(),
  };
}
