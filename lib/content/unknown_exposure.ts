/** What a result says where the corpus does not tell who saw what: nothing in it can then be called an effect. */
export const EXPOSURE_UNKNOWN = "exposure unknown: association only";
