/** A call of the window: who may make it, what is asked, what is answered. */
import type * as z from 'zod';
import { type Role, ROLES } from '../model/staff.ts';

/** Who may make a call: anybody who can reach the terminal, or whoever is signed in with one of these roles. */
export type Callers = 'anyone' | readonly Role[];
export const ANYONE: Callers = 'anyone';
/** Whoever is signed in. */
export const STAFF: Callers = ROLES;
export const DESK: Callers = ['officer', 'supervisor'];
export const SUPERVISOR: Callers = ['supervisor'];
export const TECHNICIAN: Callers = ['technician'];
export const BACK_OFFICE: Callers = ['supervisor', 'technician'];

export const call = <Q extends z.ZodType, R extends z.ZodType>(callers: Callers, request: Q, reply: R) => ({ callers, request, reply });
