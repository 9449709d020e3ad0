/** A page with the window's reader and nothing else, for test/e2e/reader.test.ts. */
import { createReader } from '../../../renderer/reader/reader.ts';

const page = window as unknown as { createReader: typeof createReader; violations: string[] };
page.createReader = createReader;
page.violations = [];
document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => page.violations.push(violatedDirective));
