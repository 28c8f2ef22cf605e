/**
 * Events that take back what earlier ones brought, and what an aggregation must be like for that to be exact. Knows
 * aggregators and functions. Read {@link io.tidemark.correction.Corrections} first.
 */
package io.tidemark.correction;
