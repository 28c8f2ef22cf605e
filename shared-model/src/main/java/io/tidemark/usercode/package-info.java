/**
 * What may happen when a user's code runs, and what becomes of it: whatever it throws is one record's fault, but code that
 * cannot work at all, fails mostly or does not return is the definition's. Knows faults alone. Read
 * {@link io.tidemark.usercode.UserCode} first.
 */
package io.tidemark.usercode;
