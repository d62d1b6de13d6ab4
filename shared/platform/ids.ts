import { typeidUnboxed } from 'typeid-js';

export type IdPrefix =
  | 'wsp'
  | 'app'
  | 'key'
  | 'doc'
  | 'chk'
  | 'blob'
  | 'upl'
  | 'src'
  | 'ref'
  | 'page'
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
  | 'era'
  | 'esw'
  | 'evs'
  | 'evq'
  | 'evr'
  | 'cur'
  | 'hov'
  | 'mail';

/** A new id (TypeID): prefix and UUIDv7 in base 32, so that ids sort by creation time. */
export const newId = (prefix: IdPrefix): string => typeidUnboxed(prefix);
