/** What our side of a measure returns: as `Outcome`, without the ways to fail. */
export type OurOutcome = { readonly seconds: number; readonly check: number } | { readonly missing: string }
