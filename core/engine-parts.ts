/** What an engine is made of, and what it offers. Composes. */
import type { DrillState, Request, TravellerKind, Welcome } from './contract.ts';
import type { Clock } from './model/clock.ts';
import type { DocumentRule } from './model/document-check.ts';
import type { OverridePolicy } from './model/override.ts';
import type { Person, Role } from './model/staff.ts';
import type { UtcMillis } from './model/units.ts';
import type { RuleSet } from './rules/rule-set.ts';
import type { DeviceProfiles } from './scan/device-profiles.ts';
import type { ScanDriver } from './scan/driver.ts';
import type { ScannerModels } from './scan/scanner-models.ts';
import type { KeyboardSettings } from './scan/mend-typed.ts';
import type { RoleAssignment } from './scan/scanner-roles.ts';
import type { SerialPortSettings } from './scan/serial-ports.ts';
import type { DiskLimits } from './store/disk-space.ts';
import type { ScryptCost } from './staff/pin.ts';
import type { KeySet } from './trust/key-set.ts';
import type { TrustSource } from './trust/trust-source.ts';
import type { SignedTrustSettings } from './signed-trust.ts';
import type { Port } from './wire.ts';

/** Everything that differs between terminals. */
export interface EngineSettings {
  readonly mode: Welcome['mode'];
  readonly terminal: Welcome['terminal'];
  readonly desk: Welcome['desk'] & { readonly rereadSeconds: number; readonly repeatHours: number; readonly document: DocumentRule; readonly documentWaitSeconds: number };
  readonly dataDir: string;
  /** For scanners in keyboard mode. */
  readonly keyboard: KeyboardSettings;
  /** Serial ports that are read whatever the profiles say of them. */
  readonly serialPorts?: readonly SerialPortSettings[];
  /** Sides of the desk on which scanners stand. */
  readonly scannerRoles?: readonly RoleAssignment[];
  /** How long what is kept: docs/PRIVACY.md. */
  readonly retention: {
    readonly deliveredHours: number;
    readonly undeliveredHours: number;
    readonly staffDays: number;
    readonly journalDays: number;
  };
  /** Whether the supervisor sees counts by staff number. */
  readonly perOfficer: boolean;
  readonly staff: {
    /** `none`: a lane without people, where everything is open to whoever stands there. */
    readonly signIn: 'required' | 'none';
    /** Idle time after which the terminal locks. */
    readonly lockAfterMinutes: number;
    /** Who may let a traveller through whom the rules refuse. */
    readonly override: OverridePolicy;
    /** Signed in from the start: a drill's person. */
    readonly startAs?: Person;
    /** Cheaper PINs, for tests. */
    readonly pinCost?: ScryptCost;
  };
  /** None: travellers are judged, nothing is converted. */
  readonly gateway: {
    readonly url: string;
    readonly sealingKey: { readonly keyId: string; readonly publicKeyBase64: string };
    /** Paths: read when the engine opens, and again when they change. */
    readonly caFile?: string | undefined;
    readonly clientCertificateFile?: string | undefined;
    readonly clientKeyFile?: string | undefined;
    readonly timeoutSeconds: number;
  } | null;
}

export interface EngineParts {
  readonly settings: EngineSettings;
  /** Those of files, or none to begin with where a signed set brings them. */
  readonly keys: KeySet;
  /** Age of `keys`, and the policy that says what that means, while no signed set is in force. */
  readonly trust?: TrustSource;
  /** When the program was built: no clock before it is right. */
  readonly builtAt: UtcMillis;
  /** The signed repository that keys, rules, profiles and policy come from; none where they come from files. */
  readonly signedTrust?: SignedTrustSettings;
  /** Keys that no signed set brings: a drill's foreign issuers. */
  readonly keysBesideSet?: KeySet;
  /** The terminal's own rules, in force while no others are. */
  readonly rules: RuleSet;
  /** Sets that are offered from the start. */
  readonly offeredRules?: readonly RuleSet[];
  readonly profiles: DeviceProfiles;
  /** What is known of scanner makers, for the technician. */
  readonly models: ScannerModels;
  readonly drivers: readonly ScanDriver[];
  readonly clock: Clock;
  /** Other sizes than a terminal's, for tests on a small disk. */
  readonly diskLimits?: DiskLimits;
  readonly drill?: DrillControl;
  /** Ends this process, whose host starts it again: the way out where going on would only fail. Without it the terminal goes on failing. */
  readonly endProcess?: () => void;
  /** One structured line an incident; never traveller data. */
  readonly log: (event: string, fields: Readonly<Record<string, string | number | boolean | null>>) => void;
}

export interface Engine {
  /** Serves a window; returns the function that lets it go. */
  attach(port: Port): () => void;
  /** Stops reading, lets the batch in flight end, closes the database. */
  stop(): Promise<void>;
}

/** The controls of a drill; a production terminal has none. */
export interface DrillControl {
  state(): DrillState;
  set(change: Request<'drill:set'>): Promise<void>;
  present(kind: TravellerKind | null): void;
  presentBadge(role: Role): void;
  /** Sets the one listener. */
  onChange(listener: (state: DrillState) => void): void;
}
