import type { Json, OnProgress } from "../../shapes.ts";
import { checkInteger, checkNumber, checkOptions } from "../../foundation/mod.ts";
import {
  checkNearDuplicateSettings,
  NEAR_DUPLICATE_NAMES,
  type NearDuplicateOptions,
  type NearDuplicateSettings,
  nearDuplicateSettings,
} from "./near_duplicate_options.ts";

/** How the silences of a corpus are judged. */
export interface OutageOptions {
  /** Shortest outage, in hours, above 0. Default 1. */
  minOutageHours?: number;
  /** An outage is less probable than this at the pace of the 24 hours on either side, in (0, 1). Default 1e-6. */
  outageProbability?: number;
  /** An outage is at least so many times the usual longest silence of a day, at least 1. Default 2. */
  outageRatio?: number;
}

/** What `profilePosts()` and `profileStream()` take. */
export interface ProfileOptions extends OutageOptions, NearDuplicateOptions {
  /** Letters a text needs before its language is told; see `openLanguageDetector()`. Default 16. */
  minLetters?: number;
  /** Posts an author needs to be listed as posting at fixed intervals, at least 3. Default 6. */
  minRegularPosts?: number;
  /** Entries of each list (texts, groups, authors) at most. Default 10. */
  listLength?: number;
  onProgress?: OnProgress;
  signal?: AbortSignal;
}

/** Every choice made. */
export interface ProfileSettings {
  outages: Required<OutageOptions>;
  nearDuplicates: NearDuplicateSettings;
  minLetters: number;
  minRegularPosts: number;
  listLength: number;
}

export const OUTAGE_NAMES = ["minOutageHours", "outageProbability", "outageRatio"] as const;

const OWN_NAMES = ["minLetters", "minRegularPosts", "listLength", "onProgress", "signal"] as const;

/** Checks the options and fills in the defaults. */
export function profileSettings(
  caller: string,
  options: ProfileOptions,
  more: readonly string[] = [],
): ProfileSettings {
  checkOptions(caller, options, [...OUTAGE_NAMES, ...NEAR_DUPLICATE_NAMES, ...OWN_NAMES, ...more]);
  const nearDuplicates = nearDuplicateSettings(options);
  checkNearDuplicateSettings(caller, nearDuplicates);
  return {
    outages: {
      minOutageHours: checkNumber(caller, "minOutageHours", options.minOutageHours ?? 1, { min: 1e-6 }),
      outageProbability: checkNumber(caller, "outageProbability", options.outageProbability ?? 1e-6, {
        min: Number.MIN_VALUE,
        max: 1,
      }),
      outageRatio: checkNumber(caller, "outageRatio", options.outageRatio ?? 2, { min: 1 }),
    },
    nearDuplicates,
    minLetters: checkInteger(caller, "minLetters", options.minLetters ?? 16, { min: 1 }),
    minRegularPosts: checkInteger(caller, "minRegularPosts", options.minRegularPosts ?? 6, { min: 3 }),
    listLength: checkInteger(caller, "listLength", options.listLength ?? 10, { min: 1 }),
  };
}

/** The settings as they stand in the profile. */
export function settingsShown(settings: ProfileSettings): Record<string, Json> {
  const { outages, nearDuplicates, ...own } = settings;
  return { ...outages, ...nearDuplicates, ...own };
}
