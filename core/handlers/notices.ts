/** What supervisors and the rule set have to say to the desk. */
import type { noticeCalls } from '../contract.ts';
import type { NoticeBoard } from '../desk/notices.ts';
import type { HandlersOf } from '../wire.ts';

export interface NoticeHandlerParts {
  readonly notices: NoticeBoard;
}

export function noticeHandlers({ notices }: NoticeHandlerParts): HandlersOf<typeof noticeCalls> {
  return {
    'notice:list': () => notices.list(),
    'notice:send': (request) => notices.send(request),
    'notice:withdraw': (request) => notices.withdraw(request),
    'notice:pending': () => notices.pending(),
    'notice:acknowledge': (request) => notices.acknowledge(request),
  };
}
