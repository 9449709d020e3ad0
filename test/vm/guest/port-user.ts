/** Another program that has the terminal's serial port open: a small Perl program (Perl is part of every Debian), since Node cannot ask for a port of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** `read`: asks nobody and takes what comes; `exclusive`: wants the port for itself (TIOCEXCL), as ModemManager does; `lock`: holds the lock that serial programs agree on (flock). */
export type PortUse = 'read' | 'exclusive' | 'lock';

export interface PortUser {
  end(): Promise<void>;
}

export const PORT_PATH = '/dev/ttyACM0';

/** 0x540c is TIOCEXCL, asm-generic/ioctls.h. */
const SCRIPT = `
use strict;
use Fcntl qw(:DEFAULT :flock);
my ($path, $use) = @ARGV;
sysopen(my $port, $path, O_RDWR | O_NOCTTY) or die "open: $!";
$use ne 'exclusive' or ioctl($port, 0x540c, 0) or die "ioctl: $!";
$use ne 'lock' or flock($port, LOCK_EX | LOCK_NB) or die "flock: $!";
$| = 1;
print "open\\n";
if ($use eq 'read') { while (sysread($port, my $bytes, 4096)) {} }
sleep;
`;

/** @throws Error when it could not have the port so. */
export async function openPortUser(use: PortUse): Promise<PortUser> {
  const child = spawn('perl', ['-e', SCRIPT, PORT_PATH, use], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  await Promise.race([
    once(child.stdout, 'data'),
    exited.then(([code]) => {
      throw new Error(`the other program ended with code ${String(code)}`);
    }),
  ]);
  return {
    async end() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
