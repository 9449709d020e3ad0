import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Download } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { freeName, saveDownload } from '../../../electron/save-download.ts';
import { tempDir } from '../../support/temp-dir.ts';

const ORIGIN = 'https://portas.invalid';
function download(url: string, name: string) {
  const calls: string[] = [];
  const double: Pick<Download, 'url' | 'suggestedFilename' | 'cancel' | 'saveAs'> = {
    url: () => url,
    suggestedFilename: () => name,
    cancel: () => Promise.resolve(void calls.push('cancel')),
    saveAs: (file) => {
      writeFileSync(file, 'time;pass');
      return Promise.resolve();
    },
  };
  return { double: double as Download, calls };
}

describe('a download', () => {
  it('of our own page goes to the folder, beside older ones of its name', async () => {
    const folder = join(tempDir(), 'Downloads');
    const { double } = download(`blob:${ORIGIN}/1`, 'portas-today.csv');
    const first = await saveDownload(double, ORIGIN, folder);
    const second = await saveDownload(double, ORIGIN, folder);
    expect([first, second]).toEqual([join(folder, 'portas-today.csv'), join(folder, 'portas-today-2.csv')]);
    expect(readFileSync(first ?? '', 'utf8')).toBe('time;pass');
  });

  it('is a fixture of reports as well as a table', async () => {
    const folder = tempDir();
    const saved = [await saveDownload(download(`blob:${ORIGIN}/1`, 'portas-reports.json').double, ORIGIN, folder), await saveDownload(download(`blob:${ORIGIN}/1`, 'portas-reports.json').double, ORIGIN, folder)];
    expect(saved).toEqual([join(folder, 'portas-reports.json'), join(folder, 'portas-reports-2.json')]);
  });

  it.each([
    ['of another origin', 'blob:https://elsewhere.example/1', 'a.csv'],
    ['from the network', `${ORIGIN}/a.csv`, 'a.csv'],
    ['that is neither table nor fixture', `blob:${ORIGIN}/1`, 'a.exe'],
    ['with two endings of which the last is another', `blob:${ORIGIN}/1`, 'a.json.exe'],
    ['that leads out of the folder', `blob:${ORIGIN}/1`, '../a.csv'],
    ['without a name', `blob:${ORIGIN}/1`, ''],
  ])('%s is dropped', async (_case, url, name) => {
    const { double, calls } = download(url, name);
    expect(await saveDownload(double, ORIGIN, tempDir())).toBeNull();
    expect(calls).toEqual(['cancel']);
  });

  it('never overwrites, however many there are', () => {
    const folder = tempDir();
    for (let index = 1; index <= 100; index++) writeFileSync(join(folder, index === 1 ? 'a.csv' : `a-${index}.csv`), '');
    expect(freeName(folder, 'a.csv')).toBeNull();
  });
});
