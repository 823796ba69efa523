import { KernelPool, openPackageLayer, selectPlace, type PackageLayer, type Place, type WarmKernel } from '@heddle/kernel';
import { join } from 'node:path';
import type { RuntimeConfig } from '../config.js';
import { localPackage } from './local-package.js';

export interface KernelSupplyParts {
  readonly settings: RuntimeConfig['kernel'];
  /** Absolute. */
  readonly dataDir: string;
  /** Folder that all sessions work in, absolute. Default: one each. */
  readonly workspace: string | undefined;
  /** Default: the one that the settings choose. */
  readonly place: Place | undefined;
  /** Told of kernels that could not be kept ready. */
  readonly warn: (message: string) => void;
}

/** What the kernels of all sessions have in common. */
export interface KernelGround {
  readonly place: Place;
  /** Why this place. */
  readonly reason: string;
  readonly packages: PackageLayer | undefined;
}

/** Gives sessions what their kernels stand on, and kernels that are ready where some are kept. */
export interface KernelSupply {
  /**
   * Place and packages; chosen and installed once. What failed is tried again the next time.
   *
   * @throws {KernelError} `PLACE_UNAVAILABLE`, `SANDBOX_REQUIRED`, `PACKAGES_FAILED`
   */
  ground(): Promise<KernelGround>;
  /** A kernel that is ready; `undefined` when none is to be had: the session then starts its own. Never fails. */
  takeWarm(): Promise<WarmKernel | undefined>;
  close(): Promise<void>;
}

export function createKernelSupply({ settings, dataDir, workspace, place, warn }: KernelSupplyParts): KernelSupply {
  let found: Promise<KernelGround> | undefined;
  let pool: KernelPool | undefined;
  let closed = false;

  function ground(): Promise<KernelGround> {
    found ??= findGround(settings, dataDir, place).catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  }

  async function openPool(): Promise<KernelPool | undefined> {
    if (settings.poolSize === 0) return undefined;
    const known = await ground();
    if (closed) return undefined;
    pool ??= new KernelPool({
      place: known.place,
      language: settings.language,
      size: settings.poolSize,
      folder: workspace ?? join(dataDir, 'workspaces'),
      shared: workspace !== undefined,
      ...(known.packages && { packages: known.packages }),
    });
    return pool;
  }

  // Begun ahead of the first session. What is wrong, that session says.
  openPool().catch(() => {});
  return {
    ground,
    async takeWarm() {
      try {
        return await (await openPool())?.take();
      } catch (error) {
        warn(`No kernel was ready; the session starts its own. ${error instanceof Error ? error.message : String(error)}`);
        return undefined;
      }
    },
    async close() {
      closed = true;
      await pool?.close();
    },
  };
}

async function findGround(settings: RuntimeConfig['kernel'], dataDir: string, place: Place | undefined): Promise<KernelGround> {
  const chosen = place ? { place, reason: 'chosen by the program' } : await selectPlace(settings);
  return { ...chosen, packages: await openPackages(settings, dataDir) };
}

async function openPackages({ language, packages }: RuntimeConfig['kernel'], dataDir: string): Promise<PackageLayer | undefined> {
  if (packages.length === 0) return undefined;
  return await openPackageLayer({ language, packages: packages.map((name) => localPackage(name, '.')), folder: join(dataDir, 'packages') });
}
