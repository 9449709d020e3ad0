// Notes what a test wants to see: engine states, statuses, CSP violations.
window.seen = { engine: [], travellers: [], violations: [] };
document.addEventListener('securitypolicyviolation', (event) => window.seen.violations.push(event.violatedDirective));
window.portas.onEngine((state) => window.seen.engine.push(state));
window.portas.on('scan:reading', (reading) => window.seen.travellers.push(reading.deviceId));
