import { type FileHandle, open, stat } from 'node:fs/promises';
import { configError, PiaozoneError, type Problem } from '../../errors.js';
import { FileContentError, readFileContent } from './file-content.js';
import type { ReloadableSource } from './source.js';

export interface FileSourceOptions {
  /** Of the variables, where the file is an env file. Default `PIAOZONE_`. */
  readonly prefix?: string;
  /** Member that holds the triple, where the file is JSON with more in it, e.g. `tenant`. */
  readonly property?: string;
  /** Milliseconds after which the file is looked at again, in the background. Default 10 000. */
  readonly checkEveryMs?: number;
  /** Set true where the group must read it, e.g. a secret mounted with an `fsGroup`. Others may never. Default false. */
  readonly groupMayRead?: boolean;
}

const MAX_BYTES = 65_536;

/**
 * A triple in a JSON or env file, for example a mounted secret. Read at the first call, again when it has changed, and when the cloud refuses. Its content never
 * becomes a string. A file that others can read is refused (reliability T8); on Windows that is not checked, and a warning says so.
 */
export function tripleFromFile(path: string, options: FileSourceOptions = {}): ReloadableSource {
  return fileSource(path, options, process.platform);
}

/** {@link tripleFromFile} for a given platform. */
export function fileSource(path: string, options: FileSourceOptions, platform: NodeJS.Platform): ReloadableSource {
  const { prefix = 'PIAOZONE_', property, checkEveryMs = 10_000, groupMayRead = false } = options;
  let warned = false;
  return {
    kind: 'file',
    name: path,
    checkEveryMs,
    async stamp() {
      // The inode too: a mounted secret is exchanged by a symlink, with a time that may be older.
      const { mtimeMs, ctimeMs, size, ino } = await stat(path);
      return `${mtimeMs}/${ctimeMs}/${size}/${ino}`;
    },
    async read({ warn }) {
      if (platform === 'win32' && !warned) {
        warned = true;
        warn(notChecked(path));
      }
      const bytes = await readProtected(path, platform === 'win32' ? 0 : groupMayRead ? 0o027 : 0o077);
      try {
        return readFileContent(bytes, { prefix, property });
      } catch (error) {
        throw error instanceof FileContentError ? configError([{ path, message: error.text }]) : error;
      } finally {
        bytes.fill(0);
      }
    },
  };
}

/** @param forbidden permission bits that must not be set. The mode is that of the opened file, not of whatever bears its name by then. */
async function readProtected(path: string, forbidden: number): Promise<Buffer> {
  let handle: FileHandle | undefined;
  try {
    // Opening a pipe would wait for its writer.
    if (!(await stat(path)).isFile()) throw configError([{ path, message: { zh: '不是普通文件', en: 'is not a regular file' } }]);
    handle = await open(path, 'r');
    const { mode, size } = await handle.stat();
    if ((mode & forbidden) !== 0) throw configError([exposed(path, mode, forbidden)]);
    if (size > MAX_BYTES) throw configError([tooLarge(path, size)]);
    return await handle.readFile();
  } catch (error) {
    if (error instanceof PiaozoneError) throw error;
    throw configError([unreadable(path, error)]);
  } finally {
    await handle?.close();
  }
}

function exposed(path: string, mode: number, forbidden: number): Problem {
  const found = (mode & 0o777).toString(8).padStart(4, '0');
  const wanted = forbidden === 0o077 ? '600' : '640';
  return {
    path,
    diagnosis: 'CREDENTIAL_FILE_EXPOSED',
    message: {
      zh: `本机其他用户可访问此文件（权限 ${found}），已拒绝使用；请执行 chmod ${wanted} ${path}，并考虑更换其中的密钥`,
      en: `other users of this machine can access the file (mode ${found}), so it is refused; run chmod ${wanted} ${path} and consider exchanging the secret`,
    },
  };
}

function tooLarge(path: string, size: number): Problem {
  return {
    path,
    message: { zh: `文件有 ${size} 字节，超过上限 ${MAX_BYTES}`, en: `the file has ${size} bytes, more than the ${MAX_BYTES} allowed` },
  };
}

function unreadable(path: string, error: unknown): Problem {
  const code = String((error as { code?: unknown }).code ?? 'UNKNOWN');
  return { path, message: { zh: `无法读取文件（${code}）`, en: `the file cannot be read (${code})` } };
}

function notChecked(path: string): Problem {
  return {
    path,
    message: {
      zh: 'Windows 上未检查文件权限；请确认只有运行本程序的账号能读取',
      en: 'its permissions are not checked on Windows; make sure that only the account of this program can read it',
    },
  };
}
