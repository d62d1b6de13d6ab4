import { typeidUnboxed } from 'typeid-js';

export type IdPrefix =
  | 'wsp'
  | 'app'
  | 'key'
  | 'doc'
  | 'chk'
  | 'blob'
  | 'sess'
  | 'msg'
  | 'use'
  | 'adm'
  | 'inv'
  | 'login'
  | 'whk'
  | 'evt'
  | 'exp'
  | 'run'
  | 'dlv'
  | 'req'
  | 'proc'
  | 'agg'
  | 'ntc'
  | 'era';

/** A new identifier: prefix and a UUIDv7 in base 32 (TypeID), so that identifiers sort by time of creation. */
export const newId = (prefix: IdPrefix): string => typeidUnboxed(prefix);
