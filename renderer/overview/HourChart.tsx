import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { OUTCOMES } from '../../core/contract.ts';
import { OutcomeMark } from '../ui/OutcomeName.tsx';
import { chartOptions, readLook } from './chart-options.ts';
import type { Bar } from './ranges.ts';
import { stack } from './stack.ts';

const HEIGHT = 220;

/** Stacked bars of the three verdicts; read by eye, by mouse, or bar by bar with the arrow keys. Under it, what shares its axis. */
export function HourChart({ bars, look, children }: { readonly bars: readonly Bar[]; readonly look: string; readonly children: ReactNode }) {
  const { t } = useTranslation();
  const [index, setIndex] = useState<number | null>(null);
  const box = useChart(bars, look, setIndex);
  const bar = index === null ? undefined : bars[index];
  const step = (event: KeyboardEvent): void => {
    const direction = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (direction === undefined || bars.length === 0) return;
    event.preventDefault();
    setIndex((old) => Math.min(bars.length - 1, Math.max(0, old === null ? (direction > 0 ? 0 : bars.length - 1) : old + direction)));
  };
  return (
    <section className="chart" aria-labelledby="chart-title">
      <div className="chart-head">
        <h2 id="chart-title">{t('overview.chart')}</h2>
        <ul className="legend">
          {OUTCOMES.map((outcome) => (
            <li key={outcome}>
              <OutcomeMark outcome={outcome} />
              <span className={`legend-tile legend-${outcome}`} aria-hidden="true" />
              {t(`outcome.${outcome}`)}
            </li>
          ))}
        </ul>
      </div>
      <div className="chart-box" ref={box} tabIndex={0} role="group" aria-label={`${t('overview.chart')}. ${t('overview.chartHelp')}`} onKeyDown={step} />
      {children}
      <p className="readout" role="status">
        {bar === undefined ? t('overview.chartHelp') : t('overview.readout', { time: bar.name, total: bar.total, ...bar.counts })}
      </p>
    </section>
  );
}

/** Keeps a uPlot in the returned box in step with data, theme and width. */
function useChart(bars: readonly Bar[], look: string, onCursor: (index: number | null) => void) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const draw = (): uPlot =>
      new uPlot(chartOptions(bars, readLook(element), { width: Math.max(320, element.clientWidth), height: HEIGHT }, onCursor), stack(bars), element);
    let chart = draw();
    let width = element.clientWidth;
    const observer = new ResizeObserver(() => {
      if (element.clientWidth === width) return;
      width = element.clientWidth;
      chart.destroy();
      chart = draw();
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
    // Theme and text size are read from the document's properties: `look` only says when to draw anew.
  }, [bars, look, onCursor]);
  return box;
}
