import { describe, expect, it } from 'vitest';
import type { ConversionState } from '../../../core/contract.ts';
import { type DeskAction, type DeskState, emptyDesk, isContestable, isUnfinished, RECENT_SCANS } from '../../../renderer/desk/desk-state.ts';
import { reduceDesk } from '../../../renderer/desk/reduce-desk.ts';
import * as fixture from '../../support/window-fixtures.ts';

const LIMITS = { clearAfterMs: 30_000, holdLimitMs: 120_000 };
const WALL = Date.UTC(2026, 10, 25, 4);
const pass = fixture.verdict(WALL);
const refer = fixture.refer(WALL + 1);
const refuse = fixture.refuse(WALL + 2);

const run = (actions: readonly DeskAction[], state: DeskState = emptyDesk(LIMITS)): DeskState => actions.reduce(reduceDesk, state);
const shown = (verdict = pass, now = 1_000): DeskAction => ({ type: 'verdict', verdict, now });
const consent: DeskAction = { type: 'consent', given: true, now: 2_000 };
const converted = (state: ConversionState['state']): ConversionState => ({
  scanId: pass.scanId,
  recordId: fixture.RECORD_ID,
  state,
  mainlandCode: state === 'delivered' ? fixture.MAINLAND_CODE : null,
  validUntil: state === 'delivered' ? WALL + 86_400_000 : null,
});

describe('a card in several symbols', () => {
  const part: DeskAction = { type: 'part', have: 1, of: 3 };
  it('says how far it is, through the reading of the next part and a read that broke off, until the verdict or a long silence', () => {
    const reading: DeskAction = { type: 'reading', bytes: 40, now: 1 };
    expect(run([reading, part])).toMatchObject({ reading: null, part: { have: 1, of: 3 } });
    expect(run([part, reading, { type: 'quiet' }])).toMatchObject({ reading: null, part: { have: 1, of: 3 } });
    expect(run([part, { type: 'torn', cause: 'gap', role: null, now: 1 }, { type: 'quiet' }]).part).not.toBeNull();
    expect(run([part, { type: 'quiet' }]).part).toBeNull();
    expect(run([part, shown()]).part).toBeNull();
  });
});

describe('a document', () => {
  const waits: DeskAction = { type: 'document-waits', waiting: true };
  const damaged: DeskAction = { type: 'damaged', document: { fault: 'check-digit', fields: ['number'] } };
  const differs = fixture.documentDiffers(WALL);
  const same = fixture.withDocument(WALL, 'same');
  const changed = (verdict = differs, now = 5_000): DeskAction => ({ type: 'changed', verdict, now });

  it('changes the verdict of the traveller who stands here, in the list too, and gives time to read it', () => {
    const state = run([shown(), changed()]);
    expect(state).toMatchObject({ verdict: differs, form: null, clearsAt: 35_000 });
    expect(state.recent[0]).toMatchObject({ scanId: pass.scanId, outcome: 'refer', reason: 'document-differs' });
  });

  it('keeps what was entered as long as a conversion is possible, and takes it away with it', () => {
    const edited: DeskAction = { type: 'edited', field: 'phone', value: '66123456', now: 2_000 };
    expect(run([shown(), edited, changed(same)]).form?.values.phone).toBe('66123456');
    const barred = run([shown(), edited, changed()]);
    expect([barred.form, isUnfinished(barred)]).toEqual([null, false]);
    // The right document after the wrong one.
    expect(run([changed(same, 6_000)], barred).form?.values.phone).toBe('');
  });

  it('leaves a conversion that was made', () => {
    const state = run([shown(), { type: 'conversion', conversion: converted('sealed'), now: 2_000 }, changed()]);
    expect(state).toMatchObject({ conversion: { state: 'sealed' }, form: null, verdict: { outcome: 'refer' } });
  });

  it('changes the verdict that waits behind an unfinished conversion, and nothing of a traveller who is gone', () => {
    const next = { ...refer, scanId: differs.scanId.replace(/1$/, '9') };
    const state = run([shown(), consent, shown(next, 3_000), changed({ ...differs, scanId: next.scanId })]);
    expect(state).toMatchObject({ verdict: pass, waiting: { outcome: 'refer', document: { outcome: 'differs' } } });
    expect(run([shown(), { type: 'clear', now: 4_000 }, changed()])).toMatchObject({ verdict: null, recent: [{ outcome: 'refer' }] });
  });

  it('waits beside whoever stands here, and stays when the desk is cleared until the engine says otherwise', () => {
    expect(run([shown(), waits]).documentWaits).toBe(true);
    expect(run([shown(), waits, { type: 'clear', now: 2_000 }]).documentWaits).toBe(true);
    expect(run([waits, { type: 'document-waits', waiting: false }]).documentWaits).toBe(false);
    expect(run([waits, { type: 'forgotten' }]).documentWaits).toBe(false);
  });

  it('has to be scanned again for a moment, or until something is read', () => {
    expect(run([damaged]).damaged).toEqual({ fault: 'check-digit', fields: ['number'] });
    for (const next of [{ type: 'quiet' }, shown(), waits, { type: 'torn', cause: 'gap', role: null, now: 1 }, { type: 'reading', bytes: 1, now: 1 }, changed()] satisfies DeskAction[]) expect(run([shown(), damaged, next]).damaged, next.type).toBeNull();
    expect(run([{ type: 'part', have: 1, of: 2 }, damaged, { type: 'quiet' }]).part).not.toBeNull();
  });
});

describe('a new verdict', () => {
  it('replaces the old one at once', () => {
    const state = run([shown(pass), shown(refuse, 2_000)]);
    expect(state.verdict).toBe(refuse);
    expect(state.waiting).toBeNull();
    expect(state.asking).toBe(false);
  });

  it('replaces one whose conversion is offered but not begun', () => {
    expect(run([shown(pass), shown(refer, 2_000)]).verdict).toBe(refer);
  });

  it('waits and asks when a conversion is begun', () => {
    const state = run([shown(pass), consent, shown(refer, 3_000)]);
    expect(state.verdict).toBe(pass);
    expect(state.waiting).toBe(refer);
    expect(state.asking).toBe(true);
  });

  it('asks once: after "keep", a third verdict takes the waiting place in silence', () => {
    const state = run([shown(pass), consent, shown(refer, 3_000), { type: 'keep', now: 4_000 }, shown(refuse, 5_000)]);
    expect(state.asking).toBe(false);
    expect(state.waiting).toBe(refuse);
    expect(state.verdict).toBe(pass);
  });

  it('comes up on "drop", with nothing of the old form', () => {
    const state = run([shown(pass), { type: 'edited', field: 'phone', value: '66123456', now: 1_500 }, shown(refer, 3_000), { type: 'drop', now: 4_000 }]);
    expect(state.verdict).toBe(refer);
    expect(state.form).toBeNull();
    expect(state.waiting).toBeNull();
  });

  it('comes up by itself when the kept conversion is sealed', () => {
    const state = run([shown(pass), consent, shown(refer, 3_000), { type: 'keep', now: 3_500 }, { type: 'conversion', conversion: converted('sealed'), now: 4_000 }]);
    expect(state.verdict).toBe(refer);
    expect(state.conversion).toBeNull();
  });

  it('ends reading and torn notes', () => {
    const state = run([{ type: 'reading', bytes: 40, now: 1 }, { type: 'torn', cause: 'gap', role: null, now: 2 }, shown()]);
    expect(state.reading).toBeNull();
    expect(state.torn).toBeNull();
  });

  it('heads the list of last scans, once, without personal data', () => {
    const state = run([shown(refer), shown(refer), shown(refuse)]);
    expect(state.recent.map(({ scanId }) => scanId)).toEqual([refuse.scanId, refer.scanId]);
    expect(JSON.stringify(state.recent)).not.toContain('VASCONCELOS');
  });

  it('keeps the list short', () => {
    const scans = Array.from({ length: 50 }, (_, index) => ({ ...refuse, scanId: index.toString() }));
    expect(run(scans.map((verdict) => shown(verdict))).recent).toHaveLength(RECENT_SCANS);
  });
});

describe('clearing', () => {
  it('leaves nothing of the traveller', () => {
    const state = run([shown(), { type: 'edited', field: 'phone', value: '66123456', now: 2 }, { type: 'clear', now: 3 }]);
    const rest = JSON.stringify({ ...state, recent: [] });
    for (const personal of ['SPECIMEN', 'M12345678', '66123456', '1980-02-29']) expect(rest).not.toContain(personal);
  });

  it('leaves not even the waiting verdict when a record could not be kept', () => {
    const state = run([shown(pass), consent, shown(refer, 3_000), { type: 'forgotten' }]);
    expect([state.verdict, state.waiting, state.form]).toEqual([null, null, null]);
    expect(state.recent).toHaveLength(2);
  });

  it('is due after the set time', () => {
    expect(run([shown(pass, 1_000)]).clearsAt).toBe(31_000);
  });

  it('shows the verdict that waited rather than an empty desk', () => {
    const state = run([shown(pass), consent, shown(refer, 3_000), { type: 'clear', now: 5_000 }]);
    expect(state.verdict).toBe(refer);
    expect(state.clearsAt).toBe(35_000);
  });

  it('is put off by work, and never beyond the limit', () => {
    const edit = (now: number): DeskAction => ({ type: 'edited', field: 'phone', value: '6', now });
    expect(run([shown(pass, 1_000), edit(20_000)]).clearsAt).toBe(50_000);
    expect(run([shown(pass, 1_000), edit(20_000), edit(45_000), edit(70_000), edit(95_000), edit(120_000)]).clearsAt).toBe(121_000);
  });

  it('is held to the limit, and released to the usual time', () => {
    const held = run([shown(pass, 1_000), { type: 'hold', now: 5_000 }]);
    expect([held.held, held.clearsAt]).toEqual([true, 121_000]);
    const released = run([{ type: 'hold', now: 100_000 }], held);
    expect([released.held, released.clearsAt]).toEqual([false, 121_000]);
    expect(run([{ type: 'hold', now: 20_000 }], held).clearsAt).toBe(50_000);
  });

  it('cannot be held on an empty desk', () => {
    expect(run([{ type: 'hold', now: 5 }]).held).toBe(false);
  });

  it('never holds shorter than the usual time, even when the limit is set below it', () => {
    const state = run([shown(pass, 0), { type: 'hold', now: 10 }], emptyDesk({ clearAfterMs: 30_000, holdLimitMs: 5_000 }));
    expect(state.clearsAt).toBe(30_000);
  });
});

describe('a conversion', () => {
  it('offers what the code tells and the city next door', () => {
    expect(run([shown()]).form?.values).toEqual({ permitNumber: 'M12345678', birthDate: '1980-02-29', phone: '', destinationCity: '440400', destinationAddress: '' });
  });

  it('has no form when it is not possible', () => {
    expect(run([shown(refer)]).form).toBeNull();
  });

  it('is unfinished from the first edit or consent until it is on disk', () => {
    expect(isUnfinished(run([shown()]))).toBe(false);
    expect(isUnfinished(run([shown(), consent]))).toBe(true);
    expect(isUnfinished(run([shown(), consent, { type: 'conversion', conversion: converted('sealed'), now: 3 }]))).toBe(false);
  });

  it('shows the faults the engine found, and forgets a fault when its field is edited', () => {
    const faulty = run([
      shown(),
      consent,
      { type: 'sending' },
      { type: 'answered', scanId: pass.scanId, now: 3, reply: { ok: false, refusal: 'fields', barrier: null, fields: [{ field: 'phone', fault: 'malformed' }] } },
    ]);
    expect(faulty.form?.faults).toEqual({ phone: 'malformed' });
    expect(faulty.sending).toBe(false);
    expect(run([{ type: 'edited', field: 'phone', value: '6', now: 4 }], faulty).form?.faults).toEqual({});
  });

  it('says when the traveller was cleared meanwhile', () => {
    const state = run([shown(), consent, { type: 'sending' }, { type: 'answered', scanId: pass.scanId, now: 3, reply: { ok: false, refusal: 'scan-gone', barrier: null, fields: [] } }]);
    expect(state.refusal).toEqual({ kind: 'scan-gone', barrier: null });
  });

  it('says when the engine did not answer, and can be sent again', () => {
    const state = run([shown(), consent, { type: 'sending' }, { type: 'not-answered', scanId: pass.scanId }]);
    expect(state.refusal?.kind).toBe('fault');
    expect(state.sending).toBe(false);
    expect(state.form?.consent).toBe(true);
  });

  it('ignores an answer for a traveller who has left', () => {
    const state = run([shown(refer)]);
    expect(run([{ type: 'answered', scanId: pass.scanId, now: 3, reply: { ok: true, recordId: fixture.RECORD_ID } }], state)).toEqual(state);
  });

  it('is sealed by the answer or the event, whichever is first, and not set back by the later one', () => {
    const delivered = run([shown(), consent, { type: 'conversion', conversion: converted('delivered'), now: 3 }]);
    expect(run([{ type: 'answered', scanId: pass.scanId, now: 4, reply: { ok: true, recordId: fixture.RECORD_ID } }], delivered).conversion?.state).toBe('delivered');
    expect(run([shown(), consent, { type: 'answered', scanId: pass.scanId, now: 4, reply: { ok: true, recordId: fixture.RECORD_ID } }]).conversion?.state).toBe('sealed');
  });

  it('gives the full time again once delivered, so that the code can be scanned', () => {
    expect(run([shown(pass, 0), { type: 'conversion', conversion: converted('delivered'), now: 29_000 }]).clearsAt).toBe(59_000);
  });

  it('marks the scan in the list even when another traveller stands there', () => {
    const state = run([shown(pass), shown(refer, 2_000), { type: 'conversion', conversion: converted('delivered'), now: 3_000 }]);
    expect(state.verdict).toBe(refer);
    expect(state.conversion).toBeNull();
    expect(state.recent.find(({ scanId }) => scanId === pass.scanId)?.converted).toBe(true);
  });
});

describe('the second line', () => {
  const sent = fixture.openCase(WALL, { scanId: pass.scanId });

  it('takes the case of the traveller who stands here alone', () => {
    expect(run([shown(pass), { type: 'case', case: sent }]).secondLine).toBe(sent);
    expect(run([shown(refer), { type: 'case', case: sent }]).secondLine).toBeNull();
    expect(run([shown(refer), { type: 'case-answered', scanId: pass.scanId, reply: { ok: true, case: sent } }]).secondLine).toBeNull();
  });

  it('says why there is no case, until there is one or the traveller is gone', () => {
    const refused = run([shown(pass), { type: 'case-answered', scanId: pass.scanId, reply: { ok: false, refusal: 'already-open' } }]);
    expect(refused.secondLineRefusal).toBe('already-open');
    expect(run([{ type: 'case-answered', scanId: pass.scanId, reply: { ok: true, case: sent } }], refused)).toMatchObject({ secondLine: sent, secondLineRefusal: null });
    expect(run([shown(refer, 9_000)], refused).secondLineRefusal).toBeNull();
    expect(run([{ type: 'case-answered', scanId: pass.scanId, reply: 'fault' }], refused).secondLineRefusal).toBe('fault');
  });

  it('forgets the case with its traveller', () => {
    const state = run([shown(pass), { type: 'case', case: sent }]);
    expect(run([{ type: 'clear', now: 9_000 }], state).secondLine).toBeNull();
    expect(run([shown(refer, 9_000)], state).secondLine).toBeNull();
  });

  it('offers an appeal only against the colour that a rule found in a proved code', () => {
    const red = fixture.red(WALL);
    expect(isContestable(red)).toBe(true);
    expect(isContestable({ ...red, traveller: null })).toBe(false);
    expect(isContestable({ ...red, reasons: red.reasons.map((each) => ({ ...each, ruleId: null })) })).toBe(false);
    for (const other of [null, pass, refer, refuse]) expect(isContestable(other)).toBe(false);
  });
});

describe('an override', () => {
  const red = fixture.red(WALL);
  const override = { scanId: red.scanId, at: WALL, reason: 'exempt', first: '1042', second: '2001' } as const;

  it('shows on the traveller it is for, for the full time again, and in the list', () => {
    const state = run([shown(red), { type: 'overridden', override, now: 20_000 }]);
    expect(state).toMatchObject({ override, clearsAt: 50_000, verdict: { outcome: 'refuse' } });
    expect(state.recent[0]).toMatchObject({ scanId: red.scanId, overridden: true, converted: false });
    expect(run([{ type: 'clear', now: 21_000 }], state).override).toBeNull();
  });

  it('leaves another traveller alone', () => {
    const state = run([shown(red), shown(refer, 2_000), { type: 'overridden', override, now: 3_000 }]);
    expect(state.override).toBeNull();
    expect(state.recent.find(({ scanId }) => scanId === red.scanId)?.overridden).toBe(true);
  });
});

describe('a window that was reloaded', () => {
  const sentBefore = fixture.openCase(WALL);

  it('shows the engine’s verdict, conversion and case again', () => {
    const state = run([{ type: 'restored', verdict: pass, conversion: converted('sealed'), case: sentBefore, override: null, now: 10 }]);
    expect(state.secondLine).toBe(sentBefore);
    expect(state.verdict).toBe(pass);
    expect(state.conversion?.state).toBe('sealed');
  });

  it('keeps what it shows when the engine has nothing', () => {
    const state = run([shown()]);
    expect(run([{ type: 'restored', verdict: null, conversion: null, case: null, override: null, now: 10 }], state)).toEqual(state);
  });
});
