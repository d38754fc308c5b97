import { isPiaozoneError, Secret } from '@piaozone/core/adapter';
import { describe, expect, it } from 'vitest';
import { type MyErpSettings, myErpAdapter } from '../src/index.js';

const GOOD: MyErpSettings = { baseUrl: 'https://erp.example.com', accountSet: 'A01', user: 'invoice', password: 'pass-word' };

/** Paths of everything that is wrong with `settings`. */
function problemsOf(settings: unknown): readonly string[] {
  try {
    myErpAdapter(settings as MyErpSettings);
    return [];
  } catch (error) {
    if (isPiaozoneError(error, 'config_invalid')) return error.problems.map(({ path }) => path);
    throw error;
  }
}

describe('settings', () => {
  it('are taken with the password as text or as Secret', () => {
    expect(problemsOf(GOOD)).toEqual([]);
    expect(problemsOf({ ...GOOD, password: new Secret('pass-word'), pageSize: 500 })).toEqual([]);
  });

  it('are refused with every problem at once', () => {
    const wrong = { ...GOOD, baseUrl: 'erp.example.com', user: ' invoice', pageSize: 501, pasword: 'x' };
    expect([...problemsOf(wrong)].sort()).toEqual(['baseUrl', 'pageSize', 'pasword', 'user']);
    expect(problemsOf(undefined)).toContain('settings');
  });

  it('are never quoted in an error', () => {
    const password = 'line\nbreak';
    try {
      myErpAdapter({ ...GOOD, password });
    } catch (error) {
      expect(isPiaozoneError(error, 'config_invalid')).toBe(true);
      expect(String(error)).not.toContain('break');
      return;
    }
    expect.unreachable('a password with a line break was taken');
  });
});
