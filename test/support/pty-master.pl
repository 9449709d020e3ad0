# The far end of a serial line: opens a pseudo terminal and does what it is told, one line each, one answer each.
# "open": opens one, answers the path of its near end; "send HEX": writes bytes; "close": hangs up.
use strict;
use warnings;
use Fcntl;

# asm-generic/ioctls.h: TIOCSPTLCK (unlock), TIOCGPTN (its number).
my ($UNLOCK, $NUMBER) = (0x40045431, 0x80045430);
my $master;
$| = 1;
while (my $line = <STDIN>) {
    chomp $line;
    if ($line eq 'open') {
        sysopen($master, '/dev/ptmx', O_RDWR | O_NOCTTY) or die "ptmx: $!";
        my $off = pack('i', 0);
        ioctl($master, $UNLOCK, $off) or die "unlock: $!";
        my $number = pack('i', 0);
        ioctl($master, $NUMBER, $number) or die "number: $!";
        print '/dev/pts/' . unpack('i', $number) . "\n";
    } elsif ($line =~ /^send ([0-9a-f]*)$/) {
        my $bytes = pack('H*', $1);
        while (length $bytes) {
            my $written = syswrite($master, $bytes);
            defined $written or die "write: $!";
            $bytes = substr($bytes, $written);
        }
        print "sent\n";
    } elsif ($line eq 'close') {
        close($master);
        print "closed\n";
    }
}
